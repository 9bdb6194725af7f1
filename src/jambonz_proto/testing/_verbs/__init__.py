"""How each verb runs: one function for each verb class, in a module for each kind.

To add a verb:

1. Write ``async def listen(run: Run[verbs.Listen]) -> None`` in the module of its kind, or in a new one that is
   imported below, and decorate it with ``@runs(verbs.Listen, needs="audio")``. ``needs`` is the server's precondition,
   see ``_stack.Needs``. The docstring names the source files of the server that it follows.
2. ``run.verb`` is the verb, ``run.leg`` the person it runs for, ``run.session`` the call. Everything that takes time
   goes through ``await run.sleep(seconds)``, ``await run.sound(text, seconds)`` or ``with run.until_killed():``; each
   ends early when the verb is killed, and the function then goes on, so that it can still call its hook, if the server
   does. ``run.is_killed`` and ``run.was_replaced`` tell.
3. ``await run.hook("action_hook", hooks.ListenResult(...))`` calls a hook: it adds the facts about the call, waits for
   the ack, and does with the reply what the generated table says. Say ``forgiving=True`` where the server goes on
   without an ack, and ``applies=not run.was_replaced`` where it ignores the reply to a verb that was
   replaced. Verbs that are to be played for this hook only come back: ``await run.play(verbs)``.
   ``run.session.hook_soon`` does not wait for the ack.
4. What listens to the person is a ``_legs.Listener``, registered by ``with run.leg.heard_by(listener):``; with
   ``aside=True`` what only listens in, such as a transcription in the background.
5. What runs within another verb is ``inner = run.nested(verb)`` and ``await inner.execute()``, or
   ``with run.beside(verb):``.
6. Commands that only this verb can carry out are taken by ``with run.takes(commands.Whisper, function):``. What is said
   of them when no such verb runs is in ``_commands``, and so are the commands that need none.
7. What the real server would refuse or ignore is ``run.session.problem(kind, text, rule)``.
"""

from . import (
    audio,
    bots,
    conference,
    control,
    dial,
    dub,
    gather,
    listen,
    llm,
    queue,
    sip,
    transcribe,
    transfer,
)

__all__ = [
    "audio",
    "bots",
    "conference",
    "control",
    "dial",
    "dub",
    "gather",
    "listen",
    "llm",
    "queue",
    "sip",
    "transcribe",
    "transfer",
]
