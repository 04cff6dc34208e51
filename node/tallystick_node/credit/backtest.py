"""What lenders would have earned on later loans at a card's rates, beside what was expected.

Each loan is given the rate of its grade and term and goes through its own course at that rate: a
sound one pays its instalments and, where it ended early, the balance; a bad one pays the months
that it did pay, and then what is left of its balance beyond the share of principal that was lost.
The return of a grade and a term is the yearly rate that makes all its payments worth what was lent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.pricing import PPM, PricePolicy, Quote, price_table
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.term_learning import LoanColumns, Repaid, loans_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.card import Card
    from tallystick_node.credit.table import Table

    Floats = NDArray[np.float64]

__all__ = ["Earned", "as_lines", "backtest"]

DRAWS, SEED = 400, 20_110
RETURN_MIN, RETURN_MAX = -0.999, 10.0
HALVINGS = 60
ALL = "all"


@dataclass(frozen=True, slots=True)
class Earned:
    """A grade (`all`: every grade) and a term, as expected and as it came; yearly, in ppm.

    loans: how many there were. rate_ppm: None where there is no offer, or more than one rate.
    expected_ppm: before costs and after losses; never a promise. low_ppm, high_ppm: 95 % interval
    of what was earned, by bootstrap over loans; all None where there is no offer.
    """

    grade: str
    months: int
    loans: int
    bad: int
    rate_ppm: int | None
    expected_ppm: int | None
    earned_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None


def backtest(card: Card, table: Table, columns: LoanColumns, policy: PricePolicy) -> list[Earned]:
    """Return what each grade and term was expected to earn, and what it did.

    Args:
        card: The card, which must not have learned from these loans.
        table: Later loans that have run their course.
        columns: Which columns say how long loans were to run, how long they did, what they lost.
        policy: What the platform asks beside the expected loss.

    Returns:
        By term and then by grade, best first, and after the grades of a term all of them together.

    Raises:
        CreditError: See `loans_of`; CREDIT:PRICE for a price out of bounds.
    """
    loans = loans_of(table, columns)
    scores = BatchScorer(card).score(table.take(loans.rows)).scores
    names = {score: card.grade(score) for score in np.unique(scores).tolist()}
    grades = np.array([names[score] for score in scores.tolist()])
    terms = np.unique(loans.term).tolist()
    lot = np.random.default_rng(SEED)
    earned = []
    for months in terms:
        quotes = {quote.grade: quote for quote in price_table(card, [months], policy)}
        parts = []
        for grade in card.grades:
            rows = np.flatnonzero((loans.term == months) & (grades == grade.name))
            quote = quotes[grade.name]
            counts = (len(rows), int(np.sum(loans.bad[rows])))
            if quote.rate_ppm is None or not len(rows):
                earned.append(_unpriced(quote, counts))
                continue
            flows = _flows(loans, rows, months, quote.rate_ppm / PPM)
            parts.append((quote, flows))
            shown = _interval(flows, lot)
            earned.append(
                Earned(grade.name, months, *counts, quote.rate_ppm, quote.return_ppm, *shown)
            )
        if parts:
            earned.append(_together(months, parts, loans, grades, lot))
    return earned


def _unpriced(quote: Quote, counts: tuple[int, int]) -> Earned:
    return Earned(
        quote.grade, quote.months, *counts, quote.rate_ppm, quote.return_ppm, None, None, None
    )


def _together(
    months: int,
    parts: list[tuple[Quote, Floats]],
    loans: Repaid,
    grades: NDArray[np.str_],
    lot: np.random.Generator,
) -> Earned:
    """Return all priced grades of a term together, each loan of the same size."""
    flows = np.concatenate([part for _, part in parts])
    priced = np.isin(grades, [quote.grade for quote, _ in parts]) & (loans.term == months)
    expected = sum((quote.return_ppm or 0) * len(part) for quote, part in parts) / len(flows)
    bad = int(np.sum(loans.bad[priced]))
    return Earned(ALL, months, len(flows), bad, None, round(expected), *_interval(flows, lot))


def _flows(loans: Repaid, rows: NDArray[np.intp], months: int, rate: float) -> Floats:
    """Return what each loan pays in each month, per unit lent, shape (loans, months)."""
    monthly = rate / 12
    payment = monthly / (1 - (1 + monthly) ** -months) if monthly else 1 / months
    at = np.arange(months + 1)
    balance = (1 + monthly) ** at - payment * at
    if monthly:
        balance = (1 + monthly) ** at - payment * ((1 + monthly) ** at - 1) / monthly
    bad = loans.bad[rows]
    paid = np.clip(np.ceil(loans.months[rows]), 0, months).astype(np.intp)
    flows = np.where(at[None, 1:] <= paid[:, None], payment, 0.0)
    left = np.maximum(balance[paid], 0.0)
    # A bad loan leaves what was lost unpaid; what is recovered comes a month after its last.
    rest = np.where(bad, np.maximum(left - loans.lost[rows], 0.0), left)
    place = np.where(bad, np.minimum(paid, months - 1), np.maximum(paid - 1, 0))
    flows[np.arange(len(rows)), place] += rest
    return flows


def _interval(flows: Floats, lot: np.random.Generator) -> tuple[int, int, int]:
    """Return the return of the payments with its 95 % interval, in ppm a year."""
    total = np.mean(flows, axis=0)
    drawn = np.array([
        np.mean(flows[lot.integers(0, len(flows), len(flows))], axis=0) for _ in range(DRAWS)
    ])  # fmt: skip
    low, high = np.quantile(_returns(drawn), (0.025, 0.975))
    value = _returns(total[None, :])[0]
    return round(value * PPM), round(float(low) * PPM), round(float(high) * PPM)


def _returns(flows: Floats) -> Floats:
    """Return the yearly rate at which each row of payments is worth one unit, by halving."""
    low, high = np.full(len(flows), RETURN_MIN), np.full(len(flows), RETURN_MAX)
    months = np.arange(1, flows.shape[1] + 1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        worth = np.sum(flows * (1 + middle[:, None] / 12) ** -months, axis=1)
        low, high = np.where(worth >= 1, middle, low), np.where(worth >= 1, high, middle)
    return low


def as_lines(earned: list[Earned]) -> list[dict[str, Any]]:
    """Return the figures as JSON objects.

    Args:
        earned: What `backtest` has returned.

    Returns:
        One object a grade and term, with `gap_ppm`: earned less expected, None without an offer.
    """
    return [
        {name: getattr(each, name) for name in Earned.__slots__}
        | {
            "gap_ppm": None
            if each.earned_ppm is None or each.expected_ppm is None
            else each.earned_ppm - each.expected_ppm
        }
        for each in earned
    ]
