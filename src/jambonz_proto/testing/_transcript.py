"""What happened in a simulated call, in its order, with the time of each entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal, TypeAlias, overload

from jambonz_proto import commands, messages
from jambonz_proto._base import JsonValue, RawVerb, Verb
from jambonz_proto._codec import RawCommand
from jambonz_proto._tables import VERBS

_NAMES = {cls: name for name, cls in VERBS.items()}

_SHOWN = 80
"""Characters of a text that are shown."""

Way: TypeAlias = Literal["said", "played", "streamed", "talked"]
"""How something came to be heard: by text to speech, from a recording, by streamed text to speech, or from the other
party.
"""


def name_of(verb: Verb) -> str:
    """The name of a verb on the wire."""
    return verb.verb if isinstance(verb, RawVerb) else _NAMES.get(type(verb), type(verb).__name__)


def shortened(text: str) -> str:
    """A text in quotes, for one line."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def names_of(verbs: Sequence[Verb] | None) -> str:
    """The names of verbs, for one line."""
    return ", ".join(map(name_of, verbs or ())) or "no verbs"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. Its text is one line."""

    time: float
    """Seconds since the call began."""
    who: str = field(init=False, default="jambonz")
    """Who did it: ``jambonz``, ``caller``, ``callee``, ``dequeuer`` or ``application``."""

    @property
    def line(self) -> str:
        """All of it as a line for people: when, who, what."""
        return f"{self.time:9.2f}  {self.who:<11}  {self}"


@dataclass(frozen=True, slots=True)
class Note(Entry):
    """Something worth a remark, such as the beginning of the call or a broken connection."""

    text: str
    """What there is to say."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Spoke(Entry):
    """Somebody on the phone did something."""

    _: KW_ONLY
    who: str = "caller"
    """Who did it: ``caller``, ``callee`` or ``dequeuer``."""
    leg: str = ""
    """Call sid of the leg."""


@dataclass(frozen=True, slots=True)
class Said(Spoke):
    """Somebody on the phone said something."""

    text: str
    """What."""
    is_final: bool = True
    """Whether that was all."""

    def __str__(self) -> str:
        return f"says {shortened(self.text)}{'' if self.is_final else ' …'}"


@dataclass(frozen=True, slots=True)
class Pressed(Spoke):
    """Somebody on the phone pressed a key."""

    key: str
    """Which."""

    def __str__(self) -> str:
        return f"presses {self.key}"


@dataclass(frozen=True, slots=True)
class Silent(Spoke):
    """Somebody on the phone said nothing for a while."""

    def __str__(self) -> str:
        return "is silent"


@dataclass(frozen=True, slots=True)
class HungUp(Spoke):
    """Somebody on the phone hung up."""

    def __str__(self) -> str:
        return "hangs up"


@dataclass(frozen=True, slots=True)
class Heard(Entry):
    """Something began to be heard on a leg."""

    text: str
    """The text that is spoken, or the URL that is played."""
    _: KW_ONLY
    leg: str = ""
    """Call sid of the leg."""
    listener: str = "caller"
    """Who hears it."""
    way: Way = "said"
    """How."""
    verb: Verb | None = None
    """The verb that it belongs to."""

    def __str__(self) -> str:
        return f"{self.listener} hears {shortened(self.text)}"


@dataclass(frozen=True, slots=True)
class VerbBegan(Entry):
    """A verb of a verb stack began to run."""

    verb: Verb
    """The verb."""
    leg: str = ""
    """Call sid of the leg on whose stack it is."""

    def __str__(self) -> str:
        return f"{name_of(self.verb)} begins"


@dataclass(frozen=True, slots=True)
class VerbEnded(Entry):
    """A verb is over."""

    verb: Verb
    """The verb."""
    was_killed: bool = False
    """Whether it was ended from outside, by new verbs or the end of the call."""

    def __str__(self) -> str:
        return f"{name_of(self.verb)} {'is stopped' if self.was_killed else 'ends'}"


@dataclass(frozen=True, slots=True)
class Asked(Entry):
    """A message that wants an ack was sent."""

    message: type[messages.AckableMessage]
    """Class of the message."""
    hook: str | None = None
    """Its hook."""
    data: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """Its payload."""
    about: str = ""
    """The gist of it."""

    def __str__(self) -> str:
        parts = (type_of(self.message), self.hook, self.about)
        return "→ " + " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Acked(Entry):
    """An ack came, or did not."""

    to: Asked
    """What was asked."""
    verbs: Sequence[Verb] | None = None
    """The verbs in it; ``None`` if there were none or no ack."""
    problem: str | None = None
    """Why it is of no use."""
    who: str = field(init=False, default="application")
    """Who did it."""

    def __str__(self) -> str:
        took = self.time - self.to.time
        after = f" after {took:.1f} s" if took >= 0.05 else ""
        return f"✗ {self.problem}{after}" if self.problem else f"← ack{after}: {names_of(self.verbs)}"


@dataclass(frozen=True, slots=True)
class Told(Entry):
    """A message that wants no ack was sent."""

    message: type[messages.Notification]
    """Class of the message."""
    data: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """Its payload."""
    hook: str | None = None
    """Its hook."""
    about: str = ""
    """The gist of it."""

    def __str__(self) -> str:
        return "→ " + " ".join(part for part in (type_of(self.message), self.hook, self.about) if part)


@dataclass(frozen=True, slots=True)
class CommandCame(Entry):
    """A command came."""

    command: commands.Command
    """The command."""
    who: str = field(init=False, default="application")
    """Who did it."""

    def __str__(self) -> str:
        if isinstance(self.command, commands.TtsTokens):
            return f"← command tts:tokens {self.command.data.id} {shortened(self.command.data.tokens)}"
        data = self.command.data if isinstance(self.command, commands.Redirect) else None
        if isinstance(data, commands.RedirectHooks) or data is None:
            return f"← command {command_name(self.command)}"
        queued = "queued " if self.command.queue_command else ""
        return f"← command redirect: {queued}{names_of(data)}"


@dataclass(frozen=True, slots=True)
class Failed(Entry):
    """Code of the application raised an exception."""

    error: Exception
    """Which."""
    who: str = field(init=False, default="application")
    """Who did it."""

    def __str__(self) -> str:
        return f"✗ raises {type(self.error).__name__}: {self.error}"


@dataclass(frozen=True, slots=True)
class Problem(Entry):
    """The application did what the real server refuses, ignores, or only logs."""

    kind: str
    """What kind of mistake, in a word or two."""
    text: str
    """What exactly."""
    rule: str
    """Where that is written: a section of the protocol notes, or a source file of the server."""
    who: str = field(init=False, default="application")
    """Who did it."""

    def __str__(self) -> str:
        return f"✗ {self.kind}: {self.text} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Ended(Entry):
    """The connection to somebody is over; for the caller this is the end of the call."""

    by: str
    """Who ended it: ``caller``, ``callee``, ``application`` or ``jambonz``."""
    why: str
    """Why, in words."""
    sip_status: int | None = None
    """SIP status, if it was never answered."""
    leg: str = ""
    """Call sid of the leg."""
    whose: str = "caller"
    """Whose connection: ``caller``, ``callee`` or ``dequeuer``."""

    def __str__(self) -> str:
        what = "the call" if self.whose == "caller" else f"the connection to the {self.whose}"
        refused = f" with SIP {self.sip_status}" if self.sip_status is not None else ""
        return f"{what} is over{refused}: {self.why}"


def type_of(message: type[messages.Message]) -> str:
    """The type of a message on the wire."""
    return str(message.__struct_config__.tag)


def command_name(command: commands.Command) -> str:
    """The name of a command on the wire."""
    return command.name if isinstance(command, RawCommand) else command.command


class Transcript(Sequence[Entry]):
    """What happened so far, a sequence of entries; ``str`` of it is for people."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._followers: list[Callable[[Entry], None]] = []

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def add(self, entry: Entry) -> None:
        """Append an entry, and show it to whoever follows."""
        self._entries.append(entry)
        for follower in list(self._followers):
            follower(entry)

    def follow(self, follower: Callable[[Entry], None]) -> Callable[[], None]:
        """Have every further entry shown as it happens; returns how to stop that.

        Args:
            follower: Gets each entry. Must not block.
        """
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def __str__(self) -> str:
        return self.rendered()

    def rendered(self, cursor: int | None = None, remark: str = "") -> str:
        """The transcript as text, a line for each entry.

        Args:
            cursor: Index of the entry to point at; one beyond the last points below it.
            remark: What to say there.
        """
        lines: list[str] = []
        for index, entry in enumerate(self._entries):
            pointer = ">" if index == cursor else " "
            lines.append(f"{pointer}{entry.line}")
            if index == cursor and remark:
                lines.append(f"{' ' * 25}^ {remark}")
        if cursor == len(self._entries):
            lines.append(f">{' ' * 24}^ {remark}")
        return "\n".join(lines)
