"""A case is closed by two, and what was confirmed is to be reported in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.aml.builders import OFFICER, OTHER
from node.aml.test_case_book import opened
from tallystick_node.aml.case_rules import ActKind, CaseOutcome, CaseState
from tallystick_node.aml.refusals import AmlRefused

if TYPE_CHECKING:
    from node.aml.builders import Bureau

WHY = "the sale of a house, with the contract"


def close(bureau: Bureau, case: int, outcome: CaseOutcome) -> None:
    with bureau.database.writing() as connection:
        bureau.aml.closing.propose(connection, case, outcome, WHY, OFFICER)
        bureau.aml.closing.decide(connection, case, OTHER, "seen", agreed=True)


def test_two_close_a_case(bureau: Bureau) -> None:
    case = opened(bureau)
    close(bureau, case, CaseOutcome.FALSE_POSITIVE)
    with bureau.database.writing() as connection:
        row = bureau.aml.cases.case(connection, case)
        assert (row.state, row.outcome, row.report_due_on) == ("closed", "false_positive", None)
        with pytest.raises(AmlRefused, match="AML:CLOSED"):
            bureau.aml.cases.write(connection, case, ActKind.NOTE, "more", OFFICER)
        similar = bureau.aml.alerts.similar(connection, bureau.alerts()[0].id)
        assert [(other.id, other.outcome) for other in similar] == [(case, "false_positive")]


def test_what_is_confirmed_is_due_in_working_days(bureau: Bureau) -> None:
    case = opened(bureau)
    close(bureau, case, CaseOutcome.CONFIRMED)
    with bureau.database.reading() as connection:
        row = bureau.aml.cases.case(connection, case)
        assert list(bureau.aml.closing.overdue(connection)) == []
    # From a Sunday on, five working days end on Friday.
    assert (bureau.today.weekday(), (row.report_due_on - bureau.today).days) == (6, 5)
    bureau.room.time.pass_by(days=6)
    with bureau.database.reading() as connection:
        assert [late.id for late in bureau.aml.closing.overdue(connection)] == [case]


def test_who_proposes_does_not_decide(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:PROPOSAL"):
            bureau.aml.closing.decide(connection, case, OTHER, "seen", agreed=True)
        bureau.aml.closing.propose(connection, case, CaseOutcome.VALUABLE, WHY, OFFICER)
        with pytest.raises(AmlRefused, match="AML:EYES"):
            bureau.aml.closing.decide(connection, case, OFFICER, "seen", agreed=True)


def test_a_colleague_sends_it_back(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection:
        bureau.aml.closing.propose(connection, case, CaseOutcome.VALUABLE, WHY, OFFICER)
        with pytest.raises(AmlRefused, match="AML:STATE"):
            bureau.aml.closing.propose(connection, case, CaseOutcome.VALUABLE, WHY, OFFICER)
        state = bureau.aml.closing.decide(connection, case, OTHER, "ask more", agreed=False)
        assert state is CaseState.INVESTIGATING
        assert bureau.aml.cases.case(connection, case).outcome is None
