"""The event loops that tests over sockets run on: uvloop reads and writes in its own way."""

from __future__ import annotations

from typing import TypeAlias

import pytest

Loop: TypeAlias = str | tuple[str, dict[str, bool]]
"""As the plugin of anyio wants it: the name of a backend, perhaps with options."""

EACH_LOOP = ["asyncio", "trio", pytest.param(("asyncio", {"use_uvloop": True}), id="uvloop")]
