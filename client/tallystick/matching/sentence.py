"""A mandate as a sentence, printed and read: the same words either way, in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.matching.grammar import GRAMMARS, MONTHS, ClauseKind, SentenceLanguage
from tallystick.matching.words import DAYS_MAX, NO_LIMIT, SECONDS_A_DAY, MandateWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.matching.grammar import Grammar

__all__ = ["SENTENCE_CHARACTERS_MAX", "SentenceGround", "parse_sentence", "print_sentence"]

SENTENCE_CHARACTERS_MAX = 1_000
_GRADES = "ABCDE"
_DAYS_A_MONTH = 31
_PLACES = 4  # decimals of a percentage in ppm
_DIGITS_MAX = 16
_SHOWN = 30
_YEAR_MIN = 1971
_AMOUNTS = {
    ClauseKind.PERSON: "person_max",
    ClauseKind.GROUP: "group_max",
    ClauseKind.DAY: "day_max",
    ClauseKind.EXPOSURE: "exposure_max",
    ClauseKind.LIFETIME: "lifetime_max",
    ClauseKind.KEEP: "cash_floor",
}


@dataclass(frozen=True, slots=True)
class SentenceGround:
    """What a sentence stands on.

    exponent: digits of an amount behind the point. offset: seconds that the platform's clock is
    ahead of UTC. now: a Unix second, after which a date without a year is looked for.
    """

    exponent: int
    offset: int = 0
    now: int = 0

    @property
    def today(self) -> date:
        """The platform's day."""
        return date_from_day((self.now + self.offset) // SECONDS_A_DAY)


def print_sentence(
    words: MandateWords, ground: SentenceGround, language: SentenceLanguage = SentenceLanguage.EN
) -> str:
    """Return the sentence of a mandate.

    Args:
        words: What it says.
        ground: What it stands on.
        language: The language.

    Returns:
        The sentence, which `parse_sentence` reads to the same words.
    """
    grammar = GRAMMARS[language]
    printed = grammar.begin
    for place, (kind, values) in enumerate(
        _clauses(words, ground, grammar, separated=language is SentenceLanguage.EN)
    ):
        if place:
            printed += " " if kind in grammar.near else grammar.joint
        printed += grammar.prints[kind].format(**values)
    return printed + grammar.end


def parse_sentence(
    text: str, ground: SentenceGround, language: SentenceLanguage = SentenceLanguage.EN
) -> MandateWords:
    """Read a mandate's sentence; its clauses may stand in any order.

    Args:
        text: The sentence, up to 1,000 characters.
        ground: What it stands on.
        language: The language.

    Returns:
        What it says.

    Raises:
        InputError: MANDATE:SENTENCE for what cannot be read, MANDATE:TWICE for what is said twice,
            MANDATE:GRADES, MANDATE:AMOUNT, MANDATE:RATE, MANDATE:DATE for a value that cannot be,
            each with the place; MANDATE:MISSING for what is not said; MANDATE:LONG.
    """
    if len(text) > SENTENCE_CHARACTERS_MAX:
        raise InputError(
            "MANDATE:LONG", f"a sentence has at most {SENTENCE_CHARACTERS_MAX} characters"
        )
    grammar = GRAMMARS[language]
    values: dict[str, Any] = {}
    spoken: set[ClauseKind] = set()
    place = _skipped(grammar, text, 0)
    while place < len(text):
        kind, match = _clause_at(grammar, text, place)
        if kind in spoken:
            raise InputError("MANDATE:TWICE", f"{_at(text, place)} is said a second time")
        spoken.add(kind)
        values |= _Reader(text, ground).read(kind, match)
        place = _skipped(grammar, text, match.end())
    _check_said(spoken)
    return MandateWords(**values)


def _check_said(spoken: set[ClauseKind]) -> None:
    if ClauseKind.EACH not in spoken:
        raise InputError("MANDATE:MISSING", "the sentence does not say how much to lend to each")
    if ClauseKind.GRADES not in spoken:
        raise InputError("MANDATE:MISSING", "the sentence does not say the grades")
    if ClauseKind.UNTIL not in spoken:
        raise InputError("MANDATE:MISSING", "the sentence does not say until when")


def _skipped(grammar: Grammar, text: str, place: int) -> int:
    between = grammar.skip.match(text, place)
    return place if between is None else between.end()


def _clause_at(grammar: Grammar, text: str, place: int) -> tuple[ClauseKind, re.Match[str]]:
    """The clause that begins at a place: of several that fit the longest."""
    fits = [
        (match.end(), kind, match)
        for kind, pattern in grammar.reads.items()
        if (match := pattern.match(text, place)) is not None
    ]
    if not fits:
        raise InputError("MANDATE:SENTENCE", f"{_at(text, place)} cannot be read")
    _, kind, match = max(fits, key=lambda entry: entry[0])
    return kind, match


def _at(text: str, place: int) -> str:
    """Where something stands, for people: characters count from 1."""
    rest = text[place : place + _SHOWN]
    shown = "".join(letter if letter.isprintable() else "?" for letter in rest)
    return f'"{shown}" at character {place + 1}'


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the values of clauses."""

    text: str
    ground: SentenceGround

    def read(self, kind: ClauseKind, match: re.Match[str]) -> dict[str, Any]:
        """The words that a clause gives."""
        if kind in _AMOUNTS:
            return {_AMOUNTS[kind]: self._amount(match["amount"], match.start())}
        readers: dict[ClauseKind, Callable[[re.Match[str]], dict[str, Any]]] = {
            ClauseKind.EACH: self._each,
            ClauseKind.GRADES: lambda match: {"level_max": self._level(match)},
            ClauseKind.READ: lambda match: {"statement": self._level(match)},
            ClauseKind.RATE: lambda match: {
                "rate_min_ppm": self._share(match["rate"] or match["rate2"], match.start())
            },
            ClauseKind.SHARE: lambda match: {
                "person_ppm": self._share(match["share"], match.start())
            },
            ClauseKind.TERM: lambda match: {"days_max": self._days(match)},
            ClauseKind.UNTIL: lambda match: {"expiry": self._expiry(match)},
        }
        return readers[kind](match)

    def _each(self, match: re.Match[str]) -> dict[str, int]:
        least = self._amount(match["least"], match.start())
        if match["open"]:
            return {"ticket": least, "each_max": NO_LIMIT}
        most = least if match["most"] is None else self._amount(match["most"], match.start())
        if most < least or least == 0:
            raise InputError(
                "MANDATE:AMOUNT",
                f"{_at(self.text, match.start())} does not go from less to more, above 0",
            )
        return {"ticket": least, "each_max": most}

    def _level(self, match: re.Match[str]) -> int:
        first = match["first"].upper()
        last = first if match["last"] is None else match["last"].upper()
        if first != "A":
            raise InputError(
                "MANDATE:GRADES",
                f"{_at(self.text, match.start())} begins above A: a mandate takes every grade up to"
                " its highest",
            )
        return _GRADES.index(last) + 1

    def _days(self, match: re.Match[str]) -> int:
        count, unit = (match["count"], match["unit"]) if match["count"] else (
            match["count2"], match["unit2"],
        )  # fmt: skip
        named = unit.lower().startswith(("day", "天"))
        days = int(count[: _DIGITS_MAX + 1]) * (1 if named else _DAYS_A_MONTH)
        if not 1 <= days <= DAYS_MAX:
            raise InputError(
                "MANDATE:TERM", f"{_at(self.text, match.start())} is not 1 to {DAYS_MAX} days"
            )
        return days

    def _amount(self, written: str, place: int) -> int:
        whole, _, rest = written.replace(",", "").partition(".")
        rest = rest.rstrip("0")
        if len(rest) > self.ground.exponent or len(whole) > _DIGITS_MAX:
            raise InputError(
                "MANDATE:AMOUNT",
                f"{_at(self.text, place)} has more digits than an amount of this platform",
            )
        amount = int(whole + rest.ljust(self.ground.exponent, "0"))
        if amount > NO_LIMIT:
            raise InputError(
                "MANDATE:AMOUNT", f"{_at(self.text, place)} is more than a mandate can speak of"
            )
        return amount

    def _share(self, written: str, place: int) -> int:
        whole, _, rest = written.partition(".")
        rest = rest.rstrip("0")
        if len(rest) > _PLACES or len(whole) > _PLACES:
            raise InputError("MANDATE:RATE", f"{_at(self.text, place)} has more than 4 decimals")
        ppm = int(whole + rest.ljust(_PLACES, "0"))
        if ppm > 10**6:
            raise InputError("MANDATE:RATE", f"{_at(self.text, place)} is above 100 %")
        return ppm

    def _expiry(self, match: re.Match[str]) -> int:
        named = match["month"]
        month = int(named) if named.isdecimal() else _month(named)
        today, year = self.ground.today, match["year"]
        years = [int(year)] if year else range(today.year, today.year + 9)
        day = next(
            (
                seen
                for each in years
                if (seen := _date(each, month, int(match["day"]))) is not None
                and (year or seen >= today)
            ),
            None,
        )
        if day is None:
            raise InputError("MANDATE:DATE", f"{_at(self.text, match.start())} is not a date")
        start = day_from_date(day) * SECONDS_A_DAY - self.ground.offset
        if match["hour"] is None:
            return start + SECONDS_A_DAY - 1
        hour, minute, second = (int(match[name]) for name in ("hour", "minute", "second"))
        if hour > 23 or minute > 59 or second > 59:
            raise InputError(
                "MANDATE:DATE", f"{_at(self.text, match.start())} is not a time of day"
            )
        return start + int(timedelta(hours=hour, minutes=minute, seconds=second).total_seconds())


def _month(name: str) -> int:
    return [each.lower() for each in MONTHS].index(name.lower()) + 1


def _date(year: int, month: int, day: int) -> date | None:
    if year < _YEAR_MIN:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clauses(
    words: MandateWords, ground: SentenceGround, grammar: Grammar, *, separated: bool
) -> list[tuple[ClauseKind, dict[str, Any]]]:
    """The clauses that are spoken, with what is filled in."""

    def amount(minor: int) -> str:
        return _printed(minor, ground.exponent, separated=separated)

    each = grammar.each[
        0 if words.each_max == words.ticket else 2 if words.each_max == NO_LIMIT else 1
    ].format(least=amount(words.ticket), most=amount(words.each_max))
    clauses: list[tuple[ClauseKind, dict[str, Any]]] = [
        (ClauseKind.EACH, {"each": each}),
        (ClauseKind.GRADES, {"grades": _grades(words.level_max, grammar)}),
    ]
    if words.rate_min_ppm:
        clauses.append((ClauseKind.RATE, {"share": _share_of(words.rate_min_ppm)}))
    if words.days_max != DAYS_MAX:
        clauses.append((ClauseKind.TERM, {"term": _term(words.days_max, grammar)}))
    if words.person_ppm is not None:
        clauses.append((ClauseKind.SHARE, {"share": _share_of(words.person_ppm)}))
    for kind, name in _AMOUNTS.items():
        minor = getattr(words, name)
        if minor is not None and (kind is not ClauseKind.KEEP or minor):
            clauses.append((kind, {"amount": amount(minor)}))
    if words.statement is not None:
        clauses.append((ClauseKind.READ, {"grades": _grades(words.statement, grammar)}))
    clauses.append((ClauseKind.UNTIL, {"moment": _moment(words.expiry, ground, grammar)}))
    return clauses


def _grades(level: int, grammar: Grammar) -> str:
    return grammar.grades[level > 1].format(first="A", last=_GRADES[level - 1])


def _term(days: int, grammar: Grammar) -> str:
    months, over = divmod(days, _DAYS_A_MONTH)
    return grammar.terms[1 if over else 0].format(count=days if over else months)


def _moment(expiry: int, ground: SentenceGround, grammar: Grammar) -> str:
    day, second = divmod(expiry + ground.offset, SECONDS_A_DAY)
    on = date_from_day(day)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    is_end = (hour, minute, second) == (23, 59, 59)
    return grammar.moment[0 if is_end else 1].format(
        day=on.day, month=on.month, year=on.year, name=MONTHS[on.month - 1],
        hour=hour, minute=minute, second=second,
    )  # fmt: skip


def _share_of(ppm: int) -> str:
    whole, rest = divmod(ppm, 10**_PLACES)
    return f"{whole}.{rest:0{_PLACES}d}".rstrip("0").rstrip(".")


def _printed(minor: int, exponent: int, *, separated: bool) -> str:
    whole, rest = divmod(minor, 10**exponent)
    printed = f"{whole:,d}" if separated else str(whole)
    behind = f"{rest:0{exponent}d}".rstrip("0") if exponent and rest else ""
    return printed + (f".{behind}" if behind else "")
