"""What scripts/prove.py proves is what the mirrors compute, and it can refute."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans import positions, reserve_cover

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
prove = pytest.importorskip("prove", reason="Z3 comes with the extra dev")
EXACT = prove.Exact()
UNITS = st.integers(1, 10**15)


@pytest.mark.parametrize("claim", prove.CLAIMS, ids=lambda claim: claim.__name__)
@pytest.mark.long
def test_a_claim_holds_for_all_numbers(claim: Any) -> None:
    assert prove.refuted(claim) is None


def shares_rounded_up_stay_within_the_funds(s: Any) -> Any:
    parts = s.whole("parts", 1, 10)
    funds, part = s.whole("funds", 0, parts), s.whole("part", 0, parts)
    first = prove.ceiling(s, part * funds, parts)
    return first + prove.ceiling(s, (parts - part) * funds, parts) <= funds


def test_a_claim_that_does_not_hold_is_refuted_with_numbers() -> None:
    why = prove.refuted(shares_rounded_up_stay_within_the_funds)
    assert why is not None
    assert "funds" in why


@given(UNITS, st.data())
def test_a_position_is_settled_as_the_mirror_does(total: int, data: st.DataObject) -> None:
    units = data.draw(st.integers(0, total))
    seen, received = sorted(data.draw(st.tuples(st.integers(0, total), st.integers(0, total))))
    fraction = data.draw(st.integers(0, total - 1))
    before = positions.Position(units, seen, 0, fraction, 0)
    after, claim = positions.settle(before, received, 0, total)
    paid, left = prove.settle(EXACT, units, received - seen, fraction, total)
    assert (claim.principal, after.fraction_principal) == (paid, left)
    ended, claim = positions.settle(before, received, 0, total, ended=True)
    assert claim.lost == prove.lost(EXACT, units, received, ended.fraction_principal, total)


@given(st.integers(1, 2**63 - 1), st.data())
def test_a_share_is_the_mirrors(parts: int, data: st.DataObject) -> None:
    part, funds = data.draw(st.integers(0, parts)), data.draw(st.integers(0, parts))
    part, funds, parts = min(part, 10**15), min(funds, 10**15), max(1, min(parts, 10**15))
    part, funds = min(part, parts), min(funds, parts)
    assert reserve_cover.month_share(part, funds, parts) == prove.share(EXACT, part, funds, parts)
