"""Whether those who have audited a day agree."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tallystick_node.disclosure.agreement_of_audits import AuditedDay
from tallystick_node.disclosure.watchers import KeptVerdict

DAY = date(2026, 3, 10)
PASS, FAIL = {"verdict": "pass", "block": "9"}, {"verdict": "fail", "block": "9"}


def spoken(failed: int = 0, block: int = 9, block_hash: str = "0x01", *, same: bool = True) -> Any:
    at = datetime(2026, 3, 10, tzinfo=UTC)
    return KeptVerdict(
        1, "0x", "0xA", "A", DAY, block, block_hash, same, 3 - failed, failed, {}, at
    )  # fmt: skip


@pytest.mark.parametrize(
    ("own", "verdicts", "outcome", "block"),
    [
        (None, [], False, False),
        (PASS, [spoken()], False, False),
        (FAIL, [spoken(1)], False, False),
        (None, [spoken(), spoken(block=8, block_hash="0x02")], False, False),
        (PASS, [spoken(1)], True, False),
        (FAIL, [spoken()], True, False),
        (None, [spoken(), spoken(2)], True, False),
        (PASS, [spoken(same=False)], False, True),
        (PASS, [spoken(), spoken(block_hash="0x02")], False, True),
        (PASS, [spoken(1, same=False)], True, True),
    ],
)
def test_outcomes_and_blocks_are_compared(
    own: Any, verdicts: list[KeptVerdict], outcome: bool, block: bool
) -> None:
    day = AuditedDay(DAY, own, {str(number): verdict for number, verdict in enumerate(verdicts)})
    assert (day.verdicts_differ, day.blocks_differ) == (outcome, block)
    assert day.disagree == (outcome or block)
    assert day.voices == len(verdicts) + (own is not None)
