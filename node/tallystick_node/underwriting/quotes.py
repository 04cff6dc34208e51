"""What a loan would cost, before anybody registers: a price for each grade, and nothing kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms
from tallystick.platform.quotes import quote_of
from tallystick_node.credit.pricing import PricePolicy, price_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tallystick.platform.quotes import Quote
    from tallystick_node.credit.card import Card
    from tallystick_node.infrastructure.policy.judgement import Policy
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["GradeQuote", "Quotes", "TermPrices"]

PPM = 10**6


@dataclass(frozen=True, slots=True)
class GradeQuote:
    """What a grade would pay.

    level: the risk level that lenders see. limit: the most that the grade is lent, in minor units.
    rate_ppm and cost: None where the grade is not lent this amount over these months, because it is
    above the limit (above_limit), or no rate under the legal cap covers the risk.
    """

    grade: str
    level: int
    limit: int
    rate_ppm: int | None
    cost: Quote | None
    above_limit: bool = False


@dataclass(frozen=True, slots=True)
class TermPrices:
    """The rates of every grade, worked out once for a term and a cap of the law."""

    card: Card
    rules: LendingRules
    _kept: dict[tuple[int, int], dict[str, int | None]] = field(default_factory=dict)

    def of(self, months: int, policy: Policy) -> Mapping[str, int | None]:
        """Return the yearly rate of each grade over a term.

        Args:
            months: The term.
            policy: The policy pack on a day.

        Returns:
            In ppm by grade, the best first; None where no rate under the cap covers the risk.

        Raises:
            CreditError: CREDIT:PRICE when the term cannot be priced.
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        rules = self.rules
        cap_ppm = min(policy.pack.number("rate.cap_ppm", policy.day), PPM - 1)
        key = (months, cap_ppm)
        if key not in self._kept:
            # As many as the rules have terms, for the cap of today and the one before.
            if len(self._kept) >= 2 * len(rules.months):
                self._kept.clear()
            asked = PricePolicy(
                funding_ppm=rules.funding_ppm, cost_ppm=rules.cost_ppm,
                margin_ppm=rules.margin_ppm,
                origination_ppm=rules.origination_ppm + rules.reserve_ppm, cap_ppm=cap_ppm,
            )  # fmt: skip
            quotes = price_table(self.card, [months], asked)
            self._kept[key] = {quote.grade: quote.rate_ppm for quote in quotes}
        return self._kept[key]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes of one card and one set of rules. policy: of the pack on the business day."""

    prices: TermPrices
    policy: Callable[[], Policy]

    @property
    def rules(self) -> LendingRules:
        """The platform's figures."""
        return self.prices.rules

    def of(self, amount: int, months: int, method: Method = Method.ANNUITY) -> Sequence[GradeQuote]:
        """Return what each grade would pay; nobody is asked, and nothing is kept.

        Args:
            amount: What is lent, in minor units, fees included.
            months: Over how many months, one of the rules' terms.
            method: How it is repaid.

        Returns:
            A quote for each grade that is lent to, the best first. Fees are rounded up as the
            contract withholds them, the annual percentage rate half up.

        Raises:
            InputError: QUOTE:AMOUNT or QUOTE:MONTHS when the rules do not have it.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            TermsError: When the terms have no schedule.
        """
        rules = self.rules
        if not rules.amount_min <= amount <= rules.amount_max:
            raise InputError(
                "QUOTE:AMOUNT",
                f"between {rules.amount_min} and {rules.amount_max} minor units are lent,"
                f" not {amount}",
            )
        if months not in rules.months:
            terms = ", ".join(str(term) for term in rules.months)
            raise InputError("QUOTE:MONTHS", f"loans run {terms} months, not {months}")
        rates = self.prices.of(months, self.policy())
        return [
            self._quote(grade, rates[grade], amount, months, method)
            for grade in rates
            if grade in rules.grades
        ]

    def _quote(
        self, grade: str, rate: int | None, amount: int, months: int, method: Method
    ) -> GradeQuote:
        own = self.rules.grades[grade]
        if rate is None or amount > own.limit:
            above = amount > own.limit
            return GradeQuote(grade, own.level, own.limit, None, None, above_limit=above)
        terms = Terms(amount, rate, months, 1, Unit.MONTHS, method)
        cost = quote_of(terms, self.rules.origination_ppm, self.rules.reserve_ppm)
        return GradeQuote(grade, own.level, own.limit, rate, cost)
