"""What tests run on: event loops, of which uvloop reads and writes in its own way, and what carries a call."""

from __future__ import annotations

from typing import TypeAlias

import pytest

Loop: TypeAlias = str | tuple[str, dict[str, bool]]
"""As the plugin of anyio wants it: the name of a backend, perhaps with options."""

EACH_LOOP = ["asyncio", "trio", pytest.param(("asyncio", {"use_uvloop": True}), id="uvloop")]

over_sockets = pytest.mark.parametrize("carrier", ["socket"], indirect=True)
"""For tests that call by `in_memory` of the driver: they do so over a real socket."""

over_sockets_too = pytest.mark.parametrize("carrier", ["memory", "socket"], indirect=True)
"""The same, after they have done so in memory."""
