"""How a simulated call begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jambonz_proto import messages
from jambonz_proto._base import Verb

from ._legs import Called
from ._payloads import session_data
from ._stack import Unanswered

if TYPE_CHECKING:
    from ._session import Session

RINGING = 60.0
"""Seconds that a call of the REST API rings if nobody takes it: ``rest_dial.js``."""
_STATUS = {486: "busy", 603: "busy", 487: "no-answer"}
"""SIP status to call status; ``failed`` for all others: ``create-call.js``."""


async def calls_in(session: Session) -> None:
    """An inbound call asks for its first verbs: feature-server lib/middleware.js:447-494.

    Raises:
        Unanswered: There are none.
    """
    given = await _first_verbs(session)
    if given is None:
        raise Unanswered("malformed jambonz payload: must be array")
    if not given:
        raise Unanswered("no application provided")
    session.main.extend(given)
    await session.call_status(session.caller)


async def is_called(session: Session, called: Called) -> None:
    """A call of the REST API rings, and asks for verbs once it is answered, which may be none.

    feature-server lib/http-routes/api/create-call.js:300-412, lib/tasks/rest_dial.js:75-134.
    """
    setting = session.setting
    await session.call_status(called)
    await session.new_status(called, "ringing", 180)
    patience = RINGING if setting.outcome == "no-answer" and setting.after is None else setting.after or 0
    with session.clock.move_on_after(patience):
        await called.responded.wait()
    called.respond(setting.outcome)
    assert called.response is not None
    sip_status, reason = called.response
    if sip_status != 200:
        await session.new_status(called, _STATUS.get(sip_status, "failed"), sip_status, reason)
        session.off(called, "caller", f"it was not taken: {reason}", sip_status)
        session.release()
        return
    await session.answer(called)
    try:
        given = await _first_verbs(session)
    except Unanswered as error:
        session.remark(f"jambonz has no verbs, and goes on: {error}")
    else:
        session.main.replace(given or ())


async def _first_verbs(session: Session) -> Sequence[Verb] | None:
    setting = session.setting
    data = session_data(session.caller.facts, headers=setting.headers, env=setting.env)
    return await session.ask(messages.SessionNew, data)
