# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""Typed methods of a call (commands) and of a client (messages), made from the spec."""

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

    async def agent_update(
        self,
        type: str,
        *,
        instructions: str | None = None,
        messages: Sequence[commands.AgentContextMessage] | None = None,
        tools: Sequence[Mapping[str, JsonValue]] | None = None,
        user_input: str | None = None,
        interrupt: bool | None = None,
        leg: Leg | str | None = None,
    ) -> None:
        """Changes a running agent verb: its instructions, what it knows, its tools, or what it says next. The
        open-source server ignores this command.

        Sends the command `agent:update`.

        Args:
            type: What to change; `update_instructions`, `inject_context`, `update_tools` and `generate_reply` are
                known.
            instructions: New system prompt with `update_instructions`; for this one reply only with `generate_reply`.
            messages: Messages to append to the conversation, with `inject_context`.
            tools: New tools in place of all present ones, with `update_tools`; they count from the next turn.
            user_input: What to reply to, with `generate_reply`.
            interrupt: With `generate_reply`, stop the present reply and answer at once; otherwise it waits for the end
                of the turn.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.AgentUpdate(
                data=commands.AgentUpdateData(
                    type=type,
                    instructions=instructions,
                    messages=messages,
                    tools=tools,
                    user_input=user_input,
                    interrupt=interrupt,
                ),
                call_sid=_sid(leg),
            )
        )

    async def boost_audio_signal(self, gain: float | str, *, leg: Leg | str | None = None) -> None:
        """Makes a leg louder or softer. The leg selector counts for the leg that a running dial has called; with any
        other it is the session's own leg.

        Sends the command `boostAudioSignal`.

        Args:
            gain: Gain in dB: a number, or a string like `+6 dB`, from which the server drops a fraction. The server
                refuses the number 0 as missing data; `0 dB` takes the gain back.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(commands.BoostAudioSignal(data=gain, call_sid=_sid(leg)))

    async def update_call_status(self, status: Literal["completed", "no-answer"]) -> None:
        """Ends the call. Dropped by the server without a word when the call is not in the state that the value needs.

        Sends the command `call:status`.

        Args:
            status: `completed` hangs up an answered call. `no-answer` rejects an inbound call that is not answered yet,
                with SIP 503, or cancels an outbound one.
        """
        await self.send_command(commands.CallStatus(data=commands.CallStatusData(status=status)))

    async def hold_conference(self, status: Literal["hold", "unhold"], *, wait_hook: str | None = None) -> None:
        """Puts this call on hold in its conference, where it neither hears nor is heard, or takes it back. Dropped by
        the server without a word outside a conference.

        Sends the command `conf:hold-status`.

        Args:
            status: Whether to hold the call or take it back.
            wait_hook: Name of the hook that is called again and again for what to play while on hold, until its reply
                is empty. The server remembers it for later holds.
        """
        await self.send_command(
            commands.ConfHoldStatus(data=commands.ConfHoldStatusData(status=status, wait_hook=wait_hook))
        )

    async def mute_conference(self, status: Literal["mute", "unmute"]) -> None:
        """Mutes or unmutes all members of the conference that are not moderators, not this call alone. Dropped by the
        server without a word outside a conference.

        Sends the command `conf:mute-status`.

        Args:
            status: Whether to mute or unmute the members.
        """
        await self.send_command(commands.ConfMuteStatus(data=commands.ConfMuteStatusData(status=status)))

    async def conference_action(self, action: commands.ConfParticipantActionData) -> None:
        """Does something to this call as a member of its conference. Dropped by the server without a word outside a
        conference.

        Sends the command `conf:participant-action`.

        Args:
            action: What to do.
        """
        await self.send_command(commands.ConfParticipantAction(data=action))

    async def config(self, config: verbs.Config) -> None:
        """Changes settings of the session at once, beside the running verb. The server only logs what it cannot carry
        out.

        Sends the command `config`.

        Args:
            config: The settings, as in the verb `config`.
        """
        await self.send_command(commands.Config(data=config))

    async def dial(
        self,
        from_: str,
        *,
        to: components.Target,
        call_hook: components.HookTarget | None = None,
        call_status_hook: components.HookTarget | None = None,
        application_sid: str | None = None,
        app_json: str | None = None,
        caller_name: str | None = None,
        from_host: str | None = None,
        headers: Mapping[str, str] | None = None,
        tag: Mapping[str, JsonValue] | None = None,
        timeout: int | None = None,
        time_limit: int | None = None,
        answer_on_bridge: bool | None = None,
        dual_streams: bool | None = None,
        amd: components.Amd | None = None,
        refer_hook: components.HookTarget | None = None,
        sip_request_within_dialog_hook: str | None = None,
        speech_synthesis_vendor: str | None = None,
        speech_synthesis_language: str | None = None,
        speech_synthesis_voice: str | None = None,
        speech_recognizer_vendor: str | None = None,
        speech_recognizer_language: str | None = None,
    ) -> None:
        """Starts a separate outbound call, with a session and a websocket of its own. The new call's sid is not
        reported, and a failure mostly not either.

        Sends the command `dial`.

        Args:
            from_: Calling number or user of the new call.
            to: Whom to call.
            call_hook: Where the new call gets its application: an absolute URL, or a path below the server's URL of
                this application. The server opens a new websocket for a ws(s) URL.
            call_status_hook: Where status messages of the new call go. Without it, or with the URL of `call_hook`, they
                come over the new call's websocket; the server sends to any other URL by HTTP.
            application_sid: Sid of a stored application whose hooks and speech settings replace those given here.
            app_json: Verb array as JSON text, run on answer instead of asking `call_hook`, which has to be given all
                the same.
            caller_name: Display name of the caller.
            from_host: Host part of the SIP From header.
            headers: SIP headers to add to the INVITE.
            tag: Data of the application's own, which comes back as `customerData` in hooks and messages of the new
                call.
            timeout: Seconds to wait for an answer; the server's default, also for 0, is 60.
            time_limit: Greatest length of the answered call in seconds; 0 sets none.
            answer_on_bridge: Passes the open-source server's check of the request, but its check of verbs then refuses
                the call; what the commercial server does with it is not known.
            dual_streams: Offer a second audio stream to the called party.
            amd: Detect whether a person or a machine answers.
            refer_hook: Called when the called party sends a SIP REFER outside a dial with a refer hook of its own.
            sip_request_within_dialog_hook: Name of the hook that is called for a SIP INFO, MESSAGE or similar request
                from the called party.
            speech_synthesis_vendor: Vendor of text to speech in the new call.
            speech_synthesis_language: Language code of text to speech in the new call.
            speech_synthesis_voice: Voice of text to speech in the new call.
            speech_recognizer_vendor: Vendor of speech recognition in the new call.
            speech_recognizer_language: Language code of speech recognition in the new call.
        """
        await self.send_command(
            commands.Dial(
                data=commands.DialCommandData(
                    from_=from_,
                    to=to,
                    call_hook=call_hook,
                    call_status_hook=call_status_hook,
                    application_sid=application_sid,
                    app_json=app_json,
                    caller_name=caller_name,
                    from_host=from_host,
                    headers=headers,
                    tag=tag,
                    timeout=timeout,
                    time_limit=time_limit,
                    answer_on_bridge=answer_on_bridge,
                    dual_streams=dual_streams,
                    amd=amd,
                    refer_hook=refer_hook,
                    sip_request_within_dialog_hook=sip_request_within_dialog_hook,
                    speech_synthesis_vendor=speech_synthesis_vendor,
                    speech_synthesis_language=speech_synthesis_language,
                    speech_synthesis_voice=speech_synthesis_voice,
                    speech_recognizer_vendor=speech_recognizer_vendor,
                    speech_recognizer_language=speech_recognizer_language,
                )
            )
        )

    async def dtmf(self, digit: str, *, duration: int | None = None, leg: Leg | str | None = None) -> None:
        """Sends one DTMF digit to a leg by SIP INFO. Dropped by the server without a word before the call is answered.

        Sends the command `dtmf`.

        Args:
            digit: One key: 0-9, `*`, `#` or A-D.
            duration: Length of the tone in milliseconds; the server's default is 250.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.Dtmf(
                data=commands.DtmfData(
                    digit=digit, duration=duration, dtmf=commands.DtmfBody(digit=digit, duration=duration)
                ),
                call_sid=_sid(leg),
            )
        )

    async def dub(self, dub: verbs.Dub, *, leg: Leg | str | None = None) -> None:
        """Adds, fills, silences or removes an extra audio track of a leg, beside the running verb. The leg selector
        counts for the leg that a running dial has called; with any other it is the session's own leg.

        Sends the command `dub`.

        Args:
            dub: What to do with which track, as in the verb `dub`.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(commands.Dub(data=dub, call_sid=_sid(leg)))

    async def set_listen(self, status: Literal["pause", "resume"]) -> None:
        """Pauses or resumes the audio stream of a running listen, or of the listen of a running dial. Dropped by the
        server without a word elsewhere; a background listen cannot be reached.

        Sends the command `listen:status`.

        Args:
            status: Whether to pause or resume.
        """
        await self.send_command(commands.ListenStatus(data=commands.ListenStatusData(status=status)))

    async def llm_status(
        self, status: str, *, room: str | None = None, conference: str | None = None, leg: Leg | str | None = None
    ) -> None:
        """Moves a running speech-to-speech session into a room and back, or stops it. The open-source server ignores
        this command.

        Sends the command `llm:status`.

        Args:
            status: What to do; `move-to-room`, `move-to-conference`, `move-from-conference` and `stop` are known.
            room: Name of the room, with `move-to-room`.
            conference: Name of the conference, with `move-to-conference`; made if there is none.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.LlmStatus(
                data=commands.LlmStatusData(status=status, room=room, conference=conference), call_sid=_sid(leg)
            )
        )

    async def llm_tool_output(self, output: Mapping[str, JsonValue] | None = None, *, tool_call_id: str) -> None:
        """Answers `llm:tool-call` or `agent:tool-call` with the tool's result. Dropped by the server without a word
        when no llm or agent verb runs.

        Sends the command `llm:tool-output`.

        Args:
            output: The result, in the form that the vendor of the running verb wants: `{"result": ...}` for the agent
                verb, an event of the vendor's own for a speech-to-speech one. The open-source server passes the command
                on without it, but no vendor can do with that.
            tool_call_id: Id of the tool call that is answered, from its message.
        """
        await self.send_command(commands.LlmToolOutput(data=output, tool_call_id=tool_call_id))

    async def llm_update(self, update: Mapping[str, JsonValue]) -> None:
        """Sends an event to the vendor of the running llm verb. Dropped by the server without a word when no such verb
        runs, or when the vendor's adapter does not take the event.

        Sends the command `llm:update`.

        Args:
            update: The event, in the vendor's own form, mostly with its name in `type`: `session.update` for OpenAI,
                `UpdateInstructions` for Deepgram, `input_text_message` for Ultravox.
        """
        await self.send_command(commands.LlmUpdate(data=update))

    async def media_path(self, path: Literal["no-media", "partial-media", "full-media"]) -> None:
        """Changes the way of the audio of a bridged dial. Dropped by the server outside a dial and when the audio takes
        that way already.

        Sends the command `media:path`.

        Args:
            path: `full-media` through the media server, `partial-media` only through the session border controller,
                `no-media` directly between the parties.
        """
        await self.send_command(commands.MediaPath(data=path))

    async def mute(self, status: Literal["mute", "unmute"], *, leg: Leg | str | None = None) -> None:
        """Mutes or unmutes a leg of a dial, or this call in a conference. Dropped by the server without a word outside
        dial and conference.

        Sends the command `mute:status`.

        Args:
            status: Whether to mute or unmute the leg.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(commands.MuteStatus(data=commands.MuteStatusData(status=status), call_sid=_sid(leg)))

    async def set_noise_isolation(
        self,
        status: Literal["enable", "disable"],
        *,
        vendor: str | None = None,
        level: float | None = None,
        model: str | None = None,
        leg: Leg | str | None = None,
    ) -> None:
        """Turns the server's noise isolation on or off. The open-source server ignores this command.

        Sends the command `noiseIsolation:status`.

        Args:
            status: Whether to turn it on or off.
            vendor: Vendor, `krisp` or `rnnoise`; the server's default is `krisp`.
            level: Strength, 0-100.
            model: Model of the vendor.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.NoiseIsolationStatus(
                data=commands.NoiseIsolationStatusData(status=status, vendor=vendor, level=level, model=model),
                call_sid=_sid(leg),
            )
        )

    async def pipeline_update(self, update: Mapping[str, JsonValue], *, leg: Leg | str | None = None) -> None:
        """Former name of `agent:update`; use that. The open-source server ignores this command.

        Sends the command `pipeline:update`.

        Args:
            update: The change, with its kind in `type`.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(commands.PipelineUpdate(data=update, call_sid=_sid(leg)))

    async def record(self, recording: components.RecordOptions) -> None:
        """Starts, stops, pauses or resumes the recording of the call. Dropped by the server without a word when the
        recording is not in the state that the action needs.

        Sends the command `record`.

        Args:
            recording: What to do with the recording.
        """
        await self.send_command(commands.Record(data=recording))

    async def redirect(self, application: Sequence[Verb] | commands.RedirectHooks, *, queue: bool = False) -> None:
        """Gives the call a new application, or asks for one by a hook. The running verb is ended, unless verbs are
        appended by `queueCommand`; an array with one invalid verb is dropped as a whole without a word.

        Sends the command `redirect`.

        Args:
            application: The new verb stack, or where to get it. With an empty array and no `queueCommand` the call
                stays up and waits for the next command.
            queue: Append the verbs to the stack instead of replacing it.
        """
        await self.send_command(commands.Redirect(data=application, queue_command=True if queue else None))

    async def room_play(
        self, url: str, *, id: str | None = None, replace: bool | None = None, leg: Leg | str | None = None
    ) -> None:
        """Plays audio to all members of the room or conference this call is in. Its start and end come as events of the
        conference's `statusHook`, if listed in its `statusEvents`. The open-source server ignores this command.

        Sends the command `room:play`.

        Args:
            url: URL of the audio file or tone.
            id: Id that comes back in the `play-start` and `play-done` events.
            replace: Stop what is being said or played to the room first.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.RoomPlay(data=commands.RoomPlayData(url=url, id=id, replace=replace), call_sid=_sid(leg))
        )

    async def room_say(
        self,
        text: str | list[str],
        *,
        synthesizer: components.Synthesizer | None = None,
        loop: int | str | None = None,
        stream: bool | None = None,
        id: str | None = None,
        replace: bool | None = None,
        leg: Leg | str | None = None,
    ) -> None:
        """Speaks to all members of the room or conference this call is in. Its start and end come as events of the
        conference's `statusHook`, if listed in its `statusEvents`. The open-source server ignores this command.

        Sends the command `room:say`.

        Args:
            text: Text to speak, plain or SSML; of an array one entry is taken at random.
            synthesizer: Text to speech for this instead of the session's.
            loop: How often to speak it, as in the verb `say`: a count, or `forever`.
            stream: Speak while the audio is still being made; the server does not support true yet.
            id: Id that comes back in the `say-start` and `say-done` events.
            replace: Stop what is being said or played to the room first.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.RoomSay(
                data=commands.RoomSayData(
                    text=text, synthesizer=synthesizer, loop=loop, stream=stream, id=id, replace=replace
                ),
                call_sid=_sid(leg),
            )
        )

    async def sip_request(
        self,
        method: str,
        *,
        content_type: str | None = None,
        content: str | None = None,
        headers: Mapping[str, str] | None = None,
        leg: Leg | str | None = None,
    ) -> None:
        """Sends a SIP request within the dialog of a leg; its response is not reported. Dropped by the server without a
        word before the call is answered.

        Sends the command `sip:request`.

        Args:
            method: SIP method, such as INFO, MESSAGE or NOTIFY.
            content_type: Content type of the body.
            content: Body of the request.
            headers: SIP headers to add to the request.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.SipRequest(
                data=commands.SipRequestData(
                    method=method,
                    content_type=content_type,
                    content=content,
                    headers=headers,
                    sip_request=commands.SipRequestBody(
                        method=method, content_type=content_type, content=content, headers=headers
                    ),
                ),
                call_sid=_sid(leg),
            )
        )

    async def set_stream(self, status: Literal["pause", "resume"]) -> None:
        """Pauses or resumes the audio stream of a running stream, or of a running dial's own. Does the same as
        `listen:status`, and is likewise dropped by the server without a word elsewhere.

        Sends the command `stream:status`.

        Args:
            status: Whether to pause or resume.
        """
        await self.send_command(commands.StreamStatus(data=commands.StreamStatusData(status=status)))

    async def reconfigure_stt(self, *, language_hints: list[str] | None = None, leg: Leg | str | None = None) -> None:
        """Changes settings of the running speech recogniser; only the language hints of Deepgram's multilingual Flux
        model are known. The open-source server ignores this command.

        Sends the command `stt:reconfigure`.

        Args:
            language_hints: Languages to expect, as BCP 47 codes; an empty array turns language detection on again.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(
            commands.SttReconfigure(data=commands.SttReconfigureData(language_hints=language_hints), call_sid=_sid(leg))
        )

    async def tag(self, tag: Mapping[str, JsonValue], *, leg: Leg | str | None = None) -> None:
        """Sets the data of the application's own that comes back as `customerData` in hooks and messages of this call.
        The open-source server ignores this command. Use the verb `tag` there.

        Sends the command `tag`.

        Args:
            tag: The data, which replaces what was set before.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(commands.Tag(data=tag, call_sid=_sid(leg)))

    async def set_transcribe(self, status: Literal["pause", "resume"]) -> None:
        """Pauses or resumes the background transcription and that of a running transcribe, dial or listen. Dropped by
        the server without a word when there is none.

        Sends the command `transcribe:status`.

        Args:
            status: Whether to pause or resume.
        """
        await self.send_command(commands.TranscribeStatus(data=commands.TranscribeStatusData(status=status)))

    async def tts_clear(self, data: Mapping[str, JsonValue] | None = None) -> None:
        """Throws away the buffered text and what the vendor has not spoken yet. Dropped by the server without a word
        when the vendor of streaming text to speech is not connected.

        Sends the command `tts:clear`.

        Args:
            data: Accepted and not used by the server.
        """
        await self.send_command(commands.TtsClear(data=data))

    async def tts_flush(self, data: Mapping[str, JsonValue] | None = None) -> None:
        """Has the buffered text spoken although no sentence has ended, after up to a second. Dropped by the server
        without a word when the vendor of streaming text to speech is not connected.

        Sends the command `tts:flush`.

        Args:
            data: Accepted and not used by the server.
        """
        await self.send_command(commands.TtsFlush(data=data))

    async def tts_tokens(self, id: str | int, *, tokens: str) -> None:
        """Adds text to the buffer of streaming text to speech; `tts:tokens-result` with the same id says whether it was
        taken. The session of a leg that left its dial has no such buffer, and its result no status.

        Sends the command `tts:tokens`.

        Args:
            id: Id of this piece of text, which comes back in `tts:tokens-result`. New for every piece.
            tokens: Text to speak, spaces included, at most 1000 UTF-16 code units. The buffer holds 1000 in all: a
                piece that does not fit is refused as a whole with reason `full` and has to be sent again later. Text is
                spoken at the end of a sentence, at `tts:flush`, or after a second without more.
        """
        await self.send_command(commands.TtsTokens(data=commands.TtsTokensData(id=id, tokens=tokens)))

    async def whisper(self, verbs: Sequence[components.WhisperVerb], *, leg: Leg | str | None = None) -> None:
        """Plays verbs to one leg of a bridged call, unheard by the other; the legs are parted meanwhile. Dropped by the
        server without a word outside dial, listen and stream.

        Sends the command `whisper`.

        Args:
            verbs: One verb or several, each played once whatever its `loop` says. They go to the dialed leg if it is
                selected, else to the session's own.
            leg: The leg to act on, or its call sid; this call's own leg where it is left out.
        """
        await self.send_command(commands.Whisper(data=commands.WhisperData(verbs=verbs), call_sid=_sid(leg)))


class MessageMethods:
    """One method per message; those that want an ack return it."""

    __slots__ = ()

    async def request(
        self,
        message: type[messages.AckableMessage],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> commands.Ack:
        """Send a message and wait for its ack."""
        raise NotImplementedError

    async def notify(
        self,
        message: type[messages.Notification],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> None:
        """Send a message that wants no ack."""
        raise NotImplementedError

    async def agent_event(self, hook: str | None, data: hooks.AgentEvent, *, b3: str | None = None) -> None:
        """An event of the verb `agent`: something was said, a turn ended, the caller interrupted. Sent if the verb has
        an `eventHook`.
        """
        await self.notify(messages.AgentEvent, data, hook=hook, b3=b3)

    async def agent_tool_call(self, hook: str | None, data: hooks.AgentToolCall, *, b3: str | None = None) -> None:
        """The model of the verb `agent` calls a tool of the application, which answers with the command
        `llm:tool-output`.
        """
        await self.notify(messages.AgentToolCall, data, hook=hook, b3=b3)

    async def call_status(self, data: messages.CallStatusData, *, b3: str | None = None) -> None:
        """The state of the call or of a leg that it dials has changed. For a call created by REST these come before
        `session:new`, which never follows if the call fails.
        """
        await self.notify(messages.CallStatus, data, b3=b3)

    async def dial_confirm(self, hook: str | None, data: hooks.CallInfo, *, b3: str | None = None) -> commands.Ack:
        """A leg of a dial with a `confirmHook` was answered. Verbs in the ack run on it before it is bridged, an empty
        ack bridges it at once, and without an ack in time it is hung up.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.DialConfirm, data, hook=hook, b3=b3)

    async def jambonz_error(self, data: messages.JambonzErrorData, *, b3: str | None = None) -> None:
        """Something went wrong on the server: a frame it could not use, a speech vendor that failed, a reply it could
        not run. Not necessarily fatal.
        """
        await self.notify(messages.JambonzError, data, b3=b3)

    async def llm_event(self, hook: str | None, data: hooks.LlmEvent, *, b3: str | None = None) -> None:
        """An event of the model behind a speech-to-speech verb, as the vendor sent it but with keys in snake case. Sent
        for the events that the verb asks for, if it has an `eventHook`.
        """
        await self.notify(messages.LlmEvent, data, hook=hook, b3=b3)

    async def llm_tool_call(self, hook: str | None, data: hooks.LlmToolCall, *, b3: str | None = None) -> None:
        """The model behind a speech-to-speech verb calls a tool of the application, which answers with the command
        `llm:tool-output`. Tools of MCP servers never get here.
        """
        await self.notify(messages.LlmToolCall, data, hook=hook, b3=b3)

    async def queue_status(self, data: messages.QueueStatusData, *, b3: str | None = None) -> commands.Ack:
        """A call has joined or left a queue. The server has this message, but the open-source one sends it only as a
        webhook, to the queue event hook of the account.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.QueueStatus, data, b3=b3)

    async def session_adulting(self, data: messages.AdultingData, *, b3: str | None = None) -> commands.Ack:
        """A dialed leg has become a session of its own, on a socket of its own at the application's URL plus
        `/adulting`. Its verbs run already; those in the ack are ignored.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.SessionAdulting, data, b3=b3)

    async def session_new(self, data: messages.SessionData, *, b3: str | None = None) -> commands.Ack:
        """A call wants its first verbs, in the ack: an inbound call before it is answered (without verbs it is rejected
        with 480), a call created by REST once it is answered.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.SessionNew, data, b3=b3)

    async def session_reconnect(self, data: messages.SessionData, *, b3: str | None = None) -> commands.Ack:
        """A new socket for a running session whose old one broke. Without an ack in time the call is hung up; verbs in
        the ack are ignored, unless `session:new` was still unanswered.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.SessionReconnect, data, b3=b3)

    async def session_redirect(self, hook: str | None, data: hooks.CallInfo, *, b3: str | None = None) -> commands.Ack:
        """A new application is wanted for a running call: by the verb `redirect`, the command `redirect` with a
        `call_hook`, or live call control.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.SessionRedirect, data, hook=hook, b3=b3)

    async def tts_streaming_event(self, data: messages.TtsStreamingEventData, *, b3: str | None = None) -> None:
        """The state of streaming speech has changed."""
        await self.notify(messages.TtsStreamingEvent, data, b3=b3)

    async def tts_tokens_result(self, data: messages.TtsTokensResultData, *, b3: str | None = None) -> None:
        """What became of a command `tts:tokens`."""
        await self.notify(messages.TtsTokensResult, data, b3=b3)

    async def verb_hook(
        self, hook: str, data: Received | Mapping[str, JsonValue], *, b3: str | None = None
    ) -> commands.Ack:
        """A hook of a verb: a result, or a question for more verbs. What `data` holds and what becomes of the verbs in
        the ack depends on the hook.

        Raises:
            AckTimeout: The application did not ack in time.
        """
        return await self.request(messages.VerbHook, data, hook=hook, b3=b3)

    async def verb_status(self, data: messages.VerbStatusData, *, b3: str | None = None) -> None:
        """Something happened to a verb. Sent only once `notifyEvents` was turned on by `config`; then for all verbs,
        with or without an `id`.
        """
        await self.notify(messages.VerbStatus, data, b3=b3)
