from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.loans.positions import (
    ENDED,
    INTEREST_MAX,
    RETRACTED,
    Claim,
    Position,
    settle,
    transfer,
)
from tallystick.loans.rounding import TermsError

HOLDERS = ("investor", "second investor", "late buyer")


def test_a_third_of_ten_is_paid_as_whole_units_and_the_rest_is_kept() -> None:
    # 1 of 3 units, 10 received: 3 paid, 1/3 kept. At 20: (1 x 10 + 1) / 3 = 3 and 2/3; at 30: 4.
    position, claim = settle(Position(units=1), 10, 0, 3)
    assert (claim, position.fraction_principal) == (Claim(3, 0), 1)
    position, claim = settle(position, 20, 0, 3)
    assert (claim, position.fraction_principal) == (Claim(3, 0), 2)
    position, claim = settle(position, 30, 0, 3)
    assert (claim, position.fraction_principal) == (Claim(4, 0), 0)


def test_settling_twice_pays_once() -> None:
    position, _ = settle(Position(units=2), 10, 5, 3)
    again, claim = settle(position, 10, 5, 3)
    assert (again, claim) == (position, Claim(0, 0))


def test_the_kinds_do_not_mix() -> None:
    position, claim = settle(Position(units=2), 10, 5, 3)
    assert claim == Claim(6, 3)  # 20/3 and 10/3
    assert (position.fraction_principal, position.fraction_interest) == (2, 1)


def test_what_came_before_a_transfer_stays_with_the_seller() -> None:
    seller, buyer, sold, bought = transfer(
        Position(units=2), Position(), units=2, total_principal=10, total_interest=5, units_total=3
    )
    assert (sold, bought) == (Claim(6, 3), Claim(0, 0))
    assert (seller.units, seller.fraction_principal, buyer.units) == (0, 2, 2)
    # The buyer earns from here on, the seller no more.
    assert settle(buyer, 13, 5, 3)[1] == Claim(2, 0)
    assert settle(seller, 13, 5, 3)[1] == Claim(0, 0)


def test_a_fraction_waits_for_its_holder_to_return() -> None:
    seller, _, _, _ = transfer(
        Position(units=2), Position(), units=2, total_principal=10, total_interest=0, units_total=3
    )
    # 2/3 kept; back with 1 unit, 1 more received: 1/3 + 2/3.
    position = replace(settle(seller, 12, 0, 3)[0], units=1)
    assert settle(position, 13, 0, 3)[1] == Claim(1, 0)


def test_more_units_than_held_do_not_move() -> None:
    with pytest.raises(TermsError, match="POSITION:UNITS"):
        transfer(
            Position(units=2),
            Position(),
            units=3,
            total_principal=0,
            total_interest=0,
            units_total=3,
        )


@pytest.mark.parametrize(("principal", "interest"), [(9, 5), (10, 4)])
def test_totals_never_go_back(principal: int, interest: int) -> None:
    position, _ = settle(Position(units=1), 10, 5, 3)
    with pytest.raises(TermsError, match="POSITION:TOTAL"):
        settle(position, principal, interest, 3)


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("units", 50),
        ("seen_principal", 50),
        ("seen_interest", 56),
        ("fraction_principal", 50),
        ("fraction_interest", 50),
    ],
)
def test_every_number_fits_its_bits(name: str, bits: int) -> None:
    assert getattr(Position(**{name: 2**bits - 1}), name) == 2**bits - 1
    for value in (-1, 2**bits):
        with pytest.raises(TermsError, match=f"POSITION:{name.upper()}"):
            Position(**{name: value})
    with pytest.raises(TypeError, match=name):
        Position(**{name: 1.0})  # type: ignore[arg-type]


def test_the_largest_loan_fits() -> None:
    # 10^15 at 100 % for 480 months is 4 x 10^16 of interest; the bits hold 7.2 x 10^16.
    units = 10**15
    position, claim = settle(Position(units=units - 1), 10**15, INTEREST_MAX, units)
    assert claim.principal == 10**15 - 1
    assert position.fraction_interest < units
    assert INTEREST_MAX > 4 * 10**16


@dataclass(frozen=True)
class Event:
    kind: str  # "receive", "claim" or "transfer"
    first: int
    second: int
    amount: int


events = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(["receive", "receive", "claim", "transfer"]),
        first=st.integers(0, 2),
        second=st.integers(0, 2),
        amount=st.one_of(st.integers(0, 9), st.integers(0, 10**12)),
    ),
    max_size=40,
)


def live(units_total: int, share_ppm: int, story: list[Event], *, claims: bool) -> None:
    """Play the story; every holder has floor(exact entitlement) of each kind after a last claim."""
    held = units_total * share_ppm // 10**6
    positions = [Position(units=held), Position(units=units_total - held), Position()]
    totals = {"principal": 0, "interest": 0}
    paid: dict[tuple[int, str], int] = defaultdict(int)
    entitled: dict[tuple[int, str], Fraction] = defaultdict(Fraction)

    def pay(holder: int, claim: Claim) -> None:
        paid[holder, "principal"] += claim.principal
        paid[holder, "interest"] += claim.interest

    for event in story:
        if event.kind == "receive":
            kind = "principal" if event.second else "interest"
            amount = min(event.amount, 2**50 - 1 - totals[kind])
            totals[kind] += amount
            for holder, position in enumerate(positions):
                entitled[holder, kind] += Fraction(amount * position.units, units_total)
        elif event.kind == "claim" and claims:
            settled, claim = settle(
                positions[event.first], totals["principal"], totals["interest"], units_total
            )
            positions[event.first] = settled
            pay(event.first, claim)
        elif event.kind == "transfer" and event.first != event.second:
            seller, buyer = positions[event.first], positions[event.second]
            seller, buyer, sold, bought = transfer(
                seller,
                buyer,
                units=event.amount % (seller.units + 1),
                total_principal=totals["principal"],
                total_interest=totals["interest"],
                units_total=units_total,
            )
            positions[event.first], positions[event.second] = seller, buyer
            pay(event.first, sold)
            pay(event.second, bought)
        assert sum(position.units for position in positions) == units_total

    for holder, position in enumerate(positions):
        settled, claim = settle(position, totals["principal"], totals["interest"], units_total)
        pay(holder, claim)
        fractions = {
            "principal": settled.fraction_principal,
            "interest": settled.fraction_interest,
        }
        for kind, fraction in fractions.items():
            # Not a unit less than the exact share, and what waits is exactly the rest.
            waits = entitled[holder, kind] - paid[holder, kind]
            assert 0 <= waits < 1
            assert waits == Fraction(fraction, units_total)
    for kind, total in totals.items():
        claimed = sum(paid[holder, kind] for holder in range(len(HOLDERS)))
        assert 0 <= total - claimed < len(HOLDERS)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.integers(1, 50), st.integers(1, 10**15)), st.integers(0, 10**6), events)
def test_nothing_is_lost_and_nothing_depends_on_how_often_one_claims(
    units_total: int, share_ppm: int, story: list[Event]
) -> None:
    live(units_total, share_ppm, story, claims=True)
    live(units_total, share_ppm, story, claims=False)


def test_a_holder_who_has_retracted_has_seen_nothing() -> None:
    retracted = Position(units=30, seen_principal=RETRACTED)
    settled, claim = settle(retracted, 50, 10, 100)
    assert (claim, settled.seen_principal) == (Claim(15, 3), 50)


def test_the_loss_of_a_loan_that_has_ended_is_counted_once_and_rounded_up() -> None:
    # 33 of 100 units; 50 came back of 100: 16.5 for the holder, so that 17 are lost.
    settled, claim = settle(Position(units=33), 50, 0, 100, ended=True)
    assert (claim, settled.seen_principal) == (Claim(16, 0, 17), ENDED)
    # Later recoveries are interest.
    again, later = settle(settled, 50, 100, 100, ended=True)
    assert (later, again.seen_principal) == (Claim(0, 33, 0), ENDED)


def test_nothing_is_lost_of_a_loan_that_goes_on_or_is_repaid_in_full() -> None:
    assert settle(Position(units=33), 50, 0, 100)[1].lost == 0
    assert settle(Position(units=33), 100, 0, 100, ended=True)[1] == Claim(33, 0, 0)
