"""A run of clients: queues that a hand can count, and what no run can do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.risk.scenario import RunAssumptions
from tallystick_node.risk.withdrawal_run import COINS_MAX, CoinPosition, run_on

WHOLE = CoinPosition(600, 600, 1_000, 1_000)
# Twice the mean is all that there is: everybody asks at once only where the mean is the whole.
CALM = RunAssumptions(days=5, asked_ppm=0)


def test_nobody_asks_and_nothing_waits() -> None:
    result = run_on(WHOLE, CALM, 100, 1)
    assert result.asked == result.peak == result.unpaid == {"50": 0, "90": 0, "99": 0}
    assert result.days_to_pay == {"50": 0, "90": 0, "99": 0}
    assert [day.day for day in result.days] == [1, 2, 3, 4, 5]


def test_a_queue_is_paid_within_the_banks_limit() -> None:
    queued = replace(WHOLE, queued=250, queued_orders=3)
    result = run_on(queued, CALM.model_copy(update={"bank_day_limit": 100}), 100, 1)
    assert [day.waiting["99"] for day in result.days] == [150, 50, 0, 0, 0]
    assert result.days_to_pay["99"] == 3
    late = run_on(queued, CALM.model_copy(update={"bank_day_limit": 10}), 100, 1)
    assert late.days_to_pay["99"] == 5 + 20, "200 are left after five days"


def test_a_custodian_that_is_down_pays_nothing_and_nothing_is_lost() -> None:
    queued = replace(WHOLE, queued=100)
    result = run_on(queued, CALM.model_copy(update={"custodian_down_days": 3}), 100, 1)
    assert [day.waiting["50"] for day in result.days] == [100, 100, 100, 0, 0]
    assert (result.days_to_pay["50"], result.unpaid["50"]) == (4, 0)
    longer = run_on(queued, CALM.model_copy(update={"custodian_down_days": 9}), 100, 1)
    assert longer.days_to_pay["50"] == 10


def test_money_that_is_gone_at_the_bank_is_never_paid() -> None:
    queued = replace(WHOLE, queued=900)
    result = run_on(queued, CALM.model_copy(update={"bank_missing_ppm": 250_000}), 100, 1)
    assert result.unpaid["50"] == 150
    assert result.days_to_pay["50"] is None
    assert replace(WHOLE, bank=999).uncovered_at_bank == 1
    assert WHOLE.uncovered_at_bank == 0
    assert replace(WHOLE, bank=None).uncovered_at_bank is None


def test_balances_in_the_escrow_are_covered_or_the_lack_is_named() -> None:
    assert WHOLE.uncovered_in_escrow == 0
    assert replace(WHOLE, escrow_coins=601).uncovered_in_escrow == 0, "a gift is no lack"
    assert replace(WHOLE, escrow_coins=599).uncovered_in_escrow == 1


@given(
    tokens=st.integers(0, COINS_MAX), asked=st.integers(0, 10**6), seed=st.integers(0, 2**32),
    limit=st.integers(0, COINS_MAX),
)  # fmt: skip
def test_a_bank_with_all_the_money_always_pays_and_worse_runs_ask_more(
    tokens: int, asked: int, seed: int, limit: int
) -> None:
    position = CoinPosition(tokens, tokens, tokens, tokens)
    run = RunAssumptions(days=8, asked_ppm=asked, bank_day_limit=limit)
    result = run_on(position, run, 100, seed)
    assert set(result.unpaid.values()) == {0}
    assert 0 <= result.asked["50"] <= result.asked["99"] <= tokens
    assert result == run_on(position, run, 100, seed), "the same seed, the same run"
    worse = run_on(position, run.model_copy(update={"asked_ppm": 10**6}), 100, seed)
    assert worse.asked["50"] >= result.asked["50"]


@pytest.mark.parametrize(
    "position",
    [
        replace(WHOLE, tokens=COINS_MAX + 1), replace(WHOLE, escrow_claims=-1),
        replace(WHOLE, queued=1_001), replace(WHOLE, bank=-1),
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_is_refused(position: CoinPosition) -> None:
    with pytest.raises(InputError, match="RISK:POSITION"):
        run_on(position, CALM, 100, 1)
