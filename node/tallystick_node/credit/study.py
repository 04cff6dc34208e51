"""What is to be learned from a table: which columns may speak, what came of each loan, and when.

Never features: the target, the ordered target, the time column, `id`, `anchor_*` (what a platform
itself thought) and `y_*` (what happened afterwards); what the caller excludes; a column that only
numbers the rows; and one that alone separates good from bad too well to have been known before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.binning import LEVELS_MAX, Binned, bin_column, bins_of
from tallystick_node.credit.event_times import is_mature, times_of
from tallystick_node.credit.marks import bin_marks, gathered
from tallystick_node.credit.measures import auc
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.suspects import impure, suspicion, twins_warning
from tallystick_node.credit.table import Column, Kind, Table

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from tallystick_node.credit.variable import Marks

    Floats = NDArray[np.float64]

__all__ = ["LEAK_AUC", "Study", "Wanted", "is_barred", "outcome_of", "study"]

ROWS_MIN, OUTCOMES_MIN = 100, 10
CLASSES_MAX = 10
LOANS_DAYS_MAX = 15 * 365
LEAK_AUC = 0.95
ROW_NUMBER_CORRELATION = 0.99
PREFIXES = ("anchor_", "y_")
BAD_WORDS = frozenset(("1", "bad", "default", "defaulted", "yes", "y", "true", "charged off"))
GOOD_WORDS = frozenset(("0", "good", "paid", "fully paid", "no", "n", "false", "ok"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asks for. forced: columns to keep although they look like leaks.

    time: None takes the only column of dates, when there is one that can be nothing else. mature:
    how many months old a loan must be at `as_of` (None: when the last was made) to be learned from.
    """

    target: str
    ordered: str | None = None
    time: str | None = None
    exclude: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    bad: str | None = None
    lost: str | None = None
    mature: int = 0
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """Features and outcomes, rows in an order that does not depend on the file's.

    classes: 0 best ... count-1 worst; bad means classes >= default_class. time: sortable, or None.
    left_out: column -> why. marks: features that gather columns of zeros and ones. lost: the share
    of principal lost on each loan, NaN where unknown, or None. warnings: sentences on what may make
    the card look better than it is.
    """

    features: Table
    classes: NDArray[np.intp]
    count: int
    default_class: int
    time: Floats | None
    time_column: str | None
    left_out: dict[str, str]
    unlabelled: int
    marks: dict[str, Marks]
    lost: Floats | None
    warnings: tuple[str, ...] = ()

    def binned(self, name: str) -> Binned:
        """Return the bins of a feature.

        Args:
            name: The feature's name.

        Returns:
            The variable and which neighbouring bins are alike.
        """
        if name in self.marks:
            return bin_marks(self.marks[name])
        return bin_column(self.features[name])

    @property
    def unread(self) -> dict[str, int]:
        """How many cells of a feature could not be read, which count as missing; none if 0."""
        columns = self.features.columns.items()
        return {name: column.unread for name, column in columns if column.unread}

    @property
    def bad(self) -> NDArray[np.bool_]:
        """Which loans defaulted."""
        return self.classes >= self.default_class


def is_barred(name: str) -> bool:
    """Return whether a column of this name is never a feature.

    Args:
        name: The column's name.

    Returns:
        True for `id`, `anchor_*` and `y_*`.
    """
    return name.lower() == "id" or name.lower().startswith(PREFIXES)


def study(table: Table, wanted: Wanted) -> Study:
    """Return what can be learned from a table.

    Args:
        table: Loans with their outcomes.
        wanted: What the caller asks for.

    Returns:
        Features and outcomes, rows in an order that does not depend on the file's.

    Raises:
        CreditError: CREDIT:COLUMN, :TYPE, :TARGET, :ORDERED, :ROWS or :FEATURES, with the reason,
            when nothing can be learned.
    """
    wanted = replace(wanted, time=wanted.time or _only_date(table, wanted))
    for name in (wanted.target, wanted.ordered, wanted.time, wanted.lost):
        if name is not None and name not in table.columns:
            raise CreditError("CREDIT:COLUMN", f"there is no column {name!r} in the data")
    for option, names in (("--exclude", wanted.exclude), ("--force", wanted.forced)):
        if unknown := sorted(set(names) - set(table.columns)):
            raise CreditError(
                "CREDIT:COLUMN", f"{option} names no column of the data: {unknown[0]!r}"
            )
    if both := sorted(set(wanted.exclude) & set(wanted.forced)):
        raise CreditError("CREDIT:COLUMN", f"{both[0]!r} is to be left out and kept: say which")
    bad, known = outcome_of(table[wanted.target], wanted.bad)
    classes, count, default_class = bad.astype(np.intp), 2, 1
    if wanted.ordered is not None:
        classes, count, default_class, ranked = _ordered(table[wanted.ordered], bad, known)
        known = known & ranked
    _enough(bad[known], wanted.target)
    time, known = _timed(table, wanted, known)
    rows = np.flatnonzero(known)
    _enough(bad[rows], wanted.target)
    left_out: dict[str, str] = {}
    features, marks = gathered(_candidates(table, rows, wanted, left_out))
    lost = None if wanted.lost is None else _share(table[wanted.lost])[rows]
    whole = _in_order(
        Study(
            Table(features, len(rows)), classes[rows], count, default_class,
            None if time is None else time[rows], wanted.time, left_out,
            table.rows - len(rows), marks, lost,
        )
    )  # fmt: skip
    warnings = []
    for name, column in list(whole.features.columns.items()):
        forced = name in wanted.forced
        reason, alone = _fault(column, whole.binned(name), whole.bad, forced=forced)
        if reason is not None:
            left_out[name] = reason
            del whole.features.columns[name]
        elif not forced and (remark := suspicion(name, alone)) is not None:
            warnings.append(remark)
    if not whole.features.columns:
        raise CreditError("CREDIT:FEATURES", _nothing(left_out))
    if (twins := twins_warning(whole.features, whole.classes)) is not None:
        warnings.append(twins)
    return replace(whole, warnings=tuple(warnings))


def _timed(
    table: Table, wanted: Wanted, known: NDArray[np.bool_]
) -> tuple[Floats | None, NDArray[np.bool_]]:
    """Return when each loan was made, and which have an outcome, a time and the age asked for."""
    if wanted.time is None:
        if wanted.mature:
            raise CreditError("CREDIT:COLUMN", "how old a loan is needs --time")
        return None, known
    time = times_of(table[wanted.time])
    if wanted.mature:
        known = known & is_mature(table[wanted.time], wanted.mature, wanted.as_of)
    return time, known & np.isfinite(time)


def _candidates(
    table: Table, rows: NDArray[np.intp], wanted: Wanted, left_out: dict[str, str]
) -> dict[str, Column]:
    """Return the columns that may be features, in the order of their names."""
    named = {wanted.target, wanted.ordered, wanted.time, wanted.lost}
    features: dict[str, Column] = {}
    for name in sorted(table.columns):
        if name in named or is_barred(name):
            continue
        column = table[name].take(rows)
        if name in wanted.exclude:
            left_out[name] = "excluded on request"
        elif column.kind is not Kind.CATEGORY and _numbers_rows(column.values):
            left_out[name] = "follows the order of the rows: it numbers them"
        else:
            features[name] = column
    return features


def _only_date(table: Table, wanted: Wanted) -> str | None:
    """Return the one column that can only be when the loans were made, None when there is none.

    A date in every row, all within some years: birth dates lie further apart.
    """
    named = {wanted.target, wanted.ordered, wanted.lost, *wanted.exclude}
    dates = [
        name
        for name, column in table.columns.items()
        if column.kind is Kind.DATE
        and name not in named
        and not is_barred(name)
        and not np.any(column.missing)
        and np.ptp(column.values) < LOANS_DAYS_MAX
    ]
    return dates[0] if len(dates) == 1 else None


def _nothing(left_out: dict[str, str]) -> str:
    reasons = "; ".join(f"{name}: {why}" for name, why in list(left_out.items())[:3])
    return f"no column is left to learn from ({reasons})" if reasons else "there is no feature"


def outcome_of(column: Column, bad: str | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the outcome of each row of a target.

    Args:
        column: The target, with two values.
        bad: Which value is bad; None to recognise it.

    Returns:
        Which rows are bad and which are known, each of shape (rows,).

    Raises:
        CreditError: CREDIT:TARGET when the column does not have two values, or neither is known to
            be bad.
    """
    known = ~column.missing
    if column.kind is Kind.CATEGORY:
        words = [level for level, seen in zip(column.levels, _seen(column), strict=True) if seen]
    else:
        words = [f"{value:g}" for value in np.unique(column.values[known])]
    if len(words) != 2:
        raise CreditError(
            "CREDIT:TARGET",
            f"the target {column.name!r} has {len(words)} different values where good and bad are"
            " needed",
        )
    chosen = bad if bad is not None else _bad_word(words, numeric=column.kind is not Kind.CATEGORY)
    if chosen not in words:
        raise CreditError(
            "CREDIT:TARGET",
            f"the target {column.name!r} holds {words[0]!r} and {words[1]!r}: say which is bad with"
            " --bad",
        )
    if column.kind is Kind.CATEGORY:
        return column.codes == column.levels.index(chosen), known
    return np.where(known, column.values, np.nan) == float(chosen), known


def _bad_word(words: list[str], *, numeric: bool) -> str:
    """Return the bad one of two: the larger number, or a word that means so."""
    if numeric:
        return max(words, key=float)
    for word, other in (words, words[::-1]):
        if word.lower() in BAD_WORDS and other.lower() not in BAD_WORDS:
            return word
        if other.lower() in GOOD_WORDS and word.lower() not in GOOD_WORDS:
            return word
    return ""


def _seen(column: Column) -> NDArray[np.bool_]:
    return np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels)) > 0


def _ordered(
    column: Column, bad: NDArray[np.bool_], known: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], int, int, NDArray[np.bool_]]:
    """Return (classes, how many, the first that is a default, which rows have one)."""
    if column.kind is not Kind.NUMBER:
        raise CreditError(
            "CREDIT:ORDERED", f"the ordered target {column.name!r} must be numbers, best first"
        )
    ranked = ~column.missing
    values = np.unique(column.values[ranked & known])
    if not 2 <= len(values) <= CLASSES_MAX:
        raise CreditError(
            "CREDIT:ORDERED",
            f"the ordered target {column.name!r} has {len(values)} classes, not 2 to {CLASSES_MAX}",
        )
    classes = np.searchsorted(values, np.where(ranked, column.values, values[0]))
    classes = np.minimum(classes, len(values) - 1).astype(np.intp)
    both = ranked & known
    if not np.any(bad & both):
        raise CreditError("CREDIT:TARGET", "no row with an ordered class is bad")
    first = int(np.min(classes[bad & both]))
    if np.any((classes >= first) & both & ~bad) or first == 0:
        raise CreditError(
            "CREDIT:ORDERED",
            f"{column.name!r} does not order the target: the class {values[first]:g} holds both"
            " good and bad",
        )
    return classes, len(values), first, ranked


def _share(column: Column) -> Floats:
    """Return shares of principal lost, held to 0 ... 1."""
    if column.kind is not Kind.NUMBER:
        raise CreditError("CREDIT:TYPE", f"the column {column.name!r} must hold shares lost")
    return np.clip(column.values, 0, 1)


def _enough(bad: NDArray[np.bool_], target: str) -> None:
    bads, rows = int(np.sum(bad)), len(bad)
    if rows < ROWS_MIN or min(bads, rows - bads) < OUTCOMES_MIN:
        raise CreditError(
            "CREDIT:ROWS",
            f"{rows} rows with {bads} bad in {target!r} are too few: at least {ROWS_MIN} rows and"
            f" {OUTCOMES_MIN} of each outcome are needed",
        )


def _fault(
    column: Column, binned: Binned, bad: NDArray[np.bool_], *, forced: bool
) -> tuple[str | None, float]:
    """Return why a column cannot be a feature, or None, and the AUC that it gives alone."""
    if np.all(column.missing):
        return "always missing", 0.5
    bins = bins_of(binned.variable, column)
    if np.all(bins == bins[0]):
        return _why_the_same(column), 0.5
    alone = _alone(bins, binned.variable.size, bad)
    if forced:
        return None, alone
    if alone > LEAK_AUC:
        return (
            f"alone it gives an AUC of {alone:.3f}: known only afterwards? (--force keeps it)"
        ), alone
    return impure(bins, bad), alone


def _why_the_same(column: Column) -> str:
    """Why a column has one bin: so it is, or its numbers are written as none that is known."""
    digits = [level for level in column.levels if any(sign.isdigit() for sign in level)]
    if len(digits) > max(LEVELS_MAX, len(column.levels) // 2):
        return f"its cells hold digits and are no numbers that can be read, such as {digits[0]!r}"
    return "the same everywhere, or too rarely different"


def _numbers_rows(values: Floats) -> bool:
    if np.any(~np.isfinite(values)) or len(np.unique(values)) < 0.9 * len(values):
        return False
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return abs(float(np.corrcoef(ranks, np.arange(len(values)))[0, 1])) > ROW_NUMBER_CORRELATION


def _alone(bins: NDArray[np.int32], size: int, bad: NDArray[np.bool_]) -> float:
    """Return the AUC of the bins' shrunken default rates, each row judged by the other half."""
    half, areas = np.arange(len(bad)) % 2 == 0, []
    for learning, judged in ((half, ~half), (~half, half)):
        rows = np.bincount(bins[learning], minlength=size)
        bads = np.bincount(bins[learning], bad[learning], size)
        rates = (bads + 20 * np.mean(bad)) / (rows + 20)
        areas.append(auc(bad[judged], rates[bins[judged]]))
    return float(np.nan_to_num(np.mean(areas), nan=0.5))


def _in_order(whole: Study) -> Study:
    """Return the study with rows sorted by time, class and every feature."""
    keys: list[NDArray[Any]] = [
        column.codes if column.kind is Kind.CATEGORY else np.nan_to_num(column.values, nan=-1e300)
        for column in reversed(whole.features.columns.values())
    ]
    keys.append(whole.classes)
    if whole.time is not None:
        keys.append(whole.time)
    order = np.lexsort(keys)
    return replace(
        whole,
        features=whole.features.take(order),
        classes=whole.classes[order],
        time=None if whole.time is None else whole.time[order],
        lost=None if whole.lost is None else whole.lost[order],
    )
