"""Public functions say what they take, give and raise: Args, Returns, Raises."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from docs.rows import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = ("client/tallystick", "node/tallystick_node")
# What is described elsewhere: properties by their one line, routes in OpenAPI, commands by --help.
DESCRIBED = {
    "property", "cached_property", "setter", "fixture", "overload", "computed_field",
    "field_validator", "model_validator", "field_serializer",
    "get", "post", "put", "delete", "patch", "websocket", "exception_handler",
    "command", "callback",
}  # fmt: skip
SECTIONS = ("Args", "Returns", "Yields", "Raises")
NOTHING = ("None", "NoReturn", "Never")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """Every module but what is made from another, and migrations, which nobody calls."""
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if not {"_sync", "migrations"} & set(path.parts)
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_public_functions_have_their_sections() -> None:
    lacking = {
        f"{name(path)}:{node.lineno} {title}": missing
        for path in modules()
        for title, node in public(ast.parse(path.read_text("utf-8")))
        if (missing := lacks(node))
    }
    assert lacking == {}


def test_a_missing_section_is_seen() -> None:
    text = (
        "def price(units: int) -> int:\n"
        '    """Return a price.\n\n    Args:\n        units: A number.\n    """\n'
        "    if units < 0:\n        raise ValueError(units)\n    return units\n"
    )
    ((_, node),) = public(ast.parse(text))
    assert lacks(node) == ["Returns", "Raises ValueError"]
    assert lacks(ast.parse("def f(a): pass").body[0]) == ["a docstring"]  # type: ignore[arg-type]


def public(
    tree: ast.Module | ast.ClassDef | ast.If, inside: str = ""
) -> Iterator[tuple[str, Function]]:
    """Yield the public functions and methods of a module, with their names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = {_decorator(each) for each in node.decorator_list}
            if not node.name.startswith("_") and not decorators & DESCRIBED:
                yield inside + node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public(node, f"{inside}{node.name}.")
        elif isinstance(node, ast.If):
            yield from public(node, inside)


def lacks(function: Function) -> list[str]:
    """What a function's docstring does not say."""
    docstring = ast.get_docstring(function)
    if not docstring:
        return ["a docstring"]
    sections = _sections(docstring)
    described = {line.strip().split(":")[0].lstrip("*") for line in sections.get("Args", [])}
    missing = [f"Args {each}" for each in _parameters(function) if each not in described]
    returns = ast.unparse(function.returns) if function.returns else "None"
    if returns not in NOTHING and not {"Returns", "Yields"} & set(sections):
        missing.append("Returns")
    raised = "\n".join(sections.get("Raises", []))
    return missing + [f"Raises {each}" for each in sorted(_raised(function)) if each not in raised]


def _decorator(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _sections(docstring: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current = None
    for line in docstring.splitlines():
        if line.rstrip(":") in SECTIONS and line.endswith(":"):
            current = line.rstrip(":")
            sections[current] = []
        elif current and (line.startswith("    ") or not line.strip()):
            sections[current].append(line)
        else:
            current = None
    return sections


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [each for each in (arguments.vararg, arguments.kwarg) if each]
    return [
        each.arg
        for each in every
        if each.arg not in {"self", "cls"} and not each.arg.startswith("_")
    ]


def _raised(function: Function) -> set[str]:
    """The classes that a function raises itself; what it calls is for its author to name."""
    names: set[str] = set()
    ahead: list[ast.AST] = list(function.body)
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            raised = node.exc.func
            title = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
            names |= {title} if title[:1].isupper() and title != "AssertionError" else set()
        ahead += ast.iter_child_nodes(node)
    return names
