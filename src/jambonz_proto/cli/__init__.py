"""The command ``jambonz-proto``, which needs the extra ``jambonz-proto[cli]``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

_NEEDED = ("rich", "prompt_toolkit")


def main() -> int:
    """Run the command with the arguments of the process; returns its exit code."""
    if any(find_spec(package) is None for package in _NEEDED):
        print("jambonz-proto: some packages are missing: pip install 'jambonz-proto[cli]'", file=sys.stderr)
        return 2
    from ._main import run  # only now, since it imports them

    return run(sys.argv[1:])
