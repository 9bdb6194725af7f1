"""Several applications on one server, and what becomes of the unusual sessions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from .call import Call
from .env import Env, env_schema
from .messages import CallStatus

__all__ = ["Application", "Router"]

Handler: TypeAlias = Callable[[Call], Awaitable[None]]
"""A voice application: called once for each call."""

Unanswered: TypeAlias = Callable[[Sequence[CallStatus]], Coroutine[None, None, None]]
"""Told the statuses of a call, created by REST, that ended before it was answered."""


@dataclass(frozen=True, slots=True)
class Application:
    """What serves the sessions of one path."""

    handler: Handler
    """New calls: inbound, or created by REST and answered."""
    redirected: Handler | None = None
    """Calls that a ``redirect`` sent here: from elsewhere or, once their main flow is through, from this application
    itself. Without it they are served like new ones. The ``hook`` of ``call.opening`` tells where to."""
    adulted: Handler | None = None
    """Called legs that become calls of their own; without it they are acked and left to the verbs they have."""
    resumed: Handler | None = None
    """Calls whose connection dropped, and which this process does not know: it was restarted, or another worker had
    them. ``call.session`` is the snapshot that jambonz keeps, ``call.send`` goes as a command. Without it they are
    acked and left to the verbs they have.
    """
    unanswered: Unanswered | None = None
    """Calls created by REST that ended without an answer."""
    env: type[Env] | None = None
    """The application's environment variables, shown in the portal."""


class Router:
    """Maps paths to applications: ``Server(router)``.

    ::

        router = Router()
        router.add("/sales", sales)
        router.add("/support", support, adulted=support_leg, env=SupportSettings)
    """

    def __init__(self) -> None:
        self._applications: dict[str, Application] = {}

    @property
    def applications(self) -> Mapping[str, Application]:
        """The applications by path."""
        return MappingProxyType(self._applications)

    def add(
        self,
        path: str,
        handler: Handler,
        *,
        redirected: Handler | None = None,
        adulted: Handler | None = None,
        resumed: Handler | None = None,
        unanswered: Unanswered | None = None,
        env: type[Env] | None = None,
    ) -> None:
        """Serve a path.

        Args:
            path: Path of the application's URL, such as ``"/sales"``.
            handler: New calls.
            redirected: Calls that a ``redirect`` sent here; without it they are served like new ones.
            adulted: Called legs that become calls of their own.
            resumed: Calls that this process does not know.
            unanswered: Calls that ended without an answer.
            env: The application's environment variables.

        Raises:
            ValueError: The path has an application, or does not begin with ``/``.
            TypeError: ``env`` has a field that the portal does not know.
        """
        if not path.startswith("/"):
            raise ValueError(f"a path begins with '/': {path!r}")
        if path in self._applications:
            raise ValueError(f"{path!r} has an application")
        if env is not None:
            env_schema(env)
        self._applications[path] = Application(handler, redirected, adulted, resumed, unanswered, env)

    def find(self, path: str) -> Application | None:
        """The application of a path; jambonz appends ``/adulting`` for called legs, perhaps more than once."""
        while path not in self._applications and path.endswith("/adulting"):
            path = path.removesuffix("/adulting") or "/"
        return self._applications.get(path)
