"""Without its extra the command says what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == {missing!r} else found(name, *rest)
from jambonz_proto.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("missing", ["rich", "prompt_toolkit"])
def test_one_line_says_what_to_install(missing: str) -> None:
    """Whichever package of the extra is missing."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(missing=missing)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "jambonz-proto: some packages are missing: pip install 'jambonz-proto[cli]'\n"
