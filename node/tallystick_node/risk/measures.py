"""The figures of the register, out of what is known of a day; pure, and the same for the same day.

Shares are in ppm, rounded down, of principal outstanding. None stands for too little to measure: a
share of the largest borrower says nothing of a platform of ten.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.risk.concentration import concentration
from tallystick_node.risk.exposures import PPM, Exposure, Portfolio
from tallystick_node.risk.ladder import mismatch_ppm
from tallystick_node.risk.scenario import BASE
from tallystick_node.risk.stress import stress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tallystick_node.risk.ladder import LadderStep

__all__ = ["BORROWERS_MIN", "LoanOfDay", "RiskDay", "measures_of"]

LATE_DAYS, BAD_DAYS = 30, 90
BORROWERS_MIN = 20
QUARTER_DAYS = 90
PATHS, SEED = 2_000, 1


@dataclass(frozen=True, slots=True)
class LoanOfDay:
    """A loan that owes something, or ended lately; amounts in minor units.

    drawn_before: how many days ago it was drawn. cover_cap: the most that the reserve may pay.
    """

    number: int
    borrower: str
    principal: int
    outstanding: int
    days_past_due: int
    in_default: bool
    risk_level: int
    rate_ppm: int
    guaranteed: int
    cover_cap: int
    drawn_before: int


@dataclass(frozen=True, slots=True)
class RiskDay:
    """What is known of a day.

    loans: all that were drawn. reserve: what it has free; None where none is allowed. rate_cap_ppm:
    today's, 0 for none. dead_jobs, halts: how many there are. reports_late: months without
    their report; None for a node that publishes none. provision_ppm: the share of what is
    outstanding that the reserve has to hold, 0 for none.
    """

    day: date
    loans: Sequence[LoanOfDay]
    ladder: Sequence[LadderStep]
    reserve: int | None
    rate_cap_ppm: int
    dead_jobs: int
    halts: int
    reports_late: int | None
    provision_ppm: int = 0


def measures_of(day: RiskDay) -> dict[str, int | None]:
    """Return the figure of every metric.

    Args:
        day: What is known.

    Returns:
        The figures in the metrics' units.
    """
    owing = [loan for loan in day.loans if loan.outstanding]
    total = sum(loan.outstanding for loan in owing)

    def share(loans: list[LoanOfDay]) -> int | None:
        return sum(loan.outstanding for loan in loans) * PPM // total if total else None

    late = [loan for loan in owing if loan.in_default or loan.days_past_due > LATE_DAYS]
    bad = [loan for loan in owing if loan.in_default or loan.days_past_due > BAD_DAYS]
    over = [loan for loan in owing if 0 < day.rate_cap_ppm < loan.rate_ppm]
    shares = concentration(_portfolio(owing, day.reserve or 0))
    enough = shares.groups >= BORROWERS_MIN
    defaulted = sum(1 for loan in owing if loan.in_default)
    return {
        "credit.late": share(late),
        "credit.bad": share(bad),
        "concentration.largest": shares.largest_ppm if enough else None,
        "concentration.top_ten": shares.top_ten_ppm if enough else None,
        "concentration.herfindahl": shares.herfindahl_ppm if enough else None,
        "liquidity.mismatch": mismatch_ppm(day.ladder),
        "reserve.shortfall": _shortfall(owing, day.reserve) if enough else None,
        "reserve.provision": _unprovided(total, day.reserve, day.provision_ppm),
        "market.over_cap": share(over),
        "strategy.growth": _growth(day.loans),
        "correlation.guaranteed": (
            sum(min(loan.guaranteed, loan.outstanding) for loan in owing) * PPM // total
            if total
            else None
        ),
        "reputation.defaulted": defaulted * PPM // len(owing) if owing else None,
        "operation.dead_jobs": day.dead_jobs,
        "technology.halts": day.halts,
        "compliance.reports_late": day.reports_late,
    }


def _shortfall(owing: list[LoanOfDay], reserve: int | None) -> int | None:
    """What the reserve lacks of what 99 of 100 paths ask of it, in ppm of that, rounded up."""
    if reserve is None or not owing:
        return None
    needed = stress(_portfolio(owing, reserve), BASE, PATHS, SEED).reserve_needed
    return 0 if needed == 0 else -(-max(0, needed - reserve) * PPM // needed)


def _unprovided(outstanding: int, reserve: int | None, provision_ppm: int) -> int | None:
    """What the reserve lacks of a fixed share of what is outstanding, in ppm of it, rounded up."""
    needed = -(-outstanding * provision_ppm // PPM)
    if reserve is None or needed == 0:
        return None
    return -(-max(0, needed - reserve) * PPM // needed)


def _growth(loans: Sequence[LoanOfDay]) -> int | None:
    """Lending of the last quarter over that of the one before it; None without both."""
    quarters: Counter[int] = Counter()
    for loan in loans:
        quarters[loan.drawn_before // QUARTER_DAYS] += loan.principal
    counts = Counter(loan.drawn_before // QUARTER_DAYS for loan in loans)
    if counts[1] < BORROWERS_MIN:
        return None
    return quarters[0] * PPM // quarters[1]


def _portfolio(owing: list[LoanOfDay], reserve: int) -> Portfolio:
    """The loans as the stress test takes them, with the base scenario's chances."""
    return Portfolio(
        None, reserve,
        tuple(
            Exposure(
                loan.number, loan.borrower, loan.outstanding, _chance(loan), BASE.lgd_ppm,
                loan.risk_level, "", min(loan.cover_cap, loan.outstanding),
            )
            for loan in owing
        ),
    )  # fmt: skip


def _chance(loan: LoanOfDay) -> int:
    if loan.in_default:
        return PPM
    base = BASE.pd_by_level_ppm[loan.risk_level - 1]
    factor = next(times for days, times in BASE.late_times if loan.days_past_due <= days)
    return min(PPM, base * factor) if factor else PPM
