"""Names: from the wire and from files to Python, one pure function per kind."""

from __future__ import annotations

import builtins
import keyword
import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[^0-9A-Za-z]+")
# A parameter of these names would hide a builtin that readers know; as attributes they are common.
_HARMLESS_BUILTINS = {"id", "type", "input", "all", "format", "filter", "hash", "max", "min"}


def words(name: str) -> list[str]:
    """``"sip:refer"`` to ``["sip", "refer"]``, ``"actionHook"`` to ``["action", "hook"]``."""
    return [word.lower() for part in _SEPARATOR.split(name) for word in _HUMP.split(part) if word]


def pascal(name: str) -> str:
    """Class name of a wire name or file stem: ``"sip:refer"`` to ``"SipRefer"``."""
    return "".join(word.capitalize() for word in words(name))


def kebab(name: str) -> str:
    """File stem of a wire name: ``"tts:tokens-result"`` to ``"tts-tokens-result"``."""
    return "-".join(words(name))


def attribute(name: str) -> str:
    """Python attribute of a wire property: ``"actionHook"`` to ``"action_hook"``, ``"from"`` to ``"from_"``."""
    attr = "_".join(words(name))
    if not attr.isidentifier():
        raise ValueError(f"{name!r} makes no Python name; give it an x-name")
    hides = keyword.iskeyword(attr) or (hasattr(builtins, attr) and attr not in _HARMLESS_BUILTINS)
    return f"{attr}_" if hides else attr
