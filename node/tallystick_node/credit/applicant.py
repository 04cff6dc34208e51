"""One applicant: score, chances, grade, reasons and what would help. Standard library only.

The fast path is a look-up for each variable; anything unusual (a missing key, words where a number
belongs) leaves it for a slower one that reports what is wrong.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tallystick_node.credit.cells import MISSING
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.score_reasons import REASONS_MAX, ScoreReason, reason_of
from tallystick_node.credit.variable import Categories, Marks, Numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.credit.card import Card, PairTable

__all__ = ["Better", "Judge", "Judgement"]

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Better:
    """What alone would bring the next better grade: the bin to be in, and points won by it."""

    variable: str
    bin: str
    points: int
    grade: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a card concludes about an applicant. classes: P(Y = k), best first."""

    score: int
    p_default: float
    classes: tuple[float, ...]
    grade: str
    reasons: tuple[ScoreReason, ...]
    # The state of the data by whose card it was judged; None by the whole card.
    state: str | None = None


class Judge:
    """A card made ready for applicants one at a time.

    An applicant is a mapping from column names to numbers (dates as days since 1970-01-01), words,
    or None for missing. Of whom a whole group of columns is not known is judged by that state's
    card; `bins`, `reasons` and `lost` are of this card alone.
    """

    def __init__(self, card: Card) -> None:
        self.card = card
        self._paired = [(pair, pair.first, pair.second) for pair in card.pairs]
        self._numbers = []
        self._categories = []
        self._marks = []
        self._states = [(state, Judge(state.card)) for state in card.states]
        shared = set[str]().union(*(state.lacking for state in card.states))
        for state in card.states:
            shared &= set(state.lacking)
        # Whoever has a number here is in no state, which is soon seen.
        self._probe = min(shared, default=None)
        for place, table in enumerate(card.variables):
            variable = table.variable
            if isinstance(variable, Numbers):
                # Both ends of the look-up are for missing: NaN and -inf fall before the first
                # fence, +inf after the last.
                bins = (*range(variable.size), 0)
                points = tuple(table.points[number] for number in bins)
                self._numbers.append((place, variable.name, variable.fences, bins, points))
            elif isinstance(variable, Marks):
                # Always at least two columns, so that the getter returns a tuple.
                getter = itemgetter(*variable.columns)
                self._marks.append((place, variable, table.points, getter))
            else:
                self._categories.append((place, variable, table.points, _known(variable)))

    def of(self, applicant: Mapping[str, object]) -> tuple[str | None, Judge]:
        """Return what judges an applicant: the card that learned without what is not known.

        Args:
            applicant: As for `score`.

        Returns:
            The name of the state and its judge; None and this judge where no state fits.

        Raises:
            CreditError: CREDIT:COLUMN when a column of the card is missing.
        """
        if self._probe is not None:
            value = applicant.get(self._probe)
            if value.__class__ is float and -INFINITY < value < INFINITY:
                return None, self
        for state, judge in self._states:
            if all(_is_unknown(name, applicant) for name in state.lacking):
                return state.name, judge
        return None, self

    def score(self, applicant: Mapping[str, object]) -> int:
        """Return the score: the card's base plus the points of each bin and of each pair's cell.

        Args:
            applicant: Column names to numbers (dates as days since 1970-01-01), words, or None for
                missing.

        Returns:
            Whole points; more is better.

        Raises:
            CreditError: CREDIT:COLUMN when a column of the card is missing; CREDIT:TYPE for words
                where a number belongs.
        """
        if self._states and (judge := self.of(applicant)[1]) is not self:
            return judge.score(applicant)
        total, bins = self.card.base, [0] * len(self.card.variables)
        name = ""
        try:
            for place, name, fences, numbers, points in self._numbers:
                value = applicant[name]
                if value is None:
                    total += points[0]
                    continue
                at = bisect_left(fences, value)  # type: ignore[call-overload]
                total += points[at]
                bins[place] = numbers[at]
        except (KeyError, TypeError) as wrong:
            raise _refused(name, applicant) from wrong
        for place, variable, points, known in self._categories:
            bins[place] = number = _bin(variable, known, applicant)
            total += points[number]
        for place, marks, points, getter in self._marks:
            try:
                bins[place] = number = _mark(marks, getter(applicant))
            except (KeyError, TypeError):
                # Reported in full by the slow way; a value that only looks odd is judged by it.
                bins[place] = number = _bin(marks, {}, applicant)
            total += points[number]
        for pair, first, second in self._paired:
            total += pair.points[pair.first_groups[bins[first]]][pair.second_groups[bins[second]]]
        return total

    def bins(self, applicant: Mapping[str, object]) -> list[int]:
        """Return the bin of each variable.

        Args:
            applicant: Column names to numbers (dates as days since 1970-01-01), words, or None for
                missing.

        Returns:
            Bin numbers in the order of the card's variables, 0 for missing.

        Raises:
            CreditError: CREDIT:COLUMN when a column of the card is missing; CREDIT:TYPE for words
                where a number belongs.
        """
        numbers = []
        for table in self.card.variables:
            variable = table.variable
            if isinstance(variable, Numbers):
                numbers.append(variable.bin_of(_number(variable.name, applicant)))
            else:
                numbers.append(_bin(variable, _known(variable), applicant))
        return numbers

    def judge(self, applicant: Mapping[str, object]) -> Judgement:
        """Return score, chances, grade and at most four reasons.

        Args:
            applicant: Column names to numbers (dates as days since 1970-01-01), words, or None for
                missing.

        Returns:
            The judgement.

        Raises:
            CreditError: CREDIT:COLUMN when a column of the card is missing; CREDIT:TYPE for words
                where a number belongs.
        """
        state, judge = self.of(applicant)
        if judge is not self:
            return replace(judge.judge(applicant), state=state)
        score, bins = self.score(applicant), self.bins(applicant)
        return Judgement(
            score=score,
            p_default=self.card.p_default(score),
            classes=tuple(self.card.class_chances(score, bins)),
            grade=self.card.grade(score),
            reasons=self.reasons(bins),
        )

    def reasons(self, bins: list[int]) -> tuple[ScoreReason, ...]:
        """Return where most points were lost, no reason twice.

        Args:
            bins: The bin of each variable, in the order of the card.

        Returns:
            At most four reasons, the weightiest first.
        """
        lost = self.lost(bins)
        order = sorted(range(len(lost)), key=lambda place: (-lost[place], place))
        chosen: dict[str, ScoreReason] = {}
        for place in order:
            if lost[place] <= 0 or len(chosen) == REASONS_MAX:
                break
            table = self.card.variables[place]
            reason = reason_of(table.variable.name, table.variable.label(bins[place]), lost[place])
            chosen.setdefault(reason.code, reason)
        return tuple(chosen.values())

    def lost(self, bins: list[int]) -> list[int]:
        """Return the half points that each variable's bin loses against its best.

        What a pair loses is shared by its two variables, hence halves.

        Args:
            bins: The bin of each variable, in the order of the card.

        Returns:
            Half points, at least 0, in the order of the card.
        """
        half_points = [
            2 * (table.best - table.points[number])
            for table, number in zip(self.card.variables, bins, strict=True)
        ]
        for pair in self.card.pairs:
            missed = pair.best - _cell(pair, bins)
            half_points[pair.first] += missed
            half_points[pair.second] += missed
        return half_points

    def better(self, applicant: Mapping[str, object]) -> tuple[Better, ...]:
        """Return the single changes that would bring the next better grade.

        Changes of category are left out: nobody can be asked to be another.

        Args:
            applicant: Column names to numbers (dates as days since 1970-01-01), words, or None for
                missing.

        Returns:
            At most four changes, the least change first; none in the best grade.

        Raises:
            CreditError: CREDIT:COLUMN when a column of the card is missing; CREDIT:TYPE for words
                where a number belongs.
        """
        judge = self.of(applicant)[1]
        if judge is not self:
            return judge.better(applicant)
        bins, score = self.bins(applicant), self.score(applicant)
        names = [grade.name for grade in self.card.grades]
        at = names.index(self.card.grade(score))
        if at == 0:
            return ()
        needed = self.card.grades[at - 1].score_min
        assert needed is not None, "every grade but the last has a lowest score"
        changes = []
        for place, table in enumerate(self.card.variables):
            if not isinstance(table.variable, Numbers):
                continue
            for number in sorted(
                range(1, table.variable.size), key=lambda other: abs(other - bins[place])
            ):
                moved = [*bins[:place], number, *bins[place + 1 :]]
                gained = self._points(moved) - self._points(bins)
                if score + gained >= needed:
                    label = table.variable.label(number)
                    steps = abs(number - bins[place])
                    changes.append(
                        (steps, Better(table.variable.name, label, gained, names[at - 1]))
                    )
                    break
        return tuple(
            change for _, change in sorted(changes, key=lambda pair: pair[0])[:REASONS_MAX]
        )

    def _points(self, bins: list[int]) -> int:
        own = zip(self.card.variables, bins, strict=True)
        return sum(table.points[number] for table, number in own) + sum(
            _cell(pair, bins) for pair in self.card.pairs
        )


def _cell(pair: PairTable, bins: list[int]) -> int:
    return pair.points[pair.first_groups[bins[pair.first]]][pair.second_groups[bins[pair.second]]]


def _mark(marks: Marks, values: tuple[Any, ...]) -> int:
    """Return the bin of a category spread over columns, as `Marks.bin_of`."""
    if 1 in values:
        return values.index(1) + 1
    # Anything infinite or NaN shows in the sum; None raises.
    return marks.size - 1 if abs(sum(values)) < INFINITY else marks.bin_of(list(values))


def _known(variable: Categories | Marks) -> dict[object, int]:
    if isinstance(variable, Marks):
        return {}
    numbers: dict[object, int] = {None: 0}
    return numbers | dict(variable.bins.items())


def _bin(
    variable: Categories | Marks, known: dict[object, int], applicant: Mapping[str, object]
) -> int:
    if isinstance(variable, Marks):
        return variable.bin_of([_number(name, applicant) for name in variable.columns])
    if variable.name not in applicant:
        raise _refused(variable.name, applicant)
    value = applicant[variable.name]
    number = known.get(value)
    if number is None:
        word = str(value).strip()
        number = 0 if word.lower() in MISSING else variable.bin_of(word)
    return number


def _is_unknown(name: str, applicant: Mapping[str, object]) -> bool:
    """Whether a column of an applicant is empty, as scoring reads it."""
    if name not in applicant:
        raise _refused(name, applicant)
    value = applicant[name]
    if isinstance(value, int | float):
        return not abs(value) < INFINITY
    return value is None or str(value).strip().lower() in MISSING


def _number(name: str, applicant: Mapping[str, object]) -> float | None:
    if name not in applicant:
        raise _refused(name, applicant)
    value = applicant[name]
    if value is not None and not isinstance(value, int | float):
        raise _refused(name, applicant)
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN is missing


def _refused(name: str, applicant: Mapping[str, object]) -> CreditError:
    if name not in applicant:
        return CreditError("CREDIT:COLUMN", f"the applicant lacks {name!r}, which the card needs")
    return CreditError(
        "CREDIT:TYPE", f"{name!r} is {applicant[name]!r} where the card needs a number"
    )
