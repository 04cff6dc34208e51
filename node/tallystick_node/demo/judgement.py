"""Who judges the replayed loans: a card that has learned from the other rows of the sample.

The card that ships needs columns that the sample does not have (purpose, home, open accounts), so
the demonstration trains its own, on every row that it does not replay. What the platform itself
thought (`int_rate`, `sub_grade`) is not a feature; it is kept beside, to compare.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING

from tallystick_node.demo.aside import Aside
from tallystick_node.demo.sample import SAMPLE, RealLoan, choose, choose_open

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card

__all__ = ["GradedLoans", "Judging", "judged"]

# What the platform thought, and what became of the loan.
BARRED = ("int_rate", "sub_grade", "addr_state")
TARGET, BAD = "Class", "bad"
ENDED_MIN = 5


@dataclass(frozen=True, slots=True)
class GradedLoans:
    """Loans with our grade and rate in place of the platform's.

    auc: how the card, and platform_auc how the platform's rate, told the replayed loans apart; None
    when fewer than five of them ended well, or badly: so few say nothing about a card.
    """

    loans: list[RealLoan]
    card: Card
    auc: float | None
    platform_auc: float | None


class Judging(Aside[GradedLoans]):
    """Grades the loans in a process of its own, while this one does what needs no grades yet."""

    def __init__(self, count: int, seed: int) -> None:
        """Choose the loans and begin.

        Args:
            count: How many, 1 to the size of the sample.
            seed: Decides which.

        Raises:
            InputError: DEMO:LOANS when the sample has no such number of loans.
        """
        chosen = choose(count, seed)
        self.apart = choose_open(seed, chosen)
        super().__init__("DEMO:JUDGEMENT", judged, chosen, self.apart)
        self.begin()


def judged(loans: list[RealLoan], apart: RealLoan) -> GradedLoans:
    """Return the loans with grade and rate from a card that has seen none of them.

    Args:
        loans: The replayed loans; the card is trained on all other rows of the sample.
        apart: One more loan that the card is to judge and must not have seen.

    Returns:
        The loans in the same order, the card, and how well it told them apart.
    """
    # Small matrices: the threads of BLAS cost more than they bring.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np  # noqa: PLC0415 - after the number of its threads is set

    from tallystick_node.credit.measures import auc  # noqa: PLC0415 - likewise
    from tallystick_node.credit.pricing import PricePolicy, price_table  # noqa: PLC0415 - likewise
    from tallystick_node.credit.scoring import BatchScorer  # noqa: PLC0415 - likewise
    from tallystick_node.credit.study import Wanted, study  # noqa: PLC0415 - likewise
    from tallystick_node.credit.table import read_table  # noqa: PLC0415 - likewise
    from tallystick_node.credit.training import train  # noqa: PLC0415 - likewise

    packed = resources.files("tallystick_node.demo").joinpath("data", SAMPLE)
    with resources.as_file(packed) as path:
        table = read_table(path)
    replayed = np.array([loan.row - 1 for loan in loans])
    others = np.setdiff1d(np.arange(table.rows), np.append(replayed, apart.row - 1))
    card = train(study(table.take(others), Wanted(TARGET, exclude=BARRED, bad=BAD))).card
    scores = BatchScorer(card).score(table.take(replayed)).scores
    terms = sorted({loan.months for loan in loans})
    rates = {
        (quote.grade, quote.months): quote.rate_ppm
        for quote in price_table(card, terms, PricePolicy())
    }
    priced = []
    for loan, score in zip(loans, scores.tolist(), strict=True):
        grade = card.grade(score)
        rate = rates[grade, loan.months]
        # No rate under the cap would be a refusal; the platform did lend, at its own rate.
        priced.append(replace(loan, grade=grade, rate_ppm=loan.rate_ppm if rate is None else rate))
    bad = np.array([not loan.good for loan in loans])
    platform = np.array([loan.rate_ppm for loan in loans], np.float64)
    mixed = min(int(bad.sum()), int((~bad).sum())) >= ENDED_MIN
    return GradedLoans(
        loans=priced,
        card=card,
        auc=auc(bad, -scores.astype(np.float64)) if mixed else None,
        platform_auc=auc(bad, platform) if mixed else None,
    )
