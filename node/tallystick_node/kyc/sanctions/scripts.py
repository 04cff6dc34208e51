"""Characters of names: what cannot be seen is removed, what looks or sounds Latin becomes Latin.

A name is compared as it is read: an invisible letter, a letter of another script that looks the
same, or a letter without an accent to take off must not make another name of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["HAN", "folded_words", "unreadable", "visible"]

# Planes 2 and 3 hold Han alone, assigned or still to come; 々 and 〇 are used as Han.
HAN = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Blank although they count as letters or symbols.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_APOSTROPHES = frozenset("'\u2018\u2019\u201b`\u00b4\u00b7\u2022\u2032\u30fb")
_LATIN_NAME = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?(?:LETTER |LIGATURE )(?:SMALL CAPITAL )?"
    r"(?:TURNED |REVERSED |INSULAR |LONG |DOTLESS )?([A-Z]{1,2})(?: WITH .+)?"
)
_LATIN = {
    "ETH": "D", "THORN": "TH", "SHARP S": "SS", "ENG": "NG", "KRA": "K", "ESH": "SH", "EZH": "ZH",
    "SCHWA": "A", "OPEN E": "E", "OPEN O": "O", "HWAIR": "HV", "AFRICAN D": "D", "IOTA": "I",
    "UPSILON": "U", "ALPHA": "A", "GAMMA": "G", "WYNN": "W", "GLOTTAL STOP": "",
}  # fmt: skip
# Seen as a Latin letter, whatever they sound like: capitals, and small ones that look otherwise.
_LOOKS = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХԀԌԚԜҺӀҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧνυγηωϲϳօոսհցՏՕԼꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓞꓟꓠꓡꓢꓣꓤꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
        "ABESIJKMHOPCTYXDGQWHIYABEZHIKMNOPTYXVUYNWCJONUHGSOLBPDTGKJCZFFMNLSRRVHWXYAEIOU",
        strict=True,
    )
)
_SOUNDS = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z",
    "И": "I", "Й": "Y", "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R",
    "С": "S", "Т": "T", "У": "U", "Ф": "F", "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH",
    "Ъ": "", "Ы": "Y", "Ь": "", "Э": "E", "Ю": "YU", "Я": "YA", "І": "I", "Ї": "I", "Є": "YE",
    "Ґ": "G", "Ў": "U", "Ј": "J", "Љ": "LJ", "Њ": "NJ", "Ђ": "DJ", "Ћ": "C", "Џ": "DZ", "Ѓ": "G",
    "Ќ": "K", "Ѕ": "DZ", "Қ": "Q", "Ғ": "G", "Ң": "NG", "Ә": "A", "Ө": "O", "Ү": "U", "Ұ": "U",
    "Һ": "H", "Ҳ": "H", "Ҷ": "J", "Ӣ": "I", "Ӯ": "U",
    "Α": "A", "Β": "V", "Γ": "G", "Δ": "D", "Ε": "E", "Ζ": "Z", "Η": "I", "Θ": "TH", "Ι": "I",
    "Κ": "K", "Λ": "L", "Μ": "M", "Ν": "N", "Ξ": "X", "Ο": "O", "Π": "P", "Ρ": "R", "Σ": "S",
    "Τ": "T", "Υ": "Y", "Φ": "F", "Χ": "CH", "Ψ": "PS", "Ω": "O",
}  # fmt: skip


# What stands for a letter beside letters, and is none, but for what names are written with, and for
# what is read as the letter that it looks like.
_SIGNS = {"Sc", "Sk", "Sm", "So", "Po", "Pc"}
_ALLOWED = _APOSTROPHES | frozenset('.,;:/+&"!|$@\u3001\uff0c\u3002')
_FILLED = re.compile(r"[A-Za-z][-._'?0-9]+[A-Za-z]")
_VOWELLESS_MIN = 3


def visible(text: str) -> str:
    """Return a text without what cannot be seen: format characters, fillers, joiners, controls.

    Args:
        text: Any text.

    Returns:
        The rest in compatibility form (NFKC); white space of any kind is a plain space.
    """
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        if character.isspace():
            kept.append(" ")
        elif character not in _BLANK and unicodedata.category(character) not in {"Cf", "Cc", "Me"}:
            kept.append(character)
    return unicodedata.normalize("NFKC", "".join(kept))


def folded_words(name: str, *, as_seen: bool = False) -> list[str]:
    """Return the words of a name in capitals, written in Latin letters where that can be done.

    Cyrillic and Greek words are transliterated; their letters in a word that holds Latin ones too
    are taken for what they look like. Han is left out; other scripts stay as they are, unaccented.

    Args:
        name: A name in any script.
        as_seen: Whether words of another script, all of whose letters look Latin, are taken so too.

    Returns:
        The words in their order.
    """
    plain = unicodedata.normalize("NFKD", visible(name))
    words = "".join(_letter(character) for character in plain).split()
    return [word for part in words if (word := _in_one_script(part, as_seen=as_seen))]


def unreadable(name: str) -> str | None:
    """Say what of a name nobody can read.

    Args:
        name: A name in any script.

    Returns:
        Half a sentence about the first such character or word; None when all can be read.
    """
    for character in name:
        unknown = unicodedata.category(character) in {"Cn", "Co", "Cs"}
        if character == "\ufffd" or (unknown and not HAN.match(character)):
            return f"holds the character U+{ord(character):04X}, which stands for no letter"
    return _symbol_in(visible(name)) or next(
        (why for word in folded_words(name) if (why := _mixed(word))), None
    )


def _symbol_in(text: str) -> str | None:
    """Say which symbol or Han character of a text stands for a letter of a Latin word."""
    for place, character in enumerate(text):
        drawn = unicodedata.category(character) == "So" and " LETTER " in unicodedata.name(
            character, ""
        )
        before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
        letters = [side for side in (before, after) if side.isalpha() and not HAN.match(side)]
        sign = unicodedata.category(character) in _SIGNS and character not in _ALLOWED
        if drawn or (letters and sign) or (len(letters) > 1 and HAN.match(character)):
            return f"holds the character U+{ord(character):04X} in place of a letter"
    if any(map(_without_vowels, text.split())):
        return "has marks or digits in place of vowels"
    return None


def _without_vowels(word: str) -> bool:
    """Whether a Latin word is filled up with marks and has not one vowel: V-kt-r, but not J.R."""
    if not (word.isascii() and _FILLED.search(word)):
        return False
    parts = re.findall("[A-Za-z]+", word)
    letters = "".join(parts)
    return (
        len(letters) >= _VOWELLESS_MIN
        and max(map(len, parts)) > 1
        and not re.search("[AEIOUYaeiouy]", letters)
    )


def _mixed(word: str) -> str | None:
    """Say why a folded word cannot be compared: what it mixes, or a letter that is not folded."""
    scripts = {_script(character) for character in word if character.isalpha()}
    if "LATIN" not in scripts:
        return None
    if len(scripts) > 1 or any(unicodedata.category(character) == "Mc" for character in word):
        return "mixes letters of several scripts in one word"
    odd = next((item for item in word if item.isalpha() and not item.isascii()), None)
    return (
        None if odd is None else f"holds the letter U+{ord(odd):04X}, which no list is written in"
    )


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    """Return what a decomposed character adds to a word; a space ends the word."""
    category = unicodedata.category(character)
    if category in {"Mn", "Lm"} or character in _APOSTROPHES:
        return ""
    if HAN.match(character) or not (category[0] == "L" or category in {"Nd", "Mc"}):
        return " "
    if character in _LOOKS and character.islower():
        return character  # small ones that look otherwise than their capitals
    if character.isascii() or not unicodedata.name(character, "").startswith("LATIN"):
        return character.upper()
    return _latin(character)


def _latin(character: str) -> str:
    name = unicodedata.name(character)
    plain = _LATIN_NAME.fullmatch(name)
    if plain:
        return plain[1]
    words = name.partition(" LETTER ")[2].partition(" WITH ")[0]
    return _LATIN.get(words, character.upper())


def _in_one_script(word: str, *, as_seen: bool) -> str:
    latin = any("A" <= character <= "Z" for character in word)
    if latin or (as_seen and all(character in _LOOKS for character in word)):
        return "".join(_LOOKS.get(character, character) for character in word)
    return "".join(_SOUNDS.get(character, character) for character in word.upper())


def _script(character: str) -> str:
    if HAN.match(character):
        return "HAN"
    return unicodedata.name(character, "?").partition(" ")[0]
