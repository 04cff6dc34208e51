"""Chain, ledger and bank: equal, or each difference by its name."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.payments.custodian import Movement, PaymentKind
from tallystick_node.payments.reconciliation import Booking, Fault, Totals, reconcile

DAY = date(2026, 11, 24)
EQUAL = Totals(700, 700, 700)
BOOKINGS = [Booking("d1", PaymentKind.DEPOSIT, 1_000), Booking("w1", PaymentKind.WITHDRAWAL, 300)]


def at_bank(bookings: list[Booking]) -> list[Movement]:
    return [
        Movement(f"B-{booking.key}", booking.key, booking.kind, "a", booking.amount, DAY)
        for booking in bookings
    ]


def test_three_equal_sides_agree() -> None:
    result = reconcile(DAY, at_bank(BOOKINGS), BOOKINGS[::-1], BOOKINGS, EQUAL)
    assert (result.agrees, result.movements) == (True, 2)
    assert json.loads(json.dumps(result.document()))["totals"]["bank"] == "700"
    assert reconcile(DAY, [], [], [], Totals(0, 0, 0)).agrees


@pytest.mark.parametrize(
    ("side", "fault"),
    [(0, Fault.MISSING_AT_BANK), (1, Fault.MISSING_IN_LEDGER), (2, Fault.MISSING_ON_CHAIN)],
)
def test_what_is_missing_on_a_side_is_named(side: int, fault: Fault) -> None:
    sides = [list(BOOKINGS) for _ in range(3)]
    del sides[side][0]
    result = reconcile(DAY, at_bank(sides[0]), sides[1], sides[2], EQUAL)
    (difference,) = result.differences
    assert (difference.fault, difference.key) == (fault, "d1")
    shown = (difference.bank, difference.ledger, difference.chain)
    assert shown == tuple(None if place == side else 1_000 for place in range(3))


@pytest.mark.parametrize("side", [0, 1, 2])
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ([Booking("d1", PaymentKind.DEPOSIT, 1_001)], Fault.AMOUNT),
        ([Booking("d1", PaymentKind.WITHDRAWAL, 1_000)], Fault.KIND),
        ([Booking("d1", PaymentKind.DEPOSIT, 1_000)] * 2, Fault.TWICE),
    ],
)
def test_what_differs_on_a_side_is_named(side: int, changed: list[Booking], fault: Fault) -> None:
    sides = [list(BOOKINGS[:1]) for _ in range(3)]
    sides[side] = changed
    result = reconcile(DAY, at_bank(sides[0]), sides[1], sides[2], EQUAL)
    assert [(difference.fault, difference.key) for difference in result.differences] == [
        (fault, "d1")
    ]
    assert not result.agrees


@pytest.mark.parametrize(
    "totals", [Totals(701, 700, 700), Totals(700, 699, 700), Totals(700, 700, 0)]
)
def test_a_balance_that_differs_is_named(totals: Totals) -> None:
    result = reconcile(DAY, at_bank(BOOKINGS), BOOKINGS, BOOKINGS, totals)
    (difference,) = result.differences
    assert (difference.fault, difference.key) == (Fault.BALANCE, None)
    assert (difference.chain, difference.ledger, difference.bank) == (
        totals.chain, totals.ledger, totals.bank,
    )  # fmt: skip


@given(
    st.lists(
        st.builds(
            Booking,
            st.integers(0, 30).map(lambda n: f"k{n}"),
            st.sampled_from(PaymentKind),
            st.integers(1, 10**15),
        ),
        unique_by=lambda booking: booking.key,
    ),
    st.data(),
)
def test_one_change_anywhere_never_passes(bookings: list[Booking], data: st.DataObject) -> None:
    assert reconcile(DAY, at_bank(bookings), bookings, bookings, EQUAL).agrees
    if not bookings:
        return
    sides = [list(bookings) for _ in range(3)]
    side = data.draw(st.integers(0, 2))
    place = data.draw(st.integers(0, len(bookings) - 1))
    old = sides[side][place]
    change = data.draw(st.sampled_from(["drop", "twice", "more"]))
    if change == "drop":
        del sides[side][place]
    elif change == "twice":
        sides[side].append(old)
    else:
        sides[side][place] = Booking(old.key, old.kind, old.amount + 1)
    result = reconcile(DAY, at_bank(sides[0]), sides[1], sides[2], EQUAL)
    assert [difference.key for difference in result.differences] == [old.key]
