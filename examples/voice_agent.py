"""A voice agent: a language model writes, and what it writes is spoken while it still writes.

The caller can cut in at any time, and the model can call a tool. :class:`Scripted` stands in for a model, so that this
runs without an account; a real one is any other :class:`Model`. Run with ``python -m examples.voice_agent``.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

import anyio

from jambonz_proto import Call, serve
from jambonz_proto.components import BargeIn, TtsStream
from jambonz_proto.hooks import GatherResult
from jambonz_proto.verbs import Config, Hangup, Say


@dataclass(frozen=True)
class Turn:
    """What one side said, or what a tool returned."""

    who: Literal["caller", "agent", "tool"]
    text: str


@dataclass(frozen=True)
class ToolCall:
    """The model wants a tool to be run, and to go on with its result."""

    name: str
    arguments: Mapping[str, str]


class Model(Protocol):
    """A language model: given the conversation, it writes its next turn piece by piece, or calls a tool."""

    def answer(self, conversation: Sequence[Turn]) -> AsyncIterator[str | ToolCall]: ...


Tool = Callable[[Mapping[str, str]], Awaitable[str]]


async def opening_hours(arguments: Mapping[str, str]) -> str:
    return {"sunday": "closed"}.get(arguments["day"], "9 to 5")


TOOLS: Mapping[str, Tool] = {"opening_hours": opening_hours}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Scripted:
    """Stands in for a language model."""

    async def answer(self, conversation: Sequence[Turn]) -> AsyncIterator[str | ToolCall]:
        last = conversation[-1]
        said = last.text.lower()
        day = next((day for day in DAYS if day in said), None)
        if last.who == "tool":
            reply = f"On that day our hours are: {last.text}."
        elif day is not None:
            yield ToolCall("opening_hours", {"day": day})
            return
        elif "bye" in said:
            reply = "Goodbye."
        else:
            reply = "I can tell you our opening hours. Which day do you want to come?"
        for word in reply.split(" "):
            yield f"{word} "


async def voice_agent(call: Call, model: Model) -> None:
    heard = call.hook(GatherResult)
    await call.send(
        Config(
            tts_stream=TtsStream(enable=True),
            barge_in=BargeIn(enable=True, sticky=True, input=["speech"], action_hook=heard),
        )
    )
    conversation = [Turn("caller", "Hello.")]
    await respond(call, model, conversation)
    async for result in heard:
        conversation.append(Turn("caller", result.said))
        await respond(call, model, conversation)
        if "bye" in result.said.lower():
            await call.send(Say(text="Thank you for your call."), Hangup())


async def respond(call: Call, model: Model, conversation: list[Turn]) -> None:
    """Speak the model's next turn; tools that it calls run in between."""
    tool_call: ToolCall | None = None
    async with call.tts.speak() as utterance:
        async for piece in model.answer(conversation):
            if isinstance(piece, ToolCall):
                tool_call = piece
            else:
                await utterance.write(piece)
    if tool_call is not None:
        result = await TOOLS[tool_call.name](tool_call.arguments)
        conversation.append(Turn("tool", result))
        await respond(call, model, conversation)
    else:  # what the caller did not let us say, the model should not believe to have said
        conversation.append(Turn("agent", utterance.accepted.strip()))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    anyio.run(serve, partial(voice_agent, model=Scripted()))
