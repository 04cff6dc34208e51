"""The words that a machine can keep: people are they, names are nouns, one class a name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docs.rows import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

# `make check` runs it: the tree is read or built whole.
pytestmark = pytest.mark.long

PLACES = ("client", "contracts", "docs", "examples", "node", "scripts", "tests")
SUFFIXES = {".py", ".pyi", ".vy", ".vyi", ".md", ".html", ".toml", ".json"}
PERSON = re.compile(r"\b(he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)
# What a native speaker of the trade stumbles over, and what is said instead.
PHRASES = {
    r"(?<!there )\bis no (JSON|URL|number|address|report|date|amount|key)\b": "is not a valid ...",
    r"\bthe own \w+": "the caller's ...",
    r"\b[Oo]ne's own\b": "my, your, their",
    r"\b[Ss]urroundings\b": "context",
    r"\b[Ss]hel(f|ves)\b": "report store",
    r"\bBe forgotten\b": "permanently delete my data",
    r"\b[Rr]elevel(ed|led)?\b": "reamortise",
    r"\bmade-up list\b": "fictitious list",
}
# They are participles and pronouns, not names of what a value is.
NO_NAMES = {"found", "told", "made", "given", "one", "said"}
# This page quotes what it forbids; pinyin has a syllable `she`; names in lists are as published.
QUOTES = {
    "tests/docs/test_words.py", "node/tallystick_node/kyc/sanctions/names.py",
    "docs/openapi.json", "tests/node/kyc/sanctions/test_screening.py",
}  # fmt: skip
LEFT_OUT = {"abi", "data", "recorded", "clients", "__pycache__"}


def files(*suffixes: str) -> list[Path]:
    """Every file of ours with one of these endings."""
    there = [path for place in PLACES for path in (ROOT / place).rglob("*")]
    there += ROOT.glob("*.md")
    return sorted(
        path
        for path in there
        if path.suffix in suffixes and not LEFT_OUT & set(path.relative_to(ROOT).parts)
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def broken(text: str) -> list[str]:
    """The lines that break a rule, each with what it should say."""
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        lines += [f"{number}: {word[0]!r}: people are they" for word in PERSON.finditer(line)]
        lines += [
            f"{number}: {match[0]!r}: say {better!r}"
            for pattern, better in PHRASES.items()
            for match in re.finditer(pattern, line)
        ]
    return lines


def test_the_words_of_the_house_are_kept() -> None:
    lines = {
        name(path): broken(path.read_text("utf-8"))
        for path in files(*SUFFIXES)
        if name(path) not in QUOTES
    }
    assert {at: wrong for at, wrong in lines.items() if wrong} == {}


def test_the_words_of_the_description_are_kept() -> None:
    lines = broken((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert lines == []


def test_a_name_is_a_noun() -> None:
    names = [
        f"{name(path)}:{line} {word}"
        for path in files(".py")
        for line, word in _bound(ast.parse(path.read_text("utf-8")))
    ]
    assert names == []


@pytest.mark.parametrize("package", ["client/tallystick", "node/tallystick_node"])
def test_a_class_has_a_name_of_its_own(package: str) -> None:
    places = defaultdict(list)
    for path in (ROOT / package).rglob("*.py"):
        # The blocking half and the API's records repeat names by design.
        if {"_sync", "records"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name(path))
    assert {kind: at for kind, at in places.items() if len(at) > 1} == {}


def test_broken_words_are_seen() -> None:
    lines = broken("The lender and " + "his" + " note.\nThis " + "is no " + "JSON.\nThey agree.")
    assert [line.partition(":")[0] for line in lines] == ["1", "2"]
    tree = ast.parse("def act(given):\n    found = given\n    return found.told\n")
    assert sorted(_bound(tree)) == [(1, "given"), (2, "found")]


def _bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each forbidden name that is bound; fields of classes belong to what they describe."""
    fields = {
        id(node.target)
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef)
        for node in kind.body
        if isinstance(node, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg in NO_NAMES:
            yield node.lineno, node.arg
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and node.id in NO_NAMES
            and id(node) not in fields
        ):
            yield node.lineno, node.id
