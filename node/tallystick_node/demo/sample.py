"""The real loans of three years: read from the packaged sample, chosen by seed.

Seven in ten of the sample are; in the last months of five years little happens that is new.
"""

from __future__ import annotations

import csv
import gzip
import random
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tallystick.errors import InputError

__all__ = ["SAMPLE", "RealLoan", "check_count", "choose", "choose_open"]

SAMPLE = "lending_club_sample.csv.gz"
TOKEN_UNIT = 10**6
MONTHS_MAX = 36
# Of so many replayed loans one at least ended badly: without them little would be shown.
LOANS_PER_BAD = 4


@dataclass(frozen=True, slots=True)
class RealLoan:
    """One loan of the sample; amount in the token's minor units, rate in ppm a year."""

    row: int
    amount: int
    months: int
    rate_ppm: int
    grade: str
    good: bool
    columns: dict[str, str]

    @property
    def income(self) -> int:
        """What the borrower earns a year, minor units; rounded down."""
        whole = self.columns["annual_inc"].partition(".")[0]
        return int(whole or "0") * TOKEN_UNIT


def check_count(count: int) -> None:
    """Refuse a number of loans that the sample does not have.

    Args:
        count: How many loans are wanted.

    Raises:
        InputError: DEMO:LOANS when that is none, or more than the sample has.
    """
    most = len(_read())
    if not 1 <= count <= most:
        raise InputError("DEMO:LOANS", f"--loans must be 1 to {most}, not {count}")


def choose(count: int, seed: int) -> list[RealLoan]:
    """Return loans of the sample in an order that depends on the seed alone.

    Args:
        count: How many, 1 to the size of the sample.
        seed: Any number.

    Returns:
        The loans; at least a quarter of them, rounded down, ended badly.

    Raises:
        InputError: DEMO:LOANS when the sample has no such number of loans.
    """
    check_count(count)
    everything = _read()
    chance = random.Random(f"sample {seed}")  # noqa: S311 - no secret
    chosen = chance.sample(everything, count)
    rows = {loan.row for loan in chosen}
    missing = count // LOANS_PER_BAD - sum(not loan.good for loan in chosen)
    spare = [loan for loan in everything if not loan.good and loan.row not in rows]
    good = [place for place, loan in enumerate(chosen) if loan.good]
    wanted = min(max(missing, 0), len(spare))
    for place, loan in zip(reversed(good), chance.sample(spare, wanted), strict=False):
        chosen[place] = loan
    return chosen


def choose_open(seed: int, replayed: list[RealLoan]) -> RealLoan:
    """Return a loan that ended well and is not replayed: for the listing that is left open.

    Args:
        seed: The demonstration's seed.
        replayed: The loans that are lived.

    Returns:
        The loan, the same for the same arguments.
    """
    rows = {loan.row for loan in replayed}
    others = [loan for loan in _read() if loan.good and loan.row not in rows]
    return random.Random(f"open {seed}").choice(others or replayed)  # noqa: S311 - no secret


@cache
def _read() -> tuple[RealLoan, ...]:
    packed = resources.files("tallystick_node.demo").joinpath("data", SAMPLE).read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    rows = enumerate(csv.DictReader(lines), start=1)
    loans = (_loan(row, fields) for row, fields in rows)
    return tuple(loan for loan in loans if loan.months <= MONTHS_MAX)


def _loan(row: int, fields: dict[str, str]) -> RealLoan:
    whole, _, part = fields["int_rate"].partition(".")
    return RealLoan(
        row=row,
        amount=int(fields["funded_amnt"]) * TOKEN_UNIT,
        months=int(fields["term"].removeprefix("term_")),
        # 13.99 % is 139,900 ppm: the digits are shifted, never read as a float.
        rate_ppm=int(whole) * 10_000 + int(part.ljust(4, "0")[:4] or "0"),
        grade=fields["sub_grade"][0],
        good=fields["Class"] == "good",
        columns=fields,
    )
