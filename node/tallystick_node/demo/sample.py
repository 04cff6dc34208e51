"""The real loans: read from the packaged sample, chosen by seed."""

from __future__ import annotations

import csv
import gzip
import random
from dataclasses import dataclass
from importlib import resources

from tallystick.errors import InputError

__all__ = ["SAMPLE", "RealLoan", "choose"]

SAMPLE = "lending_club_sample.csv.gz"
TOKEN_UNIT = 10**6


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


def choose(count: int, seed: int) -> list[RealLoan]:
    """Return loans of the sample in an order that depends on the seed alone.

    Args:
        count: How many, 1 to the size of the sample.
        seed: Any number.

    Returns:
        The loans.

    Raises:
        InputError: DEMO:LOANS when the sample has no such number of loans.
    """
    everything = _read()
    if not 1 <= count <= len(everything):
        raise InputError("DEMO:LOANS", f"--loans must be 1 to {len(everything)}, not {count}")
    return random.Random(f"sample {seed}").sample(everything, count)  # noqa: S311 - no secret


def _read() -> list[RealLoan]:
    packed = resources.files("tallystick_node.demo").joinpath("data", SAMPLE).read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return [_loan(row, fields) for row, fields in enumerate(csv.DictReader(lines), start=1)]


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
