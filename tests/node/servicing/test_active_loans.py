"""Which loans a day's jobs are planned for: those that wait for something, and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tallystick_node.servicing.jobs import COLLECT

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
