"""When a text has a keyword in it, how grave that is, and how a mention goes on; no database.

Texts are compared as Unicode's compatibility forms without case, blanks as one. A phrase of letters
that are written with blanks between words is found as whole words alone; Chinese has no blanks, and
its phrases are found anywhere.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "FORGOTTEN", "GRADES", "SEVERE", "UNDONE", "MentionAct", "MentionState", "WatchedPhrase",
    "content_hash", "folded", "has_phrase", "link_hash", "mention_may_follow", "phrases_in",
]  # fmt: skip

# 1: to be known. 2: to be responded to. 3: severe, and the operator is told at once.
GRADES = range(1, 4)
SEVERE = 3
# The source of a mention whose words are gone; every feed has a name.
FORGOTTEN = ""
# Scripts that are written without blanks between words: Han with its extensions, and kana.
_UNSPACED = (
    (0x3005, 0x3007), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)  # fmt: skip


class MentionState(StrEnum):
    """Where a mention stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    RESPONDED = "responded"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"


class MentionAct(StrEnum):
    """What is done about a mention."""

    ASSIGN = "assign"
    RESPOND = "respond"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"


_S = MentionState
UNDONE = frozenset(MentionState) - {_S.CLOSED}
_AFTER: dict[MentionAct, frozenset[MentionState]] = {
    MentionAct.ASSIGN: UNDONE,
    MentionAct.RESPOND: frozenset({_S.ASSIGNED}),
    MentionAct.FOLLOW_UP: frozenset({_S.RESPONDED, _S.FOLLOWED_UP}),
    MentionAct.CLOSE: UNDONE,
}
_RESPONDED = frozenset({_S.RESPONDED, _S.FOLLOWED_UP})


@dataclass(frozen=True, slots=True)
class WatchedPhrase:
    """A keyword: as it was written, as it is compared, and how grave a hit is."""

    phrase: str
    folded: str
    grade: int


def folded(text: str) -> str:
    """Return a text as it is compared: compatibility forms, no case, single blanks.

    Args:
        text: Any text.

    Returns:
        The text to compare.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def has_phrase(text: str, phrase: str) -> bool:
    """Return whether a phrase is in a text, as whole words where words have blanks between them.

    Args:
        text: Folded.
        phrase: Folded, not empty.

    Returns:
        True when it is in it.
    """
    place = text.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        before, after = text[place - 1 : place] if place else "", text[end : end + 1]
        if not _one_word(before, phrase[0]) and not _one_word(phrase[-1], after):
            return True
        place = text.find(phrase, place + 1)
    return False


def phrases_in(text: str, watched: Iterable[WatchedPhrase]) -> list[WatchedPhrase]:
    """Return the keywords that a text has in it.

    Args:
        text: As it was published.
        watched: The keywords.

    Returns:
        Those found, the gravest first.
    """
    compared = folded(text)
    hits = [each for each in watched if has_phrase(compared, each.folded)]
    return sorted(hits, key=lambda each: (-each.grade, each.folded))


def content_hash(title: str, text: str) -> str:
    """Return by what the same text is known again, wherever it was published.

    Args:
        title: Its title.
        text: Its text.

    Returns:
        64 hex digits: SHA-256 of both as they are compared.
    """
    return hashlib.sha256(f"{folded(title)}\n{folded(text)}".encode()).hexdigest()


def link_hash(link: str) -> str:
    """Return by what the same link is known again: without its fragment and a last slash.

    Args:
        link: An http or https address.

    Returns:
        64 hex digits.
    """
    parts = urlsplit(link)
    same = urlunsplit(
        (parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), parts.query, "")
    )
    return hashlib.sha256(same.encode()).hexdigest()


def mention_may_follow(state: MentionState, act: MentionAct, grade: int) -> bool:
    """Return whether something may be done about a mention; a severe one is closed once responded.

    Args:
        state: Where it stands.
        act: What is to be done.
        grade: How grave it is.

    Returns:
        True when it may.
    """
    if act is MentionAct.CLOSE and grade >= SEVERE and state not in _RESPONDED:
        return False
    return state in _AFTER[act]


def _one_word(first: str, second: str) -> bool:
    """Whether two characters beside each other belong to one word."""
    return all(each and each.isalnum() and not _unspaced(each) for each in (first, second))


def _unspaced(character: str) -> bool:
    point = ord(character)
    return any(low <= point <= high for low, high in _UNSPACED)
