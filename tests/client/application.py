"""An application that does what it is told, right or wrong: a bare websocket server in a thread."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self, TypeAlias

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from .driver import Json, ack

PATIENCE = 5.0
"""Seconds that a test waits for what must come."""
SUBPROTOCOL = Subprotocol("ws.jambonz.org")

Script: TypeAlias = Callable[["Connection"], None]
"""What the application does with one connection."""


class Connection:
    """The application's end of one connection."""

    def __init__(self, connection: ServerConnection, released: Event) -> None:
        self._connection = connection
        self._released = released
        self.request: Request | None = connection.request

    def receive(self, expected: str | None = None) -> Json:
        """The next message, which must be of this type."""
        message: Json = json.loads(self._connection.recv(timeout=PATIENCE))
        assert expected in (None, message["type"]), f"{expected} was expected, not {message}"
        return message

    def send(self, message: Json) -> None:
        self._connection.send(json.dumps(message))

    def send_raw(self, content: str | bytes, *, text: bool | None = None) -> None:
        self._connection.send(content, text=text)

    def ack(self, message: Json, *verbs: Json) -> None:
        self.send(ack(message["msgid"], *verbs))

    def answer(self, expected: str, *verbs: Json) -> Json:
        """Receive a message of this type and ack it."""
        message = self.receive(expected)
        self.ack(message, *verbs)
        return message

    def answer_all(self) -> None:
        """Ack all that comes, until the end of the connection."""
        with suppress(ConnectionClosed):
            while True:
                self.ack(self.receive())

    def wait_closed(self) -> int | None:
        """The code that jambonz closes with."""
        with suppress(ConnectionClosed):
            self._connection.recv(timeout=PATIENCE)
        return self._connection.close_code

    def close(self, code: int = 1000) -> None:
        self._connection.close(code)

    def break_off(self) -> None:
        """Break the connection without a close frame."""
        self._connection.socket.shutdown(socket.SHUT_RDWR)

    def wait_released(self) -> None:
        """Do nothing until the test says so."""
        assert self._released.wait(PATIENCE), "the test has not released it"


class Application:
    """Serves one connection after another by one script each; connections beyond these are acked.

    What a script finds wrong is raised at the end.
    """

    def __init__(self, *scripts: Script, port: int = 0, **options: Any) -> None:
        self._scripts = list(scripts)
        self._released = Event()
        self._errors: list[BaseException] = []
        options.setdefault("subprotocols", [SUBPROTOCOL])
        self._server = serve(self._handle, "127.0.0.1", port, **options)
        self._thread = Thread(target=self._server.serve_forever)
        self.requests: list[Request] = []
        """The handshakes that succeeded."""

    @property
    def port(self) -> int:
        return int(self._server.socket.getsockname()[1])

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def release(self) -> None:
        """Let scripts go on that wait for it."""
        self._released.set()

    def _handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.requests.append(connection.request)
        script = self._scripts.pop(0) if self._scripts else Connection.answer_all
        try:
            script(Connection(connection, self._released))
        except BaseException as error:
            self._errors.append(error)
            raise

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        if self._errors and error is None:
            raise self._errors[0]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
