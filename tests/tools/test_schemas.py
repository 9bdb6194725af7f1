"""How tools are told to each vendor, and which functions cannot be told."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import msgspec
import pytest

from jambonz_proto import Call, Tools
from jambonz_proto.commands import AgentUpdateData
from jambonz_proto.components import AgentLlm, AgentLlmOptions
from jambonz_proto.tools import Vendor
from jambonz_proto.verbs import Agent

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]


class Room(enum.Enum):
    """Kind of room."""

    SINGLE = "single"
    DOUBLE = "double"


class Guest(msgspec.Struct):
    """Someone who stays."""

    name: str
    title: str | None = None


class Card(msgspec.Struct, tag_field="by", tag="card"):
    number: str


class Cash(msgspec.Struct, tag_field="by", tag="cash"):
    currency: Literal["EUR", "USD"] = "EUR"


class Tree(msgspec.Struct):
    branches: list[Tree]


class Unknown:
    """A type that msgspec does not know."""


NO_JSON = Unknown()


def weather() -> Tools:
    """Two tools, one of them without arguments."""
    tools = Tools()

    @tools.tool
    async def get_weather(
        call: Call, city: Annotated[str, "Where, such as Portland"], scale: Literal["celsius", "kelvin"] = "celsius"
    ) -> str:
        """Current weather
        in a city.
        """
        return f"{city} {scale} {call}"

    @tools.tool(name="now", description="Current time.")
    async def get_time() -> str:
        return ""

    return tools


CITY: Json = {"description": "Where, such as Portland", "type": "string"}
SCALE: Json = {"type": "string", "enum": ["celsius", "kelvin"], "default": "celsius"}
PARAMETERS: Json = {"type": "object", "properties": {"city": CITY, "scale": SCALE}, "required": ["city"]}
WEATHER: Json = {"name": "get_weather", "description": "Current weather\nin a city.", "parameters": PARAMETERS}
NOW: Json = {"name": "now", "description": "Current time.", "parameters": {"type": "object", "properties": {}}}

SCHEMAS: dict[Vendor, list[Json]] = {
    "openai": [{"type": "function", **WEATHER}, {"type": "function", **NOW}],
    "microsoft": [{"type": "function", **WEATHER}, {"type": "function", **NOW}],
    "deepgram": [WEATHER, NOW],
    "voiceagent": [WEATHER, NOW],
    "google": [{"functionDeclarations": [WEATHER, {"name": "now", "description": "Current time."}]}],
    "ultravox": [
        {
            "temporaryTool": {
                "modelToolName": "get_weather",
                "description": "Current weather\nin a city.",
                "dynamicParameters": [
                    {"name": "city", "location": "PARAMETER_LOCATION_BODY", "schema": CITY, "required": True},
                    {"name": "scale", "location": "PARAMETER_LOCATION_BODY", "schema": SCALE, "required": False},
                ],
                "client": {},
            }
        },
        {
            "temporaryTool": {
                "modelToolName": "now",
                "description": "Current time.",
                "dynamicParameters": [],
                "client": {},
            }
        },
    ],
    "agent": [{"type": "function", "function": WEATHER}, {"type": "function", "function": NOW}],
    "elevenlabs": [],
}


@pytest.mark.parametrize("vendor", get_args(Vendor))
def test_schemas(vendor: Vendor) -> None:
    """Each vendor gets the tools in its own form, in the order of their registration."""
    assert weather().schemas(vendor) == SCHEMAS[vendor]


@pytest.mark.parametrize("vendor", get_args(Vendor))
def test_no_tools_no_schemas(vendor: Vendor) -> None:
    """An empty collection gives an empty list, and no empty declaration in one."""
    assert Tools().schemas(vendor) == []


def test_schemas_go_into_the_agent() -> None:
    """What `schemas` gives has the type that verb and command want."""
    tools = weather().schemas("agent")
    agent = Agent(llm=AgentLlm(vendor="openai", llm_options=AgentLlmOptions(tools=tools)))
    assert agent.llm is not None
    assert AgentUpdateData(type="update_tools", tools=tools).tools == SCHEMAS["agent"]


def parameter(hint: Any, vendor: Vendor = "openai") -> Json:
    """The schema of an argument of a type."""

    async def tool(argument: Any) -> None:
        """Does something."""

    tool.__annotations__["argument"] = hint
    tools = Tools()
    tools.tool(tool)
    [schema] = tools.schemas(vendor)
    function: Any = schema["functionDeclarations"] if vendor == "google" else [schema]
    properties: dict[str, Json] = function[0]["parameters"]["properties"]
    return properties["argument"]


ORDERS_ALL = pytest.mark.skipif(
    tuple(map(int, msgspec.__version__.split(".")[:2])) < (0, 22), reason="msgspec cannot order texts and numbers"
)
STRING: Json = {"type": "string"}
NULL: Json = {"type": "null"}
GUEST: Json = {
    "description": "Someone who stays.",
    "type": "object",
    "properties": {"name": STRING, "title": {"anyOf": [STRING, NULL]}},
    "required": ["name"],
}
CARD: Json = {
    "type": "object",
    "properties": {"by": {"type": "string", "enum": ["card"]}, "number": STRING},
    "required": ["by", "number"],
}
CASH: Json = {
    "type": "object",
    "properties": {
        "by": {"type": "string", "enum": ["cash"]},
        "currency": {"type": "string", "enum": ["EUR", "USD"], "default": "EUR"},
    },
    "required": ["by"],
}


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, STRING),
        (bool, {"type": "boolean"}),
        (Literal[1, 2], {"type": "integer", "enum": [1, 2]}),
        pytest.param(Literal["a", 1], {"enum": [1, "a"]}, marks=ORDERS_ALL),
        (str | None, {"anyOf": [STRING, NULL]}),
        (
            Annotated[int, msgspec.Meta(ge=1, le=9), "Nights"],
            {"description": "Nights", "type": "integer"} | {"minimum": 1, "maximum": 9},
        ),
        (Annotated[int, msgspec.Meta(description="Nights")], {"description": "Nights", "type": "integer"}),
        (list[Guest], {"type": "array", "items": GUEST}),
        (Annotated[Guest, "Who stays"], GUEST | {"description": "Who stays"}),
        (tuple[Guest, Guest], {"type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [GUEST, GUEST]}),
        (dict[str, Guest], {"type": "object", "additionalProperties": GUEST}),
        (Card | Cash, {"anyOf": [CARD, CASH]}),
        (Room, {"description": "Kind of room.", "type": "string", "enum": ["double", "single"]}),
        (date, {"type": "string", "format": "date"}),
        (Any, {}),
    ],
    ids=str,
)
def test_types(hint: Any, schema: Json) -> None:
    """Types are told without references and titles, and properties that are called like a keyword stay."""
    assert parameter(hint) == schema


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal[1, 2], {"type": "integer"}),
        (
            Annotated[Literal["a"] | None, "Or none"],
            {"description": "Or none", "type": "string", "enum": ["a"], "nullable": True},
        ),
        (int | str, {"anyOf": [{"type": "integer"}, STRING]}),
        (int | str | None, {"anyOf": [{"type": "integer"}, STRING], "nullable": True}),
        (Guest, GUEST | {"properties": {"name": STRING, "title": {"type": "string", "nullable": True}}}),
        (list[date], {"type": "array", "items": STRING}),
        (Annotated[datetime, msgspec.Meta(tz=True)], {"type": "string", "format": "date-time"}),
        (set[float], {"type": "array", "items": {"type": "number"}}),
        (dict[str, int], {"type": "object"}),
        (Annotated[float, msgspec.Meta(gt=0, le=9)], {"type": "number", "maximum": 9}),
    ],
    ids=str,
)
def test_types_for_google(hint: Any, schema: Json) -> None:
    """Google is told only what it knows."""
    assert parameter(hint, "google") == schema


def test_defaults() -> None:
    """A default is told as JSON; `None` and what is no JSON is not."""
    tools = Tools()

    @tools.tool
    async def book(
        day: date = date(2026, 1, 31), guest: str | None = None, room: Room = Room.SINGLE, key: Any = NO_JSON
    ) -> None:
        """Book a room."""

    [schema] = tools.schemas("deepgram")
    assert schema["parameters"] == {
        "type": "object",
        "properties": {
            "day": {"type": "string", "format": "date", "default": "2026-01-31"},
            "guest": {"anyOf": [STRING, NULL]},
            "room": {
                "description": "Kind of room.",
                "type": "string",
                "enum": ["double", "single"],
                "default": "single",
            },
            "key": {},
        },
    }


# -- what cannot be registered ----------------------------------------------------------------


async def unannotated(city: str, days: int) -> None:
    """D."""


del unannotated.__annotations__["days"]


async def many(*cities: str) -> None:
    """D."""


async def keywords(**cities: str) -> None:
    """D."""


async def positional(city: str, /) -> None:
    """D."""


async def positional_call(call: Call, /, city: str) -> None:
    """D."""


async def mangled(*, __city: str) -> None:
    """D."""


async def odd(city: str, days: list[Unknown]) -> None:
    """D."""


async def either(days: int | Unknown) -> None:
    """D."""


async def recursive(tree: Tree | None = None) -> None:
    """D."""


async def for_checkers_only(path: Path) -> None:
    """D."""


async def undocumented(city: str) -> None: ...


def synchronous(city: str) -> None:
    """D."""


@pytest.mark.parametrize(
    ("function", "error", "names"),
    [
        (unannotated, TypeError, ("'unannotated'", "'days'", "no annotation")),
        (many, TypeError, ("'many'", "'cities'", "by name")),
        (keywords, TypeError, ("'keywords'", "'cities'", "by name")),
        (positional, TypeError, ("'positional'", "'city'", "by name")),
        (positional_call, TypeError, ("'positional_call'", "'call'", "by name")),
        (mangled, TypeError, ("'mangled'", "'__city'", "by name")),
        (odd, TypeError, ("'odd'", "'days'", "Unknown")),
        (either, TypeError, ("'either'", "'days'", "Unknown")),
        (recursive, TypeError, ("'recursive'", "'tree'", "contains itself")),
        (for_checkers_only, TypeError, ("'for_checkers_only'", "Path")),
        (synchronous, TypeError, ("'synchronous'", "no async function")),
        (undocumented, ValueError, ("'undocumented'", "no description")),
    ],
)
def test_refused_functions(
    function: Callable[..., Awaitable[object]], error: type[Exception], names: tuple[str, ...]
) -> None:
    """A function that cannot be told to a model is refused when it is registered, by its name and the argument's."""
    tools = Tools()
    with pytest.raises(error) as raised:
        tools.tool(function)
    assert [name for name in names if name not in str(raised.value)] == []
    assert tools.schemas("deepgram") == []


def test_names() -> None:
    """A name is taken once, and is one that vendors take."""
    tools = weather()
    with pytest.raises(ValueError, match="'get_weather' already"):
        tools.tool(name="get_weather")(undescribed)
    for name in ("é", "two words", "1st", "x" * 65):
        with pytest.raises(ValueError, match="cannot be named"):
            tools.tool(name=name)(undescribed)
    with pytest.raises(ValueError, match="cannot be named ''"):
        tools.tool(partial(undescribed))


async def undescribed() -> None:
    """D."""


def test_a_method_is_a_tool() -> None:
    """A method of an object is registered as it is bound."""

    class Hotel:
        async def book(self, nights: int) -> int:
            """Book a room."""
            return nights

    tools = Tools()
    tools.tool(Hotel().book)
    [schema] = tools.schemas("deepgram")
    assert schema["parameters"] == {
        "type": "object",
        "properties": {"nights": {"type": "integer"}},
        "required": ["nights"],
    }


@pytest.mark.parametrize("options", [{"timeout": 0}, {"timeout": -1}, {"max_running": 0}])
def test_limits_are_positive(options: dict[str, int]) -> None:
    """Tools get some time, and at least one runs."""
    with pytest.raises(ValueError, match="positive"):
        Tools(**options)
