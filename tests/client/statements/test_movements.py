"""What each event of the Escrow is to a wallet, and that it is nothing to others."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.chain.artifacts import interface
from tallystick.replay.money import MoveReason
from tallystick.statements.movements import KINDS, MOVES, Movement, movements

A, B, C = ("0x" + digit * 40 for digit in "abc")


def moved(reason: int, ref: int = 7) -> dict[str, Any]:
    return {
        "sender": A, "receiver": B, "reason": reason, "ref": ref, "amount": 5,
        "sender_balance": 10, "receiver_balance": 20,
    }  # fmt: skip


EVENTS: list[tuple[str, dict[str, Any], str, list[Movement]]] = [
    ("Deposited", {"owner": A, "amount": 5, "balance": 9}, A, [Movement("deposit", None, 5, 9)]),
    (
        "Withdrawn", {"owner": A, "amount": 5, "balance": 4}, A,
        [Movement("withdrawal", None, -5, 4)],
    ),
    ("Moved", moved(MoveReason.FUND), A, [Movement("loan funded", 7, -5, 10)]),
    ("Moved", moved(MoveReason.FUND), B, [Movement("loan funded", 7, 5, 20)]),
    ("Moved", moved(MoveReason.FEES), B, [Movement("fees of the platform", None, 5, 20)]),
    ("Moved", moved(MoveReason.DONATION), A, [Movement("given to the reserve", None, -5, 10)]),
    ("Moved", moved(MoveReason.REPAY, 0), A, [Movement("repayment", None, -5, 10)]),
    (
        "Moved", moved(MoveReason.REPAY) | {"receiver": A, "receiver_balance": 15}, A,
        [Movement("repayment", 7, -5, 10), Movement("repayment", 7, 5, 15)],
    ),
    (
        "ClaimPaid",
        {"loan": 7, "holder": A, "principal": 5, "interest": 2, "holder_balance": 17}, A,
        [Movement("principal received", 7, 5, 15), Movement("interest received", 7, 2, 17)],
    ),
    (
        "ClaimPaid",
        {"loan": 7, "holder": A, "principal": 0, "interest": 2, "holder_balance": 17}, A,
        [Movement("interest received", 7, 2, 17)],
    ),
    (
        "SalePaid",
        {"loan": 7, "seller": A, "buyer": B, "price": 9, "fee": 1, "seller_balance": 8,
         "buyer_balance": 3}, A, [Movement("notes sold, fee taken", 7, 8, 8)],
    ),
    (
        "SalePaid",
        {"loan": 7, "seller": A, "buyer": B, "price": 9, "fee": 1, "seller_balance": 8,
         "buyer_balance": 3}, B, [Movement("notes bought", 7, -9, 3)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "wallet", "expected"), EVENTS)
def test_an_event_is_what_it_is_to_a_wallet(
    name: str, fields: dict[str, Any], wallet: str, expected: list[Movement]
) -> None:
    assert list(movements(name, fields, wallet)) == expected
    assert list(movements(name, fields, C)) == []


def test_the_fields_are_those_of_the_contract() -> None:
    known = {event.name: {*event.names} for event in interface("Escrow").events.values()}
    for name, fields, _, _ in EVENTS:
        assert set(fields) == known[name]
    assert list(movements("Held", {"owner": A}, A)) == []


def test_every_reason_between_accounts_of_people_has_its_kind() -> None:
    assert len(set(KINDS)) == len(KINDS)
    reasons = {value for name, value in vars(MoveReason).items() if name.isupper()}
    assert set(MOVES) <= reasons
    assert list(movements("Moved", moved(99), A)) == [Movement("moved", 7, -5, 10)]
