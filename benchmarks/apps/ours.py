"""This library: one voice application per path, in the style of its README; the first is the README's own."""

from __future__ import annotations

import sys

import anyio

from jambonz_proto import Call, Router, Server, hooks
from jambonz_proto.components import TtsStream
from jambonz_proto.messages import LlmEvent
from jambonz_proto.verbs import Config, Gather, Hangup, Llm, Say

TOKENS = [f"word{number} " for number in range(200)]


async def echo(call: Call) -> None:
    heard = await call.perform(Gather(input=["speech"], timeout=10, say=Say(text="Say something.")))
    while heard.said:
        heard = await call.perform(Say(text=f"You said {heard.said}."), Gather(input=["speech"], timeout=10))
    await call.send(Say(text="Goodbye."), Hangup())


async def speak(call: Call) -> None:
    """Speech as a model writes it."""
    heard = await call.perform(Config(tts_stream=TtsStream(enable=True)), Gather(input=["speech"]))
    while heard.said:
        async with call.tts.speak() as utterance:
            for token in TOKENS:
                await utterance.write(token)
        heard = await call.perform(Gather(input=["speech"]))


async def tokens(call: Call) -> None:
    """The same, with a message for each token, which ``speak`` would put together."""
    heard = await call.perform(Config(tts_stream=TtsStream(enable=True)), Gather(input=["speech"]))
    while heard.said:
        for number, token in enumerate(TOKENS):
            await call.tts_tokens(number, tokens=token)
        await call.tts_flush()
        heard = await call.perform(Gather(input=["speech"]))


async def events(call: Call) -> None:
    """Events of a model, counted; the last one of each answer is told how many there were."""
    seen = 0

    async def count(event: LlmEvent) -> None:
        nonlocal seen
        seen += 1
        if event.data.type == "response.done":
            await call.tag({"seen": seen})
            seen = 0

    call.on(LlmEvent, count)
    await call.perform(Llm(vendor="openai", auth={"apiKey": "secret"}, llm_options={}, event_hook="/event"))


async def partials(call: Call) -> None:
    """Interim transcripts, of which many can be on their way."""
    texts: list[str] = []

    async def partial(heard: hooks.GatherPartial) -> None:
        texts[:] = [heard.speech.alternatives[0].transcript]

    await call.perform(Gather(input=["speech"], partial_result_hook=call.hook(hooks.GatherPartial, partial)))


async def main() -> None:
    router = Router()
    router.add("/echo", echo)
    router.add("/speak", speak)
    router.add("/tokens", tokens)
    router.add("/events", events)
    router.add("/partials", partials)
    async with Server(router, port=0) as server:
        print(server.port, flush=True)
        await anyio.sleep_forever()


if __name__ == "__main__":
    anyio.run(main, backend_options={"use_uvloop": "--uvloop" in sys.argv})
