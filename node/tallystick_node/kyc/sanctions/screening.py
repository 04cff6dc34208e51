"""Whether somebody stands on a list: a score, a decision, and the version of the list beside it.

The score follows what OFAC says of its own search (FAQ 249): the larger of the Jaro-Winkler
similarity of whole names and of a composite of the best pairs of words with their Soundex, among
entries that share a first letter and half of their letters. Weights and thresholds are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import jellyfish

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.names import letters, simplified, spellings

if TYPE_CHECKING:
    from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList

__all__ = ["Hit", "Screen", "Screening", "ScreeningVerdict", "Subject"]

# In parts per million of a full match.
BLOCK_PPM = 920_000
REVIEW_PPM = 820_000
FULL_PPM = 1_000_000
# Names this short are alike by chance: unless they are the same they are for a person to judge.
SHORT_LETTERS = 8
ALIKE_MIN = 0.5
BIRTH_AGREES_PPM, BIRTH_DIFFERS_PPM = 50_000, -150_000
COUNTRY_AGREES_PPM, COUNTRY_DIFFERS_PPM = 20_000, -30_000
# How far apart years of birth may lie before they speak against a match.
YEARS_APART_MAX = 1
HITS_MAX = 20
SOUND_WEIGHT = 0.1
MISSING_WORD = 0.06


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
    """A decision that can be repeated: the list's version stands with it."""

    verdict: ScreeningVerdict
    hits: tuple[Hit, ...]
    publisher: str
    list_sha256: str
    list_read_on: date


@dataclass(frozen=True, slots=True)
class _Name:
    entry: ListEntry
    shown: str
    spelling: str
    han: str
    weak: bool


class Screen:
    """One version of a list, made ready to be searched."""

    def __init__(self, listed: SanctionsList) -> None:
        self._listed = listed
        self._by_letter: dict[str, list[_Name]] = {}
        self._by_han: dict[str, list[_Name]] = {}
        self._by_wallet: dict[str, ListEntry] = {}
        for entry in listed.entries:
            self._add(entry, entry.name, weak=False)
            for alias in entry.aliases:
                self._add(entry, alias.name, weak=alias.weak)
            for wallet in entry.wallets:
                self._by_wallet[wallet] = entry

    def _add(self, entry: ListEntry, name: str, *, weak: bool) -> None:
        han = simplified(name)
        for spelling in spellings(name):
            indexed = _Name(entry, name, spelling, han, weak)
            for letter in {word[0] for word in spelling.split()}:
                self._by_letter.setdefault(letter, []).append(indexed)
        if han:
            self._by_han.setdefault(han, []).append(_Name(entry, name, "", han, weak))

    def look_for(self, subject: Subject) -> Screening:
        """Search the list for somebody.

        Args:
            subject: Who is looked for.

        Returns:
            The decision with the most similar entries, at most 20, and the list's version.

        Raises:
            InputError: SCREEN:NAME when the name has no letter.
        """
        if not (letters(subject.name) or simplified(subject.name)):
            raise InputError("SCREEN:NAME", "a name without a letter cannot be looked for")
        best: dict[str, Hit] = {}
        for hit in (*self._of_wallets(subject), *self._of_names(subject)):
            known = best.get(hit.entry.number)
            if known is None or (hit.score_ppm, not hit.weak) > (known.score_ppm, not known.weak):
                best[hit.entry.number] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score_ppm, hit.entry.number))
        verdict = ScreeningVerdict.CLEAR
        if any(hit.score_ppm >= BLOCK_PPM and not hit.weak for hit in hits):
            verdict = ScreeningVerdict.BLOCK
        elif hits:
            verdict = ScreeningVerdict.REVIEW
        listed = self._listed
        shown = tuple(hits[:HITS_MAX])
        return Screening(verdict, shown, listed.publisher, listed.sha256, listed.read_on)

    def _of_wallets(self, subject: Subject) -> list[Hit]:
        entries = [(wallet, self._by_wallet.get(wallet.lower())) for wallet in subject.wallets]
        return [Hit(entry, wallet, FULL_PPM, weak=False) for wallet, entry in entries if entry]

    def _of_names(self, subject: Subject) -> list[Hit]:
        hits = [
            Hit(name.entry, name.shown, _weighed(FULL_PPM, subject, name.entry), name.weak)
            for name in self._by_han.get(simplified(subject.name), ())
        ]
        for spelling in spellings(subject.name):
            for name in self._candidates(spelling):
                score = _weighed(_alike_ppm(spelling, name.spelling), subject, name.entry)
                if score >= REVIEW_PPM:
                    hits.append(Hit(name.entry, name.shown, score, name.weak))
        return [hit for hit in hits if hit.score_ppm >= REVIEW_PPM]

    def _candidates(self, spelling: str) -> list[_Name]:
        seen: dict[int, _Name] = {}
        for letter in {word[0] for word in spelling.split()}:
            for name in self._by_letter.get(letter, ()):
                seen[id(name)] = name
        return [name for name in seen.values() if _half_alike(spelling, name.spelling)]


def _half_alike(name: str, other: str) -> bool:
    longest = max(len(name), len(other))
    if min(len(name), len(other)) < ALIKE_MIN * longest:
        return False
    return jellyfish.levenshtein_distance(name, other) <= (1 - ALIKE_MIN) * longest


def _alike_ppm(name: str, other: str) -> int:
    """How alike two spellings are, rounded down; short ones that differ stay below a block."""
    if name == other or name.replace(" ", "") == other.replace(" ", ""):
        return FULL_PPM
    whole = jellyfish.jaro_winkler_similarity(name, other)
    score = int(FULL_PPM * max(whole, _composite(name.split(), other.split())))
    short = min(len(name), len(other)) < SHORT_LETTERS
    return min(score, BLOCK_PPM - 1) if short else score


def _composite(ones: list[str], others: list[str]) -> float:
    """The mean of each word's best partner, sound included; words that are missing cost a little.

    One word alone is compared with whole names only.
    """
    shorter, longer = sorted((ones, others), key=len)
    if len(shorter) < 2:
        return 0.0
    partners = [max(_word(word, other) for other in longer) for word in shorter]
    return sum(partners) / len(shorter) - MISSING_WORD * (len(longer) - len(shorter))


def _word(word: str, other: str) -> float:
    sounds = jellyfish.soundex(word) == jellyfish.soundex(other)
    alike = jellyfish.jaro_winkler_similarity(word, other)
    return (1 - SOUND_WEIGHT) * alike + SOUND_WEIGHT * sounds


def _weighed(score: int, subject: Subject, entry: ListEntry) -> int:
    """Let dates of birth and countries speak, where both sides know them."""
    if subject.born is not None and entry.birth_years:
        apart = min(abs(subject.born.year - year) for year in entry.birth_years)
        score += BIRTH_AGREES_PPM if apart <= YEARS_APART_MAX else BIRTH_DIFFERS_PPM
    if subject.country and entry.countries:
        agrees = subject.country.strip().upper() in entry.countries
        score += COUNTRY_AGREES_PPM if agrees else COUNTRY_DIFFERS_PPM
    return max(0, min(score, FULL_PPM))
