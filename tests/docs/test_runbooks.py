"""Runbooks can be checked: each has an owner, a day of review that is not over, and its proofs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "runbooks"
PAGES = sorted(FOLDER.glob("*.md"))
OWNERS = {"operator", "compliance", "council", "treasury", "servicer", "guardian"}
LINES_MAX = 80
RELEASE = re.compile(r"^## \[[^\]]+\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
COMMAND = re.compile(r"`tallystick ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")


def front(page: Path) -> dict[str, list[str]]:
    """The front matter; a value that stands alone is a list of one."""
    _, matter, _ = page.read_text("utf-8").split("---\n", 2)
    known: dict[str, list[str]] = {}
    name = ""
    for line in matter.splitlines():
        if line.startswith("  - "):
            known[name].append(line[4:])
        else:
            name, _, value = line.rstrip(":").partition(": ")
            known[name] = [value] if value else []
    return known


def released() -> date:
    """The newest release's day; a release dates the changelog before it is tested."""
    days = RELEASE.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))
    return max(map(date.fromisoformat, days), default=date(2026, 11, 30))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_has_an_owner_and_is_not_past_its_review(page: Path) -> None:
    matter = front(page)
    assert set(matter) == {"owner", "reviewed", "review_by", "proves"}
    assert matter["owner"][0] in OWNERS
    reviewed, by = (date.fromisoformat(matter[name][0]) for name in ("reviewed", "review_by"))
    assert reviewed < by
    assert released() <= by, "review it, then move the days on"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_runbook_says_it_proves_is_there(page: Path) -> None:
    proofs = front(page)["proves"]
    assert proofs
    for proof in proofs:
        file, _, name = proof.partition("::")
        assert (ROOT / file).exists(), proof
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), proof


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_is_short_and_names_commands_that_there_are(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(text.splitlines()) <= LINES_MAX
    known = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    for group, command in COMMAND.findall(text):
        assert f"## tallystick {group}" in known, group
        if command and f"## tallystick {group} " in known:
            assert f"## tallystick {group} {command}" in known, (group, command)


def test_a_page_past_its_review_would_fail() -> None:
    assert released() >= date(2026, 11, 29)
    assert RELEASE.findall("## [0.3.0] - 2027-12-31\n") == ["2027-12-31"]
