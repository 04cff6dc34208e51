"""Where a plan to leave stands, by its days and by what is left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tallystick.errors import InputError
from tallystick_node.matching.exit_states import (
    DAYS_AHEAD_MAX,
    ExitFacts,
    ExitState,
    check_days,
    exit_state,
)

TODAY = date(2026, 3, 10)
LATER = TODAY + timedelta(days=5)
NOTHING, WAITING = ExitFacts(0, 0, 0), ExitState.WAITING


@pytest.mark.parametrize(
    ("stop", "sell", "facts", "state"),
    [
        (LATER, None, ExitFacts(1, 3, 0), WAITING),
        (TODAY, None, ExitFacts(1, 0, 0), ExitState.READY),
        (TODAY, None, ExitFacts(0, 3, 0), ExitState.DONE),
        (TODAY, LATER, ExitFacts(0, 3, 0), WAITING),
        (TODAY, LATER, ExitFacts(2, 3, 0), ExitState.READY),
        (TODAY, LATER, NOTHING, WAITING),
        (TODAY, TODAY, ExitFacts(0, 3, 2), ExitState.READY),
        (TODAY, TODAY, ExitFacts(0, 3, 3), ExitState.OFFERED),
        (TODAY, TODAY, ExitFacts(1, 3, 3), ExitState.READY),
        (TODAY, TODAY, NOTHING, ExitState.DONE),
    ],
)
def test_the_state_follows_days_and_facts(
    stop: date, sell: date | None, facts: ExitFacts, state: ExitState
) -> None:
    assert exit_state(stop, sell, TODAY, facts) is state


@pytest.mark.parametrize(
    ("stop", "sell", "price", "code"),
    [
        (TODAY - timedelta(days=1), None, None, "EXIT:DAY"),
        (TODAY + timedelta(days=DAYS_AHEAD_MAX + 1), None, None, "EXIT:DAY"),
        (TODAY, TODAY + timedelta(days=DAYS_AHEAD_MAX + 1), 1, "EXIT:DAY"),
        (TODAY, LATER, None, "EXIT:SELL"),
        (TODAY, None, 950_000, "EXIT:SELL"),
        (LATER, TODAY, 950_000, "EXIT:SELL"),
        (TODAY, TODAY, 0, "EXIT:PRICE"),
        (TODAY, TODAY, 10_000_001, "EXIT:PRICE"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(
    stop: date, sell: date | None, price: int | None, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        check_days(stop, sell, price, TODAY)


def test_a_plan_within_its_bounds_is_taken() -> None:
    check_days(TODAY, None, None, TODAY)
    check_days(TODAY, TODAY + timedelta(days=DAYS_AHEAD_MAX), 10_000_000, TODAY)
