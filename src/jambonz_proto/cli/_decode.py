"""``jambonz-proto decode``: wire messages, or lines of a recording, as types."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from jambonz_proto._base import JsonValue, Received
from jambonz_proto._codec import ClientMessage, ServerMessage, decode_client_message, decode_server_message
from jambonz_proto._facts import Tagged, Target
from jambonz_proto._hook_places import hook_places
from jambonz_proto.commands import Ack
from jambonz_proto.errors import DecodeError
from jambonz_proto.messages import VerbHook
from jambonz_proto.testing.recording import Recorded, read_line

from ._command import Command, add_files, add_json, add_target
from ._input import Text, Unreadable, lines
from ._output import STYLES, Output, problem_of

DESCRIPTION = """\
Reads wire messages, one JSON text per line, and shows them as types. Both
directions may be mixed: an ack or a command is the application's, all else
comes from jambonz. Lines of a recording do as well, see `call --record`.

What jambonz sends is read openly: unknown properties are fine. What the
application sends is read as strictly as the server does, which refuses them."""
EPILOG = "Exit code: 0 if every line is right, 1 if one is not, 2 if a file cannot be read."


def _configure(parser: ArgumentParser) -> None:
    add_files(parser)
    add_target(parser)
    add_json(parser, "file, line, ok, then from, type, class and message, or the error")


def _run(arguments: Namespace) -> int:
    return decode(arguments.files, target=arguments.target, as_json=arguments.json)


COMMAND = Command("decode", "show wire messages as types", DESCRIPTION, EPILOG, _configure, _run)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A line, and what it says."""

    recorded: Recorded
    message: ClientMessage | ServerMessage | None
    """``None`` for the end of a connection."""
    payload: Received | None = None
    """Payload of a verb hook, if it is known which verb it belongs to."""

    @property
    def type(self) -> str:
        """Type of the message, or name of the command."""
        match self.message:
            case None:
                return "closed"
            case Ack():
                return "ack"
            case Received():
                return self.message.type
            case _:
                return self.message.command

    @property
    def shown(self) -> object:
        """What to look at: the message, with the payload in its place."""
        if self.message is None:
            return self.recorded.closed
        return self.message if self.payload is None else msgspec.structs.replace(self.message, data=self.payload)

    def as_json(self) -> dict[str, JsonValue | msgspec.Raw]:
        """The same for machines."""
        found: dict[str, JsonValue | msgspec.Raw] = {"from": self.recorded.sender, "type": self.type}
        if self.recorded.time is not None:
            found["time"] = self.recorded.time
        if self.recorded.text is None:
            return {**found, "code": self.recorded.closed}
        found["class"] = type(self.message).__name__
        if self.payload is not None:
            found["payload"] = type(self.payload).__name__
        return {**found, "message": msgspec.Raw(msgspec.json.format(self.recorded.text.encode(), indent=-1))}


@dataclass(slots=True)
class Decoder:
    """Reads the lines of one call, whose acks and commands tell what the hooks after them are about."""

    target: Target | None = None
    _payloads: dict[str, set[type[Received]]] = field(default_factory=dict[str, set[type[Received]]])

    def decode(self, text: Text) -> Decoded:
        """Read a line.

        Raises:
            DecodeError: It is no message, or a wrong one.
        """
        text.check_size()
        recorded = read_line(text.content, text.line or 0)
        if recorded.text is None:
            return Decoded(recorded, None)
        if recorded.sender == "jambonz":
            message = decode_client_message(recorded.text)
            return Decoded(recorded, message, self._payload(message))
        sent = decode_server_message(recorded.text, target=self.target)
        for place in hook_places(sent.data if isinstance(sent, Ack) else sent):
            if not isinstance(place.row.payload, Tagged):
                self._payloads.setdefault(place.name, set()).add(place.row.payload)
        return Decoded(recorded, sent)

    def _payload(self, message: ClientMessage) -> Received | None:
        """The payload of a verb hook, unless verbs of different kinds have named the same hook."""
        payloads = self._payloads.get(getattr(message, "hook", None) or "", ())
        if len(payloads) != 1 or not isinstance(message, VerbHook):
            return None
        [payload] = payloads
        try:
            return message.payload(payload)
        except DecodeError as error:
            raise type(error)(error.problem, f"$.data{error.path[1:]}", error.subject) from None


def decode(files: Sequence[str], *, target: Target | None, as_json: bool) -> int:
    """Show the messages in some files; returns the exit code."""
    output = Output()
    show = _print_json if as_json else _print
    count = wrong = 0
    unreadable = False
    for name in files:
        decoder = Decoder(target)
        try:
            for text in lines(name):
                count += 1
                try:
                    show(output, text, decoder.decode(text))
                except DecodeError as error:
                    wrong += 1
                    show(output, text, error)
        except Unreadable as error:
            unreadable = True
            output.complain(str(error))
    if wrong:
        output.complain(f"{wrong} of {count} lines are wrong")
    return 2 if unreadable else 1 if wrong else 0


def _print(output: Output, text: Text, found: Decoded | DecodeError) -> None:
    if isinstance(found, DecodeError):
        output.row((f"{text.place}: ", "place"), ("error: ", "error"), (str(found), ""))
    else:
        sender = found.recorded.sender
        cells = ((f"{text.line:>5}  ", "place"), (f"{sender:<11}  {found.type:<16}  ", STYLES[sender]))
        output.row(*cells, value=found.shown)


def _print_json(output: Output, text: Text, found: Decoded | DecodeError) -> None:
    place: dict[str, JsonValue] = {"file": text.file, "line": text.line}
    if isinstance(found, DecodeError):
        output.json({**place, "ok": False, **problem_of(found)})
    else:
        output.json({**place, "ok": True, **found.as_json()})
