"""When a card's chances have left what happens, and the card made anew from the same variables.

Only spread and level are moved, by mature loans that came later: no points table is learned again.
The new card names the one that it was made from, what moved it, and two people: who made it and who
checked it. What the loans do not show for sure is left as it is.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.event_times import is_mature, times_of
from tallystick_node.credit.lasting import Vintage, forecast, shift_of, slope_in, vintages_of
from tallystick_node.credit.measures import NORMAL_95, Interval, log_odds
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import outcome_of

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from tallystick_node.credit.table import Table

    Floats = NDArray[np.float64]

__all__ = ["Asked", "calibration_now", "recalibrated"]

ROWS_MIN, OUTCOMES_MIN = 500, 50
# Within these bounds of one a figure is good enough, however sure it is.
NEAR = 0.05
SLOPE_MIN, SLOPE_MAX = 0.3, 3.0
NAME_MAX = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recalibration rests on: columns of the loans, and who makes and who checks it.

    mature: how many months old a loan must be at `as_of` to count; 0 counts all. as_of: None is
    the time of the last loan.
    """

    target: str
    made_by: str
    checked_by: str
    time: str | None = None
    bad: str | None = None
    mature: int = 0
    as_of: date | None = None


def calibration_now(bad: NDArray[np.bool_], chance: Floats, time: Floats | None) -> dict[str, Any]:
    """Return slope and level of a card's chances with their intervals, and what they call for.

    Args:
        bad: Which loans defaulted, shape (rows,).
        chance: The card's chance of default of each, shape (rows,).
        time: When each was made, shape (rows,); None when not known.

    Returns:
        `slope`, `level` and expected over observed, and `alarm`: `stable`, or `act` when a figure
        is off by more than 5 % for sure.
    """
    slope, level = _intervals(bad, log_odds(chance), time)
    observed = float(np.mean(bad))
    ratio = float(np.mean(chance)) / observed if observed else None
    off = _is_sure(slope, 1.0) and abs(slope.value - 1) > NEAR
    off |= _is_sure(level, 0.0) and ratio is not None and abs(ratio - 1) > NEAR
    return {
        **_ends("slope", slope),
        **_ends("level", level),
        "expected_over_observed": None if ratio is None else round(ratio, 6),
        "alarm": "act" if off else "stable",
    }


def recalibrated(card: Card, table: Table, asked: Asked) -> Card:
    """Return the card with spread and level as later loans show them.

    Args:
        card: A card that loans have taught.
        table: Later loans with their outcomes.
        asked: The columns, and who makes and who checks it.

    Returns:
        The new card, which names the one that it was made from.

    Raises:
        CreditError: CREDIT:FOUR_EYES unless two people are named; CREDIT:CARD for a card that no
            loan has taught; CREDIT:COLUMN, :TYPE or :TARGET when the table does not fit;
            CREDIT:ROWS when too few loans are mature; CREDIT:CALIBRATION when the card holds.
    """
    _two_people(asked)
    if not card.document["data"]["rows"]:
        raise CreditError("CREDIT:CARD", "no loan has taught this card: train one instead")
    if card.states:
        # Each state has a spread and a level of its own, and few loans to show them.
        raise CreditError(
            "CREDIT:CARD", "a card with states is not recalibrated: train one instead"
        )
    bad, time, chosen = _loans(table, asked)
    odds = log_odds(BatchScorer(card).score(chosen).p_default)
    now = calibration_now(bad, 1 / (1 + np.exp(-odds)), time)
    slope = _intervals(bad, odds, time)[0]
    if now["alarm"] == "stable":
        raise CreditError(
            "CREDIT:CALIBRATION",
            f"the card holds on these loans: slope {slope.value:.3f} [{slope.low:.3f},"
            f" {slope.high:.3f}], expected over observed {now['expected_over_observed']:.3f}",
        )
    spread = min(max(slope.value, SLOPE_MIN), SLOPE_MAX) if _is_sure(slope, 1.0) else 1.0
    spreaded = _moved(card, spread, 0.0)
    scored = BatchScorer(Card.of(spreaded, "the recalibrated card")).score(chosen)
    shift = shift_of(bad, log_odds(scored.p_default))[0]
    document = _moved(card, spread, shift)
    document["recalibrated"] = [
        *card.document.get("recalibrated", []),
        {
            "from": card.hash,
            "spread": round(spread, 6),
            "level": round(shift, 6),
            "shown": now,
            "rows": len(bad),
            "bad": int(np.sum(bad)),
            "left_out": table.rows - len(bad),
            "made_by": asked.made_by.strip(),
            "checked_by": asked.checked_by.strip(),
        },
    ]
    document["hash"] = hash_of(document)
    return Card.of(document, "the recalibrated card")


def _two_people(asked: Asked) -> None:
    people = [asked.made_by.strip(), asked.checked_by.strip()]
    if not all(0 < len(name) <= NAME_MAX and name.isprintable() for name in people):
        raise CreditError(
            "CREDIT:FOUR_EYES",
            f"who makes and who checks a card are names of 1 to {NAME_MAX} letters",
        )
    if people[0].casefold() == people[1].casefold():
        raise CreditError(
            "CREDIT:FOUR_EYES", f"{people[0]!r} cannot check a card that they have made themselves"
        )


def _loans(table: Table, asked: Asked) -> tuple[NDArray[np.bool_], Floats | None, Table]:
    """Return outcomes, times and rows of the mature loans, in order of time."""
    for name in (asked.target, asked.time):
        if name is not None and name not in table.columns:
            raise CreditError("CREDIT:COLUMN", f"there is no column {name!r} in the data")
    if asked.mature and asked.time is None:
        raise CreditError("CREDIT:COLUMN", "how old a loan is needs --time")
    bad, known = outcome_of(table[asked.target], asked.bad)
    time = None
    if asked.time is not None:
        time = times_of(table[asked.time])
        known = known & np.isfinite(time)
        if asked.mature:
            known = known & is_mature(table[asked.time], asked.mature, asked.as_of)
    rows = np.flatnonzero(known)
    bads = int(np.sum(bad[rows]))
    if len(rows) < ROWS_MIN or min(bads, len(rows) - bads) < OUTCOMES_MIN:
        raise CreditError(
            "CREDIT:ROWS",
            f"{len(rows)} mature loans with {bads} bad are too few to move a card: at least"
            f" {ROWS_MIN} and {OUTCOMES_MIN} of each outcome are needed",
        )
    if time is not None:
        rows = rows[np.argsort(time[rows], kind="stable")]
    return bad[rows], None if time is None else time[rows], table.take(rows)


def _intervals(
    bad: NDArray[np.bool_], odds: Floats, time: Floats | None
) -> tuple[Interval, Interval]:
    """Return slope and level over vintages, the recent counting for more."""
    if time is not None:
        order = np.argsort(time, kind="stable")
        bad, odds, time = bad[order], odds[order], time[order]
    vintages = vintages_of(time, bad)
    intervals = []
    for figure in (slope_in, shift_of):
        seen = []
        for place, rows in enumerate(vintages):
            at = float(np.mean(rows)) / len(bad)
            seen.append(Vintage(at, *figure(bad[rows], odds[rows]), place + 1.0))
        foreseen = forecast(seen)
        if foreseen is None:
            intervals.append(Interval(0.0, -math.inf, math.inf))
        elif foreseen.freedom:
            intervals.append(Interval(foreseen.value, *foreseen.interval))
        else:
            reach = NORMAL_95 * foreseen.error
            intervals.append(
                Interval(foreseen.value, foreseen.value - reach, foreseen.value + reach)
            )
    return intervals[0], intervals[1]


def _ends(name: str, figure: Interval) -> dict[str, float | None]:
    """Return a figure and the ends of its interval, None where there is none."""
    ends = {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}
    return {key: round(end, 6) if math.isfinite(end) else None for key, end in ends.items()}


def _is_sure(figure: Interval, neutral: float) -> bool:
    """Whether the interval of a figure leaves out what changes nothing."""
    return math.isfinite(figure.low) and not figure.low <= neutral <= figure.high


def _moved(card: Card, spread: float, shift: float) -> dict[str, Any]:
    """Return the card's document with points spread and the odds of every score moved."""
    document = copy.deepcopy(card.document)
    for entry in (*document["variables"], *document["pairs"]):
        entry["points"] = _spread(entry["points"], spread)
        entry["best"] = round(entry["best"] * spread)
    for entry in document["partial"]:
        entry["points"] = _spread(entry["points"], spread)
    factor, before = card.scale.factor, card.base
    # A score keeps stating its odds: base and thresholds move so that the default's stays in place.
    held = card.thresholds[card.default_class - 1]
    base = round(factor * (held * (1 - spread) - shift) + spread * before)
    document["base"] = base
    document["thresholds"] = [
        round(shift + spread * (threshold - before / factor) + base / factor, 9)
        for threshold in card.thresholds
    ]
    document["bands"]["edges"] = [
        base + round(spread * (edge - before)) for edge in document["bands"]["edges"]
    ]
    for grade in document["grades"]:
        if grade["score_min"] is not None:
            grade["score_min"] = base + round(spread * (grade["score_min"] - before))
        grade["p_default"] = _chance(grade["p_default"], spread, shift)
        beyond = [1.0]
        for share in grade["p_classes"][:-1]:
            beyond.append(beyond[-1] - share)
        moved = [1.0, *(_chance(chance, spread, shift) for chance in beyond[1:]), 0.0]
        grade["p_classes"] = [
            round(max(0.0, higher - lower), 6) for higher, lower in pairwise(moved)
        ]
    document["hash"] = hash_of(document)
    return document


def _spread(points: list[Any], spread: float) -> list[Any]:
    """Return points or rows of points, each spread and rounded half to even."""
    return [
        _spread(entry, spread) if isinstance(entry, list) else round(entry * spread)
        for entry in points
    ]


def _chance(chance: float, spread: float, shift: float) -> float:
    if not 0 < chance < 1:
        return min(max(chance, 0.0), 1.0)
    moved = 1 / (1 + math.exp(-shift - spread * math.log(chance / (1 - chance))))
    return round(moved, 6)
