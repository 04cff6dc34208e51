"""Tasks of staff end by themselves once what they are about is paid, and not before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Servicing
from tallystick_node.servicing.jobs import CRANK, LOAN_JOB

if TYPE_CHECKING:
    from node.servicing.builders import Office


def still_open(office: Office) -> list[str]:
    rows = office.one(lambda connection: office.servicing.tasks.open_ones(connection, 10))
    return [row.kind for row in rows]


def test_a_call_is_nobody_s_task_once_its_instalment_is_paid(office: Office) -> None:
    office.known()
    loan = office.loan()
    due = office.stands(loan).next_due
    office.day(due - timedelta(days=3), LOAN_JOB)
    office.do(CRANK)
    assert still_open(office) == ["call"], "nothing is paid yet"
    office.network.platform.plan(Servicing.repay(loan, 10**12, 1), office.borrower).send()
    office.catch_up()
    office.day(due, CRANK)
    assert still_open(office) == []


def test_no_task_is_left_of_a_loan_that_is_repaid(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.day(office.stands(loan).next_due - timedelta(days=3), LOAN_JOB)
    assert still_open(office) == ["call"]
    office.network.platform.plan(Servicing.prepay(loan, 10**12, 0), office.borrower).send()
    office.catch_up()
    office.day(office.today + timedelta(days=1), CRANK)
    assert still_open(office) == []


def test_what_is_still_late_stays_a_task(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.empty()
    office.day(office.late(loan, 1), LOAN_JOB)
    office.day(office.late(loan, 40), CRANK)
    assert still_open(office) == ["call"]
