"""Cold start: a card from judgement alone, for a market that has no history yet.

An expert states for each variable where its bins end and what each is worth, in points, and what
share of applicants is expected to default at the middle. The result is a card like any other: same
file, same hash, same reasons; its document states that no loan has taught it anything.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tallystick.documents import file_text, read_json
from tallystick_node.credit.card import FORMAT, VERSION, Card, hash_of
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scale import SCALE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["expert_card", "read_expert"]

GRADES = "ABCDE"
# Odds of default of each grade's lower end, against those at the middle of the card.
GRADE_ODDS = (0.25, 0.5, 1.0, 2.0)


def read_expert(path: Path) -> Card:
    """Return the card of an expert's JSON file.

    Args:
        path: The file; see `expert_card`.

    Returns:
        The card.

    Raises:
        CreditError: CREDIT:EXPERT, with what is wrong in it.
    """
    try:
        stated = read_json(file_text(path))
    except (OSError, ValueError, RecursionError) as broken:
        raise CreditError("CREDIT:EXPERT", f"{path} cannot be read: {broken}") from None
    return expert_card(stated)


def expert_card(stated: object) -> Card:
    """Return the card of an expert's statement.

    {"p_default": 0.1, "variables": [{"name", "edges": [...], "points": [...], "missing": 0} or
    {"name", "levels": {"RENT": 0, ...}, "other": 0, "missing": 0}]}: points for each bin between
    the edges, lowest first; `missing` and `other` are worth 0 when they are not stated.

    Args:
        stated: The JSON object.

    Returns:
        The card.

    Raises:
        CreditError: CREDIT:EXPERT, with what is wrong in it; CREDIT:CARD when points are out of
            bounds.
    """
    try:
        chance, tables = _stated(stated)
    except (KeyError, TypeError, ValueError) as wrong:
        raise CreditError("CREDIT:EXPERT", f"the expert's card is not complete: {wrong}") from None
    odds = math.log(chance / (1 - chance))
    middle = sum((min(table["points"]) + max(table["points"])) / 2 for table in tables)
    target = SCALE.offset - SCALE.factor * odds
    base = round(target - middle)
    cuts = [round(target - SCALE.factor * math.log(ratio)) for ratio in GRADE_ODDS]
    threshold = round(SCALE.offset / SCALE.factor, 9)
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": "expert",
        "scale": {"doubling": SCALE.doubling, "points": SCALE.points, "odds": SCALE.odds},
        "default_class": 1,
        "thresholds": [threshold],
        "base": base,
        "variables": tables,
        "pairs": [],
        "partial": [],
        "grades": [_grade(name, cut, target, odds) for name, cut in
                   zip(GRADES, [*cuts, None], strict=True)],
        "lost_by_class": None,
        "data": {"rows": 0, "features": [table["name"] for table in tables],
                 "said": "stated by an expert: no loan has taught this card anything"},
    }  # fmt: skip
    document["hash"] = hash_of(document)
    return Card.of(document, "the expert's card")


def _stated(stated: object) -> tuple[float, list[dict[str, Any]]]:
    if not isinstance(stated, dict):
        raise TypeError("it must be an object")
    chance = _number(stated["p_default"], "p_default")
    tables = [_table(entry) for entry in stated["variables"]]
    if not 0 < chance < 1 or not tables:
        raise ValueError("p_default must be between 0 and 1, and there must be variables")
    return chance, tables


def _grade(name: str, cut: int | None, target: float, odds: float) -> dict[str, Any]:
    # The middle of a grade is one factor of odds, half of it below, beyond its lower end.
    worst = target - SCALE.factor * math.log(2 * GRADE_ODDS[-1])
    low = worst if cut is None else cut
    middle = odds - (low + SCALE.doubling / 2 - target) / SCALE.factor
    chance = 1 / (1 + math.exp(-middle))
    return {
        "grade": name,
        "score_min": cut,
        "rows": 0,
        "p_default": round(chance, 6),
        "p_classes": [round(1 - chance, 6), round(chance, 6)],
    }


def _table(entry: dict[str, Any]) -> dict[str, Any]:
    name = entry["name"]
    if not isinstance(name, str):
        raise TypeError(f"the name {name!r} is not text")
    kind: dict[str, Any]
    missing = _points(entry.get("missing", 0), name)
    if "levels" in entry:
        levels = {level: _points(points, name) for level, points in entry["levels"].items()}
        points = [missing, *levels.values(), _points(entry.get("other", 0), name)]
        kind = {"kind": "category", "groups": [[level] for level in levels]}
    else:
        edges = [_number(edge, name) for edge in entry["edges"]]
        if edges != sorted(set(edges)) or len(entry["points"]) != len(edges) + 1:
            raise ValueError(f"{name} needs rising edges and one more points than edges")
        points = [missing, *(_points(value, name) for value in entry["points"])]
        kind = {"kind": "number", "edges": edges}
    return {"name": name, "points": points, "best": max(points), "direction": "free", **kind}


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name}: {value!r} is not a number")
    return float(value)


def _points(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name}: points are whole numbers, not {value!r}")
    return value
