"""Signs before a loan fails: a worse score, a debit that failed, evidence that does not come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import PDF
from node.servicing.builders import STAFF
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.servicing.jobs import COLLECT, LOAN_JOB
from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.tables import applications, credit_offers, rescores

if TYPE_CHECKING:
    from node.servicing.builders import Office

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def rescored(office: Office, person: str, loan: int, *, downgraded: bool) -> None:
    """Put a re-score of a loan's application into the tables, as the monthly job would."""
    number = "a" * 32
    with office.database.writing() as connection:
        connection.execute(
            applications.insert().values(
                id=number, person=person, wallet=office.borrower.address, state="listed",
                amount=1, months=12, purpose="car", project="p", applied_at=NOW,
            )
        )  # fmt: skip
        connection.execute(
            credit_offers.insert().values(
                application=number, offer={}, r="1", vs="2", signed_by="u", signed_at=NOW,
                expires_at=NOW, loan=loan,
            )
        )  # fmt: skip
        connection.execute(
            rescores.insert().values(
                application=number, day=office.today, model="m", score=500, grade="E",
                p_default_ppm=90_000, downgraded=downgraded,
            )
        )  # fmt: skip


@pytest.mark.parametrize("downgraded", [True, False])
def test_a_worse_grade_warns_before_anything_is_due(office: Office, downgraded: bool) -> None:
    person = office.known()
    loan = office.loan()
    rescored(office, person, loan, downgraded=downgraded)
    office.look()
    office.look()
    assert office.signals() == (["score.drop"] if downgraded else [])
    assert office.alerts() == (["warning.score.drop"] if downgraded else [])
    assert office.stands(loan).days_past_due == 0


def test_a_debit_that_the_account_did_not_cover_warns_once(office: Office) -> None:
    loan = office.loan()
    office.empty()
    office.day(office.stands(loan).next_due, COLLECT, LOAN_JOB)
    office.send()
    assert office.signals() == ["funds.missing"], "seen on the due date"
    office.day(office.late(loan, 1), COLLECT, LOAN_JOB)
    office.day(office.late(loan, 2), COLLECT, LOAN_JOB)
    assert sorted(office.signals()) == ["debit.missed", "funds.missing"]


def test_a_debit_that_was_covered_warns_nobody(office: Office) -> None:
    loan = office.loan()
    due = office.late(loan, 0)
    for days in (0, 1):
        office.day(due + timedelta(days=days), COLLECT, LOAN_JOB)
        office.send()
    assert office.signals() == []


def test_evidence_of_the_use_is_asked_for_until_it_is_accepted(office: Office) -> None:
    person = office.known()
    loan = office.loan()
    room = office.servicing.proceeds
    with pytest.raises(NoServicing, match="try tomorrow"):
        office.act(lambda c: room.accept(c, loan, STAFF))
    office.look()
    issued = office.stands(loan).issued_on
    office.day(issued + timedelta(days=60), COLLECT, LOAN_JOB)
    office.send()
    assert office.signals() == []
    with pytest.raises(ServicingRefused, match="PROCEEDS:NOTHING"):
        office.act(lambda c: room.accept(c, loan, STAFF))
    office.day(issued + timedelta(days=61), COLLECT, LOAN_JOB)
    assert "evidence.overdue" in office.signals()
    bill = office.room.people.documents.upload(person, "other", PDF)
    office.act(lambda c: room.show(c, loan, person, bill.number))
    assert "evidence" in office.tasks()
    office.act(lambda c: room.accept(c, loan, STAFF))
    with pytest.raises(ServicingRefused, match="PROCEEDS:DONE"):
        office.act(lambda c: room.show(c, loan, person, bill.number))


def test_evidence_that_was_accepted_in_time_warns_nobody(office: Office) -> None:
    person = office.known()
    loan = office.loan()
    office.look()
    bill = office.room.people.documents.upload(person, "other", PDF)
    office.act(lambda c: office.servicing.proceeds.show(c, loan, person, bill.number))
    office.act(lambda c: office.servicing.proceeds.accept(c, loan, STAFF))
    office.day(office.stands(loan).issued_on + timedelta(days=61), COLLECT, LOAN_JOB)
    office.send()
    assert "evidence.overdue" not in office.signals()


def test_evidence_is_shown_for_ones_own_loan_with_ones_own_document(office: Office) -> None:
    person = office.known()
    other = office.known("borrower 1", "321")
    loan = office.loan()
    office.look()
    room, documents = office.servicing.proceeds, office.room.people.documents
    theirs = documents.upload(other, "other", PDF)
    with pytest.raises(NoServicing, match="SERVICING:LOAN"):
        office.act(lambda c: room.show(c, loan, other, theirs.number))
    with pytest.raises(PersonRefused):
        office.act(lambda c: room.show(c, loan, person, theirs.number))


def test_who_is_forgotten_takes_their_evidence_along(office: Office) -> None:
    person = office.known()
    loan = office.loan()
    office.look()
    bill = office.room.people.documents.upload(person, "other", PDF)
    office.act(lambda c: office.servicing.proceeds.show(c, loan, person, bill.number))
    office.act(lambda c: office.room.people.erasure._remove(c, person))
    wallet = office.borrower.address
    assert office.one(lambda c: office.servicing.desk.borrower(c, wallet)).person is None
    office.look()


def test_a_warning_is_seen_once(office: Office) -> None:
    loan = office.loan()
    office.empty()
    office.day(office.late(loan, 1), LOAN_JOB)
    room = office.servicing.warnings
    (row,) = office.one(lambda c: room.open_ones(c, 10))
    office.act(lambda c: room.see(c, row.id, STAFF))
    assert office.one(lambda c: room.open_ones(c, 10)) == []
    with pytest.raises(NoServicing, match="WARNING:NONE"):
        office.act(lambda c: room.see(c, row.id, STAFF))
