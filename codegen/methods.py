"""The typed methods: one per command on the application's side, one per message on jambonz' side."""

from __future__ import annotations

from codegen import naming
from codegen.models import Compiled, Field, optional, reference, tag
from codegen.spec import Definition
from codegen.text import HEADER, docstring


def methods(types: Compiled) -> str:
    """Source of ``_methods.py``, not yet formatted."""
    spec = types.spec
    commands = [_command(types, d) for d in spec.commands if d.name != "Ack"]
    messages = [_message(types, d) for d in spec.messages]
    return f'''{HEADER}"""Typed methods of a call (commands) and of a client (messages), made from the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from . import commands, components, hooks, messages, verbs
from ._base import JsonValue, Received, Verb


class Leg(Protocol):
    """A leg of a call: anything that has a call sid."""

    @property
    def sid(self) -> str:
        """Call sid of the leg."""
        ...


def _sid(leg: Leg | str | None) -> str | None:
    return leg if leg is None or isinstance(leg, str) else leg.sid


class CommandMethods:
    """One method per command.

    Each returns when the command has been handed to the transport: jambonz answers no command, and only logs one that
    it cannot carry out.
    """

    __slots__ = ()

    async def send_command(self, command: commands.Command) -> None:
        """Check a command and send it."""
        raise NotImplementedError

{"".join(commands)}

class MessageMethods:
    """One method per message; those that want an ack return it."""

    __slots__ = ()

    async def request(
        self, message: type[messages.AckableMessage], data: Received | Mapping[str, JsonValue], *, hook: str | None = None, b3: str | None = None
    ) -> commands.Ack:
        """Send a message and wait for its ack."""
        raise NotImplementedError

    async def notify(
        self, message: type[messages.Notification], data: Received | Mapping[str, JsonValue], *, hook: str | None = None, b3: str | None = None
    ) -> None:
        """Send a message that wants no ack."""
        raise NotImplementedError

{"".join(messages)}'''


# -- commands ---------------------------------------------------------------------------------


def _command(types: Compiled, d: Definition) -> str:
    facts = d.schema.get("x-method", {})
    name = facts.get("name", naming.attribute(d.wire_name or ""))
    own = [f for f in types.fields[d] if f.wire != "data"]
    data = next(f for f in types.fields[d] if f.wire == "data")
    body = _data_class(types, d, data)
    parameters: list[str] = []
    documented: dict[str, str] = {}
    if body is None:
        argument = facts.get("argument", "data")
        parameters.append(_parameter(argument, data))
        documented[argument] = data.schema["description"]
        built = argument
    else:
        mirror = body.schema.get("x-mirror")
        fields = [f for f in types.all_fields(body) if f.wire != mirror]
        arguments = _mirrored(types, body, mirror) if mirror else fields
        first = [f for f in arguments if f.required][:1]
        rest = [f for f in arguments if f not in first]
        parameters += [_parameter(f.attribute, f) for f in first]
        documented |= {f.attribute: f.schema["description"] for f in [*first, *rest]}
        passed = ", ".join(f"{f.attribute}={f.attribute}" for f in arguments)
        if mirror:
            inner = types.spec.resolve(body, body.properties[mirror]["$ref"])
            passed += f", {next(f.attribute for f in types.all_fields(body) if f.wire == mirror)}={reference(inner, '')}({passed})"
        built = f"{reference(body, '')}({passed})" if passed else f"{reference(body, '')}()"
    parameters.append("*")
    if body is not None:
        parameters += [_parameter(f.attribute, f) for f in rest]
    parameters += [_parameter(f.attribute, f) for f in own]
    documented |= {f.attribute: f.schema["description"] for f in own}
    construct = [f"data={built}"] + [f"{f.attribute}={f.attribute}" for f in own]
    if name == "redirect":
        parameters.append("queue: bool = False")
        documented["queue"] = "Append the verbs to the stack instead of replacing it."
        construct.append("queue_command=True if queue else None")
    if d.schema["x-leg"]:
        parameters.append("leg: Leg | str | None = None")
        documented["leg"] = "The leg to act on, or its call sid; this call's own leg where it is left out."
        construct.append("call_sid=_sid(leg)")
    if parameters[-1] == "*":
        parameters.pop()
    about = f"{d.schema['description']}\n\nSends the command `{d.wire_name}`."
    return (
        f"    async def {name}({', '.join(['self', *parameters])}) -> None:\n"
        f"{docstring(about, indent='        ', sections={'Args': documented})}\n"
        f"        await self.send_command({reference(d, '')}({', '.join(construct)}))\n\n"
    )


def _data_class(types: Compiled, d: Definition, data: Field) -> Definition | None:
    """The command's own data class, whose fields become the method's arguments."""
    if "$ref" not in data.schema:
        return None
    target = types.spec.resolve(d, data.schema["$ref"])
    return target if target.is_object and target.folder == "commands" and tag(types.spec, target) is None else None


def _mirrored(types: Compiled, body: Definition, mirror: str) -> list[Field]:
    inner = types.spec.resolve(body, body.properties[mirror]["$ref"])
    return types.all_fields(inner)


def _parameter(name: str, field: Field) -> str:
    annotation = optional(field.parameter, field)
    return f"{name}: {annotation}" if field.required else f"{name}: {annotation} = None"


# -- messages ---------------------------------------------------------------------------------


def _message(types: Compiled, d: Definition) -> str:
    name = naming.attribute(d.wire_name or "")
    data = next(f for f in types.all_fields(d) if f.wire == "data")
    has_hook = any(f.wire == "hook" for f in types.all_fields(d))
    ackable = d.schema["x-ack"]
    annotation = data.parameter if "$ref" in data.schema else "Received | Mapping[str, JsonValue]"
    hook_required = has_hook and "hook" in d.required
    parameters = [
        "self",
        *(["hook: str" if hook_required or d.wire_name == "verb:hook" else "hook: str | None"] if has_hook else []),
        f"data: {annotation}",
        "*",
        "b3: str | None = None",
    ]
    passed = [reference(d, ""), "data", *(["hook=hook"] if has_hook else []), "b3=b3"]
    returns, call = ("commands.Ack", "return await self.request") if ackable else ("None", "await self.notify")
    raises = {"AckTimeout": "The application did not ack in time."} if ackable else {}
    return (
        f"    async def {name}({', '.join(parameters)}) -> {returns}:\n"
        f"{docstring(d.schema['description'], indent='        ', sections={'Raises': raises})}\n"
        f"        {call}({', '.join(passed)})\n\n"
    )
