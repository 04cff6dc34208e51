"""Every link between our pages leads somewhere, and every decision is short and listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.rows import ROOT

PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DECISION_LINES_MAX = 40


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("note", DECISIONS, ids=lambda note: note.stem)
def test_a_decision_has_context_decision_and_consequence(note: Path) -> None:
    text = note.read_text("utf-8")
    assert len(text.splitlines()) < DECISION_LINES_MAX
    assert text.startswith(f"# {int(note.name[:4])}. ")
    parts = [text.find(f"**{word}.**") for word in ("Context", "Decision", "Consequence")]
    assert parts == sorted(parts)
    assert parts[0] > 0
    assert f"({note.name})" in (note.parent / "README.md").read_text("utf-8")
