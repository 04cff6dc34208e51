"""Which state of a case may follow which."""

from __future__ import annotations

import pytest

from tallystick_node.aml.case_rules import CaseState, may_follow


def test_a_closed_case_stays_closed_and_nothing_closes_at_once() -> None:
    assert not any(may_follow(CaseState.CLOSED, state) for state in CaseState)
    closers = [state for state in CaseState if may_follow(state, CaseState.CLOSED)]
    assert closers == [CaseState.CLOSING]


@pytest.mark.parametrize("state", [CaseState.WAITING, CaseState.ESCALATED, CaseState.CLOSING])
def test_work_can_be_taken_up_again(state: CaseState) -> None:
    assert may_follow(state, CaseState.INVESTIGATING)
    assert may_follow(CaseState.INVESTIGATING, state)
