"""Whether a card's tables make sense: a hash says that nobody changed them, not that they can hold.

Whoever makes a card can make its hash. So each number is looked at before one applicant is scored
or one price computed.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from tallystick_node.credit.card_form import check_form

__all__ = ["check_card"]

NESTING_MAX = 30
SCORE_MAX = 1_000_000
RISING, FALLING, FREE = "risk rises", "risk falls", "free"
DIRECTIONS = (RISING, FALLING, FREE)
SUM_TOLERANCE = 0.01


def check_card(document: dict[str, Any]) -> None:
    """Look at everything that scoring and pricing use.

    Args:
        document: The JSON object of a card's file.

    Raises:
        ValueError: Saying what does not make sense.
        KeyError: Naming what is missing.
        TypeError: When something is of another kind.
    """
    _finite(document, 0)
    check_form(document)
    scale = document["scale"]
    for name in ("doubling", "odds"):
        _whole(scale[name], f"scale.{name}", 1, SCORE_MAX)
    _whole(scale["points"], "scale.points", -SCORE_MAX, SCORE_MAX)
    _whole(document["base"], "base", -SCORE_MAX, SCORE_MAX)
    thresholds = document["thresholds"]
    if not thresholds or any(first <= second for first, second in pairwise(thresholds)):
        raise ValueError("the thresholds do not fall")
    classes = len(thresholds) + 1
    _whole(document["default_class"], "default_class", 1, classes - 1)
    names = [entry["name"] for entry in document["variables"]]
    if not names:
        raise ValueError("it has no variable")
    if len(set(names)) != len(names) or not all(isinstance(name, str) for name in names):
        raise ValueError("two variables have one name")
    for entry in document["variables"]:
        _variable(entry)
    for entry in document["pairs"]:
        for name in ("first_groups", "second_groups"):
            for group in entry[name]:
                _whole(group, f"{name} of {entry['first']}", 0, SCORE_MAX)
    for entry in document["partial"]:
        _whole(entry["cut"], "a cut", 1, classes - 1)
    _grades(document["grades"], classes)
    lost = document.get("lost_by_class")
    if lost is not None:
        _shares(lost, "lost_by_class", classes)


def _variable(entry: dict[str, Any]) -> None:
    name = entry["name"]
    if entry["direction"] not in DIRECTIONS:
        raise ValueError(f"the direction of {name} is none of {', '.join(DIRECTIONS)}")
    for points in entry["points"]:
        _whole(points, f"the points of {name}", -SCORE_MAX, SCORE_MAX)
    _whole(entry["best"], f"the best points of {name}", -SCORE_MAX, SCORE_MAX)
    if entry["kind"] == "category":
        levels = [level for group in entry["groups"] for level in group]
        if len(set(levels)) != len(levels) or not all(isinstance(level, str) for level in levels):
            raise ValueError(f"a level of {name} is in two groups")
    elif entry["kind"] in ("number", "date"):
        if any(first >= second for first, second in pairwise(entry["edges"])):
            raise ValueError(f"the edges of {name} do not rise")
        _in_direction(entry)
    elif entry["kind"] != "marks":
        raise ValueError(f"{entry['kind']!r} is no kind of variable")


def _in_direction(entry: dict[str, Any]) -> None:
    """Points fall where risk rises and rise where it falls; what is missing has its own."""
    points = entry["points"][1:]
    if entry["direction"] == FALLING:
        points = points[::-1]
    if entry["direction"] != FREE and any(first < second for first, second in pairwise(points)):
        raise ValueError(f"the points of {entry['name']} do not go with its direction")


def _grades(grades: list[dict[str, Any]], classes: int) -> None:
    if not grades or len({grade["grade"] for grade in grades}) != len(grades):
        raise ValueError("the grades are none, or two have one name")
    floors = [grade["score_min"] for grade in grades]
    if floors[-1] is not None or any(floor is None for floor in floors[:-1]):
        raise ValueError("only the last grade is open below")
    for floor in floors[:-1]:
        _whole(floor, "score_min", -SCORE_MAX, SCORE_MAX)
    if any(first <= second for first, second in pairwise(floors[:-1])):
        raise ValueError("the grades do not fall")
    for grade in grades:
        _shares([grade["p_default"]], f"p_default of {grade['grade']}", 1)
        chances = grade["p_classes"]
        _shares(chances, f"p_classes of {grade['grade']}", classes)
        if abs(sum(chances) - 1) > SUM_TOLERANCE:
            raise ValueError(f"p_classes of {grade['grade']} do not add up to 1")


def _finite(value: object, depth: int) -> None:
    if depth > NESTING_MAX:
        raise ValueError("it is nested too deep")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it holds a number that is not finite")
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _finite(inner, depth + 1)


def _whole(value: object, name: str, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {value!r}")


def _shares(values: object, name: str, count: int) -> None:
    if not isinstance(values, list) or len(values) != count:
        raise ValueError(f"{name} must be {count} shares")
    for value in values:
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise ValueError(f"{name} must be shares from 0 to 1, not {value!r}")
