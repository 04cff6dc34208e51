"""Loans that go wrong, as the tests make them: a borrower without money, and time."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.builders import World

__all__ = ["RECEIPT", "drain", "make_default", "next_month", "pay_instalments"]

# What Workouts tells Servicing of a recovery.
RECEIPT = {
    "payer": "0x" + "11" * 20, "principal": 1, "interest": 1, "fee": 1, "to_reserve": 1,
    "guarantor": "0x" + "22" * 20, "to_guarantor": 1, "surplus": 1, "recovered": False,
}  # fmt: skip


def drain(world: World, owner: str) -> int:
    """Let an owner take all their money out: a default first collects what it finds."""
    amount = world.balance(owner)
    if amount:
        world.call("Escrow.withdraw", amount, sender=owner)
    return amount


def pay_instalments(world: World, loan: int, count: int) -> None:
    """Some instalments on time, out of the borrower's balance."""
    for _ in range(count):
        world.travel(days=31)
        world.call("Servicing.collect", loan)


def make_default(world: World, loan: int, instalments: int = 0) -> None:
    """Some instalments on time, then a borrower without money, and a default."""
    pay_instalments(world, loan, instalments)
    drain(world, world.call("Lens.parties_of", loan)["borrower"])
    world.travel(days=31 + 100)
    assert world.call("Workouts.declare_default", loan)


def next_month(world: World) -> None:
    """The first of the next month: the month of a default is over."""
    today = datetime.datetime.fromtimestamp(world.now, datetime.UTC).date()
    first = (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    world.travel(days=(first - today).days)
