"""``python -m codegen``: compile ``spec/`` into ``src/jambonz_proto/``; ``--check`` only says whether that would change it."""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
from pathlib import Path

from codegen.methods import methods
from codegen.models import compile_types, module
from codegen.spec import FOLDERS, SpecError, load
from codegen.tables import tables
from codegen.text import HEADER

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src/jambonz_proto")


def generate(spec_root: Path) -> dict[str, str]:
    """File name to source, for every generated module.

    Raises:
        SpecError: The spec breaks one of its rules.
    """
    types = compile_types(load(spec_root))
    sources = {f"{folder}.py": module(types, folder) for folder in FOLDERS}
    sources["_tables.py"] = tables(types)
    sources["_methods.py"] = methods(types)
    return {name: _formatted(name, source) for name, source in sources.items()}


def _formatted(name: str, source: str) -> str:
    """Sorted imports and one layout, by the project's own ruff settings."""
    config = str(ROOT / "pyproject.toml")
    for command in (["check", "--select", "I,UP", "--fix-only", "--quiet"], ["format", "--quiet"]):
        run = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", config, "--stdin-filename", name, "-"],
            input=source, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if run.returncode != 0:
            raise SystemExit(f"ruff could not format {name}:\n{run.stderr}")
        source = run.stdout
    return source


def differences(sources: dict[str, str], package: Path) -> list[str]:
    """What stands in the package that the spec does not say, or the other way round, as unified diffs."""
    found = []
    generated = {path.name for path in package.glob("*.py") if path.read_text(encoding="utf-8").startswith(HEADER)}
    for name in sorted(generated | set(sources)):
        path = package / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = sources.get(name, "")
        if old != new:
            diff = difflib.unified_diff(
                old.splitlines(keepends=True), new.splitlines(keepends=True), f"{PACKAGE}/{name}", f"{name} from spec/"
            )
            found.append("".join(diff))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if anything would change")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project to work on (default: this one)")
    options = parser.parse_args(arguments)
    package: Path = options.root / PACKAGE
    try:
        sources = generate(options.root / "spec")
    except SpecError as error:
        print(error, file=sys.stderr)
        return 1
    found = differences(sources, package)
    if options.check:
        for diff in found:
            print(diff)
        if found:
            print(f"{len(found)} generated files are out of date. Run: make generate", file=sys.stderr)
        return 1 if found else 0
    for path in package.glob("*.py"):
        if path.name not in sources and path.read_text(encoding="utf-8").startswith(HEADER):
            path.unlink()
    for name, source in sources.items():
        (package / name).write_text(source, encoding="utf-8")
    print(f"{len(sources)} modules written to {PACKAGE}, {len(found)} changed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
