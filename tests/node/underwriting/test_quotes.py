"""Quotes: what each grade would pay is what its application would be priced and offered at."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from node.underwriting.cases import RULES
from tallystick.errors import InputError
from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import Unit
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import PPM, Method, Terms, schedule
from tallystick_node.credit.default import default_card
from tallystick_node.credit.pricing import PricePolicy, price_table
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.underwriting.quotes import Quotes, TermPrices

CARD = default_card()
DAY = date(2026, 3, 2)


def of() -> Quotes:
    judged = Policy(load_pack("generic"), DAY)
    return Quotes(TermPrices(CARD, RULES), lambda: judged)


@pytest.mark.parametrize("method", list(Method))
def test_a_quote_is_the_price_of_an_application(method: Method) -> None:
    amount, months = 6_000_000_000, 24
    policy = PricePolicy(
        RULES.funding_ppm, RULES.cost_ppm, RULES.margin_ppm,
        RULES.origination_ppm + RULES.reserve_ppm,
        load_pack("generic").number("rate.cap_ppm", DAY),
    )  # fmt: skip
    priced = {known.grade: known.rate_ppm for known in price_table(CARD, [months], policy)}
    for quote in of().of(amount, months, method):
        rate = priced[quote.grade]
        assert quote.rate_ppm == rate
        if quote.cost is None:
            continue
        assert (
            quote.cost.schedule.payments
            == schedule(Terms(amount, rate or 0, months, 1, Unit.MONTHS, method)).payments
        )
        withheld = sum(
            div_ceil(amount * share, PPM) for share in (RULES.origination_ppm, RULES.reserve_ppm)
        )
        assert quote.cost.received == amount - withheld
        without = annual_percentage_rate_ppm(quote.cost.schedule.terms)
        assert quote.cost.annual_percentage_rate_ppm > without


def test_worse_grades_never_pay_less_and_never_get_more() -> None:
    quotes = of().of(6_000_000_000, 12)
    rates = [quote.rate_ppm for quote in quotes if quote.rate_ppm is not None]
    assert rates == sorted(rates)
    assert [quote.limit for quote in quotes] == sorted(
        (quote.limit for quote in quotes), reverse=True
    )


def test_above_its_limit_a_grade_is_not_lent() -> None:
    quotes = {quote.grade: quote for quote in of().of(30_000_000_001, 12)}
    assert quotes["A"].cost is not None
    assert quotes["D"].limit == 30_000_000_000
    assert (quotes["D"].cost, quotes["D"].rate_ppm) == (None, None)


@pytest.mark.parametrize(
    ("amount", "months", "code"),
    [
        (RULES.amount_min - 1, 12, "QUOTE:AMOUNT"), (RULES.amount_max + 1, 12, "QUOTE:AMOUNT"),
        (RULES.amount_min, 13, "QUOTE:MONTHS"), (RULES.amount_min, 0, "QUOTE:MONTHS"),
    ],
)  # fmt: skip
def test_what_is_not_lent_is_refused(amount: int, months: int, code: str) -> None:
    with pytest.raises(InputError) as refused:
        of().of(amount, months)
    assert refused.value.code == code


def test_a_change_of_the_law_changes_the_quote_and_nothing_grows() -> None:
    """The rates that are kept are of one cap each; a lower cap is another one."""
    caps = [360_000]
    pack = SimpleNamespace(number=lambda _, __: caps[-1])
    judged: Any = SimpleNamespace(pack=pack, day=DAY)
    prices = TermPrices(CARD, RULES)
    quotes = Quotes(prices, lambda: judged)
    before = [quote.rate_ppm for quote in quotes.of(6_000_000_000, 60)]
    caps.append(120_000)
    after = [quote.rate_ppm for quote in quotes.of(6_000_000_000, 60)]
    assert None in after
    assert sum(rate is None for rate in after) > sum(rate is None for rate in before)
    for cap in range(100_000, 100_005):
        caps.append(cap)
        for months in RULES.months:
            quotes.of(6_000_000_000, months)
    assert len(prices._kept) <= 2 * len(RULES.months)
