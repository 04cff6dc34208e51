"""Reads the contracts: functions with their NatSpec, the codes they reach, and compiled ABIs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "contracts"
ARTIFACTS = ROOT / "client" / "tallystick" / "abi"
CONTRACTS = (
    "Escrow", "Registry", "Governor", "Book", "Offers", "Servicing", "Workouts", "Ballots",
    "Market", "Mandates", "Reserve", "Collateral", "Disclosures", "Freezes", "KeyRecovery",
    "Lens",
)  # fmt: skip
CODE = re.compile(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"')
CALL = re.compile(r"\b(self|\w+)\.(_\w+)\(")
IMPORT = re.compile(r"^from (?:\.|modules) import (\w+)$", re.MULTILINE)
DOCSTRING = re.compile(r'^    """\n(.*?)^    """$', re.MULTILINE | re.DOTALL)
TAG = re.compile(r"^    @(\S+) (.*?)(?=^    @|\Z)", re.MULTILINE | re.DOTALL)
ERROR = re.compile(r"^\s*([A-Z]+:[A-Z]+:[A-Z_]+) when .+\.$", re.MULTILINE)
NAMED = re.compile(r"(\w+): ")
FUNCTION = re.compile(
    r"^((?:@\w+\n)+)def (\w+)\(([^)]*)\)(?: -> ([^\n]+?|\([^)]*\)))?:\n.*?(?=\n\n\n\S|\Z)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Function:
    """A function of a source file, with what its docstring says."""

    file: str
    name: str
    text: str
    external: bool
    parameters: tuple[str, ...]
    returns: int

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Each NatSpec tag and its text, in order; a text keeps its lines."""
        docstring = DOCSTRING.search(self.text)
        return TAG.findall(docstring.group(1)) if docstring else []

    @property
    def notice(self) -> str:
        """What it promises, on one line."""
        return next((flat(text) for tag, text in self.tags if tag == "notice"), "")

    @property
    def arguments(self) -> dict[str, str]:
        """What it says of each parameter, on one line."""
        pairs = (flat(text).partition(" ") for tag, text in self.tags if tag == "param")
        return {name: meant for name, _, meant in pairs}

    @property
    def answers(self) -> list[str]:
        """What it says of each value that it returns, on one line."""
        return [flat(text) for tag, text in self.tags if tag == "return"]

    @property
    def errors(self) -> list[str]:
        """The codes that it says it ends with."""
        texts = [text for tag, text in self.tags if tag == "custom:error"]
        return [code for text in texts for code in ERROR.findall(text)]


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def parse(text: str, file: str) -> dict[str, Function]:
    """Return the functions of a source's text by name, each with its whole text."""
    return {
        match.group(2): Function(
            file=file,
            name=match.group(2),
            text=match.group(0),
            external="@external\n" in match.group(1),
            parameters=tuple(NAMED.findall(match.group(3))),
            returns=values(match.group(4) or ""),
        )
        for match in FUNCTION.finditer(text)
    }


def values(returned: str) -> int:
    """Return how many values a return type stands for."""
    bare = re.sub(r"\[[^][]*\]", "", returned)
    return bare.count(",") + 1 if bare.startswith("(") else len(bare[:1])


@cache
def functions(path: Path) -> dict[str, Function]:
    """Return the functions of a source by name."""
    return parse(path.read_text("utf-8"), path.stem)


def modules() -> dict[str, Path]:
    """Return every module by name."""
    return {path.stem: path for path in (SOURCES / "modules").glob("*.vy")}


def reached(start: Function, source: Path) -> Iterator[Function]:
    """Yield a function and every function of our own sources that it calls, each once."""
    seen, ahead = set(), [(start, source)]
    while ahead:
        function, path = ahead.pop()
        if (path, function.name) in seen:
            continue
        seen.add((path, function.name))
        yield function
        for module, name in CALL.findall(function.text):
            target = path if module == "self" else modules().get(module)
            if target and name in functions(target):
                ahead.append((functions(target)[name], target))


def source_of(contract: str, name: str) -> tuple[Function, Path] | None:
    """Return where an entry point is written: the contract itself or a module it exports."""
    main = SOURCES / f"{contract}.vy"
    if name in functions(main):
        return functions(main)[name], main
    exported = re.search(rf"^    (\w+)\.{name},$", main.read_text("utf-8"), re.MULTILINE)
    if exported and name in functions(modules()[exported.group(1)]):
        path = modules()[exported.group(1)]
        return functions(path)[name], path
    return None


def codes_of(contract: str, name: str) -> list[str]:
    """Return the codes that an entry point (or the constructor) can refuse with, sorted."""
    start = source_of(contract, name)
    if start is None:
        return []
    return sorted({code for part in reached(*start) for code in CODE.findall(part.text)})


def artifact(contract: str) -> dict[str, Any]:
    """Return a compiled contract."""
    loaded: dict[str, Any] = json.loads((ARTIFACTS / f"{contract}.json").read_text("utf-8"))
    return loaded


def entries(contract: str, kind: str) -> list[dict[str, Any]]:
    """Return the entries of an ABI of one type."""
    return [entry for entry in artifact(contract)["abi"] if entry["type"] == kind]


def is_view(entry: dict[str, Any]) -> bool:
    """Whether a function changes nothing."""
    return entry["stateMutability"] in {"view", "pure"}


@cache
def family(contract: str) -> tuple[Path, ...]:
    """Return the source of a contract and of every module that it imports, near ones first."""
    paths = [SOURCES / f"{contract}.vy"]
    for path in paths:  # grows while it is walked
        names = IMPORT.findall(path.read_text("utf-8"))
        paths += [modules()[name] for name in names if modules()[name] not in paths]
    return tuple(paths)
