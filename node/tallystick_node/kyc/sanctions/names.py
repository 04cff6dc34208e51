"""Names as they are compared: one spelling for all the ways in which a name can be written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

__all__ = ["letters", "simplified", "spellings"]

NAME_CHARACTERS_MAX = 300
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_NO_LETTER = re.compile(r"[^0-9A-Z ]+")
_APOSTROPHE = re.compile(r"['\u2019`\u00b7\u2022]")
# Used with a name and not a part of it.
_TITLES = frozenset(
    {
        *("MR", "MRS", "MS", "MISS", "DR", "PROF", "SIR", "JR", "SR", "II", "III"),
        *("HAJI", "HAJJ", "SHEIKH", "SHAYKH", "MULLAH", "MAULAVI", "GENERAL", "COLONEL"),
        *("CO", "LTD", "LLC", "INC", "CORP", "COMPANY", "LIMITED", "PLC", "GMBH", "SA", "AG"),
    }
)
# Read otherwise as a family name than as a word; pypinyin reads the word.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha",
    "盖": "ge", "尉迟": "yuchi", "万俟": "moqi", "乐": "yue", "员": "yun", "种": "chong",
    "秘": "bi",
    "缪": "miao", "任": "ren", "华": "hua", "燕": "yan", "折": "she", "召": "shao", "覃": "qin",
    "冼": "xian", "翟": "zhai", "繁": "po", "逄": "pang", "令狐": "linghu", "澹台": "tantai",
}  # fmt: skip
_TWO_PLACES = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐"),
        *("慕容", "司徒", "夏侯", "长孙", "宇文", "万俟", "澹台", "端木"),
    }
)


def letters(name: str) -> str:
    """Return a name in capital Latin letters: no accents, no points, no titles, its words sorted.

    Only the first 300 characters count.

    Args:
        name: A name in any script.

    Returns:
        The words, separated by spaces; empty when the name has no Latin letters.
    """
    plain = unicodedata.normalize("NFKD", name[:NAME_CHARACTERS_MAX])
    bare = "".join(character for character in plain if not unicodedata.combining(character)).upper()
    words = _NO_LETTER.sub(" ", _APOSTROPHE.sub("", bare)).split()
    kept = [word for word in words if word not in _TITLES] or words
    return " ".join(sorted(kept))


def simplified(name: str) -> str:
    """Return the Chinese characters of a name, simplified.

    Args:
        name: A name in any script; only its first 300 characters count.

    Returns:
        The characters without anything between them; empty when there are none.
    """
    return "".join(_HAN.findall(_converter().convert(name[:NAME_CHARACTERS_MAX])))


def spellings(name: str) -> frozenset[str]:
    """Return the ways in Latin letters in which a name may stand on a list.

    A Chinese name is read with its family name first, in one word and in two, without tones. Words
    are sorted, so the order of names does not matter.

    Args:
        name: A name in any script.

    Returns:
        Spellings as `letters` returns them; none for a name without any letter.
    """
    ways = {letters(name)}
    han = simplified(name)
    if han:
        family, given_name = _parted(han)
        read_family = _SURNAMES.get(family) or "".join(_pinyin(family))
        syllables = _pinyin(given_name)
        ways |= {
            letters(f"{read_family} {''.join(syllables)}"),
            letters(f"{read_family} {' '.join(syllables)}"),
        }
    return frozenset(ways - {""})


def _parted(han: str) -> tuple[str, str]:
    size = 2 if han[:2] in _TWO_PLACES and len(han) > 2 else 1
    return han[:size], han[size:]


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads its dictionaries

    return OpenCC("t2s")


def _pinyin(characters: str) -> list[str]:
    """Return the syllables of Chinese characters, one a character."""
    # Its dictionaries take a third of a second, which most processes never need.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(characters)
