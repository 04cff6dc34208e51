"""Who owes is judged anew each month; a worse grade is written down and warns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.chain.contracts import Book
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.tables import rescores
from tallystick_node.underwriting.rescoring import RESCORE

if TYPE_CHECKING:
    from typing import Any

    from node.underwriting.builders import Desk

FIRST = date(2026, 5, 1)


def borrowed(desk: Desk) -> tuple[str, str]:
    """A person with an active loan that the desk has judged; with the application's number."""
    person = desk.borrower("borrower 0")
    actors, platform = desk.network.session.actors, desk.network.platform
    number = desk.apply(person, actors.borrower.address)
    desk.examine(number)
    with desk.database.writing() as connection:
        signed = desk.underwriting.offers.make(connection, person, number)
    borrower = Borrower(platform, actors.borrower)
    loan = borrower.act.list(signed.message).send().result
    principal, text = signed.offer.principal, signed.offer.disclosure_hash
    Investor(platform, actors.investor).act.fund(loan, principal, disclosure_hash=text).send()
    platform.plan(Book.issue(loan), actors.borrower).send()
    desk.index()
    with desk.database.writing() as connection:
        desk.underwriting.offers.follow(connection)
    return person, number


def rescore(desk: Desk, number: str, day: date) -> None:
    kind = desk.underwriting.rescoring.kind
    effect = kind.run(Job(1, JobKey(day, RESCORE, number), 1, 1))
    with desk.database.writing() as connection:
        effect(connection)


def kept(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(rescores).order_by(rescores.c.day)).all())


def test_on_the_first_of_a_month_every_active_loan_is_judged_anew(desk: Desk) -> None:
    _, number = borrowed(desk)
    due = desk.underwriting.rescoring.due
    assert list(due(FIRST)) == [number]
    assert list(due(FIRST + timedelta(days=1))) == []
    rescore(desk, number, FIRST)
    rescore(desk, number, FIRST)
    (row,) = kept(desk)
    assert (row.day, row.downgraded, row.grade) == (FIRST, False, desk.row(number).grade)
    assert "borrower.downgraded" not in desk.room.acts()


def test_a_worse_grade_is_written_down_and_in_the_journal(desk: Desk) -> None:
    person, number = borrowed(desk)
    desk.room.people.evidence.state(person, Field.INCOME, "1000000")
    rescore(desk, number, FIRST)
    (row,) = kept(desk)
    assert row.downgraded
    assert row.grade > desk.row(number).grade
    assert "borrower.downgraded" in desk.room.acts()


def test_a_loan_that_nobody_took_is_not_judged_anew(desk: Desk) -> None:
    person = desk.borrower("borrower 0")
    desk.examine(desk.apply(person, desk.network.session.actors.borrower.address))
    assert list(desk.underwriting.rescoring.due(FIRST)) == []
