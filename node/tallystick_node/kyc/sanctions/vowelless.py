"""Listed names by their consonants, for names that are written without vowels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from tallystick_node.kyc.sanctions.alike import Way, turned
from tallystick_node.kyc.sanctions.other_scripts import (
    CONSONANTS_MIN,
    CONSONANTS_WHOLE_MIN,
    Consonants,
    without_vowels,
)

__all__ = ["Vowelless"]


class Vowelless:
    """Names of a list by the consonants of their words."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._written = [frozenset(without_vowels(way)) for way in ways]
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._whole: dict[str, list[int]] = defaultdict(list)
        for place, way in enumerate(ways):
            for word in self._written[place]:
                self._holders[word].append(place)
            for text in turned(without_vowels(way)):
                self._whole[text].append(place)

    def of(self, written: Consonants) -> list[int]:
        """Return the names whose consonants may be those of a name.

        Args:
            written: The consonants of its words, in their order.

        Returns:
            Places of names that have the same consonants, in whichever order, or of which one side
            leaves words out: two words and five consonants have to be the same then, and four in
            all otherwise. Ascending.
        """
        if sum(map(len, written)) < CONSONANTS_WHOLE_MIN:
            return []
        mine = frozenset(written)
        shared = Counter(place for word in mine for place in self._holders.get(word, ()))
        places = set(self._whole.get("".join(written), ()))
        for place, count in shared.items():
            theirs = self._written[place]
            if count < 2 or count not in {len(mine), len(theirs)}:
                continue
            if mine == theirs or _size(mine & theirs) >= CONSONANTS_MIN:
                places.add(place)
        return sorted(places)


def _size(words: frozenset[str]) -> int:
    return sum(map(len, words))
