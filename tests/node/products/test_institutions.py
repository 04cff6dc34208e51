"""Institutional lenders: entered by two, bound by a limit of their own, a line of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.products.builders import company
from node.underwriting.builders import OTHER, STAFF
from node.underwriting.cases import UNIT
from tallystick.chain.contracts import Registry
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.products.institutions import InstitutionLine
from tallystick_node.products.refusals import NoProduct, ProductRefused

if TYPE_CHECKING:
    from node.underwriting.builders import Desk

LIMIT = 1_000 * UNIT


def propose(desk: Desk, person: str, lend_max: int = LIMIT, staff: str = STAFF) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.products.institutions.propose(connection, person, lend_max, staff)


def confirm(desk: Desk, person: str, staff: str = OTHER, lend_max: int = LIMIT) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.products.institutions.confirm(connection, person, lend_max, staff)


def limit(desk: Desk, person: str) -> int:
    """What a credential of today would let them lend."""
    with desk.database.reading() as connection:
        return desk.room.people.cases.of(connection, person, lend=True, borrow=False).lend_limit


def line(desk: Desk) -> InstitutionLine:
    institutions = desk.underwriting.products.institutions
    with desk.database.reading() as connection:
        wallets = institutions.wallets(connection)
    return institutions.line(wallets)


def test_what_a_lender_has_lent_is_on_the_line(desk: Desk) -> None:
    """Of a wallet that the chain knows: what is lent is the chain's own count."""
    actors, platform = desk.network.session.actors, desk.network.platform
    investor = actors.investors[0].address
    lent = platform.read(Registry.person_of(investor))["exposure"]
    institutions = desk.underwriting.products.institutions
    assert institutions.line([investor]) == InstitutionLine(1, lent)
    assert institutions.line([]) == InstitutionLine(0, 0)


def test_two_of_staff_enter_an_institution_and_its_limit_binds(desk: Desk) -> None:
    person, _ = company(desk)
    before = limit(desk, person)
    assert before > LIMIT
    propose(desk, person)
    assert limit(desk, person) == before, "nobody has confirmed it"
    with pytest.raises(ProductRefused, match="PRODUCT:SAME"):
        confirm(desk, person, STAFF)
    confirm(desk, person)
    assert limit(desk, person) == LIMIT
    institutions = desk.underwriting.products.institutions
    assert line(desk) == InstitutionLine(1, 0), "it has lent nothing yet"
    with desk.database.writing() as connection:
        institutions.end(connection, person, STAFF)
    assert limit(desk, person) == before
    assert line(desk) == InstitutionLine(0, 0)


def test_a_limit_that_was_changed_in_between_is_not_confirmed(desk: Desk) -> None:
    """Whoever confirms has read one limit; another one needs another look."""
    person, _ = company(desk)
    before = limit(desk, person)
    propose(desk, person)
    propose(desk, person, LIMIT * 2)
    with pytest.raises(ProductRefused, match="PRODUCT:PROPOSAL"):
        confirm(desk, person)
    assert limit(desk, person) == before, "nothing is confirmed"
    confirm(desk, person, lend_max=LIMIT * 2)
    assert limit(desk, person) == LIMIT * 2


def test_nobody_else_is_an_institution_and_none_beyond_the_template(desk: Desk) -> None:
    natural = desk.room.full()
    with pytest.raises(ProductRefused, match="PRODUCT:INSTITUTION"):
        propose(desk, natural)
    person, wallet = company(desk)
    most = desk.underwriting.products.catalogue.template("institution").lend_max
    for amount in (0, most + 1):
        with pytest.raises(InputError, match="PRODUCT:LEND_MAX"):
            propose(desk, person, amount)
    with pytest.raises(Forbidden, match="ACCESS:OWN"):
        propose(desk, person, staff=wallet)
    with pytest.raises(NoProduct, match="PRODUCT:NO_INSTITUTION"):
        confirm(desk, person)
    propose(desk, person, most)


def test_another_limit_needs_another_yes(desk: Desk) -> None:
    person, _ = company(desk)
    propose(desk, person)
    confirm(desk, person)
    propose(desk, person, LIMIT + 1, OTHER)
    assert limit(desk, person) > LIMIT + 1, "until it is confirmed there is none"
    confirm(desk, person, STAFF, LIMIT + 1)
    assert limit(desk, person) == LIMIT + 1
    with desk.database.writing() as connection:
        desk.underwriting.products.institutions.end(connection, person, STAFF)
    with (
        pytest.raises(NoProduct, match="PRODUCT:NO_INSTITUTION"),
        desk.database.writing() as connection,
    ):
        desk.underwriting.products.institutions.end(connection, person, STAFF)
