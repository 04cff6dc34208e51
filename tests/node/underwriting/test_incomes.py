"""Incomes that nobody has verified come to compliance, and the case goes on once they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from node.kyc.builders import PDF, id_number
from node.underwriting.builders import OTHER, STAFF, Desk
from node.underwriting.cases import UNIT
from node.underwriting.test_queue import claim, decide
from tallystick_node.kyc.conflicts import Conflicts
from tallystick_node.kyc.fields import Field
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.incomes import UnverifiedIncome, unverified_incomes
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override

if TYPE_CHECKING:
    import pytest
    from sqlalchemy import Connection


def waiting(desk: Desk, actor: str = STAFF) -> list[UnverifiedIncome]:
    with desk.database.reading() as connection:
        return unverified_incomes(desk.underwriting.applications, connection, actor)


def unverified(desk: Desk) -> tuple[str, str]:
    """A person whose income nobody has verified, and their referred application."""
    people = desk.room.people
    person = desk.room.full(id_number("123"))
    people.evidence.state(person, Field.INCOME, str(60_000 * UNIT))
    for kind in desk.underwriting.examination.rules.documents:
        people.documents.upload(person, kind, PDF + kind.encode() + b"%%EOF")
    desk.room.bind(person, "borrower 0")
    number = desk.apply(person, desk.network.session.actors.borrowers[0].address)
    assert desk.examine(number) is ApplicationState.REFERRED
    assert "income.unverified" in desk.row(number).reasons
    return person, number


def verify(desk: Desk, person: str, document: int) -> None:
    desk.room.people.evidence.verify_by_staff(
        person, Field.INCOME, staff=STAFF, document=document, expires_on=None
    )


def test_an_income_that_a_case_waits_for_is_verified_and_the_case_goes_on(desk: Desk) -> None:
    person, number = unverified(desk)
    (income,) = waiting(desk)
    assert (income.person, income.income) == (person, 60_000 * UNIT)
    assert income.since == desk.row(number).applied_at
    assert {document.kind for document in income.documents} == {"identity_card", "proof_of_income"}
    verify(desk, person, income.documents[-1].number)
    assert waiting(desk) == []
    for staff in (STAFF, OTHER):
        claim(desk, number, staff)
        decide(desk, number, staff)
    assert desk.state(number) is ApplicationState.APPROVED


def test_who_is_refused_after_it_was_verified_hears_nothing_of_income(desk: Desk) -> None:
    person, number = unverified(desk)
    verify(desk, person, waiting(desk)[0].documents[-1].number)
    for staff in (STAFF, OTHER):
        claim(desk, number, staff)
        decide(desk, number, staff, ReviewVerdict.REFUSE, Override.TOO_RISKY)
    heard = desk.told()[-1]["reasons"]
    assert heard[0] == "The risk is beyond what we lend on"
    assert "Unable to verify income" not in heard


def test_who_is_refused_unverified_hears_it(desk: Desk) -> None:
    _, number = unverified(desk)
    for staff in (STAFF, OTHER):
        claim(desk, number, staff)
        decide(desk, number, staff, ReviewVerdict.REFUSE, Override.NOT_VERIFIED)
    assert "Unable to verify income" in desk.told()[-1]["reasons"]
    assert waiting(desk) == []


def test_nobody_finds_their_own_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person, _ = unverified(desk)

    def is_own(_: Conflicts, __: Connection, actor: str, about: str) -> bool:
        return (actor, about) == (STAFF, person)

    monkeypatch.setattr(Conflicts, "is_own", is_own)
    assert waiting(desk) == []
    assert len(waiting(desk, OTHER)) == 1


def test_a_case_that_waits_for_something_else_is_not_there(desk: Desk) -> None:
    person = desk.borrower("borrower 0")
    number = desk.apply(
        person, desk.network.session.actors.borrowers[0].address,
        description="For a casino weekend that I have long wished for.",
    )  # fmt: skip
    assert desk.examine(number) is ApplicationState.REFERRED
    assert waiting(desk) == []
