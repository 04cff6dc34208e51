"""The page on servicing names every policy key, signal and channel of it, and no other."""

from __future__ import annotations

import re

from docs.rows import ROOT, table_rows
from tallystick_node.bootstrap.channels import NOTICE_CHANNELS
from tallystick_node.infrastructure.policy.figure_keys import KEYS
from tallystick_node.servicing.collection import LOANS_AT_ONCE
from tallystick_node.servicing.contacts import PauseCause
from tallystick_node.servicing.reminders import FUNDS_MISSING
from tallystick_node.servicing.use_of_proceeds import OVERDUE
from tallystick_node.servicing.warnings import DEBIT_MISSED, SCORE_DROP

PAGE = ROOT / "docs" / "reference" / "servicing.md"
TEXT = PAGE.read_text("utf-8")
ROOMS = ("reminder.", "collection.", "promise.", "proceeds.", "threshold.")


def test_every_key_of_servicing_is_on_the_page_and_no_other() -> None:
    ours = {key for key in KEYS if key.startswith(ROOMS)}
    findalls = {
        matches for matches in re.findall(r"`([a-z_.0-9]+)`", TEXT) if matches.startswith(ROOMS)
    }
    assert findalls - {"promise.broken"} == ours


def test_every_signal_is_on_the_page_and_no_other() -> None:
    lines = {row.cells[0].strip("`") for row in table_rows(PAGE, r"`[a-z]+\.[a-z]+`")}
    assert lines == {SCORE_DROP, FUNDS_MISSING, DEBIT_MISSED, OVERDUE, "promise.broken"}


def test_channels_causes_and_figures_are_as_the_code_has_them() -> None:
    lines = {row.cells[0].strip("`") for row in table_rows(PAGE, r"`[a-z]+`")}
    assert lines == set(NOTICE_CHANNELS)
    assert all(f"`{cause}`" in TEXT for cause in PauseCause)
    assert f"in parts of {LOANS_AT_ONCE} loans" in TEXT
