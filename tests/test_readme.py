"""README and CONTRIBUTING say what is true: their programs check and run, their commands and links lead somewhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from jambonz_proto import Call, _tables

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
FRAGMENTS = 2
"""So many blocks, in all, may be no whole programs."""

SEED_COMMANDS = ("llm:tool-output", "llm:update", "tts:tokens", "tts:flush", "tts:clear")
"""What the seed's table of server messages lists as message types, and is sent as commands."""


def text(document: str) -> str:
    """A document as it is."""
    return (ROOT / document).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Block:
    """A Python block of a document."""

    document: str
    number: int
    code: str

    @property
    def name(self) -> str:
        """A module name for it."""
        return f"{self.document.removesuffix('.md').lower()}_{self.number}"

    @property
    def is_fragment(self) -> bool:
        """Whether it says of itself that it is no whole program."""
        return self.code.startswith("# fragment")

    @property
    def serves(self) -> bool:
        """Whether it is a complete program, which serves calls."""
        return not self.is_fragment and re.search(r"\bserve\(|\bserve, ", self.code) is not None


def blocks(document: str) -> list[Block]:
    """The Python blocks of a document, in order."""
    found = re.findall(r"^```(?:python|py)\n(.*?)^```$", text(document), re.MULTILINE | re.DOTALL)
    return [Block(document, number, code) for number, code in enumerate(found, start=1)]


BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]
PROGRAMS = [block for block in BLOCKS if not block.is_fragment]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the blocks that are whole programs, as modules; the first one also as others import it."""
    place = tmp_path_factory.mktemp("documented")
    for block in PROGRAMS:
        (place / f"{block.name}.py").write_text(block.code, encoding="utf-8")
    (place / "echo.py").write_text(PROGRAMS[0].code, encoding="utf-8")
    return place


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_python_block_is_seen(document: str) -> None:
    """No Python block hides from these tests behind an indent, another fence or another spelling of the language."""
    fences = re.findall(r"^\s*(?:```+|~~~+)\s*\{?\.?py\w*", text(document), re.MULTILINE | re.IGNORECASE)
    assert len(fences) == len(blocks(document))


def test_there_are_programs() -> None:
    """README has several whole programs, one of which serves calls, and there are few fragments."""
    assert len([block for block in PROGRAMS if block.document == "README.md"]) >= 2
    assert [block.document for block in PROGRAMS if block.serves][:1] == ["README.md"]
    assert len(BLOCKS) - len(PROGRAMS) <= FRAGMENTS


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block_compiles(block: Block) -> None:
    """Every block is Python; a fragment may await outside of a function."""
    compile(block.code, block.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if block.is_fragment else 0)


def test_programs_pass_mypy(written: Path) -> None:
    """The blocks that are whole programs pass ``mypy --strict``."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", written / ".mypy_cache"),
            *(f"{block.name}.py" for block in PROGRAMS),
        ],
        cwd=written,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("block", [block for block in PROGRAMS if block.serves], ids=lambda block: block.name)
def test_served_program_can_be_imported(written: Path, block: Block) -> None:
    """A block that serves calls can be imported as it stands, and does not begin to serve by that."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import {block.name}"],
        cwd=written,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_tests_pass(written: Path) -> None:
    """The blocks that are tests pass under pytest, with nothing configured."""
    tests = [f"{block.name}.py" for block in PROGRAMS if "def test_" in block.code]
    assert tests
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *tests],
        cwd=written,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def function(code: str, name: str) -> str:
    """The source of a function, without its layout."""
    [found] = [node for node in ast.parse(code).body if isinstance(node, ast.AsyncFunctionDef) and node.name == name]
    return ast.unparse(found)


def test_first_program_is_the_echo_example() -> None:
    """The handler at the top of README is the one that ``make demo`` runs."""
    shown = next(block for block in PROGRAMS if block.serves)
    assert function(shown.code, "echo") == function(text("examples/echo.py"), "echo")


def code_of(document: str) -> list[str]:
    """Everything in a document that is set as code: lines of blocks, and words in backticks."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```$", text(document), re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```[^\n]*\n.*?^```$", "", text(document), flags=re.MULTILINE | re.DOTALL)
    return [line for block in fenced for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose)


def make_targets(document: str) -> set[str]:
    """The targets that a document tells to make."""
    commands = [re.match(r"\s*(?:\$ )?make ([a-z][\w-]*)", code) for code in code_of(document)]
    return {found[1] for found in commands if found}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_exist(document: str) -> None:
    """Every ``make`` command in a document is a target of the Makefile, and the usual ones are told of."""
    targets = set(re.findall(r"^([a-z][\w-]*):", text("Makefile"), re.MULTILINE))
    assert make_targets(document) - targets == set()
    assert make_targets(document) >= {"test", "check", "generate", "demo"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    """Every link within the repository leads to a file that is there."""
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text(document))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert links
    assert missing == []


def test_attributes_of_a_call_exist() -> None:
    """What README says that a call has, it has."""
    named = {name for code in code_of("README.md") for name in re.findall(r"\bcall\.([a-z]\w*)", code)}
    assert len(named) > 5
    assert {name for name in named if not hasattr(Call, name)} == set()


def test_readme_says_what_is_a_command_on_the_wire() -> None:
    """One paragraph of README names all that the jambonz documents list as message types and that are commands."""
    paragraphs = text("README.md").split("\n\n")
    telling = [part for part in paragraphs if all(f"`{name}`" in part for name in SEED_COMMANDS)]
    assert len(telling) == 1
    assert "commands" in telling[0]
    assert set(SEED_COMMANDS) <= set(_tables.COMMANDS)
