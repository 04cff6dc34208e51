"""Every rule that an event can break is a finding of its check, in a sentence of its own."""

from __future__ import annotations

import pytest

from chains import in_memory
from seams.audit_life import Life
from seams.recorded import Recorded
from seams.rule_lies import LIES, History, Lie
from seams.workout_lies import WORKOUT_LIES
from tallystick.audit.check_calls import check_executions, check_proposals
from tallystick.audit.check_orders import check_orders
from tallystick.testing.session import open_session

EVERY = LIES | WORKOUT_LIES


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    return Recorded(Life(open_session(in_memory())).live())


def sentences(recorded: Recorded, lie: Lie) -> list[str]:
    """What the check says of the history as it is told, first to last."""
    spoken: list[str] = []
    replay = recorded.replay(lie.tell(History(recorded)), heard=(lie.check, spoken))
    check_orders(recorded.scene(replay))
    check_executions(recorded.scene(replay))
    check_proposals(recorded.scene(replay))
    return spoken


@pytest.mark.parametrize("lie", EVERY.values(), ids=EVERY)
def test_a_broken_rule_is_named(recorded: Recorded, lie: Lie) -> None:
    assert any(lie.words in sentence for sentence in sentences(recorded, lie))


def test_the_truth_breaks_no_rule(recorded: Recorded) -> None:
    replay = recorded.replay(recorded.logs)
    check_orders(recorded.scene(replay))
    check_executions(recorded.scene(replay))
    check_proposals(recorded.scene(replay))
    assert [check for check, tally in replay.findings.tallies.items() if tally.differences] == []
    assert replay.findings.tally("market.orders").compared == len(replay.market.fills) > 4
    assert replay.findings.tally("mandates.calls").compared == 2
    assert replay.findings.tally("ballots.calls").compared == 3
