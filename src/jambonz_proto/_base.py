"""What the generated types are made of: the two kinds of Struct, verbs, and JSON values."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Protocol, Self, TypeAlias, TypeGuard, TypeVar, cast

import msgspec
from msgspec import Struct
from msgspec.structs import StructConfig

from .errors import DecodeError, InvalidOutgoing, MalformedMessage

if TYPE_CHECKING:
    JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
    """Anything that JSON can say."""
else:
    JsonValue = Any  # msgspec cannot resolve a recursive alias, and takes Any for any JSON

T = TypeVar("T")

if TYPE_CHECKING:
    Late: TypeAlias = Annotated[T, "parsed late"]
    """An attribute of something received that is parsed when someone looks at it, see :func:`parse_late`."""
else:

    class Late:
        def __class_getitem__(cls, kind):
            return Annotated[msgspec.Raw, kind]


R_co = TypeVar("R_co", covariant=True)
P = TypeVar("P", bound="Received")


class Shown:
    """A Struct that shows only what is set, and no secrets."""

    __slots__ = ()

    secrets_: ClassVar[frozenset[str]] = frozenset()
    """Fields that are never shown."""

    if TYPE_CHECKING:
        __struct_fields__: ClassVar[tuple[str, ...]]

    def __repr__(self) -> str:
        shown = (f"{name}={'***' if name in self.secrets_ else repr(value)}" for name, value in self._set())
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [(name, "***" if name in self.secrets_ else value) for name, value in self._set()]

    def _set(self) -> Iterator[tuple[str, object]]:
        for name in self.__struct_fields__:
            try:
                value: object = getattr(self, name)
            except DecodeError:  # it is parsed only now
                value = ...
            if value is not None:
                yield name, value

    def __reduce__(self) -> tuple[object, ...]:
        """For copies and pickles, with what is kept beside the fields; msgspec's own leaves it out."""
        return _rebuilt, (type(self), {name: getattr(self, name) for name in self.__struct_fields__}, dict(vars(self)))

    def __copy__(self) -> Self:
        made = cast("Self", Struct.__copy__(self))  # type: ignore[attr-defined] # the stubs leave it out  # pyright: ignore
        if beside := vars(self):
            vars(made).update(beside)
        return made


S = TypeVar("S", bound=Shown)


def _rebuilt(cls: type[S], fields: Mapping[str, object], beside: Mapping[str, object]) -> S:
    made = cls(**fields)
    vars(made).update(beside)
    return made


class Sent(Shown, Struct, omit_defaults=True, forbid_unknown_fields=True, dict=True):
    """Base of what the application sends: closed, ``None`` is absent on the wire."""

    __hash__ = None  # type: ignore[assignment] # it can be changed, like a dict


class Received(Shown, Struct, frozen=True, dict=True, omit_defaults=True):
    """Base of what jambonz sends: open, unknown properties stay reachable, not to be changed.

    ``encode`` of something received gives back the bytes that came in.
    """

    aliases_: ClassVar[dict[str, str]] = {}
    """Other wire names of the properties, to their own."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        # by the attributes, some of which are parsed late
        return all(getattr(self, name) == getattr(other, name) for name in self.__struct_fields__)

    __hash__ = Struct.__hash__

    @property
    def raw(self) -> bytes:
        """The JSON text this was decoded from; encoded afresh if it was not decoded."""
        text = _text(vars(self))
        return msgspec.json.encode(self, enc_hook=encode_custom) if text is None else bytes(text)

    @property
    def was_decoded_(self) -> bool:
        """Whether it came as text."""
        return not vars(self).keys().isdisjoint(("_raw", "_around"))

    @property
    def extra(self) -> dict[str, JsonValue]:
        """Properties that this version does not know, by their wire names."""
        known = {*self.__struct_encode_fields__, *self.aliases_, self.__struct_config__.tag_field}
        return {name: value for name, value in _parsed_late(self.raw).items() if name not in known}


same_fields: Callable[[Any, object], bool] = Struct.__eq__
"""Whether two Structs are of one class and equal in all fields, whatever is kept beside them."""


class Verb:
    """Base of all verbs: what may stand in a verb array."""

    __slots__ = ()

    extra_: ClassVar[dict[str, JsonValue] | None] = None
    """Properties that :func:`extended` added, by their wire names; set on the instance."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        if not isinstance(self, Struct):
            return self is other
        return self.extra_ == other.extra_ and same_fields(self, other)

    __hash__ = None  # type: ignore[assignment] # it can be changed, like a dict

    def __repr__(self) -> str:
        plain = super().__repr__()  # further properties by name only: one of them may be a secret
        return f"extended({plain}, {{{', '.join(f'{name!r}: ...' for name in self.extra_)}}})" if self.extra_ else plain


class ActionVerb(Verb, Generic[R_co]):
    """Base of the verbs whose action hook reports a result; the parameter is the payload's class."""

    __slots__ = ()


class RawVerb(Verb):
    """A verb that this version does not know; sent as it stands, unchecked.

    Args:
        verb: Name of the verb.
        properties: Its properties by their wire names.
    """

    __slots__ = ("properties", "verb")

    def __init__(self, verb: str, properties: Mapping[str, JsonValue] | None = None) -> None:
        self.verb = verb
        self.properties: dict[str, JsonValue] = dict(properties or {})

    def __repr__(self) -> str:
        return f"RawVerb({self.verb!r}, {self.properties!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RawVerb):
            return NotImplemented
        return (self.verb, self.properties) == (other.verb, other.properties)


V = TypeVar("V", bound=Verb)


def extended(verb: V, properties: Mapping[str, JsonValue]) -> V:
    """A copy of a verb with properties that this version does not know, sent as they stand, unchecked.

    Copies and pickles of it keep them; ``msgspec.structs.replace``, which knows fields only, does not.

    Args:
        verb: A verb of this library.
        properties: The further properties, by their wire names.

    Raises:
        InvalidOutgoing: The verb's own class has such a property.
    """
    struct: object = verb
    if not isinstance(struct, Sent):
        raise InvalidOutgoing(f"{type(verb).__name__} takes its properties directly")
    for name in properties:
        if name in struct.__struct_encode_fields__ or name == "verb":
            raise InvalidOutgoing(f"{type(verb).__name__} has this property", f"$.{name}")
    copied = with_changes(verb)
    vars(copied)["extra_"] = {**(verb.extra_ or {}), **properties}
    return copied


def with_changes(value: T, **changes: object) -> T:
    """A copy of something with some attributes changed, and what is kept beside them."""
    copied = copy.copy(value)
    for name, change in changes.items():
        setattr(copied, name, change)
    return copied


class HasType:
    """A message that knows its type."""

    __slots__ = ()

    if TYPE_CHECKING:
        __struct_config__: ClassVar[StructConfig]

    @property
    def type(self) -> str:
        """Message type on the wire, such as ``"session:new"``."""
        return str(self.__struct_config__.tag)


class TakesVerbs:
    """A payload whose hook is answered with verbs that replace the verb stack; none leave it as it is."""

    __slots__ = ()


class TakesHoldVerbs:
    """A payload whose hook is answered with verbs to play for this hook only; none mean: do not ask again."""

    __slots__ = ()


class TakesQueueVerbs:
    """A payload whose hook is answered with what to play in a queue, or ``leave``; none mean: do not ask again."""

    __slots__ = ()


class TakesNothing:
    """A payload whose hook takes no answer."""

    __slots__ = ()


class HasCommand:
    """A command that knows its name."""

    __slots__ = ()

    if TYPE_CHECKING:
        __struct_config__: ClassVar[StructConfig]

    @property
    def command(self) -> str:
        """Command name on the wire, such as ``"mute:status"``."""
        return str(self.__struct_config__.tag)


class _Alternative(Protocol):
    @property
    def transcript(self) -> str | None: ...


class _WithAlternatives(Protocol):
    @property
    def alternatives(self) -> Sequence[_Alternative]: ...


class HasAlternatives:
    """What a recogniser heard, in one or more readings."""

    __slots__ = ()

    @property
    def said(self: _WithAlternatives) -> str:
        """What was said, by the best reading; empty if nothing was understood."""
        alternatives = self.alternatives
        return (alternatives[0].transcript or "") if alternatives else ""


class _Said(Protocol):
    @property
    def said(self) -> str: ...


class _WithSpeech(Protocol):
    @property
    def speech(self) -> _Said | None: ...


class HasSpeech:
    """A payload that may tell what a recogniser heard."""

    __slots__ = ()

    @property
    def said(self: _WithSpeech) -> str:
        """What was said, by the best reading; empty if nothing was understood, or keys were pressed instead."""
        speech = self.speech
        return speech.said if speech is not None else ""


class _HasData(Protocol):
    @property
    def data(self) -> Mapping[str, JsonValue]: ...
    @property
    def msgid(self) -> str: ...
    @property
    def call_sid(self) -> str | None: ...


class _DecodePayload(Protocol):
    def __call__(self, cls: type[P], data: Mapping[str, JsonValue], /) -> P: ...


class HasPayload:
    """A message whose payload is typed by the hook it belongs to."""

    __slots__ = ()

    decode_payload_: ClassVar[_DecodePayload]
    """Set by the codec, which is above this module."""

    def payload(self: _HasData, cls: type[P]) -> P:
        """The payload, typed by the class that belongs to the hook, such as ``hooks.GatherResult``.

        Raises:
            InvalidMessage: The payload is of another shape; names the JSON path.
        """
        try:
            return HasPayload.decode_payload_(cls, self.data)
        except DecodeError as error:
            error.msgid, error.call_sid = self.msgid, self.call_sid
            raise


def _parsed_late(raw: bytes | msgspec.Raw) -> dict[str, JsonValue]:
    """Parse what was only skipped when it came in: numbers too large, say, are found now."""
    try:
        parsed: dict[str, JsonValue] = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise MalformedMessage(str(error)) from None
    return parsed


def _text(beside: Mapping[str, Any]) -> bytes | msgspec.Raw | None:
    """The text that something received was decoded from, as what is kept beside its fields tells.

    ``None`` if it was not decoded, or stood there by another name.
    """
    if "_around" not in beside:
        raw: bytes | msgspec.Raw | None = beside.get("_raw")
        return raw
    around: Mapping[str, Any]
    wire: str
    index: int | None
    around, wire, index = beside["_around"]
    if (text := _text(around)) is None:
        return None
    part = msgspec.json.decode(text, type=dict[str, msgspec.Raw]).get(wire)
    return part if part is None or index is None else msgspec.json.decode(part, type=list[msgspec.Raw])[index]


def tell_parts(cls: type[Received], parts: Mapping[str, str]) -> None:
    """From now on, whoever takes a received object out of one of this class tells it where it stands.

    Only then can it find what is unknown in it, which hardly anybody asks; telling all of them at once costs more than
    to read the text.
    """
    for attribute, wire in parts.items():
        member = getattr(cls, attribute)
        if not isinstance(member, property):
            setattr(cls, attribute, property(_telling(member.__get__, wire), member.__set__))


def _telling(take: Callable[[Received], object], wire: str) -> Callable[[Received], object]:
    def part(whole: Received) -> object:
        found = take(whole)
        if is_list(found):
            for index, element in enumerate(found):
                tell(element, whole, wire, index)
        elif found is not None:
            tell(found, whole, wire)
        return found

    return part


def tell(part: object, whole: Received, wire: str, index: int | None = None) -> None:
    """Tell something received where it stands: in which property, and at which place if that is an array."""
    # no check against Received: that against a Struct takes several times as long
    if isinstance(part, Shown) and "_around" not in (beside := vars(part)):
        beside["_around"] = (vars(whole), wire, index)  # not the whole itself, which would be a cycle


def parse_late(cls: type[Received], attribute: str, parse: Callable[[msgspec.Raw], object]) -> None:
    """From now on, an attribute of a class that holds text is parsed when someone looks at it."""
    member = getattr(cls, attribute)
    if isinstance(member, property):
        return

    def value(whole: Received) -> object:
        found = member.__get__(whole)
        if type(found) is msgspec.Raw:
            found = parse(found)
            member.__set__(whole, found)
        return found

    setattr(cls, attribute, property(value, member.__set__))


class JsonObject(Mapping[str, JsonValue]):
    """A received JSON object that is parsed when someone looks into it."""

    __slots__ = ("_parsed", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        """The JSON text."""
        self._parsed: dict[str, JsonValue] | None = None

    def _object(self) -> dict[str, JsonValue]:
        if self._parsed is None:
            self._parsed = _parsed_late(self.raw)
        return self._parsed

    def __getitem__(self, name: str) -> JsonValue:
        return self._object()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._object())

    def __len__(self) -> int:
        return len(self._object())

    def __repr__(self) -> str:
        try:
            return repr(self._object())
        except MalformedMessage:
            return f"JsonObject({self.raw!r})"


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Is it a JSON array?"""
    return isinstance(value, (list, tuple))


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Is it a JSON object?"""
    return isinstance(value, dict) or isinstance(value, Mapping)  # noqa: SIM101 # the first is far quicker


def each(value: object, path: str) -> Iterator[tuple[object, str]]:
    """The elements of an array or the members of an object, or else the value itself, with their JSON paths."""
    if is_list(value):
        yield from ((element, f"{path}[{index}]") for index, element in enumerate(value))
    elif is_object(value):
        yield from ((element, f"{path}.{name}") for name, element in value.items())
    else:
        yield value, path


def parts(value: Sent, path: str) -> Iterator[tuple[object, str]]:
    """What is inside of a Struct, with JSON paths."""
    for name, wire in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
        yield from each(getattr(value, name), f"{path}.{wire}")


def wire_name(value: Sent, attribute: str) -> str:
    """Name of an attribute on the wire."""
    return value.__struct_encode_fields__[value.__struct_fields__.index(attribute)]


def _is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, Mapping)


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence)


def encode_custom(value: object) -> object:
    """Msgspec's hook for what is no Struct and no builtin."""
    if isinstance(value, JsonObject):
        return msgspec.Raw(value.raw)
    if isinstance(value, str):  # a subclass of str, such as a hook handle
        return str(value)
    if _is_mapping(value):
        return dict(value)
    if _is_sequence(value):
        return list(value)
    raise InvalidOutgoing(f"{type(value).__name__} cannot be sent as JSON")
