"""The page of duties names every item of the list, and every law that is asked about."""

from __future__ import annotations

import re
from pathlib import Path

from tallystick_node.infrastructure.policy.figure_keys import KEYS
from tallystick_node.supervision import chain_checks, office_checks

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "compliance.md").read_text("utf-8")
ITEM = re.compile(r'CheckedItem\(\s*"([a-z]+\.[a-z_]+)",')
LAWS = (
    "Interim Measures 2016", "Guiding Opinions of ten ministries", "AML rules", "Cybersecurity Law",
    "PIPL", "GDPR", "Reg. (EU) 2020/1503", "PS19/14", "Regulation B",
)  # fmt: skip


def rows(heading: str) -> list[list[str]]:
    part = PAGE.partition(f"## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_item_of_the_list_is_on_the_page() -> None:
    written = {cells[0].strip("`") for cells in rows("The checklist")}
    modules = (chain_checks, office_checks)
    sources = [Path(str(module.__file__)).read_text("utf-8") for module in modules]
    coded = {name for source in sources for name in ITEM.findall(source)}
    assert written == coded


def test_every_law_of_the_list_has_its_control() -> None:
    written = rows("Which law, which control")
    for law in LAWS:
        rows_of_law = [cells for cells in written if law in cells[0]]
        assert rows_of_law, law
        assert all(cells[2] for cells in rows_of_law), law


def test_every_figure_that_is_named_is_a_key() -> None:
    named = re.findall(r"`([a-z]+\.[a-z_.]+(?:…)?)`", PAGE.partition("## Which law")[2])
    items = {cells[0].strip("`") for cells in rows("The checklist")}
    for name in named:
        if name in items or name in {"own.…", "application.answer_due"}:
            continue
        stem = name.rstrip("…")
        assert any(key.startswith(stem) for key in KEYS), name
