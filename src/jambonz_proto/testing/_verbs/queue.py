"""Waiting in a queue, and taking somebody out of it."""

from __future__ import annotations

from itertools import takewhile

import anyio

from jambonz_proto import hooks, verbs
from jambonz_proto.testing._account import PRIORITY, Queue, Waiting
from jambonz_proto.testing._legs import Bridge
from jambonz_proto.testing._stack import Run, runs

BEEP = 1.5
"""Seconds that the tone before a bridge takes: ``BONG_TONE``."""
_BEFORE_PROMPT = 0.5
_BEFORE_FIRST_LOOK = 1.0
_BETWEEN_LOOKS = 5.0


# -- the caller who waits ---------------------------------------------------------------------


@runs(verbs.Enqueue, needs="audio")
async def enqueue(run: Run[verbs.Enqueue]) -> None:
    """Waits to be taken out, with the prompts of the wait hook, and is then connected until somebody hangs up.

    feature-server lib/tasks/enqueue.js. The time in the result is that until the end of the bridged call.
    """
    verb, session = run.verb, run.session
    queue = session.setting.account.queue(verb.name)
    priority = PRIORITY if verb.priority is None else verb.priority
    waiting = Waiting(run.leg, priority, session.clock.now())
    queue.add(waiting)
    session.spawn(lambda: _prompt(run, queue, waiting))
    with run.until_killed():
        await waiting.decided.wait()
        run.stop_playing()
        if waiting.bridge is not None:
            await waiting.bridge.over.wait()
    queue.remove(waiting)
    if waiting.bridge is not None:
        waiting.bridge.end()
    result = "bridged" if waiting.bridge is not None else "leave" if waiting.has_left else "hangup"
    payload = hooks.EnqueueResult(
        queue_sid=queue.sid, queue_time=int(session.clock.now() - waiting.since), queue_result=result
    )
    await run.hook("action_hook", payload, forgiving=True, applies=not run.was_replaced)


async def _prompt(run: Run[verbs.Enqueue], queue: Queue, waiting: Waiting) -> None:
    """Ask what the caller is to hear, again and again, until nothing is or the caller waits no longer."""

    def is_over() -> bool:
        return run.is_killed or waiting.decided.is_set()

    while not is_over():
        await run.sleep(_BEFORE_PROMPT)
        if is_over():
            return
        payload = hooks.EnqueueWait(
            queue_sid=queue.sid,
            queue_time=int(run.session.clock.now() - waiting.since),
            queue_size=len(queue),
            queue_position=queue.position(waiting),
        )
        given = await run.hook("wait_hook", payload)
        if not given or is_over():
            return
        until_leave = list(takewhile(lambda verb: not isinstance(verb, verbs.Leave), given))
        await run.play(until_leave)
        if len(until_leave) < len(given):
            waiting.leave()


@runs(verbs.Leave)
async def leave(run: Run[verbs.Leave]) -> None:
    """Has a meaning in the reply to a wait hook only; elsewhere it waits for other verbs: ``leave.js``."""
    text = "leave waits until other verbs take its place: it belongs into the reply to the wait hook of enqueue"
    run.session.problem("stuck verb", text, "feature-server lib/tasks/leave.js:11-19")
    with run.until_killed():
        await anyio.sleep_forever()


# -- who takes the caller ---------------------------------------------------------------------


@runs(verbs.Dequeue, needs="audio")
async def dequeue(run: Run[verbs.Dequeue]) -> None:
    """Takes somebody out of a queue and is connected with them. The next verb does not wait for the ack of the hook.

    feature-server lib/tasks/dequeue.js.
    """
    waiting = await _somebody(run)
    if run.leg.is_gone:
        return
    if waiting is not None:
        await _connect(run, waiting)
    payload = hooks.DequeueResult(dequeue_result="timeout" if waiting is None else "complete")
    run.is_done = True
    run.session.hook_soon(run.verb, "action_hook", payload, run=run)


async def _somebody(run: Run[verbs.Dequeue]) -> Waiting | None:
    """Look for somebody now and then, until the time is up or the leg is gone.

    Other verbs do not end that, by a defect of the server: they wait until the time is up.
    """
    found: Waiting | None = None

    async def look() -> None:
        nonlocal found
        found = await _look(run)
        tasks.cancel_scope.cancel()

    async def complain() -> None:
        with run.until_killed():
            await anyio.sleep_forever()
        if not run.leg.is_gone:
            text = f"dequeue cannot be ended: what is to run instead waits {_how_long(run.verb)}"
            run.session.problem("stuck verb", text, "feature-server lib/tasks/dequeue.js:61-102")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(look)
        tasks.start_soon(complain)
        await run.leg.gone.wait()
        tasks.cancel_scope.cancel()
    return found


def _how_long(verb: verbs.Dequeue) -> str:
    return "until its timeout" if verb.timeout else "for ever, since it has no timeout"


async def _look(run: Run[verbs.Dequeue]) -> Waiting | None:
    session, verb = run.session, run.verb
    queue = session.setting.account.queue(verb.name)
    found: Waiting | None = None
    with session.clock.move_on_after(verb.timeout or None):
        await session.sleep(_BEFORE_FIRST_LOOK)
        while not run.is_killed and (found := queue.next(verb.call_sid)) is None:
            await session.sleep(_BETWEEN_LOOKS)
        if found is None:
            await anyio.sleep_forever()
    return found


async def _connect(run: Run[verbs.Dequeue], waiting: Waiting) -> None:
    bridge = Bridge(run.leg, waiting.leg)
    waiting.take(bridge)
    if run.verb.beep:
        await run.sleep(BEEP)
    if not bridge.over.is_set():
        bridge.connect()
        run.session.remark(f"connected with {waiting.leg.facts.from_}")
        waiting.leg.session.remark(f"connected with {run.leg.facts.from_}")
    with run.until_killed():
        await bridge.over.wait()
    bridge.end()
