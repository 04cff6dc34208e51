"""How often arrears end in default: a platform's own roll rates, from its published reports.

Each report lists every loan with its days past due. Two months that follow each other show where
each loan went; from these moves follows how much of what is so late will be lost in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

__all__ = ["BUCKETS", "INITIAL_LOSS_PPM", "RollRates", "bucket_of", "roll_rates"]

PPM = 1_000_000
# From how many days past due each bucket begins.
BUCKETS = (0, 1, 16, 31, 91)
# What was lost of loans so late on a large platform (LendingClub, published 2013): used until a
# platform's own months say. The first bucket is not late, and nothing is assumed of it.
INITIAL_LOSS_PPM = (0, 230_000, 490_000, 720_000, 720_000)
INITIAL_LGD_PPM = 860_000
# Fewer moves out of a bucket than these say nothing.
MOVES_MIN = 30
_DEFAULT, _OVER = len(BUCKETS), len(BUCKETS) + 1


@dataclass(frozen=True, slots=True)
class RollRates:
    """What is lost in the end of each bucket, in ppm of what is outstanding.

    moves: how many moves out of each bucket were seen. own: whether the share is the platform's own
    or the initial one. lgd_ppm: what was lost of defaulted loans. months: how many reports.
    """

    loss_ppm: tuple[int, ...]
    moves: tuple[int, ...]
    own: tuple[bool, ...]
    lgd_ppm: int
    months: int

    def loss_of(self, days_past_due: int) -> int:
        """Return what is lost in the end of a loan so late.

        Args:
            days_past_due: 0 or more.

        Returns:
            In ppm of what is outstanding.
        """
        return self.loss_ppm[bucket_of(days_past_due)]


def bucket_of(days_past_due: int) -> int:
    """Return in which bucket a loan is.

    Args:
        days_past_due: 0 or more.

    Returns:
        The bucket's place, 0 for a loan that is not late.
    """
    return max(place for place, begins in enumerate(BUCKETS) if days_past_due >= begins)


def roll_rates(reports: Sequence[Mapping[str, Any]]) -> RollRates:
    """Return a platform's roll rates.

    Args:
        reports: The documents of its monthly reports, one for each month, the oldest first.

    Returns:
        The shares; exact fractions, rounded half up once at the end.
    """
    moves: Counter[tuple[int, int]] = Counter()
    for earlier, later in pairwise(reports):
        places = {loan["number"]: _place(loan) for loan in later["loans"]}
        for loan in earlier["loans"]:
            begins = _place(loan)
            if begins < _DEFAULT and loan["number"] in places:
                moves[begins, places[loan["number"]]] += 1
    out = tuple(sum(moves[place, to] for to in range(_OVER + 1)) for place in range(_DEFAULT))
    lgd = _lgd(reports)
    chances = _chances(moves, out)
    loss, own = list[int](), list[bool]()
    for place, chance in enumerate(chances):
        known = chance is not None and out[place] >= MOVES_MIN and lgd is not None
        own.append(known)
        loss.append(
            round_half_up(chance * lgd * PPM)
            if known and chance is not None and lgd is not None
            else INITIAL_LOSS_PPM[place]
        )
    return RollRates(
        tuple(loss), out, tuple(own), INITIAL_LGD_PPM if lgd is None else round_half_up(lgd * PPM),
        len(reports),
    )  # fmt: skip


def round_half_up(value: Fraction) -> int:
    """Return a fraction of 0 or more as a whole number.

    Args:
        value: The fraction.

    Returns:
        The nearest whole number; half goes up.
    """
    return int(value + Fraction(1, 2))


def _place(loan: Mapping[str, Any]) -> int:
    if loan["status"] == "active":
        return bucket_of(loan["days_past_due"])
    return _OVER if loan["status"] == "repaid" else _DEFAULT


def _lgd(reports: Sequence[Mapping[str, Any]]) -> Fraction | None:
    """What is still missing of what was outstanding before the default; None without a default."""
    before: dict[int, int] = {}
    for report in reports:
        for loan in report["loans"]:
            if _place(loan) < _DEFAULT:
                before[loan["number"]] = int(loan["outstanding"])
    ended = [loan for loan in reports[-1]["loans"] if _place(loan) == _DEFAULT] if reports else []
    at_stake = sum(before.get(loan["number"], int(loan["principal"])) for loan in ended)
    if not at_stake:
        return None
    missing = sum(
        min(int(loan["outstanding"]), before.get(loan["number"], int(loan["principal"])))
        for loan in ended
    )
    return Fraction(missing, at_stake)


def _chances(moves: Counter[tuple[int, int]], out: Sequence[int]) -> list[Fraction | None]:
    """The chance of each bucket to end in default: what its moves lead to, solved exactly.

    h(b) = sum over the next buckets of share(b, next) * h(next), with 1 in default, 0 when repaid.
    """
    known = [place for place in range(_DEFAULT) if out[place]]
    rows = []
    for place in known:
        row = [Fraction(moves[place, to], out[place]) for to in known]
        row = [Fraction(place == to) - share for to, share in zip(known, row, strict=True)]
        rows.append([*row, Fraction(moves[place, _DEFAULT], out[place])])
    solved = _solve(rows)
    chances: list[Fraction | None] = [None] * _DEFAULT
    if solved is not None:
        for place, chance in zip(known, solved, strict=True):
            chances[place] = chance
    return chances


def _solve(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Gauss and Jordan, exactly; None where nothing leaves the buckets."""
    size = len(rows)
    for column in range(size):
        pivot = next((place for place in range(column, size) if rows[place][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [value / lead for value in rows[column]]
        for place in range(size):
            if place != column and rows[place][column]:
                by = rows[place][column]
                rows[place] = [
                    value - by * other
                    for value, other in zip(rows[place], rows[column], strict=True)
                ]
    return [row[-1] for row in rows]
