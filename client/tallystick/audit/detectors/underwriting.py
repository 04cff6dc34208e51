"""Later vintages that fail far sooner than earlier ones: underwriting has collapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.statistics import LogRank, log_rank, strata_of
from tallystick.audit.detectors.thresholds import (
    ABSOLUTE_ARREARS_PPM,
    ARREARS_DAYS,
    DAY,
    HAZARD_TIMES_MILLI,
    LATE_BORROWERS_MIN,
    LOG_RANK_Z_MILLI,
    NEVER_PAID_LOANS_MIN,
)
from tallystick.loans.dates import month_of

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import PlatformFacts

__all__ = ["ID", "detect_underwriting_collapse"]

ID = "underwriting_collapse"


class _Trial(NamedTuple):
    """An instalment that could have fallen into arrears."""

    vintage: int
    instalment: int
    month: int
    bad: bool
    borrower: bytes


class _Turn(NamedTuple):
    """A month that is tried as the turning point."""

    vintage: int
    weaker: LogRank
    borrowers: int


def detect_underwriting_collapse(facts: PlatformFacts) -> Detection:
    """Say whether loans from some month on fall into arrears faster than those before.

    Each month is tried as the turning point, by two stratified log-rank tests: among instalments of
    the same number, so that young loans are not taken for bad ones, and among instalments due in
    the same month, so that a bad season, which every vintage feels, is not. The weaker of the two
    counts. Where there is no turning point, a third of all loans in arrears is enough.

    Args:
        facts: The platform.

    Returns:
        The outcome.
    """
    trials = _trials(facts)
    loans = sum(1 for loan in facts.issued if loan.trials(facts.now))
    bad = sum(trial.bad for trial in trials)
    overall = share(bad, loans)
    turns = [_turn(trials, vintage) for vintage in sorted({t.vintage for t in trials})[1:]]
    best = max(turns, key=lambda turn: turn.weaker.z_milli, default=None)
    numbers = {"loans": loans, "in_arrears": bad, "share_ppm": overall}
    if loans < NEVER_PAID_LOANS_MIN:
        return too_little(
            ID, f"{loans} loans were due long enough ago, and {NEVER_PAID_LOANS_MIN} are the"
            " fewest", **numbers,
        )  # fmt: skip
    collapsed = best is not None and _is_collapse(best)
    sentence = (
        f"{bad} of {loans} loans, {percent(overall)}, fell {ARREARS_DAYS} days into arrears (the"
        f" line is {percent(ABSOLUTE_ARREARS_PPM)})"
    )
    if best is not None:
        numbers |= {
            "turning_month": best.vintage, "later_in_arrears": best.weaker.observed,
            "later_borrowers": best.borrowers, "hazard_times_milli": best.weaker.ratio_milli,
            "z_milli": best.weaker.z_milli,
        }  # fmt: skip
        times = best.weaker.ratio_milli
        sentence += (
            f"; loans drawn from {_month(best.vintage)} on fail {times // 1_000}."
            f"{times // 100 % 10} times as fast as those before, at like age and in like months,"
            f" {_milli(best.weaker.z_milli)} standard deviations off (the lines are"
            f" {HAZARD_TIMES_MILLI // 1_000} times and {_milli(LOG_RANK_Z_MILLI)})"
        )
    return Detection(ID, collapsed or overall >= ABSOLUTE_ARREARS_PPM, sentence, numbers)


def _trials(facts: PlatformFacts) -> list[_Trial]:
    return [
        _Trial(month_of(loan.issue_day), number, month_of(due // DAY), late, loan.borrower)
        for loan in facts.issued
        for number, due, late in loan.trials(facts.now)
    ]


def _turn(trials: list[_Trial], vintage: int) -> _Turn:
    """Compare the vintages from one on with those before it."""
    by_age = log_rank(strata_of((t.instalment, t.vintage >= vintage, t.bad) for t in trials))
    by_month = log_rank(strata_of((t.month, t.vintage >= vintage, t.bad) for t in trials))
    persons = {trial.borrower for trial in trials if trial.bad and trial.vintage >= vintage}
    weaker = min(by_age, by_month, key=lambda test: test.z_milli)
    ratio = min(by_age.ratio_milli, by_month.ratio_milli)
    return _Turn(vintage, weaker._replace(ratio_milli=ratio), len(persons))


def _is_collapse(turn: _Turn) -> bool:
    return (
        turn.weaker.z_milli >= LOG_RANK_Z_MILLI
        and turn.weaker.ratio_milli >= HAZARD_TIMES_MILLI
        and turn.borrowers >= LATE_BORROWERS_MIN
    )


def _month(month: int) -> str:
    """A month for people, out of its number, which counts from March of year 0."""
    year, place = divmod(month + 2, 12)
    return f"{year}-{place + 1:02d}"


def _milli(value: int) -> str:
    """Thousandths for people, with one decimal, rounded towards 0."""
    return f"{'-' if value < 0 else ''}{abs(value) // 1_000}.{abs(value) // 100 % 10}"
