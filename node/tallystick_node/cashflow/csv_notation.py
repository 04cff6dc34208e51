"""How banks write days and amounts in CSV; what could be read in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.numbers import get_currency_precision, list_currencies

from tallystick.errors import InputError
from tallystick_node.cashflow.bank_statement import refuse

__all__ = ["AmountForm", "DayForm", "amount_form", "currency_beside", "day_form", "is_day"]

# Order of the parts; which of the two with slashes a file has shows in its days above 12.
_NUMERIC = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{2,4})(?:[ T].*)?")
_COMPACT = re.compile(r"(?:19|20|21)[0-9]{6}(?:[0-9]{6})?")
_CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日.*")
_NAMED = ("%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%d-%b-%y", "%d %b %y")
_MONTHS = 12
_CENTURY = 2000
# What parts thousands besides points and commas: blanks of three widths, apostrophes of two kinds.
_APART = " \u00a0\u202f'\u2019"
_BLANKS = re.compile(f"[{_APART}]")
_AMOUNT = re.compile(rf"[0-9][0-9.,{_APART}]*")
_SIGNED = re.compile(
    rf"(?P<open>\()?(?P<lead>[-+−]?)\s*(?P<sign>[€$£¥])?\s*(?P<digits>[0-9][0-9.,{_APART}]*)"
    r"\s*(?P<after>[€$£¥]|[A-Z]{3})?\s*(?P<trail>[-+−]|CR|DR|Cr|Dr)?(?P<close>\))?"
)
_MINUS = frozenset({"-", "−", "DR", "Dr"})
_DIGITS_MAX, _CELL_MAX = 18, 60
_CURRENCIES = frozenset(list_currencies())
_SIGNS = {"€": "EUR", "£": "GBP"}


@dataclass(frozen=True, slots=True)
class DayForm:
    """In which order the parts of a day stand: `ymd`, `dmy` or `mdy`."""

    order: str

    def read(self, text: str, line: int) -> date:
        """Return a day.

        Args:
            text: The cell.
            line: Its line.

        Returns:
            The day.

        Raises:
            InputError: BANKFILE:DAY when it is none in this order.
        """
        day = _whole(text) or self._numeric(text)
        if day is None:
            refuse("DAY", line, f"{text.strip()[:24]!r} is not a day like the others here")
        return day

    def _numeric(self, text: str) -> date | None:
        parts = _NUMERIC.fullmatch(text.strip())
        if parts is None:
            return None
        named = dict(zip(self.order, parts.groups(), strict=True))
        year = int(named["y"]) + (_CENTURY if len(named["y"]) <= 2 else 0)
        try:
            return date(year, int(named["m"]), int(named["d"]))
        except ValueError:
            return None


def is_day(text: str) -> bool:
    """Say whether a cell looks like a day, in any order.

    Args:
        text: The cell.

    Returns:
        Whether it does.
    """
    return _whole(text) is not None or _NUMERIC.fullmatch(text.strip()) is not None


def day_form(cells: Sequence[tuple[str, int]]) -> DayForm:
    """Return the order that all days of a column have.

    Args:
        cells: Texts that look like days, with their lines.

    Returns:
        The order.

    Raises:
        InputError: BANKFILE:DAYS when days and months cannot be told apart, or no order fits all.
    """
    numeric = [
        (parts.groups(), line)
        for text, line in cells
        if _whole(text) is None and (parts := _NUMERIC.fullmatch(text.strip())) is not None
    ]
    if not numeric or all(len(parts[0]) == 4 for parts, _ in numeric):
        return DayForm("ymd")
    day_first = [line for parts, line in numeric if int(parts[0]) > _MONTHS]
    month_first = [line for parts, line in numeric if int(parts[1]) > _MONTHS]
    if day_first and month_first:
        refuse(
            "DAYS", max(day_first[0], month_first[0]),
            f"the day stands first in line {day_first[0]} and second in line {month_first[0]}",
        )  # fmt: skip
    _require_no_short_years(cells, "mdy" if month_first else "dmy")
    if month_first:
        return DayForm("mdy")
    # Points stand between day and month where the day comes first, and nowhere else.
    if day_first or all("." in text for text, _ in cells):
        return DayForm("dmy")
    fitting = [order for order in ("dmy", "mdy") if _ordered(DayForm(order), cells)]
    if len(fitting) != 1:
        refuse(
            "DAYS", numeric[0][1],
            f"{cells[0][0].strip()!r} may be a day and a month, or a month and a day: nothing in"
            " this file tells which",
        )  # fmt: skip
    return DayForm(fitting[0])


def _require_no_short_years(cells: Sequence[tuple[str, int]], order: str) -> None:
    """24-01-05 may be of 2024 or of 2005: where only the first goes one way, it is not guessed."""
    try:
        years_first = _ordered(DayForm("ymd"), cells)
    except InputError:
        return
    if years_first and not _ordered(DayForm(order), cells):
        first, line = cells[0]
        refuse("DAYS", line, f"{first.strip()[:24]!r} may begin with a year of two digits")


def _ordered(form: DayForm, cells: Sequence[tuple[str, int]]) -> bool:
    """Whether the days go one way throughout, and over more than one of them."""
    days = [form.read(text, line) for text, line in cells]
    return len(set(days)) > 1 and days in (sorted(days), sorted(days, reverse=True))


def _whole(text: str) -> date | None:
    """A day that can be read in one way alone."""
    stated = text.strip()
    try:
        if _COMPACT.fullmatch(stated):
            return date(int(stated[:4]), int(stated[4:6]), int(stated[6:8]))
        if chinese := _CHINESE.fullmatch(stated):
            return date(*map(int, chinese.groups()))
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", stated):
            return date.fromisoformat(stated[:10])
    except ValueError:
        return None
    for form in _NAMED:
        try:
            return datetime.strptime(stated, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class AmountForm:
    """What stands before the decimals: a point or a comma."""

    decimal: str

    def read(self, text: str, currency: str, line: int) -> int | None:
        """Return an amount in minor units.

        Args:
            text: The cell.
            currency: Its currency.
            line: Its line.

        Returns:
            The amount with its sign; None for an empty cell.

        Raises:
            InputError: BANKFILE:AMOUNT when it is none, or finer than the currency.
        """
        stated = text.strip()
        if not stated or stated in {"-", "--"}:
            return None
        # What is longer is looked at no further: blanks could be shared out in too many ways.
        parts = _SIGNED.fullmatch(stated) if len(stated) <= _CELL_MAX else None
        if parts is None or bool(parts["open"]) != bool(parts["close"]):
            refuse("AMOUNT", line, f"{stated[:24]!r} is not an amount")
        digits = _BLANKS.sub("", parts["digits"])
        whole, _, behind = digits.partition(self.decimal)
        grouped = "," if self.decimal == "." else "."
        if self.decimal in behind or grouped in behind or not _grouped(whole, grouped):
            refuse("AMOUNT", line, f"{stated[:24]!r} is not written like the other amounts here")
        precision = get_currency_precision(currency)
        behind, whole = behind.rstrip("0"), whole.replace(grouped, "")
        if len(behind) > precision or len(whole) > _DIGITS_MAX:
            refuse("AMOUNT", line, f"{stated[:24]} is finer than {currency}, or too long")
        minor = int(whole + behind.ljust(precision, "0"))
        marks = {parts["lead"], parts["trail"]} & _MINUS
        return -minor if marks or parts["open"] else minor


def currency_beside(text: str) -> str | None:
    """Return the currency that stands in the cell of an amount.

    Args:
        text: The cell.

    Returns:
        Its code; None without one, or with a sign that several currencies have.
    """
    stated = text.strip()
    parts = _SIGNED.fullmatch(stated) if len(stated) <= _CELL_MAX else None
    marks = () if parts is None else (parts["sign"], parts["after"])
    codes = (_SIGNS.get(mark, mark) for mark in marks if mark)
    return next((code for code in codes if code in _CURRENCIES), None)


def amount_form(cells: Iterable[tuple[str, int]]) -> AmountForm:
    """Return how all amounts of a file are written.

    Args:
        cells: The amounts' texts with their lines.

    Returns:
        The form.

    Raises:
        InputError: BANKFILE:AMOUNTS when a mark may be decimal or for thousands, or is both.
    """
    votes: dict[str, int] = {}
    unsure: tuple[str, int] | None = None
    for text, line in cells:
        match = _AMOUNT.search(text)
        digits = "" if match is None else _BLANKS.sub("", match[0]).rstrip(".,")
        marks = re.findall(r"[.,]", digits)
        if not marks:
            continue
        last = marks[-1]
        behind = len(digits) - digits.rindex(last) - 1
        if len(set(marks)) == 2 or (marks.count(last) == 1 and behind != 3):
            votes.setdefault(last, line)
        elif marks.count(last) > 1:
            votes.setdefault("," if last == "." else ".", line)
        else:
            unsure = unsure or (text, line)
    if len(votes) > 1:
        refuse("AMOUNTS", max(votes.values()), "points and commas change their part in this file")
    if not votes and unsure is not None:
        refuse(
            "AMOUNTS", unsure[1],
            f"{unsure[0].strip()[:24]!r} may have thousands or three decimals: nothing in this file"
            " tells which",
        )  # fmt: skip
    return AmountForm(next(iter(votes), "."))


def _grouped(whole: str, mark: str) -> bool:
    """Whether thousands are parted as they are anywhere, or not at all; India parts hundreds."""
    groups = whole.split(mark)
    if len(groups) == 1:
        return bool(whole)
    return (
        1 <= len(groups[0]) <= 3
        and len(groups[-1]) == 3
        and all(len(group) in {2, 3} for group in groups[1:-1])
    )
