"""The page on design names files and layers that there are."""

from __future__ import annotations

import re
import tomllib

from docs.rows import ROOT

PAGE = (ROOT / "docs" / "explanation" / "design.md").read_text("utf-8")
FILES = re.compile(r"`((?:client|contracts|node)/[\w/.-]*\w\.\w+)`")


def layers(name: str) -> list[str]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = document["tool"]["importlinter"]["contracts"]
    contract = next(contract for contract in contracts if contract["name"] == name)
    rows: list[str] = contract["layers"]
    return [folder for row in rows for folder in re.split(r"\s*[:|]\s*", row)]


def test_every_file_is_there() -> None:
    named = FILES.findall(PAGE)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_layer_is_drawn() -> None:
    drawing = PAGE.split("```\n")[1]
    folders = [*layers("The client's layers"), *layers("Every package of the node has its layer")]
    missing = [name for name in folders if not re.search(rf"\b{name}\b", drawing)]
    assert missing == ["error_catalogue"]
