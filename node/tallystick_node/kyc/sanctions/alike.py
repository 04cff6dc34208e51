"""How alike two names are: words are paired, whatever their order, and letters are counted.

Words pair by their letters (of which two neighbours may be swapped), or by their sound (Soundex
with Jaro-Winkler). Words that are joined on one side pair with all that they are joined from. A
pair counts by its letters. What one side has more costs little: people leave names out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import jellyfish
from rapidfuzz.distance import OSA, JaroWinkler

__all__ = ["FULL_PPM", "LETTERS_ALIKE_MIN", "SHORT_LETTERS", "Way", "WordPair"]
__all__ += ["SHARED_PPM", "SPELT_ALIKE", "alike_ppm", "joined", "sound", "sounds_alike"]
__all__ += ["spelling", "turned", "word_alike"]

FULL_PPM = 1_000_000
# Below these two words are two words.
LETTERS_ALIKE_MIN = 0.66  # one letter of three, or two neighbours of three swapped
# Words that sound the same and share most letters: MOHAMMED and MUHAMMAD, but not MAHMOUD.
SOUND_ALIKE = 0.8
SOUND_JARO_MIN = 0.84
# Shorter words share their sound with too many others.
SOUND_LETTERS_MIN = 5
# Words that another language would spell so: KATYR and QATIR.
SPELT_ALIKE, SPELT_LETTERS_MIN = 0.86, 4
_SPELT = (
    ("TSCH", "C"), ("TCH", "C"), ("SCH", "S"), ("DZH", "J"), ("DSCH", "J"), ("DJ", "J"),
    ("CH", "C"), ("CZ", "C"), ("SH", "S"), ("SZ", "S"), ("ZH", "J"), ("KH", "H"), ("GH", "G"),
    ("PH", "F"), ("TH", "T"), ("DH", "D"), ("CK", "K"), ("Q", "K"), ("W", "V"),
    ("OU", "U"), ("OO", "U"), ("UE", "U"), ("OE", "O"), ("EE", "I"), ("IE", "I"), ("EI", "I"),
    ("AY", "AI"), ("EY", "I"), ("Y", "I"), ("AE", "A"), ("E", "I"), ("O", "U"),
)  # fmt: skip
# How many words in a row may be joined into one; a whole name may as well.
JOINED_MAX = 4
# What each word costs that only one side has; of a listed person's names most may be left out, and
# however many words stand beside a listed name, they do not hide it.
MISSING_PPM = 60_000
LEFT_OUT_PPM_MAX, PADDED_PPM_MAX = 120_000, 150_000
# Two of a listed person's names, with others beside than the listed ones: many people's, so that it
# takes the same year of birth for a review.
SHARED_PPM, SHARED_LETTERS = 790_000, 12
# Names this short are alike by chance: unless they are the same they are for a person to judge.
SHORT_LETTERS = 8

Way = tuple[str, ...]


class WordPair(NamedTuple):
    """Words of one side that stand for words of the other, as places, and how alike they are."""

    alike: float
    ones: tuple[int, ...]
    others: tuple[int, ...]


def alike_ppm(ones: Way, others: Way, *, person: bool, block_ppm: int) -> int:
    """Return how alike a name and a listed name are, rounded down.

    Args:
        ones: The words of the name looked for, in their order.
        others: The words of the listed name.
        person: Whether the listed one is a person, of whose names some are often left out.
        block_ppm: What blocks; short names that are not the same stay below it.

    Returns:
        Parts per million of the same name, from 0.
    """
    if "".join(ones) in turned(others) or sorted(ones) == sorted(others):
        return FULL_PPM
    pairs = _disjoint(_pairs(ones, others))
    spare = len(ones) - sum(len(pair.ones) for pair in pairs)
    left_out = len(others) - sum(len(pair.others) for pair in pairs)
    if len(pairs) < 2 and (spare or left_out):
        return 0  # one word alone is compared with whole names only
    mine = sum(pair.alike * _letters(ones, pair.ones) for pair in pairs)
    theirs = sum(pair.alike * _letters(others, pair.others) for pair in pairs)
    cost = MISSING_PPM * max(0, left_out - spare)
    first = FULL_PPM * mine / _size(ones) - (min(cost, LEFT_OUT_PPM_MAX) if person else cost)
    second = FULL_PPM * theirs / _size(others)
    second -= min(MISSING_PPM * max(0, spare - left_out), PADDED_PPM_MAX)
    score = max(0, int(max(first, second) + 1e-6))
    if person and spare and left_out and _two_the_same(pairs, others):
        score = max(score, SHARED_PPM)
    short = min(_size(ones), _size(others)) < SHORT_LETTERS
    return min(score, block_ppm - 1) if short else score


def joined(words: Way) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield words in a row, written as one, with their places; the first comes after the last too.

    Args:
        words: A name's words in their order.

    Yields:
        Two to four words as one, and where they stand.
    """
    count = len(words)
    for length in range(2, min(JOINED_MAX, count) + 1):
        for start in range(count):
            places = tuple((start + step) % count for step in range(length))
            yield "".join(words[place] for place in places), places


def turned(words: Way) -> frozenset[str]:
    """Return a whole name in one word, begun at each of its words.

    Args:
        words: A name's words in their order.

    Returns:
        As many texts as there are words, or fewer.
    """
    return frozenset("".join(words[start:] + words[:start]) for start in range(len(words)))


def word_alike(word: str, other: str) -> float:
    """Return how alike two words are, by their letters or by their sound.

    Args:
        word: A word in capitals.
        other: Another one.

    Returns:
        From 0 (two words) to 1 (the same).
    """
    letters = OSA.normalized_similarity(word, other, score_cutoff=LETTERS_ALIKE_MIN)
    if letters < SPELT_ALIKE and spelling(word) == spelling(other) != "":
        return SPELT_ALIKE
    if sound(word) == sound(other) != "":
        return max(letters, sounds_alike(word, other))
    return letters


def sounds_alike(word: str, other: str) -> float:
    """Return how alike two words are that sound the same.

    Args:
        word: A word in capitals.
        other: One with the same `sound`.

    Returns:
        0.8, or 0 for too many other letters.
    """
    same = JaroWinkler.similarity(word, other) >= SOUND_JARO_MIN
    return SOUND_ALIKE if same else 0.0


@lru_cache(maxsize=100_000)
def spelling(word: str) -> str:
    """Return a word without what other languages would write otherwise.

    Args:
        word: A word in capitals.

    Returns:
        The word with one letter for each group that stands for one sound; empty for short words
        and for other letters than Latin ones.
    """
    if len(word) < SOUND_LETTERS_MIN or not (word.isascii() and word.isalpha()):
        return ""
    for written, plain in _SPELT:
        word = word.replace(written, plain)
    single = "".join(mine for before, mine in pairwise(" " + word) if mine != before)
    return single if len(single) >= SPELT_LETTERS_MIN else ""


def sound(word: str) -> str:
    """Return a word's Soundex code.

    Args:
        word: A word in capitals.

    Returns:
        A letter and three digits; empty for short words and for other letters than Latin ones.
    """
    long = len(word) >= SOUND_LETTERS_MIN
    return str(jellyfish.soundex(word)) if long and word.isascii() and word.isalpha() else ""


def _pairs(ones: Way, others: Way) -> list[WordPair]:
    pairs = [
        WordPair(alike, (place,), (other,))
        for place, word in enumerate(ones)
        for other, listed in enumerate(others)
        if (alike := word_alike(word, listed))
    ]
    for text, places in joined(ones):
        pairs += [
            WordPair(1.0, places, (at,)) for at, listed in enumerate(others) if listed == text
        ]
    for text, places in joined(others):
        pairs += [WordPair(1.0, (at,), places) for at, word in enumerate(ones) if word == text]
    # The surest first, of those the longest.
    return sorted(pairs, key=lambda pair: (-pair.alike, -_letters(ones, pair.ones), pair))


def _disjoint(pairs: Sequence[WordPair]) -> list[WordPair]:
    kept: list[WordPair] = []
    mine: set[int] = set()
    theirs: set[int] = set()
    for pair in pairs:
        if mine.isdisjoint(pair.ones) and theirs.isdisjoint(pair.others):
            kept.append(pair)
            mine.update(pair.ones)
            theirs.update(pair.others)
    return kept


def _two_the_same(pairs: Sequence[WordPair], listed: Way) -> bool:
    """Whether two names are the same, long enough not to be so by chance."""
    same = [pair for pair in pairs if pair.alike == 1]
    return len(same) > 1 and sum(_letters(listed, pair.others) for pair in same) >= SHARED_LETTERS


def _letters(words: Way, places: tuple[int, ...]) -> int:
    return sum(len(words[place]) for place in places)


def _size(words: Way) -> int:
    return sum(len(word) for word in words)
