"""Whether somebody stands on a list: a score, a decision, and the version of the list beside it.

Names are compared word by word (`alike_ppm`); years of birth and countries speak for and against.
Every listed name that could reach the floor is compared: `Candidates` is never narrower.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.alike import FULL_PPM, SHARED_PPM, Way, alike_ppm
from tallystick_node.kyc.sanctions.candidates import Candidates
from tallystick_node.kyc.sanctions.countries import contradict
from tallystick_node.kyc.sanctions.names import letters, looked_for, readings, simplified
from tallystick_node.kyc.sanctions.other_scripts import consonants
from tallystick_node.kyc.sanctions.vowelless import Vowelless

if TYPE_CHECKING:
    from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList

__all__ = ["Hit", "Screen", "Screening", "ScreeningVerdict", "Subject"]

# In parts per million of a full match.
BLOCK_PPM = 920_000
REVIEW_PPM = 820_000
# The same consonants in Arabic or Hebrew: for review, and below what blocks whatever agrees.
CONSONANTS_PPM = 840_000
BIRTH_AGREES_PPM, BIRTH_DIFFERS_PPM = 50_000, -150_000
COUNTRY_AGREES_PPM, COUNTRY_DIFFERS_PPM = 20_000, -30_000
# Another country tells more where the names are not the same ones.
COUNTRY_DIFFERS_IN_PART_PPM = -130_000
# A family name and one given name are many people's: born in another time, it is somebody else.
# A longer name that is the same is never passed over for that.
COMMON_WORDS_MAX = 2
BORN_FAR_YEARS, BORN_FAR_PPM = 5, -210_000
# How far apart years of birth may lie before they speak against; only the same year speaks for.
YEARS_APART_MAX = 1
PERSON = "individual"


class ScreeningVerdict(StrEnum):
    """What follows from a screening."""

    CLEAR = "clear"
    REVIEW = "review"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is looked for; what is not known is None or empty."""

    name: str
    born: date | None = None
    country: str | None = None
    wallets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that looks like the subject, with the name that does."""

    entry: ListEntry
    name: str
    score_ppm: int
    weak: bool


@dataclass(frozen=True, slots=True)
class Screening:
    """A decision that can be repeated: every hit counts, and the list's version stands with it."""

    verdict: ScreeningVerdict
    hits: tuple[Hit, ...]
    publisher: str
    list_sha256: str
    list_read_on: date


@dataclass(frozen=True, slots=True)
class _Name:
    entry: ListEntry
    shown: str
    weak: bool


class Screen:
    """One version of a list, made ready to be searched."""

    def __init__(self, listed: SanctionsList) -> None:
        self._listed = listed
        self._names: list[_Name] = []
        self._ways: list[Way] = []
        self._by_han: dict[str, list[_Name]] = {}
        self._by_wallet: dict[str, list[ListEntry]] = {}
        for entry in listed.entries:
            self._add(entry, entry.name, weak=False)
            for alias in entry.aliases:
                self._add(entry, alias.name, weak=alias.weak)
            for wallet in entry.wallets:
                self._by_wallet.setdefault(wallet, []).append(entry)
        self._candidates = Candidates(self._ways)
        self._vowelless: Vowelless | None = None

    def _add(self, entry: ListEntry, name: str, *, weak: bool) -> None:
        indexed = _Name(entry, name, weak)
        for way in readings(name):
            self._names.append(indexed)
            self._ways.append(way)
        han = simplified(name)
        if han:
            self._by_han.setdefault(han, []).append(indexed)

    def look_for(self, subject: Subject) -> Screening:
        """Search the list for somebody.

        Args:
            subject: Who is looked for.

        Returns:
            The decision with every entry that is alike, the most similar first, and the list's
            version.

        Raises:
            InputError: SCREEN:NAME when the name has no letter.
        """
        if not (letters(subject.name) or simplified(subject.name)):
            raise InputError("SCREEN:NAME", "a name without a letter cannot be looked for")
        best: dict[str, Hit] = {}
        for hit in (
            *self._of_wallets(subject), *self._of_han(subject), *self._of_names(subject),
            *self._of_consonants(subject),
        ):  # fmt: skip
            known = best.get(hit.entry.number)
            if known is None or _rank(hit) < _rank(known):
                best[hit.entry.number] = hit
        hits = tuple(sorted(best.values(), key=_rank))
        verdict = ScreeningVerdict.CLEAR
        if any(hit.score_ppm >= BLOCK_PPM and not hit.weak for hit in hits):
            verdict = ScreeningVerdict.BLOCK
        elif hits:
            verdict = ScreeningVerdict.REVIEW
        listed = self._listed
        return Screening(verdict, hits, listed.publisher, listed.sha256, listed.read_on)

    def _of_wallets(self, subject: Subject) -> list[Hit]:
        return [
            Hit(entry, wallet, FULL_PPM, weak=False)
            for wallet in subject.wallets
            for entry in self._by_wallet.get(wallet.lower(), ())
        ]

    def _of_han(self, subject: Subject) -> list[Hit]:
        return [
            Hit(name.entry, name.shown, score, name.weak)
            for name in self._by_han.get(simplified(subject.name), ())
            if (score := _weighed(FULL_PPM, subject, name.entry, COMMON_WORDS_MAX)) >= REVIEW_PPM
        ]

    def _of_consonants(self, subject: Subject) -> list[Hit]:
        """Who may be meant by a name without vowels: always for a person to judge."""
        written = consonants(subject.name)
        if not written:
            return []
        if self._vowelless is None:  # most lists are never asked
            self._vowelless = Vowelless(self._ways)
        alike = [(len(way), self._names[at]) for way in written for at in self._vowelless.of(way)]
        return [
            Hit(name.entry, name.shown, score, name.weak)
            for words, name in alike
            # Who was born is no company or ship.
            if (name.entry.kind == PERSON or subject.born is None)
            and (score := _weighed(CONSONANTS_PPM, subject, name.entry, words)) >= REVIEW_PPM
        ]

    def _of_names(self, subject: Subject) -> list[Hit]:
        hits = []
        for way in looked_for(subject.name):
            for place, bound in self._candidates.of(way, SHARED_PPM):
                name = self._names[place]
                # Most namesakes are told apart by their birth before their names are paired.
                if _weighed(bound, subject, name.entry, len(way)) >= REVIEW_PPM:
                    hit = self._compared(way, place, subject)
                    hits += [] if hit is None else [hit]
        return hits

    def _compared(self, way: Way, place: int, subject: Subject) -> Hit | None:
        name = self._names[place]
        person = name.entry.kind == PERSON
        alike = alike_ppm(way, self._ways[place], person=person, block_ppm=BLOCK_PPM)
        score = _weighed(alike, subject, name.entry, len(way))
        # No birth or country lifts a name to a review, but where two words are the same; and
        # who was born is no company or ship.
        least = REVIEW_PPM if person or subject.born is None else BLOCK_PPM
        if (alike != SHARED_PPM and alike < least) or score < REVIEW_PPM:
            return None
        return Hit(name.entry, name.shown, score, name.weak)


def _rank(hit: Hit) -> tuple[int, bool, str, str]:
    return -hit.score_ppm, hit.weak, hit.entry.number, hit.name


def _weighed(score: int, subject: Subject, entry: ListEntry, words: int) -> int:
    """Let dates of birth and countries speak, where both sides know them; never falls with score.

    `words` is of how many words the name consists that is looked for.
    """
    weighed = score
    if subject.born is not None and entry.birth_years:
        apart = min(abs(subject.born.year - year) for year in entry.birth_years)
        if apart <= YEARS_APART_MAX:
            weighed += 0 if apart else BIRTH_AGREES_PPM
        elif apart > BORN_FAR_YEARS and words <= COMMON_WORDS_MAX:
            weighed += BORN_FAR_PPM
        else:
            weighed += BIRTH_DIFFERS_PPM
    differs = contradict(subject.country, entry.countries)
    if differs is False:
        weighed += COUNTRY_AGREES_PPM
    elif differs:
        whole = score >= FULL_PPM
        weighed += COUNTRY_DIFFERS_PPM if whole else COUNTRY_DIFFERS_IN_PART_PPM
    return max(0, min(weighed, FULL_PPM))
