"""The load generator: jambonz' end of many connections, on one core, with one plain epoll loop.

It is to be faster than the servers, and the same for all. What is said in a call is a generator, a :data:`Script`: it
is resumed with each message that the application sends, and checks it.
"""

from __future__ import annotations

import os
import select
import socket
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from time import perf_counter
from types import TracebackType
from typing import Self, TypeAlias

MASK = bytes(4 * [0xA5])
"""Four equal bytes, so that masking is a table lookup wherever a message stands; servers unmask it as any other."""
_MASKED = bytes(byte ^ MASK[0] for byte in range(256))

TOGETHER = 8
"""So many connections are opened at the same time."""
SILENCE = 20.0
"""Seconds after which a server that says nothing is taken for broken."""

CLOSED = b""
"""What a script gets instead of a message when the connection was closed as it should be."""

Script: TypeAlias = Generator[None, bytes]
Done: TypeAlias = Callable[["Line"], None]


class Broken(Exception):
    """A server answered wrongly, or not at all; then nothing has been measured."""


def frame(payload: bytes, opcode: int = 1) -> bytes:
    """A message as one frame of a websocket client."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    return head + MASK + payload.translate(_MASKED)


class Line:
    """One connection, and what has to be remembered of its call."""

    def __init__(self, port: int, path: str, sid: str, loop: Loop) -> None:
        self.sid = sid
        self.hook = ""
        """The hook that jambonz calls next."""
        self.begun = 0.0
        """When what is going on was begun."""
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=SILENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.sendall(_handshake(port, path))
        self.sock.setblocking(False)
        loop.add(self)
        self._loop = loop
        self._unsent = bytearray()
        self._open = False
        self._closing = False
        self._rest = b""
        self._script: Script | None = None
        self._done: Done

    def begin(self, script: Script, done: Done) -> None:
        """Run a script; tell when it is through."""
        self._script, self._done = script, done
        self.begun = perf_counter()
        if self._open:
            self._resume(None)

    def say(self, message: bytes) -> None:
        """Send a text message."""
        self._write(frame(message))

    def hang_up(self) -> None:
        """Close the connection as jambonz does at the end of a call."""
        self._closing = True
        self._write(frame((1000).to_bytes(2, "big"), 8))

    def drop(self) -> None:
        """Let the connection go without a word."""
        self._loop.remove(self)
        self.sock.close()

    def read(self) -> None:
        """Hand what has arrived to the script."""
        received = self.sock.recv(1 << 18)
        if not received:
            raise Broken("the server has dropped a connection")
        data, start = self._rest + received, 0
        if not self._open:
            start = self._check_handshake(data)
        if self._open:
            while (found := _next_frame(data, start)) is not None:
                body, stop = found
                self._take(data[start] & 0x0F, data[body:stop])
                start = stop
        self._rest = data[start:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self._resume(payload)
        elif opcode == 9:
            self._write(frame(payload, 10))
        elif opcode == 8 and self._closing:
            self._resume(CLOSED)
        elif opcode != 10:
            raise Broken(f"not expected: a frame {opcode} with {payload!r}")

    def _resume(self, message: bytes | None) -> None:
        if self._script is None:
            raise Broken(f"not expected: {message!r}")
        try:
            if message is None:
                next(self._script)
            else:
                self._script.send(message)
        except StopIteration:
            self._script = None
            self._done(self)

    def _write(self, data: bytes) -> None:
        if self._unsent:
            self._unsent += data
            return
        with suppress(BlockingIOError):
            data = data[self.sock.send(data) :]
        if data:
            self._unsent += data
            self._loop.watch(self, select.EPOLLIN | select.EPOLLOUT)

    def write_rest(self) -> None:
        """Send what the server had no room for."""
        del self._unsent[: self.sock.send(self._unsent)]
        if not self._unsent:
            self._loop.watch(self, select.EPOLLIN)

    def _check_handshake(self, data: bytes) -> int:
        head, separator, _ = data.partition(b"\r\n\r\n")
        if not separator:
            return 0
        if b" 101 " not in head or b"ws.jambonz.org" not in head:
            raise Broken(f"no handshake: {head!r}")
        self._open = True
        self._resume(None)
        return len(head) + len(separator)


def _next_frame(data: bytes, start: int) -> tuple[int, int] | None:
    """Where the payload of a frame begins and ends, if all of it has arrived."""
    if len(data) < start + 2:
        return None
    size, body = data[start + 1], start + 2
    if size > 125:
        width = 2 if size == 126 else 8
        size, body = int.from_bytes(data[body : body + width], "big"), body + width
    return (body, body + size) if len(data) >= body + size else None


def _handshake(port: int, path: str) -> bytes:
    """What jambonz asks for, but for the compression that it also offers."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: ws.jambonz.org",
        "User-Agent: jambonz",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


class Loop:
    """Reads from all connections to all applications, also to those whose turn it is not: servers send pings."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._lines: dict[int, Line] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for line in list(self._lines.values()):
            line.drop()
        self._epoll.close()

    def add(self, line: Line) -> None:
        """Read from a connection from now on."""
        self._lines[line.sock.fileno()] = line
        self._epoll.register(line.sock, select.EPOLLIN)

    def remove(self, line: Line) -> None:
        """Do not, any more."""
        del self._lines[line.sock.fileno()]
        self._epoll.unregister(line.sock)

    def watch(self, line: Line, events: int) -> None:
        """Wait for these events of a connection."""
        self._epoll.modify(line.sock, events)

    def run_once(self, timeout: float) -> bool:
        """Read and write what there is, or wait for it; returns whether there was anything."""
        ready = self._epoll.poll(timeout)
        for fd, event in ready:
            line = self._lines[fd]
            try:
                if event & select.EPOLLOUT:
                    line.write_rest()
                if event & ~select.EPOLLOUT:
                    line.read()
            except ConnectionError as error:
                raise Broken(f"the server has dropped a connection: {error}") from None
        return bool(ready)


class Load:
    """Calls to one application."""

    def __init__(self, loop: Loop, port: int, path: str) -> None:
        self._loop = loop
        self._port = port
        self._path = path
        self._lines: list[Line] = []
        self._opened = 0
        self._busy = 0

    # -- calls that stay -------------------------------------------------------------------------

    def open(self, number: int, opening: Callable[[Line], Script]) -> None:
        """Have this many calls, each opened by a script."""

        def opened(line: Line) -> None:
            self._lines.append(line)
            open_one()

        def open_one() -> None:
            if self._opened < number:
                line = self._connected()
                self._begin(line, opening(line), opened)

        for _ in range(TOGETHER):
            open_one()
        self._drive()

    def keep_busy(self, unit: Callable[[Line], Script], seconds: float) -> list[float]:
        """Run a script over and over in all calls; returns how many seconds each took. All are through then."""
        latencies: list[float] = []
        until = perf_counter() + seconds

        def again(line: Line) -> None:
            now = perf_counter()
            latencies.append(now - line.begun)
            if now < until:
                self._begin(line, unit(line), again)

        for line in self._lines:
            self._begin(line, unit(line), again)
        self._drive()
        return latencies

    def at_rate(self, unit: Callable[[Line], Script], rate: float, seconds: float) -> list[float]:
        """Run a script at times that do not depend on the server; returns the seconds from these to the end of each."""
        latencies: list[float] = []
        idle = deque(self._lines)
        start = perf_counter()
        due = start

        def rested(line: Line) -> None:
            latencies.append(perf_counter() - line.begun)
            idle.append(line)

        def next_due() -> bool:
            nonlocal due
            now = perf_counter()
            while due < now and due < start + seconds and idle:
                line = idle.popleft()
                self._begin(line, unit(line), rested)
                line.begun = due
                due += 1 / rate
            return due < start + seconds

        self._drive(next_due)
        return latencies

    # -- calls that come and go ------------------------------------------------------------------

    def call_after_call(self, whole: Callable[[Line], Script], seconds: float) -> list[float]:
        """New calls all the time, each from its connection to its end; returns how many seconds each took."""
        latencies: list[float] = []
        until = perf_counter() + seconds

        def over(line: Line) -> None:
            now = perf_counter()
            latencies.append(now - line.begun)
            line.drop()
            if now < until:
                call()

        def call() -> None:
            line = self._connected()
            self._begin(line, whole(line), over)

        for _ in range(TOGETHER):
            call()
        self._drive()
        return latencies

    # -- the loop --------------------------------------------------------------------------------

    def _connected(self) -> Line:
        self._opened += 1
        return Line(self._port, self._path, f"c0ffee00-0000-4000-8000-{self._opened:012d}", self._loop)

    def _begin(self, line: Line, script: Script, done: Done) -> None:
        def through(line: Line) -> None:
            self._busy -= 1
            done(line)

        self._busy += 1
        line.begin(script, through)

    def _drive(self, more: Callable[[], bool] | None = None) -> None:
        """Go on until all scripts are through, and until ``more``, which is asked all the time, says no."""
        heard = perf_counter()
        while (more is not None and more()) or self._busy:
            if self._loop.run_once(SILENCE if more is None else 0):
                heard = perf_counter()
            elif perf_counter() - heard > SILENCE:
                raise Broken(f"nothing came for {SILENCE:.0f} seconds")
