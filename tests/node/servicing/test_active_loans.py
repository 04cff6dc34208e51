"""Which loans a day's jobs are planned for: those that wait for something, and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.servicing.jobs import COLLECT, LOAN_JOB, kinds_of_servicing
from tallystick_node.storage.tables import use_proofs

if TYPE_CHECKING:
    from node.servicing.builders import Office


def asked(office: Office) -> list[int]:
    row: list[int] = office.one(lambda c: office.servicing.rounds.of(c, office.today))
    return row


def test_a_loan_is_looked_at_on_the_steps_of_its_plan_and_not_between(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.look()  # from its first day on its evidence is followed
    due = office.stands(loan).next_due
    for days, wanted in ((9, []), (7, [loan]), (5, []), (3, [loan]), (2, []), (1, [loan])):
        office.reach(due - timedelta(days=days))
        assert asked(office) == wanted
        office.look()
        assert asked(office) == []


def test_a_late_loan_waits_for_its_tier_and_again_when_it_is_paid(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.empty()
    office.day(office.late(loan, 1))
    assert asked(office) == []
    office.reach(office.late(loan, 2))
    assert asked(office) == []  # nothing is new in its tier
    office.pay_in(office.stands(loan).due)
    office.do(COLLECT)
    office.send()
    assert asked(office) == [loan]  # its tier has ended
    office.look()
    assert asked(office) == []


@pytest.mark.parametrize("undone", [True, False])
def test_nothing_is_to_do_for_a_loan_whose_issue_was_taken_back(
    office: Office, *, undone: bool
) -> None:
    """Its job was planned before the chain was reorganised: tried again, it could only die."""
    office.known()
    chain = office.network.session.chain
    before = chain.snapshot()
    loan = office.loan()
    assert asked(office) == [loan]
    if undone:
        chain.revert(before)
        office.network.platform.sender._last.clear()
        office.catch_up()
    days = next(kind for kind in kinds_of_servicing(office.servicing) if kind.name == LOAN_JOB)
    job = Job(1, JobKey(office.today, LOAN_JOB, str(loan)), 1, 1)
    office.act(days.run(job))
    followed = office.rows(use_proofs, use_proofs.c.loan == loan)
    assert len(followed) == (not undone)
