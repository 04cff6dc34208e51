"""A holder's units are settled as in the client's positions, however often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans.positions import Position, settle
from tallystick.replay.records import Units


@given(
    total=st.integers(1, 10**15),
    share=st.integers(0, 10**6),
    steps=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=8),
)
def test_units_earn_what_positions_earn(
    total: int, share: int, steps: list[tuple[int, int]]
) -> None:
    held = total * share // 10**6
    mine, reference = Units(units=held), Position(units=held)
    principal = interest = 0
    for more_principal, more_interest in steps:
        principal += more_principal
        interest += more_interest
        reference, claim = settle(reference, principal, interest, total)
        assert mine.settle(principal, interest, total) == (claim.principal, claim.interest)
    assert (mine.fraction_principal, mine.fraction_interest) == (
        reference.fraction_principal,
        reference.fraction_interest,
    )
