# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""Tables of the protocol, made from the facts in the spec."""

from __future__ import annotations

from typing import Final

from . import commands, components, hooks, messages, verbs
from ._base import Received, Sent, Verb
from ._facts import HookProperty, Reply, Rule, Tagged, Target, TargetRules

VERBS: Final[dict[str, type[Verb]]] = {
    "agent": verbs.Agent,
    "alert": verbs.Alert,
    "answer": verbs.Answer,
    "conference": verbs.Conference,
    "config": verbs.Config,
    "deepgram_s2s": verbs.DeepgramS2s,
    "dequeue": verbs.Dequeue,
    "dial": verbs.Dial,
    "dialogflow": verbs.Dialogflow,
    "dtmf": verbs.Dtmf,
    "dub": verbs.Dub,
    "elevenlabs_s2s": verbs.ElevenlabsS2s,
    "enqueue": verbs.Enqueue,
    "gather": verbs.Gather,
    "google_s2s": verbs.GoogleS2s,
    "gptlive_s2s": verbs.GptliveS2s,
    "hangup": verbs.Hangup,
    "leave": verbs.Leave,
    "lex": verbs.Lex,
    "listen": verbs.Listen,
    "llm": verbs.Llm,
    "message": verbs.Message,
    "microsoft_s2s": verbs.MicrosoftS2s,
    "openai_s2s": verbs.OpenaiS2s,
    "pause": verbs.Pause,
    "pipeline": verbs.Pipeline,
    "play": verbs.Play,
    "qwen_s2s": verbs.QwenS2s,
    "rasa": verbs.Rasa,
    "redirect": verbs.Redirect,
    "rest:dial": verbs.RestDial,
    "room": verbs.Room,
    "s2s": verbs.S2s,
    "say": verbs.Say,
    "sip:decline": verbs.SipDecline,
    "sip:refer": verbs.SipRefer,
    "sip:request": verbs.SipRequest,
    "stream": verbs.Stream,
    "tag": verbs.Tag,
    "transcribe": verbs.Transcribe,
    "transfer": verbs.Transfer,
    "ultravox_s2s": verbs.UltravoxS2s,
    "voiceagent_s2s": verbs.VoiceagentS2s,
}
"""Verb name to class."""

COMMANDS: Final[dict[str, type[commands.Command]]] = {
    "agent:update": commands.AgentUpdate,
    "boostAudioSignal": commands.BoostAudioSignal,
    "call:status": commands.CallStatus,
    "conf:hold-status": commands.ConfHoldStatus,
    "conf:mute-status": commands.ConfMuteStatus,
    "conf:participant-action": commands.ConfParticipantAction,
    "config": commands.Config,
    "dial": commands.Dial,
    "dtmf": commands.Dtmf,
    "dub": commands.Dub,
    "listen:status": commands.ListenStatus,
    "llm:status": commands.LlmStatus,
    "llm:tool-output": commands.LlmToolOutput,
    "llm:update": commands.LlmUpdate,
    "media:path": commands.MediaPath,
    "mute:status": commands.MuteStatus,
    "noiseIsolation:status": commands.NoiseIsolationStatus,
    "pipeline:update": commands.PipelineUpdate,
    "record": commands.Record,
    "redirect": commands.Redirect,
    "room:play": commands.RoomPlay,
    "room:say": commands.RoomSay,
    "sip:request": commands.SipRequest,
    "stream:status": commands.StreamStatus,
    "stt:reconfigure": commands.SttReconfigure,
    "tag": commands.Tag,
    "transcribe:status": commands.TranscribeStatus,
    "tts:clear": commands.TtsClear,
    "tts:flush": commands.TtsFlush,
    "tts:tokens": commands.TtsTokens,
    "whisper": commands.Whisper,
}
"""Command name to class."""

MESSAGES: Final[dict[str, type[messages.Message]]] = {
    "agent:event": messages.AgentEvent,
    "agent:tool-call": messages.AgentToolCall,
    "call:status": messages.CallStatus,
    "dial:confirm": messages.DialConfirm,
    "error": messages.JambonzError,
    "jambonz:error": messages.JambonzError,
    "llm:event": messages.LlmEvent,
    "llm:tool-call": messages.LlmToolCall,
    "pipeline:event": messages.AgentEvent,
    "pipeline:tool-call": messages.AgentToolCall,
    "queue:status": messages.QueueStatus,
    "session:adulting": messages.SessionAdulting,
    "session:new": messages.SessionNew,
    "session:reconnect": messages.SessionReconnect,
    "session:redirect": messages.SessionRedirect,
    "tts:streaming-event": messages.TtsStreamingEvent,
    "tts:tokens-result": messages.TtsTokensResult,
    "verb:hook": messages.VerbHook,
    "verb:status": messages.VerbStatus,
}
"""Message type to class."""

DATA: Final[dict[type[messages.Message], type[Received] | Tagged | None]] = {
    messages.AgentEvent: Tagged(
        "type",
        {
            "turn_end": hooks.AgentTurnEnd,
            "user_transcript": hooks.AgentUserTranscript,
            "llm_response": hooks.AgentLlmResponse,
            "user_interruption": hooks.AgentUserInterruption,
        },
        hooks.AgentOtherEvent,
    ),
    messages.AgentToolCall: hooks.AgentToolCall,
    messages.CallStatus: messages.CallStatusData,
    messages.DialConfirm: hooks.CallInfo,
    messages.JambonzError: messages.JambonzErrorData,
    messages.LlmEvent: hooks.LlmEvent,
    messages.LlmToolCall: hooks.LlmToolCall,
    messages.QueueStatus: messages.QueueStatusData,
    messages.SessionAdulting: messages.AdultingData,
    messages.SessionNew: messages.SessionData,
    messages.SessionReconnect: messages.SessionData,
    messages.SessionRedirect: hooks.CallInfo,
    messages.TtsStreamingEvent: messages.TtsStreamingEventData,
    messages.TtsTokensResult: messages.TtsTokensResultData,
    messages.VerbHook: None,
    messages.VerbStatus: Tagged(
        "event",
        {
            "starting": messages.VerbStarting,
            "finished": messages.VerbFinished,
            "start-playback": messages.PlaybackStarted,
            "stop-playback": messages.PlaybackStopped,
            "kill-playback": messages.PlaybackKilled,
            "synthesized-audio": messages.AudioSynthesized,
            "dtmf-bargein-detected": messages.DtmfBargeinDetected,
            "speech-bargein-detected": messages.SpeechBargeinDetected,
        },
        messages.OtherVerbStatus,
    ),
}
"""Message class to what its ``data`` holds; ``None`` for data that is typed later, by the hook it belongs to."""

REPLIES: Final[dict[type[messages.Message], Reply]] = {
    messages.DialConfirm: Reply("confirm", b'[{"verb":"hangup"}]', components.ConfirmVerb),
    messages.QueueStatus: Reply("ignore"),
    messages.SessionAdulting: Reply("ignore"),
    messages.SessionNew: Reply("application", b'[{"verb":"config"}]'),
    messages.SessionReconnect: Reply("ignore"),
    messages.SessionRedirect: Reply("replace"),
}
"""Message class to what its reply is for; for ``verb:hook`` that depends on the hook property, see ``HOOKS``."""

HOOKS: Final[dict[type, tuple[HookProperty, ...]]] = {
    components.Amd: (HookProperty("action_hook", "verb:hook", hooks.AmdEvent, Reply("replace")),),
    components.BargeIn: (
        HookProperty("action_hook", "verb:hook", hooks.GatherResult, Reply("replace")),
        HookProperty("partial_result_hook", "verb:hook", hooks.GatherPartial, Reply("ignore")),
    ),
    components.Handoff: (
        HookProperty("on_hold_hook", "verb:hook", hooks.TransferHold, Reply("play", b"[]", components.HoldVerb)),
        HookProperty("action_hook", "verb:hook", hooks.TransferResult, Reply("replace")),
        HookProperty("event_hook", "verb:hook", hooks.TransferEvent, Reply("ignore")),
    ),
    components.ListenOptions: (HookProperty("action_hook", "verb:hook", hooks.ListenResult, Reply("replace")),),
    components.PhoneTarget: (
        HookProperty(
            "confirm_hook",
            "dial:confirm",
            hooks.CallInfo,
            Reply("confirm", b'[{"verb":"hangup"}]', components.ConfirmVerb),
        ),
    ),
    components.SipTarget: (
        HookProperty(
            "confirm_hook",
            "dial:confirm",
            hooks.CallInfo,
            Reply("confirm", b'[{"verb":"hangup"}]', components.ConfirmVerb),
        ),
    ),
    components.UserTarget: (
        HookProperty(
            "confirm_hook",
            "dial:confirm",
            hooks.CallInfo,
            Reply("confirm", b'[{"verb":"hangup"}]', components.ConfirmVerb),
        ),
    ),
    components.TeamsTarget: (
        HookProperty(
            "confirm_hook",
            "dial:confirm",
            hooks.CallInfo,
            Reply("confirm", b'[{"verb":"hangup"}]', components.ConfirmVerb),
        ),
    ),
    components.TranscribeOptions: (
        HookProperty("transcription_hook", "verb:hook", hooks.Transcription, Reply("replace")),
        HookProperty("translation_hook", "verb:hook", hooks.Translation, Reply("replace")),
    ),
    verbs.Agent: (
        HookProperty("action_hook", "verb:hook", hooks.AgentResult, Reply("replace")),
        HookProperty(
            "event_hook",
            "agent:event",
            Tagged(
                "type",
                {
                    "turn_end": hooks.AgentTurnEnd,
                    "user_transcript": hooks.AgentUserTranscript,
                    "llm_response": hooks.AgentLlmResponse,
                    "user_interruption": hooks.AgentUserInterruption,
                },
                hooks.AgentOtherEvent,
            ),
            None,
        ),
        HookProperty("tool_hook", "agent:tool-call", hooks.AgentToolCall, None),
    ),
    verbs.Conference: (
        HookProperty("action_hook", "verb:hook", hooks.ConferenceResult, Reply("replace")),
        HookProperty("wait_hook", "verb:hook", hooks.ConferenceWait, Reply("play", b"[]", components.HoldVerb)),
        HookProperty("status_hook", "verb:hook", hooks.ConferenceStatus, Reply("ignore")),
        HookProperty("enter_hook", "verb:hook", hooks.ConferenceEnter, Reply("play", b"[]", components.HoldVerb)),
    ),
    verbs.Config: (
        HookProperty("sip_request_within_dialog_hook", "verb:hook", hooks.SipRequestWithinDialog, Reply("replace")),
        HookProperty("refer_hook", "verb:hook", hooks.ReferRequest, Reply("replace")),
    ),
    verbs.DeepgramS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.Dequeue: (HookProperty("action_hook", "verb:hook", hooks.DequeueResult, Reply("replace")),),
    verbs.Dial: (
        HookProperty("action_hook", "verb:hook", hooks.DialResult, Reply("replace")),
        HookProperty("on_hold_hook", "verb:hook", hooks.DialHold, Reply("play", b"[]", components.HoldVerb)),
        HookProperty(
            "confirm_hook",
            "dial:confirm",
            hooks.CallInfo,
            Reply("confirm", b'[{"verb":"hangup"}]', components.ConfirmVerb),
        ),
        HookProperty("refer_hook", "verb:hook", hooks.ReferRequest, Reply("leg")),
        HookProperty("dtmf_hook", "verb:hook", hooks.DialDtmf, Reply("ignore")),
    ),
    verbs.Dialogflow: (
        HookProperty("action_hook", "verb:hook", hooks.DialogflowResult, Reply("replace")),
        HookProperty("event_hook", "verb:hook", hooks.DialogflowEvent, Reply("replace")),
        HookProperty("tool_hook", "verb:hook", hooks.DialogflowToolCall, Reply("none")),
    ),
    verbs.ElevenlabsS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.Enqueue: (
        HookProperty("action_hook", "verb:hook", hooks.EnqueueResult, Reply("replace")),
        HookProperty("wait_hook", "verb:hook", hooks.EnqueueWait, Reply("play", b"[]", components.QueueVerb)),
    ),
    verbs.Gather: (
        HookProperty("action_hook", "verb:hook", hooks.GatherResult, Reply("replace")),
        HookProperty("partial_result_hook", "verb:hook", hooks.GatherPartial, Reply("ignore")),
    ),
    verbs.GoogleS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.GptliveS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.Lex: (
        HookProperty("action_hook", "verb:hook", hooks.LexResult, Reply("replace")),
        HookProperty("event_hook", "verb:hook", hooks.LexEvent, Reply("replace")),
    ),
    verbs.Listen: (HookProperty("action_hook", "verb:hook", hooks.ListenResult, Reply("replace")),),
    verbs.Llm: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.Message: (HookProperty("action_hook", "verb:hook", hooks.MessageResult, Reply("replace")),),
    verbs.MicrosoftS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.OpenaiS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.Pipeline: (
        HookProperty("action_hook", "verb:hook", hooks.AgentResult, Reply("replace")),
        HookProperty(
            "event_hook",
            "agent:event",
            Tagged(
                "type",
                {
                    "turn_end": hooks.AgentTurnEnd,
                    "user_transcript": hooks.AgentUserTranscript,
                    "llm_response": hooks.AgentLlmResponse,
                    "user_interruption": hooks.AgentUserInterruption,
                },
                hooks.AgentOtherEvent,
            ),
            None,
        ),
        HookProperty("tool_hook", "agent:tool-call", hooks.AgentToolCall, None),
    ),
    verbs.Play: (HookProperty("action_hook", "verb:hook", hooks.PlayResult, Reply("replace")),),
    verbs.QwenS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.Rasa: (
        HookProperty("action_hook", "verb:hook", hooks.RasaResult, Reply("replace")),
        HookProperty("event_hook", "verb:hook", hooks.RasaEvent, Reply("replace")),
    ),
    verbs.Redirect: (
        HookProperty("action_hook", "session:redirect", hooks.CallInfo, Reply("replace")),
        HookProperty("status_hook", "call:status", messages.CallStatusData, Reply("none")),
    ),
    verbs.RestDial: (
        HookProperty("call_hook", "session:new", messages.SessionData, Reply("application")),
        HookProperty("call_status_hook", "call:status", messages.CallStatusData, Reply("none")),
        HookProperty("sip_request_within_dialog_hook", "verb:hook", hooks.SipRequestWithinDialog, Reply("replace")),
        HookProperty("refer_hook", "verb:hook", hooks.ReferRequest, Reply("replace")),
    ),
    verbs.Room: (
        HookProperty("action_hook", "verb:hook", hooks.ConferenceResult, Reply("replace")),
        HookProperty("wait_hook", "verb:hook", hooks.ConferenceWait, Reply("play", b"[]", components.HoldVerb)),
        HookProperty("status_hook", "verb:hook", hooks.ConferenceStatus, Reply("ignore")),
        HookProperty("enter_hook", "verb:hook", hooks.ConferenceEnter, Reply("play", b"[]", components.HoldVerb)),
    ),
    verbs.S2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.SipRefer: (
        HookProperty("action_hook", "verb:hook", hooks.SipReferResult, Reply("replace")),
        HookProperty("event_hook", "verb:hook", hooks.SipReferEvent, Reply("ignore")),
    ),
    verbs.SipRequest: (HookProperty("action_hook", "verb:hook", hooks.SipRequestResult, Reply("replace")),),
    verbs.Stream: (HookProperty("action_hook", "verb:hook", hooks.ListenResult, Reply("replace")),),
    verbs.Transcribe: (
        HookProperty("transcription_hook", "verb:hook", hooks.Transcription, Reply("replace")),
        HookProperty("translation_hook", "verb:hook", hooks.Translation, Reply("replace")),
    ),
    verbs.Transfer: (
        HookProperty("on_hold_hook", "verb:hook", hooks.TransferHold, Reply("play", b"[]", components.HoldVerb)),
        HookProperty("action_hook", "verb:hook", hooks.TransferResult, Reply("replace")),
        HookProperty("event_hook", "verb:hook", hooks.TransferEvent, Reply("ignore")),
    ),
    verbs.UltravoxS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    verbs.VoiceagentS2s: (
        HookProperty("action_hook", "verb:hook", hooks.LlmResult, Reply("replace")),
        HookProperty("event_hook", "llm:event", hooks.LlmEvent, None),
        HookProperty("tool_hook", "llm:tool-call", hooks.LlmToolCall, None),
    ),
    commands.ConfHoldStatusData: (
        HookProperty("wait_hook", "verb:hook", hooks.ConferenceHold, Reply("play", b"[]", components.HoldVerb)),
    ),
    commands.HoldParticipant: (
        HookProperty("wait_hook", "verb:hook", hooks.ConferenceHold, Reply("play", b"[]", components.HoldVerb)),
    ),
    commands.DialCommandData: (
        HookProperty("call_hook", "session:new", messages.SessionData, Reply("application")),
        HookProperty("call_status_hook", "call:status", messages.CallStatusData, Reply("none")),
        HookProperty("refer_hook", "verb:hook", hooks.ReferRequest, Reply("replace")),
        HookProperty("sip_request_within_dialog_hook", "verb:hook", hooks.SipRequestWithinDialog, Reply("replace")),
    ),
    commands.RedirectHooks: (
        HookProperty("call_hook", "session:redirect", hooks.CallInfo, Reply("replace")),
        HookProperty("child_call_hook", "session:redirect", hooks.CallInfo, Reply("leg")),
    ),
}
"""Class to its hook properties."""

HOOK_PARTS: Final[dict[type, tuple[str, ...]]] = {
    components.ActionHookDelayAction: (
        "actions",
        "give_up_actions",
    ),
    components.Amd: ("action_hook",),
    components.BargeIn: (
        "action_hook",
        "partial_result_hook",
    ),
    components.Handoff: (
        "target",
        "on_hold_hook",
        "amd",
        "action_hook",
        "event_hook",
    ),
    components.ListenOptions: ("action_hook",),
    components.PhoneTarget: ("confirm_hook",),
    components.SipTarget: ("confirm_hook",),
    components.UserTarget: ("confirm_hook",),
    components.TeamsTarget: ("confirm_hook",),
    components.TranscribeOptions: (
        "transcription_hook",
        "translation_hook",
    ),
    verbs.Agent: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Conference: (
        "action_hook",
        "wait_hook",
        "status_hook",
        "enter_hook",
        "listen",
        "stream",
    ),
    verbs.Config: (
        "barge_in",
        "listen",
        "stream",
        "transcribe",
        "amd",
        "action_hook_delay_action",
        "sip_request_within_dialog_hook",
        "refer_hook",
    ),
    verbs.DeepgramS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Dequeue: ("action_hook",),
    verbs.Dial: (
        "target",
        "action_hook",
        "on_hold_hook",
        "confirm_hook",
        "refer_hook",
        "dtmf_hook",
        "listen",
        "stream",
        "transcribe",
        "amd",
    ),
    verbs.Dialogflow: (
        "action_hook",
        "event_hook",
        "tool_hook",
    ),
    verbs.ElevenlabsS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Enqueue: (
        "action_hook",
        "wait_hook",
    ),
    verbs.Gather: (
        "action_hook",
        "partial_result_hook",
        "play",
        "action_hook_delay_action",
    ),
    verbs.GoogleS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.GptliveS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Lex: (
        "action_hook",
        "event_hook",
    ),
    verbs.Listen: (
        "action_hook",
        "transcribe",
    ),
    verbs.Llm: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Message: ("action_hook",),
    verbs.MicrosoftS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.OpenaiS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Pipeline: (
        "llm",
        "action_hook",
        "event_hook",
        "tool_hook",
    ),
    verbs.Play: ("action_hook",),
    verbs.QwenS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.Rasa: (
        "action_hook",
        "event_hook",
    ),
    verbs.Redirect: (
        "action_hook",
        "status_hook",
    ),
    verbs.RestDial: (
        "call_hook",
        "call_status_hook",
        "to",
        "amd",
        "sip_request_within_dialog_hook",
        "refer_hook",
    ),
    verbs.Room: (
        "action_hook",
        "wait_hook",
        "status_hook",
        "enter_hook",
        "listen",
        "stream",
    ),
    verbs.S2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.SipRefer: (
        "action_hook",
        "event_hook",
    ),
    verbs.SipRequest: ("action_hook",),
    verbs.Stream: (
        "action_hook",
        "transcribe",
    ),
    verbs.Transcribe: (
        "transcription_hook",
        "translation_hook",
    ),
    verbs.Transfer: (
        "target",
        "on_hold_hook",
        "amd",
        "action_hook",
        "event_hook",
    ),
    verbs.UltravoxS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    verbs.VoiceagentS2s: (
        "action_hook",
        "event_hook",
        "tool_hook",
        "handoff",
    ),
    commands.Ack: ("data",),
    commands.ConfHoldStatus: ("data",),
    commands.ConfHoldStatusData: ("wait_hook",),
    commands.ConfParticipantAction: ("data",),
    commands.HoldParticipant: ("wait_hook",),
    commands.Config: ("data",),
    commands.Dial: ("data",),
    commands.DialCommandData: (
        "to",
        "call_hook",
        "call_status_hook",
        "amd",
        "refer_hook",
        "sip_request_within_dialog_hook",
    ),
    commands.Redirect: ("data",),
    commands.RedirectHooks: (
        "call_hook",
        "child_call_hook",
        "parent_call",
        "child_call",
    ),
    commands.Whisper: ("data",),
    commands.WhisperData: ("verbs",),
}
"""Class to the fields at or below which a hook property stands."""

PARTS: Final[dict[type, tuple[str, ...]]] = {
    components.ActionHookDelayAction: (
        "actions",
        "give_up_actions",
    ),
    verbs.Conference: (
        "listen",
        "stream",
    ),
    verbs.Config: ("action_hook_delay_action",),
    verbs.Dial: (
        "listen",
        "stream",
        "transcribe",
        "dub",
    ),
    verbs.Dub: ("say",),
    verbs.Gather: (
        "say",
        "play",
        "action_hook_delay_action",
    ),
    verbs.Listen: ("transcribe",),
    verbs.Pipeline: ("llm",),
    verbs.Room: (
        "listen",
        "stream",
    ),
    verbs.Stream: ("transcribe",),
    commands.Ack: ("data",),
    commands.Config: ("data",),
    commands.Dub: ("data",),
    commands.Redirect: ("data",),
    commands.RedirectHooks: (
        "parent_call",
        "child_call",
    ),
    commands.Whisper: ("data",),
    commands.WhisperData: ("verbs",),
}
"""Class to the fields whose values need the codec's care: verb arrays and verbs as bodies, at any depth below."""

ARRAYS: Final[dict[type, tuple[str, ...]]] = {
    components.ActionHookDelayAction: (
        "actions",
        "give_up_actions",
    ),
    verbs.Config: ("action_hook_delay_action",),
    verbs.Gather: ("action_hook_delay_action",),
    commands.Ack: ("data",),
    commands.Config: ("data",),
    commands.Redirect: ("data",),
    commands.RedirectHooks: (
        "parent_call",
        "child_call",
    ),
    commands.Whisper: ("data",),
    commands.WhisperData: ("verbs",),
}
"""Class to the fields at or below which a verb array stands."""

PLACES: Final[dict[type, dict[str, type[Verb]]]] = {
    components.ActionHookDelayAction: {
        "actions": Verb,
        "give_up_actions": Verb,
    },
    commands.Ack: {
        "data": Verb,
    },
    commands.Redirect: {
        "data": Verb,
    },
    commands.RedirectHooks: {
        "parent_call": Verb,
        "child_call": Verb,
    },
    commands.WhisperData: {
        "verbs": components.WhisperVerb,
    },
}
"""Class to its fields that hold verb arrays, and the verbs that may be in them."""

ONE_OR_MORE: Final[dict[str, tuple[str, ...]]] = {
    "whisper": ("whisper",),
}
"""Command to the properties of its data that take one verb or an array of them; decoded as a list."""

NULLABLE: Final[dict[type[Sent], frozenset[str]]] = {}
"""Class to the fields that may be ``null`` on the wire."""

RULES: Final[dict[type[Sent], Rule]] = {
    components.UserTarget: {"anyOf": [{"required": ["name"]}, {"required": ["number"]}]},
    components.TransferDisposition: {
        "anyOf": [
            {"required": ["voicemailUrl"]},
            {
                "properties": {
                    "onNoAnswer": {"enum": ["return", "hangup"]},
                    "onBusy": {"enum": ["return", "hangup"]},
                    "onDecline": {"enum": ["return", "hangup"]},
                    "onFailure": {"enum": ["return", "hangup"]},
                }
            },
        ]
    },
    verbs.Agent: {"properties": {"toolFiller": {"not": {"const": True}}}},
    commands.RedirectHooks: {"minProperties": 1},
}
"""Class to what its properties must satisfy beyond their types."""

RULED: Final[dict[type, tuple[str, ...]]] = {
    components.UserTarget: (),
    components.TransferDisposition: (),
    verbs.Agent: ("handoff",),
    commands.RedirectHooks: (),
    components.Handoff: (
        "target",
        "disposition",
    ),
    verbs.DeepgramS2s: ("handoff",),
    verbs.Dial: ("target",),
    verbs.ElevenlabsS2s: ("handoff",),
    verbs.GoogleS2s: ("handoff",),
    verbs.GptliveS2s: ("handoff",),
    verbs.Llm: ("handoff",),
    verbs.MicrosoftS2s: ("handoff",),
    verbs.OpenaiS2s: ("handoff",),
    verbs.Pipeline: ("llm",),
    verbs.QwenS2s: ("handoff",),
    verbs.RestDial: ("to",),
    verbs.S2s: ("handoff",),
    verbs.Transfer: (
        "target",
        "disposition",
    ),
    verbs.UltravoxS2s: ("handoff",),
    verbs.VoiceagentS2s: ("handoff",),
    commands.Dial: ("data",),
    commands.DialCommandData: ("to",),
    commands.Redirect: ("data",),
}
"""Class with a rule at or below it to the fields at or below which one stands."""

LONE_TAGS: Final[frozenset[type]] = frozenset({verbs.Agent, verbs.Pipeline})
"""Classes with a field, at or below them, whose object has a constant that tells it from no other."""

SECRETS: Final[frozenset[str]] = frozenset(
    [
        "accessKey",
        "apiKey",
        "api_key",
        "auth",
        "authToken",
        "credentials",
        "env_vars",
        "password",
        "secret",
        "secretAccessKey",
        "secretKey",
        "securityToken",
        "sttApiKey",
        "ttsApiKey",
    ]
)
"""Wire names of properties that are never logged."""

TARGETS: Final[dict[Target, TargetRules]] = {
    "open-source-0.9": TargetRules(
        frozenset(
            {
                components.AgentNoiseIsolation,
                verbs.Agent,
                verbs.GptliveS2s,
                verbs.QwenS2s,
                verbs.Room,
                verbs.Transfer,
                commands.AgentUpdate,
                commands.LlmStatus,
                commands.NoiseIsolationStatus,
                commands.PipelineUpdate,
                commands.RoomPlay,
                commands.RoomSay,
                commands.SttReconfigure,
                commands.Tag,
            }
        ),
        refused_fields={
            components.AgentBargeIn: (
                "strategy",
                "vendor",
                "threshold",
            ),
            components.GoogleOptions: (
                "mode",
                "custom_vocabulary",
            ),
            components.HookOptions: ("basic_auth",),
            components.HoundifyOptions: (
                "eoq_threshold",
                "vad_stop_threshold",
            ),
            components.ListenOptions: (
                "action_hook",
                "finish_on_key",
                "early_media",
                "channel",
            ),
            components.McpServer: ("roots",),
            components.NoiseIsolation: ("direction",),
            components.OpenaiOptions: (
                "languages",
                "keywords",
                "delay",
                "vad_mode",
                "vad_silence_ms",
                "vad_voice_ms",
            ),
            components.Recognizer: (
                "xai_options",
                "modulate_options",
            ),
            components.PauseRecording: ("silence",),
            components.SonioxOptions: (
                "language_hints",
                "enable_language_identification",
                "enable_speaker_diarization",
                "endpoint_sensitivity",
                "max_endpoint_delay_ms",
                "max_non_final_tokens_duration_ms",
                "context",
            ),
            components.SpeechmaticsOptions: ("audio_events_config",),
            components.SpeechmaticsTranscriptionConfig: ("model",),
            components.SpeechmaticsTranscriptFilteringConfig: ("replacements",),
            components.SpeechmaticsAudioEventsConfig: ("types",),
            components.TranscribeOptions: (
                "translation_hook",
                "early_media",
                "channel",
            ),
            verbs.Conference: ("stream",),
            verbs.DeepgramS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.Dial: ("codecs",),
            verbs.Dialogflow: (
                "deployment",
                "session_id",
                "tool_hook",
            ),
            verbs.ElevenlabsS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.GoogleS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.GptliveS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.Llm: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.MicrosoftS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.OpenaiS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.QwenS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.S2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.Transcribe: ("enable",),
            verbs.UltravoxS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            verbs.VoiceagentS2s: (
                "handoff",
                "hangup",
                "response_timeout_ms",
                "cancel_on_response_timeout",
                "cancel_on_barge_in",
            ),
            commands.DialCommandData: ("answer_on_bridge",),
            commands.RedirectHooks: ("child_call",),
        },
        required_fields={
            components.BargeIn: ("enable",),
            components.ListenOptions: ("enable",),
            components.SpeechmaticsTranscriptFilteringConfig: ("remove_disfluencies",),
            components.TranscribeOptions: ("enable",),
            components.TtsStream: ("enable",),
        },
        narrowed={
            verbs.Llm: {
                "vendor": frozenset(
                    ["openai", "microsoft", "google", "elevenlabs", "deepgram", "voiceagent", "ultravox"]
                ),
            },
            verbs.Redirect: {
                "action_hook": (str,),
                "status_hook": (str,),
            },
            verbs.S2s: {
                "vendor": frozenset(
                    ["openai", "microsoft", "google", "elevenlabs", "deepgram", "voiceagent", "ultravox"]
                ),
            },
        },
    ),
    "v10": TargetRules(
        frozenset({verbs.Lex, verbs.Pipeline, verbs.Rasa, commands.KickParticipant}),
        refused_fields={
            components.HookOptions: (
                "username",
                "password",
            ),
            components.Recognizer: ("gladia_options",),
            components.SpeechmaticsOptions: ("audio_events_config_config",),
        },
        required_fields={
            commands.LlmToolOutput: ("data",),
        },
        narrowed={
            components.PhoneTarget: {
                "confirm_hook": (dict,),
            },
            components.SipTarget: {
                "confirm_hook": (dict,),
            },
            components.UserTarget: {
                "confirm_hook": (dict,),
            },
            components.TeamsTarget: {
                "confirm_hook": (dict,),
            },
        },
    ),
}
"""Target to what it refuses."""
