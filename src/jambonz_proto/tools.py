"""Tools of a language model: async functions that the model behind an ``llm``, ``s2s`` or ``agent`` verb may call.

::

    tools = Tools()

    @tools.tool
    async def get_weather(call: Call, city: Annotated[str, "Where, such as Portland"], days: int = 1) -> list[Forecast]:
        '''Weather forecast for a city.'''
        return await forecasts(city, days)

    async def assistant(call: Call) -> None:
        model = OpenaiS2s(
            auth=KEY,
            llm_options={"response_create": {}, "session_update": {"tools": tools.schemas("openai")}},
            tool_hook=tools.serve(call, "openai"),
        )
        await call.perform(model)

What differs between vendors is in two tables: :meth:`Tools.schemas` says how tools are told to each,
:func:`_output` how each is answered.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import (
    Annotated,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

import anyio
import msgspec

from . import hooks
from ._base import JsonValue, encode_custom
from ._facts import Target
from ._flows import Hook
from ._shell import application_code
from .call import Call
from .errors import CallEnded, JambonzProtoError, MessageTooLarge

__all__ = ["Tools", "Vendor"]

logger = logging.getLogger("jambonz_proto.tools")

Vendor: TypeAlias = Literal[
    "agent", "deepgram", "elevenlabs", "google", "microsoft", "openai", "ultravox", "voiceagent"
]
"""Whose form tools and answers take: a vendor of the verbs ``llm``, ``s2s`` and ``*_s2s``, or the verb ``agent``, which
has one form for all its vendors. The vendors ``qwen`` and ``gptlive`` are missing, since theirs are not known."""

F = TypeVar("F", bound=Callable[..., Awaitable[object]])


class Tools:
    """A collection of tools. One collection serves any number of calls.

    Args:
        timeout: Seconds that a tool may run. Then it is cancelled, and the model is told so.
        max_running: Tools that run at the same time for one call; further ones wait for their turn, in order.

    Raises:
        ValueError: ``timeout`` or ``max_running`` is not positive.
    """

    def __init__(self, *, timeout: float = 10.0, max_running: int = 10) -> None:
        if timeout <= 0 or max_running < 1:
            raise ValueError("timeout and max_running are positive")
        self.timeout = timeout
        self.max_running = max_running
        self._tools: dict[str, _Tool] = {}

    @overload
    def tool(self, function: F, /) -> F: ...
    @overload
    def tool(self, /, *, name: str | None = None, description: str | None = None) -> Callable[[F], F]: ...
    def tool(
        self, function: F | None = None, /, *, name: str | None = None, description: str | None = None
    ) -> F | Callable[[F], F]:
        """Decorate an async function as a tool: ``@tools.tool`` or ``@tools.tool(name=…, description=…)``.

        The function itself stays as it is. Each argument is annotated with any type that msgspec knows, and described
        by ``Annotated[str, "…"]`` or ``msgspec.Meta``; one with a default need not be given by the model. An argument
        annotated ``Call`` gets the call, and the model does not know of it.

        What the function returns is told to the model: text as it stands, and anything else that msgspec can encode, as
        JSON. If it raises, the model is told only that the tool failed; the exception is logged. Verbs that it sends
        replace the running verb, and with it the model: a ``perform`` that waits for that raises :class:`Superseded`.

        Args:
            function: The function.
            name: Name for the model; by default the function's.
            description: What the tool does and when to use it, for the model; by default the function's docstring.

        Raises:
            TypeError: Not an async function, or an argument without annotation, of a type that has no JSON schema, or
                that cannot be given by name.
            ValueError: No description, a name that vendors refuse, or one that is taken.
        """

        def register(function: F) -> F:
            tool = _tool(function, name or str(getattr(function, "__name__", "")), description)
            if tool.name in self._tools:
                raise ValueError(f"there is a tool {tool.name!r} already")
            self._tools[tool.name] = tool
            return function

        return register if function is None else register(function)

    def schemas(self, vendor: Vendor) -> list[Mapping[str, JsonValue]]:
        """The tools as a vendor wants to be told of them.

        ========================  ===========================================================
        vendor                    where the list goes
        ========================  ===========================================================
        openai, microsoft         ``llm_options["session_update"]["tools"]``
        google                    ``llm_options["setup"]["tools"]``
        deepgram, voiceagent      ``llm_options.settings["agent"]["think"]["functions"]``
        ultravox                  ``llm_options["selectedTools"]``
        agent                     ``AgentLlmOptions(tools=…)``, ``AgentUpdateData(tools=…)``
        elevenlabs                nowhere, it is empty: client tools are set up at ElevenLabs,
                                  with the names and arguments that the functions have here
        ========================  ===========================================================

        Google takes only a part of JSON Schema; what it would refuse is left out, and checked all the same when the
        model calls the tool.
        """
        tools = self._tools.values()
        match vendor:
            case "openai" | "microsoft":
                return [{"type": "function", **tool.schema()} for tool in tools]
            case "google":
                return [{"functionDeclarations": [tool.google_schema() for tool in tools]}] if tools else []
            case "deepgram" | "voiceagent":
                return [tool.schema() for tool in tools]
            case "ultravox":
                return [{"temporaryTool": tool.ultravox_schema()} for tool in tools]
            case "agent":
                return [{"type": "function", "function": tool.schema()} for tool in tools]
            case "elevenlabs":
                return []

    def serve(self, call: Call, vendor: Vendor) -> Hook[hooks.LlmToolCall]:
        """Run the tools for one call, beside its main flow, until it ends; that cancels what still runs.

        Every tool call that jambonz sends is answered: with the result, or with an error for an unknown tool, arguments
        of another type than the function's, an exception, or a timeout. Answers go out as tools finish; the calls of
        one message from Google are answered together.

        Args:
            call: The call. Serve it once and use the hook for all its verbs: each serving counts ``max_running`` anew.
            vendor: Of the verb that gets the hook.

        Returns:
            The hook: ``OpenaiS2s(…, tool_hook=tools.serve(call, "openai"))``.
        """
        hook = call.hook(hooks.LlmToolCall)  # reads agent:tool-call as well
        call.start_soon(_Service(self, self._tools, call, vendor, hook).run)
        return hook


# -- what a tool is ---------------------------------------------------------------------------

_Schema: TypeAlias = dict[str, Any]
"""JSON Schema, always of an object."""


class _Refusal(Exception):
    """Something to tell the model instead of a result."""


@dataclass(frozen=True, slots=True)
class _Tool:
    """A function, as it is told to models and called by them."""

    name: str
    description: str
    function: Callable[..., Awaitable[object]]
    parameters: _Schema
    """Schema of the arguments that the model gives."""
    arguments: type[msgspec.Struct]
    """Decodes them; those with a default may be ``UNSET``."""
    calls: tuple[str, ...]
    """Names of the arguments that get the call."""

    def schema(self) -> _Schema:
        return {"name": self.name, "description": self.description, "parameters": self.parameters}

    def google_schema(self) -> _Schema:
        schema = self.schema() | {"parameters": _for_google(self.parameters)}
        if not self.parameters["properties"]:
            del schema["parameters"]  # Google refuses an object without properties
        return schema

    def ultravox_schema(self) -> _Schema:
        required = self.parameters.get("required", [])
        parameters = [
            {"name": name, "location": "PARAMETER_LOCATION_BODY", "schema": schema, "required": name in required}
            for name, schema in self.parameters["properties"].items()
        ]
        return {
            "modelToolName": self.name,
            "description": self.description,
            "dynamicParameters": parameters,
            "client": {},  # the call comes over the conversation's own connection, and so to jambonz
        }

    def decoded(self, given: Mapping[str, JsonValue] | str | None) -> dict[str, object]:
        """The arguments that the model gave, as the function wants them.

        Raises:
            _Refusal: They are of another shape; names the argument.
        """
        try:
            if isinstance(given, str):
                decoded = msgspec.json.decode(given or "{}", type=self.arguments)
            else:
                decoded = msgspec.convert(given or {}, self.arguments, str_keys=True)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise _Refusal(f"wrong arguments: {error}") from None
        values = msgspec.structs.asdict(decoded).items()
        return {name: value for name, value in values if value is not msgspec.UNSET}

    async def run(self, call: Call, arguments: Mapping[str, object]) -> JsonValue:
        """Call the function; its result as plain JSON."""
        result = await self.function(**arguments, **dict.fromkeys(self.calls, call))
        json: JsonValue = msgspec.json.decode(msgspec.json.encode(result, enc_hook=encode_custom))
        return json


# -- from a function to a tool ----------------------------------------------------------------

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""What all vendors take."""


@dataclass(frozen=True, slots=True)
class _Argument:
    """An argument that the model gives."""

    name: str
    hint: Any
    schema: _Schema
    is_required: bool

    def field(self) -> tuple[str, object] | tuple[str, object, object]:
        """For the Struct that decodes; what the model does not give stays unset: the default is the function's."""
        if self.is_required:
            return self.name, self.hint
        return self.name, Union[self.hint, msgspec.UnsetType], msgspec.UNSET  # noqa: UP007 # `|` is not for every hint


def _tool(function: Callable[..., Awaitable[object]], name: str, description: str | None) -> _Tool:
    description = description or inspect.getdoc(function)
    if not _NAME.fullmatch(name):
        raise ValueError(f"a tool cannot be named {name!r}: vendors take up to 64 of A-Z, a-z, 0-9, _ and -")
    if not inspect.iscoroutinefunction(function):
        raise TypeError(f"the tool {name!r} is no async function")
    if not description:
        raise ValueError(f"the tool {name!r} has no description: give it a docstring")
    hints = _hints(function, name)
    every = inspect.signature(function).parameters.values()
    arguments = [argument for parameter in every if (argument := _argument(parameter, hints, name)) is not None]
    parameters: _Schema = {
        "type": "object",
        "properties": {argument.name: argument.schema for argument in arguments},
        "required": [argument.name for argument in arguments if argument.is_required],
    }
    try:
        decoded = msgspec.defstruct(name, [a.field() for a in arguments], kw_only=True, forbid_unknown_fields=True)
    except RuntimeError as error:  # of names that Python mangles
        raise TypeError(f"the tool {name!r} has an argument that cannot be given by name: {error}") from error
    return _Tool(
        name,
        description,
        function,
        _tidy(parameters),
        decoded,
        calls=tuple(argument for argument, hint in hints.items() if hint is Call),
    )


def _argument(parameter: inspect.Parameter, hints: Mapping[str, Any], tool: str) -> _Argument | None:
    """What the model is told of a parameter: nothing of one that gets the call."""
    where = f"the argument {parameter.name!r} of the tool {tool!r}"
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise TypeError(f"{where} cannot be given by name")
    if parameter.name not in hints:
        raise TypeError(f"{where} has no annotation")
    if hints[parameter.name] is Call:
        return None
    hint = _described(hints[parameter.name])
    schema = _schema(hint, where)
    if parameter.default is parameter.empty:
        return _Argument(parameter.name, hint, schema, is_required=True)
    return _Argument(parameter.name, hint, schema | _default(parameter.default), is_required=False)


def _hints(function: Callable[..., Awaitable[object]], name: str) -> dict[str, Any]:
    try:
        hints = get_type_hints(function, include_extras=True)
    except Exception as error:  # whatever evaluating an annotation can raise
        raise TypeError(f"the annotations of the tool {name!r} cannot be evaluated: {error}") from error
    hints.pop("return", None)
    return {name: Call if _bare(hint) is Call else hint for name, hint in hints.items()}


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _described(hint: Any) -> Any:
    """A type whose description msgspec sees: ``Annotated[str, "…"]`` with the text as ``Meta``."""
    if get_origin(hint) is not Annotated:
        return hint
    base, *notes = get_args(hint)
    for note in notes:
        base = Annotated[base, msgspec.Meta(description=note) if isinstance(note, str) else note]
    return base


def _default(value: object) -> _Schema:
    """The keyword that tells a default; none for ``None``, which says nothing, and for what is no JSON."""
    try:
        json = msgspec.json.decode(msgspec.json.encode(value))
    except (TypeError, ValueError, OverflowError):
        return {}
    return {} if json is None else {"default": json}


# -- JSON Schema ------------------------------------------------------------------------------


def _schema(hint: Any, where: str) -> _Schema:
    """The schema of a type, without references and titles, which not every vendor knows."""
    try:
        schema = msgspec.json.schema(hint)
    except TypeError as error:
        problem = str(error).splitlines()[-1]
        raise TypeError(f"{where} cannot be described: {problem}") from error
    return _inlined(schema, schema.get("$defs", {}), where, ())


def _inlined(schema: _Schema, definitions: _Schema, where: str, above: tuple[str, ...]) -> _Schema:
    reference = schema.get("$ref")
    if reference is not None:
        if reference in above:
            raise TypeError(f"{where} cannot be described: its type contains itself")
        above = (*above, reference)
        schema = definitions[reference.removeprefix("#/$defs/")] | schema
    return _tidy(_changed(schema, lambda part: _inlined(part, definitions, where, above)))


def _changed(schema: _Schema, change: Callable[[_Schema], _Schema]) -> _Schema:
    """A copy of a schema with each schema directly in it changed."""
    changed = dict(schema)
    for keyword, value in schema.items():
        if keyword == "properties":
            changed[keyword] = {name: change(part) for name, part in value.items()}
        elif keyword in ("anyOf", "prefixItems"):
            changed[keyword] = [change(part) for part in value]
        elif keyword in ("items", "additionalProperties", "propertyNames") and isinstance(value, dict):
            changed[keyword] = change(cast("_Schema", value))
    return changed


_UNTOLD = frozenset({"$ref", "$defs", "title", "discriminator"})
_SAYS_NOTHING: _Schema = {"required": [], "default": None, "additionalProperties": False, "items": False}
"""What is too much is refused anyway, and not every vendor knows these."""


def _tidy(schema: _Schema) -> _Schema:
    """A schema without what vendors have no use for, and with the type of choices, which some insist on."""
    tidy = {
        keyword: value
        for keyword, value in schema.items()
        if keyword not in _UNTOLD and (keyword not in _SAYS_NOTHING or value != _SAYS_NOTHING[keyword])
    }
    choices: list[object] = tidy.get("enum", [])
    for cls, json_type in ((str, "string"), (int, "integer")):
        if choices and all(type(choice) is cls for choice in choices):
            tidy["type"] = json_type
    return tidy


_GOOGLE_KEYWORDS = frozenset(
    {
        *("type", "format", "description", "nullable", "default", "enum", "anyOf"),
        *("properties", "required", "minProperties", "maxProperties", "items", "minItems", "maxItems"),
        *("minimum", "maximum", "minLength", "maxLength", "pattern"),
    }
)


def _for_google(schema: _Schema) -> _Schema:
    """A schema in Google's part of JSON Schema: fewer keywords, choices of texts only, ``nullable`` for null."""
    schema = _changed(schema, _for_google)
    choices = schema.pop("anyOf", [])
    told = [choice for choice in choices if choice != {"type": "null"}]
    if len(told) < len(choices):
        schema["nullable"] = True
    if len(told) == 1:
        schema = told[0] | schema
    elif told:
        schema["anyOf"] = told
    if schema.get("type") != "string":
        schema.pop("enum", None)
    if schema.get("format") != "date-time":
        schema.pop("format", None)
    return {keyword: value for keyword, value in schema.items() if keyword in _GOOGLE_KEYWORDS}


# -- tools at work ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What there is to tell about one tool call: a result, or an object that says what went wrong."""

    request: hooks.LlmFunctionCall
    value: JsonValue
    is_error: bool = False

    @property
    def text(self) -> str:
        """For vendors that take text only."""
        return self.value if isinstance(self.value, str) else msgspec.json.encode(self.value).decode()


@dataclass(slots=True)
class _Answer:
    """The answer to one message, while its tools run."""

    id: str
    requests: list[hooks.LlmFunctionCall]
    form: Vendor
    outcomes: dict[int, _Outcome] = field(default_factory=dict[int, _Outcome])

    @property
    def is_complete(self) -> bool:
        return len(self.outcomes) == len(self.requests)

    def in_order(self) -> list[_Outcome]:
        return [self.outcomes[index] for index in sorted(self.outcomes)]

    def give_up_largest(self) -> bool:
        """Tell of the largest result only that it is too large; false if no result is left."""
        results = [index for index, outcome in self.outcomes.items() if not outcome.is_error]
        if not results:
            return False
        largest = max(results, key=lambda index: len(self.outcomes[index].text))
        self.outcomes[largest] = _error(self.outcomes[largest].request, "the tool is through, its result is too large")
        return True


def _error(request: hooks.LlmFunctionCall, problem: str) -> _Outcome:
    return _Outcome(request, {"error": problem}, is_error=True)


def _answer_to(message: hooks.LlmToolCall, vendor: Vendor) -> _Answer:
    if message.function_calls is not None:  # Google's form, which wants Google's answer
        return _Answer(message.tool_call_id or "", message.function_calls, "google")
    request = hooks.LlmFunctionCall(id=message.tool_call_id, name=message.name, args=message.args)
    return _Answer(message.tool_call_id or "", [request], vendor)


class _Service:
    """The tools at work on one call."""

    def __init__(
        self, tools: Tools, by_name: Mapping[str, _Tool], call: Call, vendor: Vendor, hook: Hook[hooks.LlmToolCall]
    ) -> None:
        self._timeout = tools.timeout
        self._slots = anyio.Semaphore(tools.max_running)
        self._tools = by_name
        self._call = call
        self._vendor: Vendor = vendor
        self._hook = hook

    async def run(self) -> None:
        async with anyio.create_task_group() as running:
            async for message in self._hook:
                answer = _answer_to(message, self._vendor)
                if not answer.id:
                    logger.warning("call %s: a tool call without an id, which cannot be answered", self._call.sid)
                    continue
                for index in range(len(answer.requests)):
                    with self._call.clock.waiting():
                        await self._slots.acquire()
                    running.start_soon(self._work, answer, index)

    async def _work(self, answer: _Answer, index: int) -> None:
        """Run one tool; who comes last sends the answer."""
        try:
            answer.outcomes[index] = await self._outcome(answer.requests[index])
        finally:
            self._slots.release()
        if answer.is_complete:
            await self._send(answer)

    async def _outcome(self, request: hooks.LlmFunctionCall) -> _Outcome:
        """Run one tool. Never raises, but when it is cancelled."""
        try:
            return _Outcome(request, await self._result(request))
        except _Refusal as refusal:
            logger.warning("call %s: tool %r: %s", self._call.sid, request.name, refusal)
            return _error(request, str(refusal))
        except Exception as error:
            if not (isinstance(error, CallEnded) and self._call.ended):
                logger.exception("call %s: tool %r failed", self._call.sid, request.name)
        return _error(request, "the tool failed")

    async def _result(self, request: hooks.LlmFunctionCall) -> JsonValue:
        tool = self._tools.get(request.name or "")
        if tool is None:
            raise _Refusal("there is no such tool")
        arguments = tool.decoded(request.args)
        clock = self._call.clock
        with clock.move_on_after(self._timeout):
            return await application_code(partial(tool.run, self._call, arguments), clock)
        raise _Refusal(f"the tool was stopped after {self._timeout:g} s")

    async def _send(self, answer: _Answer) -> None:
        """Send an answer; results that are too large give way, the largest first."""
        while True:
            output = _output(answer, self._call.target)
            try:
                await self._call.llm_tool_output(output, tool_call_id=answer.id)
            except CallEnded:
                pass
            except JambonzProtoError as error:
                if isinstance(error, MessageTooLarge) and answer.give_up_largest():
                    logger.warning("call %s: the result of a tool is too large: %s", self._call.sid, error)
                    continue
                logger.warning("call %s: the tool call %r is not answered: %s", self._call.sid, answer.id, error)
            return


def _output(answer: _Answer, target: Target | None) -> Mapping[str, JsonValue]:
    """The data of ``llm:tool-output``, in the form of its vendor."""
    if answer.form == "google":
        return {"toolResponse": {"functionResponses": [_google_response(outcome) for outcome in answer.in_order()]}}
    [outcome] = answer.in_order()
    name = outcome.request.name or ""
    match answer.form:
        case "openai" | "microsoft":
            item = {"type": "function_call_output", "call_id": answer.id, "output": outcome.text}
            return {"type": "conversation.item.create", "item": item}
        case "ultravox":
            return {"type": "client_tool_result", "invocation_id": answer.id, "result": outcome.text}
        case "elevenlabs":
            result: dict[str, JsonValue] = {"tool_call_id": answer.id, "result": outcome.text}
            return _nested({"type": "client_tool_result", **result, "is_error": outcome.is_error}, target)
        case "deepgram" | "voiceagent":
            response = {"id": answer.id, "name": name, "content": outcome.text}
            return _nested({"type": "FunctionCallResponse", **response}, target)
        case "agent":
            return {"result": outcome.value}


def _nested(output: Mapping[str, JsonValue], target: Target | None) -> Mapping[str, JsonValue]:
    """The open-source server reads what these vendors get one level further down."""
    return output if target == "v10" else {"data": output}


def _google_response(outcome: _Outcome) -> Mapping[str, JsonValue]:
    request = outcome.request
    response = outcome.value if outcome.is_error else {"output": outcome.value}
    named: dict[str, JsonValue] = {"id": request.id, "name": request.name, "response": response}
    return {key: value for key, value in named.items() if value is not None}
