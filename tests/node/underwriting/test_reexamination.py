"""A case in the queue is examined again once something that it rests on has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from node.underwriting.builders import OTHER, STAFF, Desk
from node.underwriting.cases import UNIT
from node.underwriting.test_incomes import unverified, verify, waiting
from node.underwriting.test_queue import acts, claim, decide
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.tables import jobs
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override
from tallystick_node.underwriting.reexamination import REEXAMINE

if TYPE_CHECKING:
    from sqlalchemy import Connection


def asked(desk: Desk) -> list[str]:
    """The applications that are to be examined again."""
    question = select(jobs.c.subject).where(jobs.c.kind == REEXAMINE, jobs.c.state == "waiting")
    with desk.database.reading() as connection:
        return [subject.split(" ")[0] for subject in connection.scalars(question)]


def work(desk: Desk) -> None:
    queue = desk.underwriting.applications.queue
    worker = JobWorker(queue, [desk.underwriting.reexamination.kind], "tests")
    while worker.work():
        pass


def found(desk: Desk, number: str) -> dict[str, list[str]]:
    with desk.database.reading() as connection:
        rows = desk.underwriting.examination.found(connection, number)
        return {row.stage: row.reasons for row in rows}


def test_a_case_that_waits_for_an_income_is_examined_again_when_it_is_verified(desk: Desk) -> None:
    person, number = unverified(desk)
    assert "income.unverified" in found(desk, number)["authenticity"]
    assert asked(desk) == []
    verify(desk, person, waiting(desk)[0].documents[-1].number)
    assert asked(desk) == [number]
    work(desk)
    assert "income.unverified" not in desk.row(number).reasons
    assert found(desk, number)["authenticity"] == []
    assert desk.state(number) is ApplicationState.REFERRED
    assert acts(desk, number) == ["opened", "examined again"]
    with desk.database.reading() as connection:
        (case,) = desk.underwriting.queue.waiting(connection)
    assert "income.unverified" not in case.reasons


def test_each_change_is_looked_at_though_it_comes_on_the_same_day(desk: Desk) -> None:
    person, number = unverified(desk)
    verify(desk, person, waiting(desk)[0].documents[-1].number)
    work(desk)
    desk.room.people.evidence.state(person, Field.INCOME, str(90_000 * UNIT))
    assert asked(desk) == [number]
    work(desk)
    assert "income.unverified" in desk.row(number).reasons
    verify(desk, person, desk_documents(desk, person))
    work(desk)
    assert "income.unverified" not in desk.row(number).reasons


def desk_documents(desk: Desk, person: str) -> int:
    with desk.database.reading() as connection:
        return desk.room.people.documents.of(connection, person)[-1].number


def test_a_proposal_that_rested_on_the_old_result_ends(desk: Desk) -> None:
    person, number = unverified(desk)
    claim(desk, number, STAFF)
    decide(desk, number, STAFF, ReviewVerdict.REFUSE, Override.NOT_VERIFIED)
    verify(desk, person, waiting(desk)[0].documents[-1].number)
    work(desk)
    for staff in (OTHER, STAFF):
        claim(desk, number, staff)
        decide(desk, number, staff)
    assert desk.state(number) is ApplicationState.APPROVED


def test_a_proposal_stays_where_the_result_is_the_same(desk: Desk) -> None:
    person, number = unverified(desk)
    claim(desk, number, STAFF)
    decide(desk, number, STAFF, ReviewVerdict.REFUSE, Override.NOT_VERIFIED)
    desk.room.people.care.record_call(person, staff=STAFF, understood=True)
    assert asked(desk) == [number]
    work(desk)
    claim(desk, number, OTHER)
    decide(desk, number, OTHER, ReviewVerdict.REFUSE, Override.NOT_VERIFIED)
    assert desk.state(number) is ApplicationState.REFUSED


def test_a_case_that_is_decided_before_the_job_keeps_its_result(desk: Desk) -> None:
    person, number = unverified(desk)
    verify(desk, person, waiting(desk)[0].documents[-1].number)
    effect = desk.underwriting.reexamination.examine(number)
    for staff in (STAFF, OTHER):
        claim(desk, number, staff)
        decide(desk, number, staff, ReviewVerdict.REFUSE, Override.TOO_RISKY)
    before = desk.row(number)
    with desk.database.writing() as connection:
        effect(connection)
    work(desk)
    assert desk.row(number) == before
    assert "examined again" not in acts(desk, number)


def test_what_no_case_rests_on_examines_nothing(desk: Desk) -> None:
    person, _ = unverified(desk)
    desk.room.people.documents.upload(person, "other", b"%PDF-1.7\nfurther\n%%EOF")
    assert asked(desk) == []


def test_whoever_has_no_open_case_is_not_examined(desk: Desk) -> None:
    desk.borrower("borrower 0")
    assert asked(desk) == []


@pytest.mark.parametrize("verified", [True, False])
def test_a_case_that_was_missed_is_planned_by_the_day(desk: Desk, verified: bool) -> None:
    person, number = unverified(desk)
    if verified:
        verify(desk, person, waiting(desk)[0].documents[-1].number)

    def lose(connection: Connection) -> None:
        connection.execute(delete(jobs))

    with desk.database.writing() as connection:
        lose(connection)
    reexamination = desk.underwriting.reexamination
    assert list(reexamination.overtaken(desk.room.people.context.today)) == (
        [number] if verified else []
    )


def test_a_doubt_that_was_settled_leaves_a_refusal_with_a_reason(desk: Desk) -> None:
    """Staff refuse what only waited for an income, for a reason that says nothing by itself."""
    person, number = unverified(desk)
    verify(desk, person, waiting(desk)[0].documents[-1].number)
    work(desk)
    for staff in (STAFF, OTHER):
        claim(desk, number, staff)
        decide(desk, number, staff, ReviewVerdict.REFUSE, Override.NOT_VERIFIED)
    reasons = desk.told()[-1]["reasons"]
    assert reasons
    assert "Unable to verify income" not in reasons
