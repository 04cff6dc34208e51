"""When an end is told of, and what own funds a pack asks for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tallystick.disclosure.company import read_company
from tallystick_node.disclosure.company_rules import capital_standing, step_due
from tallystick_node.infrastructure.policy.packs import load_pack

TODAY = date(2026, 3, 10)
UNIT = 10**6


@pytest.mark.parametrize(
    ("days", "step"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-400, 0)],
)
def test_the_nearest_step_is_due(days: int, step: int | None) -> None:
    assert step_due(TODAY + timedelta(days=days), TODAY) == step


def standing(pack: str, outstanding: int = 0, **finances: int) -> tuple[int, bool | None]:
    facts = read_company(
        {"stated_on": "2026-03-01", "finances": [{"year": 2025, **finances}] if finances else []}
    )
    result = capital_standing(load_pack(pack, 6), TODAY, facts.newest_finances, outstanding)
    return result.required, result.suffices


def test_no_law_asks_for_nothing_and_nothing_stated_is_unknown() -> None:
    assert standing("generic", own_funds=0) == (0, True)
    assert standing("generic", own_funds=-1) == (0, False)
    assert standing("generic") == (0, None)


def test_the_union_asks_for_25_000_or_a_quarter_of_the_overheads() -> None:
    enough = {"own_funds": 25_000 * UNIT, "fixed_overheads": 100_000 * UNIT}
    assert standing("eu-ecspr", **enough) == (25_000 * UNIT, True)
    assert standing("eu-ecspr", **enough | {"fixed_overheads": 100_000 * UNIT + 1}) == (
        25_000 * UNIT + 1, False,
    )  # fmt: skip
    assert standing("eu-ecspr", own_funds=25_000 * UNIT) == (25_000 * UNIT, None)
    assert standing("eu-ecspr", own_funds=25_000 * UNIT - 1)[1] is False


def test_the_kingdom_asks_for_50_000_or_a_share_of_what_is_lent() -> None:
    assert standing("uk-fca", 25_000_000 * UNIT, own_funds=50_000 * UNIT) == (50_000 * UNIT, True)
    assert standing("uk-fca", 25_000_000 * UNIT + 1, own_funds=50_000 * UNIT) == (
        50_000 * UNIT + 1, False,
    )  # fmt: skip
