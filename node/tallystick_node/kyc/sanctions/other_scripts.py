"""Names in scripts that lists hardly use, in Latin letters: Hangul, kana, Arabic, and others.

What a script spells is written out (anyascii). Hangul is written in the two ways in use; Arabic and
Hebrew leave vowels out, so such names are compared with lists by their consonants alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from tallystick_node.kyc.sanctions.scripts import HAN, folded_words, visible

__all__ = [
    "CONSONANTS_MIN", "CONSONANTS_WHOLE_MIN", "Consonants", "consonants", "latin_readings",
    "without_vowels",
]  # fmt: skip

# Fewer consonants are too many people's; fewer still where nothing is left out.
CONSONANTS_MIN, CONSONANTS_WHOLE_MIN = 5, 4
Consonants = tuple[str, ...]
_KNOWN = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_VOWELLESS = frozenset({"ARABIC", "HEBREW", "SYRIAC"})
# Scripts whose consonants have a vowel of their own.
_INHERENT = frozenset(
    {
        *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA"),
        *("TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA"),
    }
)
_NO_LETTER = re.compile(r"[^A-Z]")
_TWO_SYLLABLES = frozenset({"남궁", "황보", "제갈", "사공", "선우", "독고", "서문", "동방"})
# Family names as passports have them, by their spelling in the Revised Romanisation.
_KOREAN = {
    "I": ("LEE", "RI", "YI"), "RI": ("LEE", "YI"), "BAK": ("PARK",), "CHOE": ("CHOI",),
    "JEONG": ("JUNG", "CHUNG"), "IM": ("LIM", "RIM"), "RIM": ("LIM",), "NO": ("ROH", "RO"),
    "RO": ("ROH",), "YU": ("RYU", "YOO"), "RYU": ("YOO",), "O": ("OH",), "U": ("WOO",),
    "SIN": ("SHIN",), "AN": ("AHN",), "MUN": ("MOON",), "JO": ("CHO",), "HEO": ("HUH",),
}  # fmt: skip
_HARD = {"G": "K", "D": "T", "B": "P", "J": "CH"}
_FOLDED = (
    ("DJ", "J"), ("PH", "F"), ("SH", "X"), ("CH", "X"), ("KH", "K"), ("GH", "J"),
    ("DH", "D"), ("TH", "T"), ("ZH", "Z"), ("Q", "K"), ("C", "K"), ("G", "J"), ("P", "B"),
)  # fmt: skip
# The emphatic letter that Latin writes as a Z, and the Hebrew one that is a V in places.
_SPELT = {"ظ": "Z", "ב": "B"}
_ARTICLES = frozenset({"AL", "EL", "UL", "BIN", "BEN", "IBN", "BINT"})


def latin_readings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a name of another script may stand on a list in Latin letters.

    Each word is read by its own script, whatever stands beside it; in a name of several scripts the
    words of each of them are a way too, since some write a name twice.

    Args:
        name: A name in any script.

    Returns:
        Words in capitals, in their order; none for a name that is Latin, Cyrillic, Greek or Han
        throughout, or that has words without vowels (`consonants`).
    """
    words = _words(name)
    foreign = [word for word in words if _script(word) not in _KNOWN | {""}]
    if not foreign or any(_script(word) in _VOWELLESS for word in words):
        return frozenset()
    known = [word for word in words if _script(word) in _KNOWN]
    ways = _written(words)
    if known:
        ways |= {way for part in (foreign, known) for way in _written(part) if len(way) > 1}
    return ways - {()}


def consonants(name: str) -> frozenset[Consonants]:
    """Return the consonants of a name of which some words are written without vowels.

    Args:
        name: A name in any script.

    Returns:
        Those of each word, in their order; of the words without vowels alone too, where others
        stand beside them. None for a name in another script.
    """
    words = _words(name)
    bare = [word for word in words if _script(word) in _VOWELLESS]
    if not bare:
        return frozenset()
    return frozenset(_kept(map(_consonants_of, part)) for part in (words, bare)) - {()}


def _consonants_of(word: str) -> str:
    if _script(word) in _VOWELLESS:
        return _squeezed("".join(map(_consonant, _without_article(word))))
    latin = _in_latin(word)
    return "" if latin in _ARTICLES else _squeezed(_folded(latin))


def _written(words: list[str]) -> frozenset[tuple[str, ...]]:
    """Write words in Latin letters; all that are in Hangul are one Korean name."""
    korean = [word for word in words if _script(word) == "HANGUL"]
    first = next((at for at, word in enumerate(words) if _script(word) == "HANGUL"), 0)
    before, after = words[:first], [word for word in words[first:] if word not in korean]
    return frozenset(
        tuple(filter(None, (*map(spell, before), *name, *map(spell, after))))
        for name in (_korean(korean) if korean else {()})
        for spell in (_in_latin, _persian)
    )


def without_vowels(words: tuple[str, ...]) -> Consonants:
    """Return what Arabic and Hebrew would write of Latin words, alike for all their spellings.

    Args:
        words: Words in capitals.

    Returns:
        The consonants of each word that has some; articles and words for a son are left out, and
        what follows `Abd` is a word of its own.
    """
    return _kept(_squeezed(_folded(word)) for word in words if word not in _ARTICLES)


def _kept(words: Iterable[str]) -> Consonants:
    return tuple(part for word in words for part in _parted(word) if part not in {"", "BN"})


def _korean(words: list[str]) -> frozenset[tuple[str, ...]]:
    text = "".join(character for word in words for character in word if character.isalpha())
    size = len(words[0]) if len(words) > 1 else 2 if text[:2] in _TWO_SYLLABLES else 1
    syllables = [_syllable(character) for character in text]
    family, soft = "".join(syllables[:size]), syllables[size:]
    hard = [_hard(syllable) for syllable in soft]
    names = {family, _hard(family), *_KOREAN.get(family, ())}
    ways = set()
    for name in names:
        for each in (soft, hard):
            ways |= {(name, *each), (name, "".join(each)) if each else (name,)}
    return frozenset(ways)


def _syllable(character: str) -> str:
    """In the Revised Romanisation: R before a vowel, hard at the end."""
    spelt = _in_latin(character)
    if spelt.startswith("L"):
        spelt = "R" + spelt[1:]
    ends = "" if spelt.endswith("NG") else spelt[-1:]
    return spelt[:-1] + _HARD[ends] if ends in {"G", "D", "B"} else spelt


def _hard(syllables: str) -> str:
    """As McCune and Reischauer have it, and the North writes it: Kim Chong, not Gim Jeong."""
    plain = syllables.replace("EO", "O").replace("EU", "U")
    return _HARD.get(plain[:1], plain[:1]) + plain[1:]


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def _consonant(character: str) -> str:
    """One character at a time: what stands side by side is no digraph of Latin."""
    return _SPELT.get(character) or _folded(_in_latin(character))


def _folded(word: str) -> str:
    for spelt, folded in _FOLDED:
        word = word.replace(spelt, folded)
    return word


def _squeezed(word: str) -> str:
    bare = re.sub(r"[AEIOUYWV]", "", word).removesuffix("H")
    return "".join(mine for before, mine in pairwise(" " + bare) if mine != before)


def _parted(word: str) -> list[str]:
    if not word.startswith("BD") or len(word) < 3:
        return [word]
    return ["BD", word[2:].removeprefix("L") or "L"]


def _words(name: str) -> list[str]:
    """Part a name; marks are of the words they stand in, and only spell what is left out else."""
    parted = "".join(
        character if unicodedata.category(character)[0] in "LMN" else " "
        for character in visible(name)
    )
    words = [word for word in parted.split() if not HAN.search(word)]
    return [_unmarked(word) if _script(word) in _VOWELLESS else word for word in words]


def _unmarked(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    return "".join(mine for mine in plain if unicodedata.category(mine)[0] != "M")


@lru_cache(maxsize=8192)
def _script(word: str) -> str:
    """The script of a word's letters; empty when it has none, MIXED for several."""
    scripts = {
        unicodedata.name(character, "?").partition(" ")[0]
        for character in word
        if character.isalpha()
    }
    return "" if not scripts else scripts.pop() if len(scripts) == 1 else "MIXED"


def _in_latin(text: str) -> str:
    if _script(text) in _KNOWN:
        return "".join(folded_words(text))
    return _NO_LETTER.sub("", _spelt(text).upper())


def _persian(text: str) -> str:
    """Of Indian scripts: as Persian and Arabic names are meant, whose letters they lack."""
    latin = _in_latin(text)
    return latin.replace("PH", "F").replace("J", "Z") if _script(text) in _INHERENT else latin


@lru_cache(maxsize=8192)
def _spelt(text: str) -> str:
    # Its tables take a tenth of a second, which most processes never need.
    from anyascii import anyascii  # noqa: PLC0415

    if _script(text) not in _INHERENT:
        return str(anyascii(text))
    # A consonant with no sign of a vowel has an A, which is not spoken at the end.
    parts = [str(anyascii(character)) for character in text]
    bare = [
        part[:1].isalpha() and part[:1].upper() not in "AEIOU" and character.isalpha()
        for part, character in zip(parts, text, strict=True)
    ]
    followed = [character.isalpha() for character in text[1:]] + [False]
    return "".join(
        part + "A" * (alone and more)
        for part, alone, more in zip(parts, bare, followed, strict=True)
    )
