"""What each message needs of the event loop, at a fraction of what it costs by way of anyio."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

import anyio


class Waiter(Protocol):
    """Wakes one task, once; made by :func:`waiter`."""

    def set(self) -> None:
        """Wake who waits, or will; nothing happens the second time."""
        ...

    async def wait(self) -> None:
        """Wait for that, in one task only: whoever is cancelled here takes the others along."""
        ...


class _Future:
    """On asyncio, its bare future."""

    __slots__ = ("_future",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._future: asyncio.Future[None] = loop.create_future()

    def set(self) -> None:
        if not self._future.done():
            self._future.set_result(None)

    async def wait(self) -> None:
        await self._future


def waiter() -> Waiter:
    """A waiter for the running event loop."""
    try:
        return _Future(asyncio.get_running_loop())
    except RuntimeError:
        return anyio.Event()


def now() -> float:
    """The time, in seconds."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return anyio.current_time()


@contextmanager
def callbacks_on_asyncio() -> Generator[None]:
    """Whatever calls back for what begins in this block can start tasks, also under a plain ``asyncio.run``.

    Where sniffio is installed, anyio asks it for the event loop, and sniffio sees asyncio in its tasks only, unless it
    is told, as ``anyio.run`` does.
    """
    try:
        from sniffio import current_async_library_cvar as library
    except ModuleNotFoundError:
        yield
        return
    token = library.set("asyncio")
    try:
        yield
    finally:
        library.reset(token)


def on_asyncio() -> bool:
    """Whether the running event loop is asyncio's."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
