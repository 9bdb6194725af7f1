"""What is sent, as JSON, checked against the spec before it leaves.

Almost always msgspec alone can tell that a value is right: what it wrote, read again as strictly as the spec is, is
what was meant. Only where it is not does someone look closer, to name what is wrong and where, or to write what
msgspec cannot: verbs in arrays, which carry their name there, and properties that the spec does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Raw

from ._base import (
    JsonValue,
    RawVerb,
    Received,
    Sent,
    Verb,
    each,
    encode_custom,
    is_list,
    parts,
    same_fields,
    wire_name,
    with_changes,
)
from ._closed import check_raw, check_rules, is_missing
from ._facts import Target
from ._hints import hinted
from ._open import ClientMessage
from ._tables import ARRAYS, PARTS, PLACES, RULED
from ._targets import VERB_NAMES, check_for_target
from ._text import FAILURES, check_json, translated
from .commands import Ack, Command
from .errors import DecodeError, EncodeError, InvalidMessage, InvalidOutgoing


class RawCommand(Command, kw_only=True):
    """A command that this version does not know; sent as it stands, unchecked."""

    name: str = msgspec.field(name="command")
    """Command name on the wire."""
    data: JsonValue = None
    """What the server is to read; most commands are refused without."""

    @property
    def command(self) -> str:
        """Command name on the wire."""
        return self.name


def encode(message: ClientMessage | Ack | Command, *, target: Target | None = None) -> bytes:
    """Write a message as JSON.

    What the application sends is checked against the spec first. A received message gives back the text it came as.

    Args:
        message: What to write.
        target: Refuse what this server would; by default all that the spec knows is fine.

    Raises:
        InvalidOutgoing: A wrong value; names the JSON path. Or no message at all.
        RefusedByTarget: Right by the spec, but the target does not take it.
    """
    try:
        match message:
            case Ack():
                return encode_ack(message.msgid, () if message.data is None else message.data, target=target)
            case RawCommand():
                check_json(message.data, "$.data", message.name)
                return b'{"type":"command",' + _written(message)[1:]
            case Command():
                return b'{"type":"command",' + _command(message, target)[1:]
            case Received():
                return message.raw if message.was_decoded_ else _written(message)
            case _:
                raise InvalidOutgoing("not a message; verbs go into an Ack", "$", type(message).__name__)
    except RecursionError:
        raise InvalidOutgoing("nested too deeply") from None


def _command(command: Command, target: Target | None) -> bytes:
    name = command.command
    data = getattr(command, "data", ...)
    if not data and is_missing(data):
        raise InvalidOutgoing("the server takes this for missing data", "$.data", name)
    return _body(command, name, target)


def encode_ack(msgid: str, verbs: Sequence[Verb] = (), *, target: Target | None = None) -> bytes:
    """Write the ack of the message with this id; ``data`` is always there, as an array."""
    if not _is_text(msgid):
        raise InvalidOutgoing("an ack needs the msgid of its message", "$.msgid", "ack")
    written = encode_verbs(verbs, path="$.data", target=target)
    return b'{"type":"ack","msgid":%b,"data":%b}' % (_written(msgid), written)


def encode_verbs(verbs: Sequence[Verb], *, path: str = "$", target: Target | None = None) -> bytes:
    """Write a verb array, checked against the spec.

    Raises:
        InvalidOutgoing: A wrong value; names the JSON path, in which ``path`` is the array's own.
        RefusedByTarget: Right by the spec, but the target does not take it.
    """
    if not is_list(verbs):
        raise InvalidOutgoing("Expected a sequence of verbs", path)
    try:
        return _array(verbs, Verb, target)
    except EncodeError as error:
        raise _inside(error, path) from None
    except RecursionError:
        raise InvalidOutgoing("nested too deeply", path) from None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


# -- the common way; paths of errors begin at the value, and grow on their way out ----------------

_encoder = msgspec.json.Encoder(enc_hook=encode_custom)
_BEGINNINGS: dict[type, bytes] = {cls: b'{"verb":"%b",' % name.encode() for cls, name in VERB_NAMES.items()}

_ARRAYS = {cls: tuple((name, PLACES.get(cls, {}).get(name)) for name in names) for cls, names in ARRAYS.items()}
"""Class to its fields that are verb arrays, each with what may be in it, or hold some."""
_NO_ARRAYS: dict[str, Raw] = {}


def _array(verbs: Sequence[object], place: type[Verb], target: Target | None) -> bytes:
    written: list[bytes] = []
    try:
        for verb in verbs:
            written.append(_element(verb, place, target))  # noqa: PERF401 # the length names the place
    except EncodeError as error:
        raise _inside(error, f"$[{len(written)}]") from None
    return b"[%b]" % b",".join(written)


def _element(verb: object, place: type[Verb], target: Target | None) -> bytes:
    """A verb as an element of a verb array, with its name."""
    beginning = _BEGINNINGS.get(type(verb))
    if beginning is None:
        if isinstance(verb, RawVerb):
            check_json(verb.properties, "$", verb.verb)
            return _written({**verb.properties, "verb": verb.verb}, "$", verb.verb)
        raise InvalidOutgoing(f"{type(verb).__name__} is no verb")
    if not isinstance(verb, place):
        name = VERB_NAMES[type(verb)]
        raise InvalidOutgoing(f"the verb {name!r} cannot stand here ({place.__name__})", "$", name)
    return _named(beginning, _body(verb, VERB_NAMES[type(verb)], target))


def _named(beginning: bytes, body: bytes) -> bytes:
    return beginning + body[1:] if len(body) > 2 else beginning[:-1] + b"}"


def _body(value: object, subject: str, target: Target | None) -> bytes:
    """A Struct as a JSON object, checked; verbs inside are written as their places want it."""
    body = _plainly(value) or _carefully(value, subject, target)
    if target is not None:
        check_for_target(value, target, "$", subject)
    return body


def _plainly(value: object) -> bytes | None:
    """What msgspec makes of a value, if it is what was meant; verb arrays inside are written, and checked, first."""
    try:
        if getattr(value, "extra_", None) is not None:
            return None
        arrays = _arrays(value) if type(value) in _ARRAYS else _NO_ARRAYS
        if arrays is None:
            return None
        plain = with_changes(value, **arrays) if arrays else value
        body = _encoder.encode(plain)
        again = _read[type(value)](body)
        if arrays:
            for name, written in arrays.items():
                setattr(again, name, written)
        if not same_fields(again, plain):
            return None
        if type(value) in RULED:
            check_rules(value, "$", "")
    except (TypeError, InvalidOutgoing, *FAILURES):
        return None  # who looks closer meets it again
    return body


def _arrays(value: object) -> dict[str, Raw] | None:
    """The attributes of a value that are verb arrays, or hold some, as text, if all of that is what was meant."""
    arrays: dict[str, Raw] = {}
    for name, place in _ARRAYS[type(value)]:
        part = getattr(value, name)
        if part is None:
            continue
        if place is not None and is_list(part):
            written = _plain_array(part, place)
        elif type(part) in _ARRAYS:
            written = _plainly(part)
        else:
            continue
        if written is None:
            return None
        arrays[name] = Raw(written)
    return arrays


def _plain_array(verbs: Sequence[object], place: type[Verb]) -> bytes | None:
    written: list[bytes] = []
    for verb in verbs:
        beginning = _BEGINNINGS.get(type(verb))
        if beginning is None or not isinstance(verb, place) or (body := _plainly(verb)) is None:
            return None
        written.append(_named(beginning, body))
    return b"[%b]" % b",".join(written)


class _Readers(dict[type, Callable[[bytes], object]]):
    """Class to what reads it once it was written. Verbs in arrays are checked by themselves."""

    def __init__(self, verb: Callable[[type, object], object]) -> None:
        self._verb = verb

    def __missing__(self, cls: type) -> Callable[[bytes], object]:
        self[cls] = msgspec.json.Decoder(cls, dec_hook=self._verb).decode
        return self[cls]


def _any_verb(place: type, value: object) -> object:
    return place()


def _checked_verb(place: type, value: object) -> object:
    if value != _CHECKED:  # in a dict, or in an object of a class that an application derived
        raise InvalidMessage("verb arrays can stand in objects of the library's own classes only")
    return place()


_read = _Readers(_any_verb)
_read_checked = _Readers(_checked_verb)

_CHECKED = "\0checked"
"""What stands for a verb in an array, each of which is checked when it is written."""


def _written(value: object, path: str = "$", subject: str | None = None) -> bytes:
    try:
        return _encoder.encode(value)
    except InvalidOutgoing as error:
        raise InvalidOutgoing(error.problem, path, subject) from None
    except (TypeError, *FAILURES) as error:
        raise InvalidOutgoing(f"cannot be written as JSON: {error}", path, subject) from None


def _inside(error: EncodeError, path: str) -> EncodeError:
    """The error as one of the thing around; ``path`` leads to the value in which it occurred."""
    return type(error)(error.problem, path + error.path[1:], error.subject)


# -- the careful way ------------------------------------------------------------------------------


def _carefully(value: object, subject: str, target: Target | None) -> bytes:
    """The same in steps, each of which names what is wrong and where."""
    assert isinstance(value, Sent)
    arrays: dict[str, Raw] = {}
    plain = _composed(value, "$", subject, target, arrays, final=False)
    try:
        decoded = _read_checked[type(value)](plain)
    except FAILURES as error:
        raise _outgoing(hinted(translated(error, "$", subject), type(value))) from None
    check_json(value, "$", subject)
    try:
        check_raw(msgspec.json.decode(plain), decoded, "$", subject)  # a dict where an object should be may hold null
        check_rules(decoded, "$", subject)
    except InvalidMessage as error:
        raise _outgoing(error) from None
    return _composed(value, "$", subject, target, arrays, final=True)


def _outgoing(error: DecodeError) -> InvalidOutgoing:
    return InvalidOutgoing(error.problem, error.path, error.subject)


def _composed(
    value: Sent, path: str, subject: str, target: Target | None, arrays: dict[str, Raw], *, final: bool
) -> bytes:
    """The text of a value: for a check at first, in which verb arrays tell only how long they are, and no extras stand.

    What is in the arrays is written, and checked, but once, and kept by its path until the text is final.
    """
    changes: dict[str, object] = {}
    for name in PARTS.get(type(value), ()):
        part = getattr(value, name)
        if part is not None:
            place = PLACES.get(type(value), {}).get(name)
            where = f"{path}.{wire_name(value, name)}"
            changes[name] = _composed_part(part, place, where, subject, target, arrays, final=final)
    body = _written(msgspec.structs.replace(value, **changes) if changes else value, path, subject)
    if final and isinstance(value, Verb) and value.extra_:
        body = body[:-1] + (b"," if body != b"{}" else b"") + _written(value.extra_, path, subject)[1:]
    return body


def _composed_part(
    part: object,
    place: type[Verb] | None,
    path: str,
    subject: str,
    target: Target | None,
    arrays: dict[str, Raw],
    *,
    final: bool,
) -> object:
    if is_list(part) and place is not None:
        if final:
            return arrays[path]
        try:
            arrays[path] = Raw(_array(part, place, target))
        except EncodeError as error:
            raise _inside(error, path) from None
        return [_CHECKED] * len(part)
    if is_list(part):
        return [
            _composed_part(element, None, where, subject, target, arrays, final=final)
            for element, where in each(part, path)
        ]
    if isinstance(part, Sent) and (type(part) in PARTS or _has_extras(part)):
        return Raw(_composed(part, path, subject, target, arrays, final=final))
    return part


def _has_extras(value: object) -> bool:
    if isinstance(value, Verb) and value.extra_ is not None:
        return True
    return isinstance(value, Sent) and any(_has_extras(part) for part, _ in parts(value, ""))
