"""Enterprises that owe invoices are companies that are known, entered by others than their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.products.builders import company
from node.underwriting.builders import OTHER, STAFF
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.products.refusals import NoProduct, ProductRefused

if TYPE_CHECKING:
    from node.underwriting.builders import Desk


def register(desk: Desk, wallet: str, staff: str = STAFF) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.products.enterprises.register(connection, wallet, "Works Ltd", staff)


def names(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        rows = desk.underwriting.products.enterprises.listed(connection)
    return [row.wallet for row in rows]


def test_a_known_company_is_entered_and_taken_off(desk: Desk) -> None:
    _, wallet = company(desk)
    register(desk, wallet)
    assert names(desk) == [wallet]
    with desk.database.writing() as connection:
        desk.underwriting.products.enterprises.end(connection, wallet, OTHER)
    assert names(desk) == []
    with (
        pytest.raises(NoProduct, match="PRODUCT:NO_ENTERPRISE"),
        desk.database.writing() as connection,
    ):
        desk.underwriting.products.enterprises.end(connection, wallet, OTHER)
    register(desk, wallet)
    assert names(desk) == [wallet]


def test_who_is_no_known_company_is_not_entered(desk: Desk) -> None:
    person = desk.room.full()
    wallet = desk.room.bind(person, "borrower 0")
    for nobody in (wallet, STAFF):
        with pytest.raises(ProductRefused, match="PRODUCT:ENTERPRISE"):
            register(desk, nobody)
    with pytest.raises(InputError, match="INPUT:ADDRESS"):
        register(desk, "0x12")
    assert names(desk) == []


def test_nobody_enters_their_own_company(desk: Desk) -> None:
    _, wallet = company(desk)
    with pytest.raises(Forbidden, match="ACCESS:OWN"):
        register(desk, wallet, staff=wallet)
    assert names(desk) == []
