"""Where a mandate stands, and exit plans that cannot be followed."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.errors import InputError
from tallystick_node.matching.rules import (
    PRICE_PPM_MAX,
    ExitPlan,
    MandateStanding,
    check_exit,
    standing_of,
)

USUAL: dict[str, Any] = {
    "now": 100, "expiry": 100, "revoked": False, "withdrawn": False, "brought": True,
    "refused": False, "stop_at": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, MandateStanding.LIVE),
        ({"now": 101}, MandateStanding.EXPIRED),
        ({"revoked": True, "now": 101, "withdrawn": True}, MandateStanding.REVOKED),
        ({"withdrawn": True}, MandateStanding.WITHDRAWN),
        ({"brought": False}, MandateStanding.COMING),
        ({"brought": False, "refused": True}, MandateStanding.REFUSED),
        ({"stop_at": 101}, MandateStanding.LIVE),
        ({"stop_at": 100}, MandateStanding.STOPPED),
    ],
)
def test_what_ends_it_for_good_comes_first(
    facts: dict[str, Any], standing: MandateStanding
) -> None:
    assert standing_of(**(USUAL | facts)) is standing


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (ExitPlan(99), "EXIT:STOP"),
        (ExitPlan(100, 100), "EXIT:SELL"),
        (ExitPlan(100, None, 1), "EXIT:SELL"),
        (ExitPlan(101, 100, 1), "EXIT:SELL"),
        (ExitPlan(100, 100, 0), "EXIT:PRICE"),
        (ExitPlan(100, 100, PRICE_PPM_MAX + 1), "EXIT:PRICE"),
    ],
)
def test_an_exit_plan_that_cannot_be_followed_is_refused(plan: ExitPlan, code: str) -> None:
    with pytest.raises(InputError, match=code):
        check_exit(plan, 100)


def test_an_exit_plan_may_stop_alone_or_sell_too() -> None:
    check_exit(ExitPlan(100), 100)
    check_exit(ExitPlan(100, 100, PRICE_PPM_MAX), 100)
