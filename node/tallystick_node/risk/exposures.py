"""The loans of a platform as a stress test takes them: what is owed, how likely it is lost."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.report import Report, read_report
from tallystick.disclosure.statement import read_statement
from tallystick.errors import InputError
from tallystick.loans.rounding import TermsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tallystick_node.risk.scenario import Scenario

__all__ = ["PPM", "Exposure", "Portfolio", "read_exposures", "reported_portfolio"]

PPM = 1_000_000
EXPOSURES_MAX = 100_000
# Sums of losses are exact below this: the mantissa of a double.
OUTSTANDING_MAX = 2**53 - 1
_COLUMNS = (
    "number", "group", "outstanding", "pd_ppm", "lgd_ppm", "level", "vintage", "cover_cap",
)  # fmt: skip
_LEVEL_MAX = 5


@dataclass(frozen=True, slots=True)
class Exposure:
    """One loan; amounts in minor units.

    group: who would fail together, such as a borrower's address. pd_ppm: the chance that it
    defaults before its end, from today; a loan in default has 1,000,000. lgd_ppm: the share of what
    is outstanding that is lost then. vintage: the month of drawing down, as YYYY-MM. cover_cap: the
    most that the reserve may pay of it.
    """

    number: int
    group: str
    outstanding: int
    pd_ppm: int
    lgd_ppm: int
    level: int
    vintage: str
    cover_cap: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Exposures of one day. reserve: what it has free. assumed: loans whose chance is assumed."""

    day: date | None
    reserve: int
    exposures: tuple[Exposure, ...]
    assumed: int = 0

    @property
    def outstanding(self) -> int:
        """What is owed in all, in minor units."""
        return sum(exposure.outstanding for exposure in self.exposures)


def read_exposures(text: str, reserve: int) -> Portfolio:
    """Read a portfolio from a table.

    Args:
        text: CSV with the columns number, group, outstanding, pd_ppm, lgd_ppm, level, vintage and
            cover_cap; amounts in minor units.
        reserve: What the reserve has free, in minor units.

    Returns:
        The portfolio.

    Raises:
        InputError: RISK:COLUMNS, RISK:LINE with its number, RISK:EMPTY or RISK:SIZE.
    """
    rows = csv.DictReader(text.splitlines())
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise InputError("RISK:COLUMNS", f"the columns are {', '.join(_COLUMNS)}, in this order")
    exposures = []
    for line, row in enumerate(rows, start=2):
        try:
            exposures.append(_exposure(row))
        except (TypeError, ValueError) as wrong:
            raise InputError("RISK:LINE", f"line {line}: {wrong}") from wrong
    return _checked(Portfolio(None, reserve, tuple(exposures)))


def reported_portfolio(report: bytes, statements: Path, scenario: Scenario) -> Portfolio:
    """Return the loans of a published report that still owe something.

    The chance of default and the share lost are those of each loan's risk statement; where there is
    none, those that the scenario assumes for its risk level. The chance is taken for the part of
    the term that is left, and rises with the days past due.

    Args:
        report: A monthly report's bytes.
        statements: The folder of risk statements, by their hashes.
        scenario: What is assumed.

    Returns:
        The portfolio.

    Raises:
        InputError: REPORT:… when the report cannot be read; RISK:EMPTY or RISK:SIZE.
        VerificationFailed: When the report contradicts itself.
    """
    whole = read_report(report)
    exposures, assumed = [], 0
    for loan in whole.document["loans"]:
        if int(loan["outstanding"]) == 0:
            continue
        expected = _stated(statements, loan["terms"]["disclosure_hash"])
        assumed += expected is None
        exposures.append(_reported(loan, expected, whole, scenario))
    free = next(
        (int(line["numerator"]) for line in whole.document["figures"] if line["code"] == "M20"), 0
    )
    day = date.fromisoformat(whole.document["as_of"]["day"])
    return _checked(Portfolio(day, max(0, free), tuple(exposures), assumed))


def _reported(
    loan: Mapping[str, Any], expected: tuple[int, int] | None, whole: Report, scenario: Scenario
) -> Exposure:
    terms, outstanding = loan["terms"], int(loan["outstanding"])
    pd, lgd = expected or (scenario.pd_by_level_ppm[terms["risk_level"] - 1], scenario.lgd_ppm)
    drawn, matures = (date.fromisoformat(terms[key]) for key in ("drawn_down", "matures"))
    today = date.fromisoformat(whole.document["as_of"]["day"])
    if loan["status"] == "active":
        left = max(0, (matures - today).days) / max(1, (matures - drawn).days)
        rest = 1 - (1 - min(pd, PPM - 1) / PPM) ** left
        factor = next(times for days, times in scenario.late_times if loan["days_past_due"] <= days)
        pd = min(PPM, round(rest * PPM * factor)) if factor else PPM
    else:
        pd = PPM
    cap = int(loan["principal"]) * terms["fees"]["cover_cap_ppm"] // PPM
    return Exposure(
        loan["number"], loan["borrower"], outstanding, pd, lgd, terms["risk_level"],
        terms["drawn_down"][:7], max(0, cap - int(loan["covered"])),
    )  # fmt: skip


def _stated(folder: Path, digest: str) -> tuple[int, int] | None:
    """The chance of default and the share lost that a risk statement states; None without one."""
    file = folder / f"{digest.removeprefix('0x')}.json"
    try:
        expected = read_statement(file.read_bytes()).document["expected"]
    except (OSError, InputError, TermsError):
        return None
    return int(expected["pd_ppm"]), int(expected["lgd_ppm"])


def _exposure(row: Mapping[str, Any]) -> Exposure:
    if None in row or None in row.values():
        raise ValueError(f"it has another number of fields than {len(_COLUMNS)}")
    number = _whole(row, "number", 2**63 - 1)
    level = _whole(row, "level", _LEVEL_MAX)
    if level == 0:
        raise ValueError("level is 1 to 5, not 0")
    vintage = row["vintage"]
    date.fromisoformat(f"{vintage}-01")
    return Exposure(
        number, row["group"] or str(number), _whole(row, "outstanding", OUTSTANDING_MAX),
        _whole(row, "pd_ppm", PPM), _whole(row, "lgd_ppm", PPM), level, vintage,
        _whole(row, "cover_cap", OUTSTANDING_MAX),
    )  # fmt: skip


def _whole(row: Mapping[str, Any], name: str, most: int) -> int:
    text = row[name]
    if not (
        text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most
    ):
        raise ValueError(f"{name} is a whole number up to {most}, not {text[:40]!r}")
    return int(text)


def _checked(portfolio: Portfolio) -> Portfolio:
    if not portfolio.exposures:
        raise InputError("RISK:EMPTY", "no loan has anything outstanding: nothing can be lost")
    if len(portfolio.exposures) > EXPOSURES_MAX:
        raise InputError("RISK:SIZE", f"at most {EXPOSURES_MAX} loans are taken")
    if portfolio.outstanding > OUTSTANDING_MAX:
        raise InputError("RISK:SIZE", f"at most {OUTSTANDING_MAX} minor units are taken")
    return portfolio
