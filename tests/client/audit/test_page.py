"""docs/reference/audit.md and the catalogue of checks say the same."""

from __future__ import annotations

import re
from pathlib import Path

from tallystick.audit.catalogue import CHECKS, COMPANY_CHECKS, REPORT_CHECKS, TEXT_CHECKS

EVERY = CHECKS | REPORT_CHECKS | TEXT_CHECKS | COMPANY_CHECKS
PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "audit.md").read_text("utf-8")


def test_the_page_has_every_check_once_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(EVERY)


def test_every_check_is_named_and_says_what_holds() -> None:
    for name, meaning in EVERY.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert meaning
        assert not meaning.endswith(".")
