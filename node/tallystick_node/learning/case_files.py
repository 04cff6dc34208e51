"""Credit files of real loans without a name, and decisions scored against what became of them.

Money is in minor units. What a decision comes to is simplified and said so: a loan that was repaid
earns half of its interest at the rate over its whole term, as principal falls evenly; one that was
not loses 6 tenths of its amount. Both round down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tallystick.errors import InputError
from tallystick.loans.rounding import div_floor

__all__ = ["FILES", "LEND", "REFUSE", "CaseScore", "CreditCase", "score"]

FILES = 12
LEND, REFUSE = "lend", "refuse"
_LOST_TENTHS = 6
PPM = 1_000_000
_HALF_YEARS = 24


@dataclass(frozen=True, slots=True)
class CreditCase:
    """A file as staff see it, with what they do not see: whether the loan was repaid.

    facts: what is known of the applicant, by what it is; nobody is in it.
    """

    id: str
    amount: int
    months: int
    rate_ppm: int
    facts: Mapping[str, str]
    repaid: bool

    @property
    def outcome(self) -> int:
        """What lending would have come to, in minor units."""
        if self.repaid:
            return div_floor(self.amount * self.rate_ppm * self.months, _HALF_YEARS * PPM)
        return -div_floor(self.amount * _LOST_TENTHS, 10)


@dataclass(frozen=True, slots=True)
class CaseScore:
    """What decisions have come to, beside lending to everybody; money in minor units."""

    right: int
    lent_and_lost: int
    refused_and_repaid: int
    money: int
    money_of_all: int
    files: int

    @property
    def passed(self) -> bool:
        """Whether it was better than lending to everybody without looking, or as good."""
        return self.money >= self.money_of_all and 2 * self.right > self.files


def score(files: Sequence[CreditCase], answers: Mapping[str, Any]) -> CaseScore:
    """Score decisions against what became of the loans.

    Args:
        files: The files.
        answers: `lend` or `refuse` by the file's id.

    Returns:
        The score.

    Raises:
        InputError: EXERCISE:ANSWERS for a file without one of both.
    """
    right = lost = missed = money = 0
    for file in files:
        answer = answers.get(file.id)
        if answer not in {LEND, REFUSE}:
            raise InputError(
                "EXERCISE:ANSWERS", f"{file.id} is answered by one of {LEND}, {REFUSE}"
            )
        right += (answer == LEND) == file.repaid
        lost += answer == LEND and not file.repaid
        missed += answer == REFUSE and file.repaid
        money += file.outcome if answer == LEND else 0
    return CaseScore(right, lost, missed, money, sum(file.outcome for file in files), len(files))
