"""docs/explanation/product.md: one page, which names every term that the chain holds of a loan."""

from __future__ import annotations

import re

from docs.rows import ROOT
from tallystick.chain.contracts.lens import LensPartiesOf, LensTermsOf

PAGE = (ROOT / "docs" / "explanation" / "product.md").read_text("utf-8")
WORDS_MAX = 500


def test_it_is_one_page() -> None:
    assert len(PAGE.split()) <= WORDS_MAX


def test_every_term_can_be_read_on_chain_and_every_one_is_named() -> None:
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall("`([a-z_]+)`", row)}
    assert named == set(LensTermsOf.__annotations__) | set(LensPartiesOf.__annotations__)
