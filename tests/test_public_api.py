"""What is public: listed, sorted, documented, typed without gaps."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import get_args, get_origin

import pytest

import jambonz_proto as jp
from jambonz_proto import _tables, commands, errors, messages, verbs
from jambonz_proto._base import ActionVerb

PACKAGE = Path(inspect.getfile(jp)).parent
ACCEPTED = Path(__file__).resolve().parent / "typing" / "accepted.py"

MODULES = ("call", "client", "server", "errors", "verbs", "components", "hooks", "commands", "messages", "testing")
"""The public modules."""

UNCHECKED = {
    "_open.decode_client_message": "built by the table of messages",
    "_flows.Hook.__anext__": "what the hook collects is decoded by its class",
    "call.Call.__aiter__": "every message that can open a session is a client message",
    "call.ConfirmCall.perform": "as Call.perform",
    "call.Call.perform": "the table of hooks holds the class that the verb's type names",
}
"""Public functions whose result the checkers take on trust, and the reason, which a test below proves."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


# -- reading the source -----------------------------------------------------------------------


@cache
def source(module: str) -> str:
    """The text of a module of the package."""
    path = PACKAGE.joinpath(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


@cache
def tree(module: str) -> ast.Module:
    """The syntax tree of a module of the package."""
    return ast.parse(source(module))


def flattened(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements of a body, those in its ``if TYPE_CHECKING`` as well."""
    return [inner for node in body for inner in (node.body if isinstance(node, ast.If) else [node])]


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """Classes, functions and type aliases that a module defines, by name."""
    found: dict[str, ast.stmt] = {}
    for node in flattened(tree(module).body):
        if isinstance(node, ast.ClassDef | Function):
            found[node.name] = node
        elif (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and ast.unparse(node.annotation) == "TypeAlias"
        ):
            found[node.target.id] = node
    return found


@cache
def imported(module: str) -> dict[str, str]:
    """What a module imports from within the package, by name: the module it comes from, or ``"."`` for a module."""
    folder = f"{module}." if (PACKAGE / module).is_dir() else ""
    return {
        alias.asname or alias.name: f"{folder}{node.module}" if node.module else "."
        for node in tree(module).body
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }


def listed(module: str) -> list[str]:
    """``__all__`` of a module of the package; of the package itself for ``__init__``."""
    names: list[str] = importlib.import_module(module_name(module)).__all__
    return names


def module_name(module: str) -> str:
    """The full name of a module of the package."""
    return "jambonz_proto" if module == "__init__" else f"jambonz_proto.{module}"


@dataclass(frozen=True)
class Public:
    """Something public, and where it is defined."""

    name: str
    node: ast.stmt
    siblings: tuple[ast.stmt, ...]

    def docstring(self) -> str | None:
        """Its docstring; of an alias or a field the string after it."""
        if isinstance(self.node, ast.ClassDef | Function):
            return ast.get_docstring(self.node)
        following = self.siblings[self.siblings.index(self.node) + 1 :][:1]
        for node in following:
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                return node.value.value
        return None


def exported() -> Iterator[tuple[str, str]]:
    """Module and name of every definition that is public by some ``__all__``."""
    for module in ("__init__", *MODULES):
        for name in listed(module):
            origin = module
            while name not in definitions(origin) and imported(origin).get(name, ".") != ".":
                origin = imported(origin)[name]
            if name in definitions(origin):
                yield origin, name


def with_bases(module: str, name: str) -> Iterator[tuple[str, str]]:
    """A class of the package and all its bases in it; anything else as it is."""
    value: object = getattr(importlib.import_module(module_name(module)), name)
    if not isinstance(definitions(module)[name], ast.ClassDef):
        yield module, name
        return
    assert inspect.isclass(value)
    for base in value.__mro__:
        package, _, inner = base.__module__.partition(".")
        if package == "jambonz_proto":
            yield inner, base.__name__


SURFACE = sorted({place for module, name in exported() for place in with_bases(module, name)})
"""Module and name of every definition that users can reach, those of private bases included."""


def members(module: str, node: ast.ClassDef) -> Iterator[Public]:
    """The public methods, properties, fields and attributes of a class."""
    where = f"{module}.{node.name}"
    for inner in node.body:
        if isinstance(inner, Function):
            if not inner.name.startswith("_"):
                yield Public(f"{where}.{inner.name}", inner, tuple(node.body))
            if inner.name == "__init__":
                yield from attributes(where, inner)
        elif isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
            overrides = ast.unparse(inner.annotation).startswith("ClassVar") and module != "_base"
            if not inner.target.id.startswith("_") and not overrides:
                yield Public(f"{where}.{inner.target.id}", inner, tuple(node.body))


def attributes(where: str, init: Function) -> Iterator[Public]:
    """The public attributes that a constructor sets."""
    for node in init.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if (
                isinstance(target, ast.Attribute)
                and ast.unparse(target.value) == "self"
                and not target.attr.startswith("_")
            ):
                yield Public(f"{where}.{target.attr}", node, tuple(init.body))


def surface() -> Iterator[Public]:
    """Everything that users can reach."""
    for module, name in SURFACE:
        node = definitions(module)[name]
        yield Public(f"{module}.{name}", node, tuple(flattened(tree(module).body)))
        if isinstance(node, ast.ClassDef):
            yield from members(module, node)


def functions() -> Iterator[tuple[str, str, Function]]:
    """Every function and method that users can reach, those that Python calls for them included, with its module."""
    for module, name in SURFACE:
        node = definitions(module)[name]
        if isinstance(node, Function):
            yield module, f"{module}.{name}", node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Function) and (not inner.name.startswith("_") or inner.name.endswith("__")):
                    yield module, f"{module}.{name}.{inner.name}", inner


def test_the_surface_is_seen() -> None:
    """The reader of the source finds what is known to be there, so that the tests below do not pass on nothing."""
    names = {public.name for public in surface()}
    assert names > {
        "call.Call.perform",
        "call.Call.parent",
        "_methods.CommandMethods.mute",
        "_base.HasPayload.payload",
        "_base.Received.extra",
        "_base.JsonValue",
        "_open.UnknownMessage.data",
        "_protocol.Leg.sid",
        "server.serve",
        "verbs.Gather.num_digits",
        "errors.DecodeError",
        "errors._Placed.path",
        "messages.AnyMessage",
    }
    assert len(names) > 1000


# -- __all__ ----------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["__init__", *MODULES])
def test_all_is_sorted(module: str) -> None:
    """``__all__`` is sorted without regard to case, and names nothing twice."""
    names = listed(module)
    assert names == sorted(set(names), key=lambda name: (name.lower(), name))


@pytest.mark.parametrize("module", MODULES)
def test_all_is_complete(module: str) -> None:
    """``__all__`` of a public module names every class, function and alias that is defined there without underscore."""
    assert {name for name in definitions(module) if not name.startswith("_")} - set(listed(module)) == set()


@pytest.mark.parametrize("module", ["__init__", *MODULES])
def test_all_is_there(module: str) -> None:
    """``__all__`` names only what the module defines, or imports from within the package."""
    assert set(listed(module)) - set(definitions(module)) - set(imported(module)) == set()
    assert [name for name in listed(module) if not hasattr(importlib.import_module(module_name(module)), name)] == []


def test_all_of_the_package() -> None:
    """The package gives out all it imports, everything of the shells and all errors, and the modules of the types."""
    names = set(listed("__init__"))
    assert names == set(imported("__init__"))
    for module in ("call", "client", "server", "errors"):
        assert set(listed(module)) <= names
    assert {"verbs", "components", "hooks", "commands", "messages"} <= names


# -- docstrings -------------------------------------------------------------------------------


def test_everything_public_has_a_docstring() -> None:
    """Classes, functions, methods, properties, aliases, and fields and attributes, which have theirs after them.

    An attribute that only keeps a parameter of the constructor may be told of there.
    """
    docstrings = {public.name: public.docstring() for public in surface()}
    missing = [
        name
        for name, docstring in docstrings.items()
        if not (docstring or "").strip()
        and not re.search(
            rf"^\s+{name.rpartition('.')[2]}: \w", docstrings.get(name.rpartition(".")[0]) or "", re.MULTILINE
        )
    ]
    assert missing == []


@pytest.mark.parametrize("module", ["__init__", *MODULES])
def test_every_module_has_a_docstring(module: str) -> None:
    """A public module says what is in it."""
    assert ast.get_docstring(tree(module))


# -- types ------------------------------------------------------------------------------------


def names_any(annotation: ast.expr) -> bool:
    """Whether ``Any`` is part of an annotation, also of one in quotes."""
    return re.search(r"\bAny\b", ast.unparse(annotation)) is not None


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("dict[str, Any]", True),
        ("typing.Any", True),
        ("'list[Any]'", True),
        ("Literal['a b']", False),
        ("AnyMessage", False),
    ],
)
def test_reader_of_annotations(annotation: str, expected: bool) -> None:
    """``Any`` is seen wherever it hides."""
    assert names_any(ast.parse(annotation, mode="eval").body) is expected


def test_no_any_in_public_signatures() -> None:
    """No parameter, result, field or alias that users can reach is typed ``Any``."""
    annotated: list[tuple[str, ast.expr | None]] = []
    for _, name, function in functions():
        arguments = function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        annotated.append((name, function.returns))
        annotated += [(f"{name}({argument.arg})", argument.annotation) for argument in every if argument is not None]
    for public in surface():
        if isinstance(public.node, ast.AnnAssign):
            annotated += [(public.name, public.node.annotation), (public.name, public.node.value)]
    assert len(annotated) > 1000
    assert [name for name, annotation in annotated if annotation is not None and names_any(annotation)] == []


def unchecked_results(module: str, function: Function) -> bool:
    """Whether a function gives out something whose type the checkers were told to believe."""
    lines = source(module).splitlines()
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            cast = isinstance(node.value, ast.Call) and ast.unparse(node.value.func) in {"cast", "typing.cast"}
            ignored = any("type: ignore" in line for line in lines[node.lineno - 1 : node.end_lineno])
            if cast or ignored:
                return True
    return False


def test_no_cast_is_given_out_without_a_proof() -> None:
    """The results of public functions are checked, but for a few that a table decides, which the tests below prove."""
    assert {name for module, name, function in functions() if unchecked_results(module, function)} == set(UNCHECKED)


def payload_of(verb: type) -> type | None:
    """The payload that the type of a verb names; ``None`` if it names none."""
    for base in verb.__mro__:
        for written in base.__dict__.get("__orig_bases__", ()):
            if get_origin(written) is ActionVerb:
                [payload] = get_args(written)
                return payload if inspect.isclass(payload) else None
    return None


PAYLOADS = {
    verb: payload
    for verb in (getattr(verbs, name) for name in verbs.__all__ if name != "ActionVerb")
    if (payload := payload_of(verb)) is not None
}
"""Verbs that can be performed, and what they promise."""


def test_perform_decodes_what_the_type_of_the_verb_promises() -> None:
    """The table of hooks has, for the action hook of each verb, the payload class that is its type's parameter."""
    decoded: dict[type, object] = {
        verb: row.payload
        for verb, rows in _tables.HOOKS.items()
        for row in rows
        if issubclass(verb, ActionVerb) and row.attribute == "action_hook"
    }
    assert decoded == PAYLOADS
    assert {verb for verb in _tables.VERBS.values() if issubclass(verb, ActionVerb)} == set(PAYLOADS)
    assert len(PAYLOADS) > 20


def test_every_promise_of_perform_is_asserted() -> None:
    """``typing/accepted.py`` has a line for each verb that can be performed, with the payload of the table."""
    [function] = [
        node
        for node in ast.parse(ACCEPTED.read_text(encoding="utf-8")).body
        if isinstance(node, Function) and node.name == "perform_promises"
    ]
    classes = {argument.arg: ast.unparse(argument.annotation) for argument in function.args.args if argument.annotation}
    asserted = {
        f"verbs.{verb}": payload
        for parameter, payload in re.findall(
            r"assert_type\(await call\.perform\((\w+)\), (\S+)\)", ast.unparse(function)
        )
        for verb in [classes[parameter].removeprefix("verbs.")]
    }
    assert asserted == {f"verbs.{verb.__name__}": f"hooks.{payload.__name__}" for verb, payload in PAYLOADS.items()}


def test_every_known_message_is_a_client_message() -> None:
    """The table of messages and the union of messages hold the same classes, those that can be acked included."""
    union = set(get_args(messages.AnyMessage))
    assert set(_tables.MESSAGES.values()) == union
    own = {value for name in messages.__all__ if inspect.isclass(value := getattr(messages, name))}
    acked = {cls for cls in own if issubclass(cls, messages.AckableMessage)} - {messages.AckableMessage}
    assert acked <= union
    assert set(get_args(jp.ClientMessage)) == union | {jp.UnknownMessage}


def test_every_known_command_is_a_server_message() -> None:
    """The table of commands and the union of commands hold the same classes, which are all there are."""
    union = set(get_args(commands.AnyCommand))
    assert set(_tables.COMMANDS.values()) == union
    own = {value for name in commands.__all__ if inspect.isclass(value := getattr(commands, name))}
    assert {cls for cls in own if issubclass(cls, commands.Command)} - {commands.Command} == union
    assert set(get_args(jp.ServerMessage)) == union | {jp.Ack}


# -- errors -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """An exception as the tree in the docstring of ``errors`` shows it."""

    parent: str | None
    builtin: str | None


def drawn() -> dict[str, Drawn]:
    """The tree in the docstring of ``errors``."""
    found: dict[str, Drawn] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        row = re.match(r"    ((?:│   |    )*)([├└]── )?([A-Z]\w+)(?: \((\w+)\))?(?:  +\S.*)?$", line)
        if row is None:
            continue
        indent, branch, name, builtin = row.groups()
        depth = len(indent) // 4 + 1 if branch else 0
        del path[depth:]
        assert len(path) == depth, f"the branch of {name} hangs in the air"
        found[name] = Drawn(path[-1] if path else None, builtin)
        path.append(name)
    return found


def real(error: type[BaseException]) -> Drawn:
    """The place of an exception by its inheritance, private classes between left out."""
    bases = error.__mro__[1:]
    parent = next((base for base in bases if base.__name__ in errors.__all__), None)
    gained = [base for base in bases if base not in (parent.__mro__ if parent else Exception.__mro__)]
    builtin = next((base.__name__ for base in gained if base.__name__ in vars(builtins)), None)
    return Drawn(parent.__name__ if parent else None, builtin)


EXCEPTIONS: dict[str, type[BaseException]] = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value)
    and issubclass(value, BaseException)
    and value.__module__ == errors.__name__
    and not name.startswith("_")
}
"""All public exceptions of the module."""


def test_the_tree_of_errors_is_the_inheritance() -> None:
    """The tree in the docstring shows every public exception, with its real parent and the builtin it also is."""
    assert drawn() == {name: real(error) for name, error in EXCEPTIONS.items()}
    assert [name for name, place in drawn().items() if place.parent is None] == ["JambonzProtoError"]


def test_every_error_is_at_the_top() -> None:
    """Every exception is in ``__all__`` of its module and can be imported from the package."""
    assert set(EXCEPTIONS) == set(errors.__all__)
    assert {name: getattr(jp, name) for name in EXCEPTIONS} == EXCEPTIONS
    assert set(EXCEPTIONS) <= set(jp.__all__)


@pytest.mark.parametrize("module", ["verbs", "components", "hooks", "commands", "messages"])
def test_help_tells_the_fields(module: str) -> None:
    """`help` of a class shows what each of its fields means, in the words that stand at the field."""
    classes = [node for node in tree(module).body if isinstance(node, ast.ClassDef)]
    told = 0
    for node in classes:
        cls = getattr(importlib.import_module(f"jambonz_proto.{module}"), node.name)
        doc = " ".join((inspect.getdoc(cls) or "").split())
        for field, after in pairwise(node.body):
            if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(field.target, ast.Name):
                assert isinstance(after.value, ast.Constant)
                assert f"{field.target.id}: {' '.join(str(after.value.value).split())}" in doc
                told += 1
    assert told > 100
