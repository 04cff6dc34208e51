"""A year's outcome statement: what loans were expected to do, and what they did.

Actual default rates are those of the published report (Delegated Regulation (EU) 2022/2115,
Article 2). What was expected is the chance of default that risk statements state for a loan's life,
taken for one year by its share of the days: a simple average of the loans of a level that, by their
terms, were running when the window began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.canonical import canonical
from tallystick_node.supervision.layout import MadeFile, figures_of, require

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tallystick.disclosure.report import Report
    from tallystick.disclosure.statement import RiskStatement

__all__ = ["outcome_file"]

YEAR_DAYS = 365
_ASSUMPTIONS = (
    "in default: more than 90 days past due, or declared in default",
    "expected in a year: the stated chance of default x 365 / days of the term, rounded down",
    "expected of a level: simple average of loans with a risk statement that by their terms ran",
)


@dataclass(frozen=True, slots=True)
class _StatedLoan:
    """A loan with what its statement expects; `yearly_ppm` and `return_ppm` None without one."""

    level: int
    drawn: date
    matures: date
    principal: int
    yearly_ppm: int | None
    return_ppm: int | None


def outcome_file(report: Report, statement: Callable[[str], RiskStatement | None]) -> MadeFile:
    """Return the outcome statement of a year.

    Args:
        report: The report of the year's last month.
        statement: Returns the risk statement of a hash.

    Returns:
        JSON: by window of twelve months and risk level, expected and actual rates with numerators
        and denominators, their averages over all windows, and target and actual returns. Rates are
        ppm, rounded down.

    Raises:
        InputError: FILES:INVALID when a window's numerator is above its denominator, or the levels
            do not add up to all loans.
    """
    document = report.document
    loans = [_stated(loan, statement) for loan in document["loans"]]
    windows = [_window(row, loans) for row in document["default_rates"]]
    _check(windows)
    year = int(document["as_of"]["day"][:4])
    result = {
        "format": 1,
        "regulations": ["(EU) 2020/1503 article 20", "(EU) 2022/2115 article 2"],
        "year": str(year),
        "publish_by": date(year + 1, 4, 30).isoformat(),
        "report": {"file": report.file_name, "root": "0x" + report.tree.root.hex()},
        "assumptions": list(_ASSUMPTIONS),
        "windows": windows,
        "averages": _averages(windows),
        "returns": {
            "target": _targets(loans),
            "actual": [row for row in document["returns"] if row["id"].startswith("nar")],
        },
        "default_rate_average": figures_of(document)["R07"],
    }
    return MadeFile(canonical(result), "json")


def _stated(
    loan: Mapping[str, Any], statement: Callable[[str], RiskStatement | None]
) -> _StatedLoan:
    terms = loan["terms"]
    drawn, matures = (date.fromisoformat(terms[name]) for name in ("drawn_down", "matures"))
    kept = statement(terms["disclosure_hash"])
    if kept is None:
        return _StatedLoan(terms["risk_level"], drawn, matures, int(loan["principal"]), None, None)
    expected = kept.document["expected"]
    days = max(1, (matures - drawn).days)
    yearly = min(expected["pd_ppm"], expected["pd_ppm"] * YEAR_DAYS // days)  # down
    return _StatedLoan(
        terms["risk_level"], drawn, matures, int(loan["principal"]), yearly,
        expected["return_after_loss_ppm"],
    )  # fmt: skip


def _window(row: Mapping[str, Any], loans: list[_StatedLoan]) -> dict[str, Any]:
    begins = date.fromisoformat(row["from"]) - timedelta(days=1)
    level = row["risk_level"]
    running = [
        loan for loan in loans
        if loan.drawn <= begins < loan.matures and level in {None, loan.level}
    ]  # fmt: skip
    known = [loan.yearly_ppm for loan in running if loan.yearly_ppm is not None]
    return {
        "from": row["from"],
        "until": row["until"],
        "risk_level": level,
        "actual": {
            "numerator": row["numerator"], "denominator": row["denominator"],
            "rate_ppm": row["rate_ppm"],
        },
        "expected": {
            "numerator_ppm": str(sum(known)), "denominator": str(len(known)),
            "rate_ppm": _average(known), "without_statement": str(len(running) - len(known)),
        },
    }  # fmt: skip


def _averages(windows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The simple average of the windows' rates, by level; windows without a rate are left out."""
    levels = sorted({window["risk_level"] or 0 for window in windows})
    rows = []
    for level in levels:
        mine = [window for window in windows if (window["risk_level"] or 0) == level]
        row: dict[str, Any] = {"risk_level": level or None}
        for side in ("actual", "expected"):
            rates = [int(w[side]["rate_ppm"]) for w in mine if w[side]["rate_ppm"] is not None]
            row[side] = {
                "numerator_ppm": str(sum(rates)), "denominator": str(len(rates)),
                "rate_ppm": _average(rates),
            }  # fmt: skip
        rows.append(row)
    return rows


def _targets(loans: list[_StatedLoan]) -> list[dict[str, Any]]:
    """What was aimed at after the expected loss, weighted by principal, by level."""
    rows = []
    for level in sorted({loan.level for loan in loans}):
        mine = [loan for loan in loans if loan.level == level and loan.return_ppm is not None]
        principal = sum(loan.principal for loan in mine)
        weighted = sum(loan.principal * (loan.return_ppm or 0) for loan in mine)
        rate = str(weighted // principal) if principal else None  # down
        rows.append({"risk_level": level, "principal": str(principal), "return_ppm": rate})
    return rows


def _average(values: list[int]) -> str | None:
    return str(sum(values) // len(values)) if values else None  # down


def _check(windows: list[dict[str, Any]]) -> None:
    for part in ("numerator", "denominator"):
        for until in {window["until"] for window in windows}:
            mine = [window for window in windows if window["until"] == until]
            whole = sum(int(w["actual"][part]) for w in mine if w["risk_level"] is None)
            levels = sum(int(w["actual"][part]) for w in mine if w["risk_level"] is not None)
            require(whole == levels, f"{part} of {until}", "is the sum of its risk levels")
    for window in windows:
        numerator, denominator = (
            int(window["actual"][part]) for part in ("numerator", "denominator")
        )
        require(numerator <= denominator, f"numerator of {window['until']}", "is at most all loans")
