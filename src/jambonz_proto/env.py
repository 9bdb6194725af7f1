"""An application's environment variables: declared as a class, shown in the jambonz portal, typed in a call.

::

    class Settings(Env, kw_only=True):
        language: Annotated[Literal["en-US", "de-DE"], EnvVar("Language to speak")] = "en-US"
        api_key: Annotated[str, EnvVar("Key of the booking system", obscure=True)]

The portal asks for them by an ``OPTIONS`` request, which the server answers; values come with ``session:new``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from ._base import JsonValue, Shown
from .errors import InvalidMessage

__all__ = ["Env", "EnvVar"]

E = TypeVar("E", bound="Env")


@dataclass(frozen=True, slots=True)
class EnvVar:
    """What the portal shows of a variable."""

    description: str
    """Label for the person who fills it in."""
    obscure: bool = False
    """Hide the value, as for a password."""
    ui_hint: Literal["input", "textarea", "filepicker"] | None = None
    """How to ask for it."""
    jambonz_resource: str | None = None
    """Offer the account's resources of this kind, such as ``"carriers"``."""


class Env(Shown, msgspec.Struct):
    """Base of a class whose fields are the variables of an application.

    Each field is ``str``, ``int``, ``float``, ``bool`` or a ``Literal`` of texts, annotated with an :class:`EnvVar`;
    one with a default need not be filled in, and with ``kw_only=True`` it can stand before one without. The name of the
    variable is the field's, or what ``msgspec.field(name=…)`` says.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        hints = get_type_hints(type(self), include_extras=True)
        variables = {name: _variable(hints[name]) for name in self.__struct_fields__}
        return [
            (name, "***" if variable is not None and variable.obscure else getattr(self, name))
            for name, variable in variables.items()
        ]


def env_schema(cls: type[Env]) -> dict[str, dict[str, JsonValue]]:
    """The declaration as the portal wants it, one entry for each variable.

    Raises:
        TypeError: A field has no :class:`EnvVar`, or a type that the portal does not know.
    """
    hints = get_type_hints(cls, include_extras=True)
    return {field.encode_name: _entry(cls, field, hints[field.name]) for field in msgspec.structs.fields(cls)}


def env_values(cls: type[E], values: object) -> E:
    """The values of a call, typed.

    Raises:
        InvalidMessage: A value is missing or of another type; names the variable.
    """
    try:
        return msgspec.convert(values, cls, strict=False)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        raise InvalidMessage(problem, f"$.env_vars{path.strip('`')[1:]}", cls.__name__) from None


_TYPES: dict[object, str] = {str: "string", int: "number", float: "number", bool: "boolean"}


def _variable(hint: Any) -> EnvVar | None:
    """What the portal shows of a field."""
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((note for note in notes if isinstance(note, EnvVar)), None)


def _entry(cls: type[Env], field: msgspec.structs.FieldInfo, hint: Any) -> dict[str, JsonValue]:
    where = f"{cls.__name__}.{field.name}"
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    variable = _variable(hint)
    if variable is None:
        raise TypeError(f"{where} needs an EnvVar: Annotated[…, EnvVar('what it is')]")
    choices: tuple[JsonValue, ...] = get_args(base) if get_origin(base) is Literal else ()
    are_texts = all(isinstance(choice, str) for choice in choices)
    kind = _TYPES.get(base) if not choices else "string" if are_texts else None
    if kind is None:
        raise TypeError(f"{where} is {base!r}; the portal knows str, int, float, bool and Literal of texts")
    entry: dict[str, JsonValue] = {"type": kind, "description": variable.description}
    if choices:
        entry["enum"] = list(choices)
    if field.required:
        entry["required"] = True
    else:
        entry["default"] = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    if variable.obscure:
        entry["obscure"] = True
    if variable.ui_hint:
        entry["uiHint"] = variable.ui_hint
    if variable.jambonz_resource:
        entry["jambonzResource"] = variable.jambonz_resource
    return entry
