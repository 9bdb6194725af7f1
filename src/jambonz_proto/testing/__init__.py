"""Test a voice application without a phone call: a simulated jambonz with a scripted caller.

::

    async def test_echo(jambonz: Jambonz) -> None:
        async with jambonz.call(echo, from_="+4930123") as caller:
            await caller.hears("Say something")
            await caller.says("good morning")
            await caller.hears("You said good morning")
            await caller.is_silent()
            await caller.hears("Goodbye")
            await caller.is_hung_up()

``jambonz`` is a fixture of the pytest plugin that comes with this package; ``Jambonz()`` is the same without pytest.
"""

from ._caller import Caller, Party
from ._clock import VirtualClock
from ._differences import Difference, DifferenceKind
from ._jambonz import Jambonz, Refused
from ._legs import Outcome
from ._reach import ServerOptions
from ._replay import replay
from ._session import Direction, MessageStatus
from ._transcript import (
    Acked,
    Asked,
    CommandCame,
    Ended,
    Entry,
    Failed,
    Heard,
    HungUp,
    Note,
    Pressed,
    Problem,
    Said,
    Silent,
    Spoke,
    Told,
    Transcript,
    VerbBegan,
    VerbEnded,
    Way,
)
from .recording import Recorded, Recorder, Sender, Tap, read_line, read_recording, record_calls

__all__ = [
    "Acked",
    "Asked",
    "Caller",
    "CommandCame",
    "Difference",
    "DifferenceKind",
    "Direction",
    "Ended",
    "Entry",
    "Failed",
    "Heard",
    "HungUp",
    "Jambonz",
    "MessageStatus",
    "Note",
    "Outcome",
    "Party",
    "Pressed",
    "Problem",
    "read_line",
    "read_recording",
    "record_calls",
    "Recorded",
    "Recorder",
    "Refused",
    "replay",
    "Said",
    "Sender",
    "ServerOptions",
    "Silent",
    "Spoke",
    "Tap",
    "Told",
    "Transcript",
    "VerbBegan",
    "VerbEnded",
    "VirtualClock",
    "Way",
]
