"""Which listed names can be alike at all: a bound that is never below the score, for all at once.

Each word is compared with every word of the list once. What a word could bring to a name is summed
over the words without asking whether two of them want the same partner, so the sum is at least what
`alike_ppm` finds, and a name below the floor needs no closer look.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from tallystick_node.kyc.sanctions.alike import (
    LETTERS_ALIKE_MIN,
    SHARED_PPM,
    SPELT_ALIKE,
    Way,
    joined,
    sound,
    sounds_alike,
    spelling,
    turned,
)

__all__ = ["Candidates"]

# The same words come again and again; one takes a few kilobytes.
WORDS_KEPT = 512
_ROUNDING = 1e-6

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Near:
    """Names that hold a word like one; by its likeness, and by the letters that it accounts for."""

    names: Places
    alike: Floats
    letters: Floats


class Candidates:
    """Names of a list by their words, made ready to be searched."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._sizes = np.array([sum(map(len, way)) for way in ways], dtype=np.float64)
        holders: dict[str, set[int]] = defaultdict(set)
        self._joined: dict[str, set[int]] = defaultdict(set)
        self._whole: dict[str, set[int]] = defaultdict(set)
        for name, way in enumerate(ways):
            for word in way:
                holders[word].add(name)
            for text, _ in joined(way):
                self._joined[text].add(name)
            for text in turned(way):
                self._whole[text].add(name)
        self._words = sorted(holders)
        self._holders = [np.array(sorted(holders[word]), dtype=np.int64) for word in self._words]
        self._exact = {word: place for place, word in enumerate(self._words)}
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        self._by_spelling: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            self._by_sound[sound(word)].append(place)
            self._by_spelling[spelling(word)].append(place)
        self._known: OrderedDict[str, _Near] = OrderedDict()

    def of(self, way: Way, least_ppm: int) -> list[tuple[int, int]]:
        """Return the names that may be at least so alike.

        Args:
            way: The words looked for, in their order.
            least_ppm: The floor, in parts per million.

        Returns:
            Places in the list of names, each with a bound that its score does not pass.
        """
        mine = np.zeros(len(self._sizes))
        theirs = np.zeros(len(self._sizes))
        same = np.zeros(len(self._sizes), dtype=np.int64)
        runs = list(joined(way))
        for place, word in enumerate(way):
            near = self._near(word)
            alike = np.zeros(len(self._sizes))
            letters = np.zeros(len(self._sizes))
            alike[near.names], letters[near.names] = near.alike, near.letters
            whole = [set(self._joined.get(word, ()))]
            whole += [self._holding(text) for text, places in runs if place in places]
            whole.append(self._whole.get("".join(way), set()))
            sure = np.fromiter(set().union(*whole), dtype=np.int64)
            alike[sure] = 1.0
            letters[sure] = np.maximum(letters[sure], len(word))
            same += alike >= 1
            mine += alike * len(word)
            theirs += letters
        size = sum(map(len, way))
        bound = 1_000_000 * np.maximum(mine / size, theirs / self._sizes) + _ROUNDING
        bound = np.maximum(bound, np.where(same >= 2, SHARED_PPM, 0))
        places = np.flatnonzero(bound >= least_ppm)
        return [(int(place), int(bound[place])) for place in places]

    def _holding(self, word: str) -> set[int]:
        place = self._exact.get(word)
        return set() if place is None else set(self._holders[place].tolist())

    def _near(self, word: str) -> _Near:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._compared(word)
            if len(self._known) > WORDS_KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(word)
        return known

    def _compared(self, word: str) -> _Near:
        row = cdist(
            [word], self._words, scorer=OSA.normalized_similarity,
            score_cutoff=LETTERS_ALIKE_MIN, dtype=np.float64,
        )[0]  # fmt: skip
        for place in self._by_spelling.get(spelling(word), ()) if spelling(word) else ():
            row[place] = max(row[place], SPELT_ALIKE)
        code = sound(word)
        for place in self._by_sound[code] if code in self._by_sound and code else ():
            row[place] = max(row[place], sounds_alike(word, self._words[place]))
        return self._gathered(np.flatnonzero(row), row)

    def _gathered(self, near: Iterable[np.int64], row: Floats) -> _Near:
        places = [int(place) for place in near]
        if not places:
            nothing = np.zeros(0)
            return _Near(np.zeros(0, dtype=np.int64), nothing, nothing)
        counts = [len(self._holders[place]) for place in places]
        names = np.concatenate([self._holders[place] for place in places])
        alike = np.repeat(row[places], counts)
        letters = alike * np.repeat([len(self._words[place]) for place in places], counts)
        held, where = np.unique(names, return_inverse=True)
        best, most = np.zeros(len(held)), np.zeros(len(held))
        np.maximum.at(best, where, alike)
        np.maximum.at(most, where, letters)
        return _Near(held, best, most)
