"""Names as they are compared: one spelling for all the ways in which a name can be written."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product
from typing import Any

from tallystick_node.kyc.sanctions.other_scripts import latin_readings
from tallystick_node.kyc.sanctions.scripts import HAN, folded_words, unreadable, visible

__all__ = ["letters", "looked_for", "name_defect", "readings", "simplified", "spellings"]

NAME_CHARACTERS_MAX = 300
# Of a name that is looked for; more would only cost time.
NAME_WORDS_MAX = 30
# Of characters that are read in several ways.
READINGS_MAX = 8
# The halves of one word, a bird's, which are taken for each other.
_ALSO_READ = {"\U0002ce1a": "ZHUO", "\U0002ce26": "YUE"}
_U = re.compile(r"(?<=[LN])V")
# A word that is filled up with digits is read without them too.
_DIGITS = re.compile(r"(?<=[^\W\d_])\d+|\d+(?=[^\W\d_])")
# Signs and digits that are seen as letters; a 1 and a bar as either of two.
_SIGNS = re.compile(r"(?<=[^\W\d_])[\d!|$@]|[\d!|$@](?=[^\W\d_])")
_SEEN_AS = {
    "0": "o",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "$": "s",
    "@": "a",
}
_SEEN = [str.maketrans(_SEEN_AS | dict.fromkeys("1!|", letter)) for letter in "il"]
# Used with a name and not a part of it; but some bear them as names.
_TITLES = frozenset(
    {
        *("MR", "MRS", "MS", "MISS", "DR", "PROF", "SIR", "JR", "SR", "II", "III"),
        *("HAJI", "HAJJ", "SHEIKH", "SHAYKH", "MULLAH", "MAULAVI", "GENERAL", "COLONEL"),
    }
)
_COMPANY = frozenset(
    {"CO", "LTD", "LLC", "INC", "CORP", "COMPANY", "LIMITED", "PLC", "GMBH", "SA", "AG"}
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
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "南宫", "西门"),
        *("慕容", "司徒", "夏侯", "长孙", "宇文", "万俟", "澹台", "端木", "独孤", "钟离", "东郭"),
        *("百里", "呼延", "轩辕", "公羊", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "司空"),
        *("闻人", "赫连", "闾丘", "亓官", "司寇", "巫马", "公西", "乐正", "壤驷", "公良", "拓跋"),
        *("夹谷", "宰父", "谷梁", "段干", "梁丘", "左丘", "东门", "第五", "完颜", "纳兰", "叶赫"),
    }
)


def letters(name: str) -> str:
    """Return a name in capital letters: no accents, no points, no titles, its words sorted.

    Latin letters where the script can be written so. Only the first 300 visible characters count.

    Args:
        name: A name in any script.

    Returns:
        The words, separated by spaces; empty when the name has nothing but Han.
    """
    return " ".join(sorted(_untitled(folded_words(_bounded(name)))))


def simplified(name: str) -> str:
    """Return the Chinese characters of a name, simplified.

    Args:
        name: A name in any script; only its first 300 characters count.

    Returns:
        The characters without anything between them; empty when there are none.
    """
    han = "".join(HAN.findall(_bounded(name)))
    return str(_converter().convert(han)) if han else ""


def name_defect(name: str) -> str | None:
    """Say why nobody can be looked for by a name.

    Args:
        name: A name in any script.

    Returns:
        Half a sentence without the name; None when they can.
    """
    ways = readings(name)
    if not ways or not any(character.isalpha() for character in visible(name)):
        return "name must contain letters"
    if len(visible(name)) > NAME_CHARACTERS_MAX:
        return f"name has over {NAME_CHARACTERS_MAX} characters"
    if max(len(way) for way in ways) > NAME_WORDS_MAX:
        return f"name has over {NAME_WORDS_MAX} words"
    wrong = unreadable(name)
    return None if wrong is None else f"name {wrong}"


def spellings(name: str) -> frozenset[str]:
    """Return the ways in Latin letters in which a name may stand on a list.

    Args:
        name: A name in any script.

    Returns:
        The `readings` as `letters` returns them; none for a name without any letter.
    """
    return frozenset(" ".join(sorted(words)) for words in readings(name))


def readings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a name may be read, each as its words in their order.

    A Chinese name is read with its family name first, the given name in one word and in several,
    without tones; a family name that is read in two ways, in both. Hangul, kana and other scripts
    are written in Latin letters too.

    Args:
        name: A name in any script.

    Returns:
        Words as in `letters`, unsorted, with titles and without; none for a name without a letter.
    """
    bounded = _bounded(name)
    ways = set()
    read = [tuple(folded_words(bounded, as_seen=as_seen)) for as_seen in (False, True)]
    read += [tuple(folded_words(plain)) for plain in _without_fillers(bounded)]
    for words in (*read, *latin_readings(bounded)):
        untitled = _untitled(list(words))
        # A title left out must not leave a single name, which would be many people's.
        alone = len(untitled) == 1 < len(words) and not _COMPANY.intersection(words)
        ways |= {words} if alone else {words, tuple(untitled)}
    han = simplified(bounded)
    if han:
        family, given_name = _parted(han)
        for surname in {"".join(_pinyin(family)), _SURNAMES.get(family, "").upper()} - {""}:
            for syllables in _syllables(given_name):
                joined = (surname, "".join(syllables)) if syllables else (surname,)
                ways |= {(surname, *syllables), joined}
        # ü has no key: passports have written it V, U and YU.
        ways |= {tuple(_U.sub(u, word) for word in way) for way in ways for u in ("U", "YU")}
    return frozenset(ways - {()})


def looked_for(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a name is looked for; an initial says of a name only that it is.

    Args:
        name: A name in any script.

    Returns:
        The `readings`, and those without initials where two words are left.
    """
    ways = readings(name)
    full = {tuple(word for word in way if len(word) > 1 or not word.isascii()) for way in ways}
    return ways | frozenset(way for way in full if len(way) > 1)


def _without_fillers(name: str) -> set[str]:
    """Read `Os1a2ma` as OSAMA and `0s@ma` too; a name without such signs is read as it is."""
    if not _SIGNS.search(name):
        return set()
    bare = {_DIGITS.sub("", name).replace("@", read) for read in ("a", "")}
    return bare | {name.translate(seen) for seen in _SEEN}


def _bounded(name: str) -> str:
    return visible(name)[:NAME_CHARACTERS_MAX]


def _untitled(words: list[str]) -> list[str]:
    return [word for word in words if word not in _TITLES | _COMPANY] or words


def _parted(han: str) -> tuple[str, str]:
    size = 2 if han[:2] in _TWO_PLACES and len(han) > 2 else 1
    return han[:size], han[size:]


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads its dictionaries

    return OpenCC("t2s")


def _syllables(characters: str) -> list[tuple[str, ...]]:
    """Return the ways to read the characters of a given name, the usual one first."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - as below

    usual = tuple(_pinyin(characters))
    read = pinyin(characters, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    each = [
        [syllable.upper() for syllable in syllables if syllable.isascii()] for syllables in read
    ]
    if len(each) != len(characters):
        return [usual]
    for character, syllables in zip(characters, each, strict=True):
        if character in _ALSO_READ:
            syllables.append(_ALSO_READ[character])
    return list(dict.fromkeys([usual, *islice(product(*each), READINGS_MAX)]))


def _pinyin(characters: str) -> list[str]:
    """Return the syllables of Chinese characters in capitals; none for one without a reading."""
    # Its dictionaries take a third of a second, which most processes never need.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    read = lazy_pinyin(characters, errors="ignore", v_to_u=False)
    return [syllable.upper() for syllable in read if syllable.isascii()]
