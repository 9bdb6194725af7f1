"""The work that cannot be saved: each message decoded to types, each answer encoded from types. No calls, hardly state.

It gives the answers that ``ours.py`` gives on the same path.
"""

from __future__ import annotations

from jambonz_proto import decode_client_message, encode
from jambonz_proto.commands import Ack, Tag, TtsFlush, TtsTokens, TtsTokensData
from jambonz_proto.components import TtsStream
from jambonz_proto.hooks import GatherPartial, GatherResult
from jambonz_proto.messages import LlmEvent, SessionNew, VerbHook
from jambonz_proto.verbs import Config, Gather, Llm, Say

TOKENS = [f"word{number} " for number in range(200)]
GATHER = Gather(input=["speech"], action_hook="/heard")


class TypedEcho:
    """One connection."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen = 0

    def answers(self, text: bytes | str) -> list[bytes]:
        match decode_client_message(text):
            case SessionNew(msgid=msgid):
                return [encode(Ack(msgid=msgid, data=self._first()))]
            case VerbHook(hook="/partial") as hook:
                hook.payload(GatherPartial)
                return [encode(Ack(msgid=hook.msgid, data=[]))]
            case VerbHook() as hook:
                return self._heard(hook.msgid, hook.payload(GatherResult).said)
            case LlmEvent() as event:
                return self._counted(event)
            case _:
                return []

    def _first(self) -> list[Config | Gather | Llm]:
        match self._path:
            case "/echo":
                say = Say(text="Say something.")
                return [Gather(input=["speech"], timeout=10, say=say, action_hook="/heard")]
            case "/events":
                return [Llm(vendor="openai", auth={"apiKey": "secret"}, llm_options={}, event_hook="/event")]
            case "/partials":
                return [Gather(input=["speech"], partial_result_hook="/partial")]
            case _:
                return [Config(tts_stream=TtsStream(enable=True)), GATHER]

    def _heard(self, msgid: str, said: str) -> list[bytes]:
        if self._path == "/echo":
            gather = Gather(input=["speech"], timeout=10, action_hook="/heard")
            return [encode(Ack(msgid=msgid, data=[Say(text=f"You said {said}."), gather]))]
        tokens = [TtsTokens(data=TtsTokensData(id=number, tokens=token)) for number, token in enumerate(TOKENS)]
        return [*map(encode, tokens), encode(TtsFlush()), encode(Ack(msgid=msgid, data=[GATHER]))]

    def _counted(self, event: LlmEvent) -> list[bytes]:
        self._seen += 1
        if event.data.type != "response.done":
            return []
        seen, self._seen = self._seen, 0
        return [encode(Tag(data={"seen": seen}))]
