"""The reserve's last distribution, against fractions: nothing is given twice or made up."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.loan_cases import day, defaulted, loan, refuses
from tallystick.loans.default import recover, write_off
from tallystick.loans.distribution import Distribution, Loss, begin, loss, share
from tallystick.loans.reserve_cover import cover
from tallystick.loans.rounding import TermsError

losses = st.lists(st.builds(Loss, st.integers(0, 10**15), st.integers(0, 10**15)), max_size=8)


def test_principal_comes_before_interest_and_the_treasury_gets_the_rest() -> None:
    lost = [Loss(300, 50), Loss(100, 50)]
    assert begin(200, lost) == Distribution(200, 0, 0, Loss(400, 100))
    assert begin(450, lost) == Distribution(400, 50, 0, Loss(400, 100))
    assert begin(600, lost) == Distribution(400, 100, 100, Loss(400, 100))
    assert [share(begin(450, lost), portion) for portion in lost] == [325, 125]


@given(st.integers(0, 10**16), losses)
def test_any_share_equals_fractions(funds: int, lost: list[Loss]) -> None:
    begun = begin(funds, lost)
    assert begun.for_principal + begun.for_interest + begun.to_treasury == funds
    principal = sum(portion.principal for portion in lost)
    interest = sum(portion.interest for portion in lost)
    for portion in lost:
        given_back = Fraction(0)
        if principal:
            given_back += math.floor(Fraction(min(funds, principal) * portion.principal, principal))
        if interest:
            rest = min(max(0, funds - principal), interest)
            given_back += math.floor(Fraction(rest * portion.interest, interest))
        assert share(begun, portion) == given_back
    assert sum(share(begun, portion) for portion in lost) <= funds - begun.to_treasury


def test_a_loss_is_what_neither_payments_nor_covers_brought() -> None:
    state = cover(defaulted(), 20_000)
    assert loss(write_off(state, state.default_day + 1_095)) == Loss(50_000, 0)
    with refuses("WORKOUT:WRITEOFF:STATUS"):
        loss(loan())
    with pytest.raises(TermsError, match="LOAN:FUNDS"):
        begin(-1, [])


def test_after_it_a_recovery_is_the_lenders_alone() -> None:
    state = cover(defaulted(recovery_ppm=100_000), 20_000)
    lost = write_off(state, state.default_day + 1_095)
    _, before = recover(lost, day("2028-01-01"), 7_000)
    assert (before.recovery_fee, before.coverers) == (700, 1_800)
    after, payment = recover(lost, day("2028-01-01"), 7_000, distributed=True)
    assert (payment.lenders_interest, payment.fees, payment.coverers) == (7_000, 0, 0)
    assert (after.cover, after.owed) == (0, 63_000)
