"""Lives of simulated platforms: sound ones of many kinds, and ones that die in each known way."""

from __future__ import annotations

from dataclasses import replace

from client.audit.detectors.market import Market
from client.audit.detectors.shams import DyingYear
from client.audit.detectors.year import Life, Year

__all__ = ["DEATHS", "SOUND", "Life", "live", "smaller"]

SOUND: dict[str, Life] = {
    "plain": Life(),
    "fast_growing": Life(growth=12.0),
    "shrinking": Life(growth=0.3),
    "seasonal": Life(twin="seasonal"),
    "high_risk": Life(hazard=30_000),
    "autopay": Life(twin="autopay"),
    "guarantor": Life(twin="guarantor"),
    "refinancing_bank": Life(twin="refinancing_bank"),
    "bank_by_transfer": Life(twin="bank_by_transfer"),
    "returning_customers": Life(twin="returning"),
    "one_school": Life(twin="school"),
    "exchange": Life(twin="exchange"),
    "money_stays": Life(twin="stays"),
    "dividend": Life(twin="dividend"),
    "year_end": Life(twin="year_end"),
    "small": Life(people=120, loans=60),
    "crisis_for_all": Life(twin="crisis"),
    "fail_young": Life(twin="fail_young"),
    "fail_young_growing": Life(twin="fail_young", growth=8.0),
    "operator_hands_out_tokens": Life(twin="faucet"),
    "own_refinancing": Life(twin="own_refinancing"),
    "friends_pay": Life(twin="friends"),
    "redress": Life(twin="redress"),
    "money_stays_growing": Life(twin="stays", growth=6.0),
}
DEATHS: dict[str, tuple[str, Life]] = {
    "ponzi_inside": ("ponzi", Life(death="ponzi_inside")),
    "ponzi_by_hub": ("ponzi", Life(death="ponzi_by_hub")),
    "ponzi_late": ("ponzi", Life(death="ponzi_by_hub", from_day=210)),
    "ponzi_of_a_fifth": ("ponzi", Life(death="ponzi_by_hub", planted=250_000)),
    "ponzi_by_many_hands": ("ponzi", Life(death="ponzi_by_hands")),
    "ponzi_out_of_a_pool": ("ponzi", Life(death="ponzi_pool")),
    "ponzi_of_rolled_loans": ("ponzi", Life(death="ponzi_rolled")),
    "own_group": ("self_finance", Life(death="own_group", planted=150_000)),
    "to_treasury": ("self_finance", Life(death="to_treasury", planted=150_000)),
    "paid_by_operator": ("self_finance", Life(death="paid_by_operator", planted=150_000)),
    "collector_pays": ("fake_borrowers", Life(death="collector_pays", planted=250_000)),
    "never_pay": ("fake_borrowers", Life(death="never_pay", planted=300_000)),
    "collapse": ("underwriting_collapse", Life(death="collapse", from_day=150)),
    "collapse_while_growing": (
        "underwriting_collapse", Life(death="collapse", from_day=180, growth=6.0),
    ),
    "late_collapse": ("underwriting_collapse", Life(death="collapse", from_day=225)),
    "drain": ("run_away", Life(death="drain", from_day=280)),
    "first_drain": ("run_away", Life(death="first_drain", from_day=300)),
    "drain_and_business_as_usual": ("run_away", Life(death="drain_on", from_day=280)),
    "last_day": ("run_away", Life(death="drain", from_day=364)),
    "split_inside": ("term_splitting", Life(death="split_inside", planted=200_000)),
    "split_by_wallet": ("term_splitting", Life(death="split_by_wallet", planted=200_000)),
}  # fmt: skip


def live(life: Life, seed: int) -> Market:
    """Live a life."""
    kind = DyingYear if life.death else Year
    return kind(life, Market(seed)).run()


def smaller(life: Life) -> Life:
    """The same on a market that quick tests can afford."""
    return replace(life, people=400, loans=400)
