"""The frozen card: an integer points table with everything that scoring needs. No numpy here.

A score is `base` plus the points of each variable's bin and of each pair's cell; more is better.
P(Y >= k) = 1 / (1 + exp(-(thresholds[k-1] - score / factor))) for the classes 0 (best) to K-1; at a
cut with points of its own (`partial`) these are added to the score first. The file is canonical
JSON (sorted keys, no spaces, UTF-8, floats at their shortest); its `hash` is the SHA-256 of the
same without the hash. It may hold a whole card more for each state of the data: for applicants of
whom only some of the columns are known.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from tallystick.documents import file_text, read_json
from tallystick_node.credit.card_check import check_card
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scale import Scale
from tallystick_node.credit.variable import Categories, Marks, Numbers, Variable

__all__ = [
    "Card", "CardState", "Grade", "PairTable", "PartialTable", "PointsTable", "canonical",
    "hash_of",
]  # fmt: skip

FORMAT, VERSION = "tallystick-card", 1
CARD_BYTES_MAX = 50_000_000
POINTS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class PointsTable:
    """A variable and the points of each bin; best counts only bins that held rows in training."""

    variable: Variable
    points: tuple[int, ...]
    best: int
    direction: str


@dataclass(frozen=True, slots=True)
class PairTable:
    """Two variables, by their places in the card: the group of each bin, points of each cell."""

    first: int
    second: int
    first_groups: tuple[int, ...]
    second_groups: tuple[int, ...]
    points: tuple[tuple[int, ...], ...]
    best: int


@dataclass(frozen=True, slots=True)
class PartialTable:
    """Points that count only at one cut of the classes: for P(Y >= cut)."""

    cut: int
    variable: int
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: scores from `score_min` up to the next better grade, and what was seen there."""

    name: str
    score_min: int | None
    p_default: float


@dataclass(frozen=True, slots=True)
class CardState:
    """What judges applicants of whom nothing of `lacking` is known; card: on the whole's scale."""

    name: str
    lacking: tuple[str, ...]
    card: Card


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is used. document: the whole file, with what is only to be read."""

    variables: tuple[PointsTable, ...]
    pairs: tuple[PairTable, ...]
    partial: tuple[PartialTable, ...]
    base: int
    scale: Scale
    thresholds: tuple[float, ...]
    default_class: int
    grades: tuple[Grade, ...]
    hash: str
    document: dict[str, Any]
    # Those that lack most columns first, which is the order in which they are tried.
    states: tuple[CardState, ...] = ()

    @property
    def features(self) -> list[str]:
        """The names of the columns that the card and those of its states need."""
        own = (name for table in self.variables for name in _columns_of(table.variable))
        of_states = (name for state in self.states for name in state.card.features)
        return list(dict.fromkeys((*own, *of_states)))

    @property
    def every_variable(self) -> tuple[Variable, ...]:
        """The variables of the card and of its states; one name may stand there several times."""
        own = tuple(table.variable for table in self.variables)
        return own + tuple(
            variable for state in self.states for variable in state.card.every_variable
        )

    @property
    def classes(self) -> int:
        """How many ordered classes the card knows."""
        return len(self.thresholds) + 1

    def p_default(self, score: int) -> float:
        """Return the chance of default, 1 / (1 + exp(score / factor - default threshold)).

        Args:
            score: The score.

        Returns:
            A chance between 0 and 1.
        """
        return self._chance(score, self.default_class)

    def class_chances(self, score: int, bins: list[int]) -> list[float]:
        """Return P(Y = k) of every class.

        Where the chances of two cuts would cross, the one further from the default gives way.

        Args:
            score: The score.
            bins: The bin of each variable, for the points at single cuts.

        Returns:
            Chances that sum to one, best class first.
        """
        beyond = []
        for k in range(1, self.classes):
            extra = sum(
                table.points[bins[table.variable]] for table in self.partial if table.cut == k
            )
            beyond.append(self._chance(score + extra, k))
        for k in range(self.default_class - 2, -1, -1):
            beyond[k] = max(beyond[k], beyond[k + 1])
        for k in range(self.default_class, len(beyond)):
            beyond[k] = min(beyond[k], beyond[k - 1])
        return [higher - lower for higher, lower in pairwise([1.0, *beyond, 0.0])]

    def _chance(self, score: int, cut: int) -> float:
        return 1 / (1 + math.exp(score / self.scale.factor - self.thresholds[cut - 1]))

    def grade(self, score: int) -> str:
        """Return the name of the grade that holds a score.

        Args:
            score: The score.

        Returns:
            The name.
        """
        for grade in self.grades:
            if grade.score_min is None or score >= grade.score_min:
                return grade.name
        return self.grades[-1].name

    @classmethod
    def load(cls, path: Path) -> Card:
        """Read a card.

        Args:
            path: Its file, at most 50 MB.

        Returns:
            The card.

        Raises:
            CreditError: CREDIT:CARD when it is not a card; CREDIT:HASH when it was changed after it
                was made.
        """
        try:
            if path.stat().st_size > CARD_BYTES_MAX:
                raise CreditError("CREDIT:CARD", f"{path} is too large for a card")
            document = read_json(
                file_text(path, bytes_max=CARD_BYTES_MAX), bytes_max=CARD_BYTES_MAX
            )
        except (OSError, ValueError, RecursionError) as broken:
            raise CreditError("CREDIT:CARD", f"{path} cannot be read as a card: {broken}") from None
        return cls.of(document, str(path))

    @classmethod
    def of(cls, document: object, name: str) -> Card:
        """Return the card of a document.

        Args:
            document: The JSON object of the file.
            name: What to call it in an error.

        Returns:
            The card.

        Raises:
            CreditError: CREDIT:CARD when it is not a card; CREDIT:HASH when it was changed after it
                was made.
        """
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise CreditError("CREDIT:CARD", f"{name} is not a card of Tallystick")
        if document.get("version") != VERSION:
            raise CreditError(
                "CREDIT:CARD",
                f"{name} is a card of version {document.get('version')}, this reads {VERSION}",
            )
        try:
            digest = hash_of(document)
        except (TypeError, ValueError, RecursionError) as broken:
            raise CreditError("CREDIT:CARD", f"{name} cannot be hashed: {broken}") from None
        if document.get("hash") != digest:
            raise CreditError(
                "CREDIT:HASH", f"{name} was changed after it was made: its hash does not hold"
            )
        try:
            check_card(document)
            return _card(document)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as broken:
            what = str(broken) if isinstance(broken, ValueError) else repr(broken)
            raise CreditError("CREDIT:CARD", f"{name} makes no sense: {what}") from None


def canonical(document: object) -> bytes:
    """Return a document as canonical JSON.

    Args:
        document: Any JSON value; ValueError on NaN and infinity.

    Returns:
        UTF-8 bytes: sorted keys, no spaces.
    """
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def hash_of(document: dict[str, Any]) -> str:
    """Return the hash of a card's document without its own hash.

    Args:
        document: The JSON object.

    Returns:
        SHA-256 in hex.
    """
    held = {key: value for key, value in document.items() if key != "hash"}
    return hashlib.sha256(canonical(held)).hexdigest()


def _columns_of(variable: Variable) -> tuple[str, ...]:
    return variable.columns if isinstance(variable, Marks) else (variable.name,)


def _card(document: dict[str, Any]) -> Card:
    scale = document["scale"]
    variables = tuple(_variable(entry) for entry in document["variables"])
    pairs = tuple(_pair(entry, variables) for entry in document["pairs"])
    card = Card(
        variables=variables,
        pairs=pairs,
        partial=tuple(_partial(entry, variables) for entry in document["partial"]),
        base=int(document["base"]),
        scale=Scale(scale["doubling"], scale["points"], scale["odds"]),
        thresholds=tuple(float(entry) for entry in document["thresholds"]),
        default_class=int(document["default_class"]),
        grades=tuple(
            Grade(entry["grade"], entry["score_min"], entry["p_default"])
            for entry in document["grades"]
        ),
        hash=document["hash"],
        document=document,
    )
    states = [_state(entry, card) for entry in document.get("states") or ()]
    if len({state.name for state in states}) != len(states):
        raise ValueError("two states have one name")
    # Sorting keeps the order of the file among those that lack equally many.
    states.sort(key=lambda state: -len(state.lacking))
    return replace(card, states=tuple(states))


def _state(entry: dict[str, Any], whole: Card) -> CardState:
    """Return a state whose card counts on the whole card's scale and grades as it does.

    A chance of default so has one score, one grade and one price, whatever it was judged by.
    """
    name = entry["state"]
    card = Card.of(entry["card"], f"the card of the state {name!r}")
    known = frozenset(entry["columns"])
    lacking = tuple(column for column in whole.features if column not in known)
    taught = "validation" in card.document
    if not taught or card.states or (card.classes, card.default_class, card.scale) != (
        whole.classes, whole.default_class, whole.scale,
    ):  # fmt: skip
        raise ValueError(f"the card of the state {name!r} is of another kind")
    if not lacking or not known.issuperset(card.features):
        raise ValueError(f"the columns of the state {name!r} do not fit the cards")
    factor, cut = whole.scale.factor, whole.default_class - 1
    # Whole points, as scores are; what rounding leaves goes into the thresholds.
    offset = round(factor * (whole.thresholds[cut] - card.thresholds[cut]))
    moved = replace(
        card,
        base=card.base + offset,
        thresholds=tuple(threshold + offset / factor for threshold in card.thresholds),
        grades=whole.grades,
    )
    return CardState(name, lacking, moved)


def _variable(entry: dict[str, Any]) -> PointsTable:
    variable: Variable
    if entry["kind"] == "category":
        variable = Categories(entry["name"], tuple(tuple(group) for group in entry["groups"]))
    elif entry["kind"] == "marks":
        variable = Marks(entry["name"], tuple(entry["columns"]))
    else:
        variable = Numbers(
            entry["name"], tuple(float(edge) for edge in entry["edges"]), entry["kind"] == "date"
        )
    points = tuple(int(value) for value in entry["points"])
    if len(points) != variable.size or max(map(abs, points)) > POINTS_MAX:
        raise ValueError(f"the points of {variable.name} do not fit its bins")
    return PointsTable(variable, points, int(entry["best"]), entry["direction"])


def _partial(entry: dict[str, Any], variables: tuple[PointsTable, ...]) -> PartialTable:
    place = [table.variable.name for table in variables].index(entry["variable"])
    points = tuple(int(value) for value in entry["points"])
    if len(points) != variables[place].variable.size:
        raise ValueError(f"the points of {entry['variable']} at a cut do not fit its bins")
    return PartialTable(int(entry["cut"]), place, points)


def _pair(entry: dict[str, Any], variables: tuple[PointsTable, ...]) -> PairTable:
    names = [table.variable.name for table in variables]
    first, second = names.index(entry["first"]), names.index(entry["second"])
    table = PairTable(
        first, second, tuple(entry["first_groups"]), tuple(entry["second_groups"]),
        tuple(tuple(int(value) for value in row) for row in entry["points"]), int(entry["best"]),
    )  # fmt: skip
    sizes = (variables[first].variable.size, variables[second].variable.size)
    if (len(table.first_groups), len(table.second_groups)) != sizes:
        raise ValueError(f"the table of {entry['first']} and {entry['second']} does not fit")
    if len(table.points) <= max(table.first_groups) or any(
        len(row) <= max(table.second_groups) for row in table.points
    ):
        raise ValueError(f"the table of {entry['first']} and {entry['second']} lacks cells")
    return table
