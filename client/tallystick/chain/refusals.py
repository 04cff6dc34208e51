"""Which of a node's words say that one asks too often, and which that one asks for too much."""

from __future__ import annotations

import re

__all__ = ["is_rate", "is_width"]

_BLANKS = re.compile(r"[-_\s]+")
_PER = r"(?:requests?|calls?|queries|units?|credits?|cus?|messages|transactions)"
_PERIOD = r"(?:second|sec|minute|min|hour|day|month|s|m)\b"
# However much is said of ranges beside it: so many in so much time.
_PLAIN = re.compile(
    rf"{_PER} ?(?:per|/|a) ?{_PERIOD}|\b(?:rps|qps|rpm|cups)\b|too many requests?\b|\b1015\b"
    r"|requests? (?:rate|count)|rate.?limit(?:ed|ing| exceeded| reached| hit)"
)
_RATE = re.compile(
    r"rate.?limit|(?:request|call|query|message) rate|\brate (?:is |was |has been )?exceed"
    rf"|too many (?:requests?|calls|queries|connections|concurrent)|{_PER} ?(?:per |/)"
    r"|compute (?:units?|capacity)|\bcus\b|throughput|quota|credits"
    r"|(?:daily|hourly|weekly|monthly)\b.{0,40}(?:limit|request|\bcap\b|usage|allowance|exceed)"
    r"|requests? (?:count|limit|allowance)|throttl|capacity (?:exceeded|limit)"
    r"|exceeded (?:its|your|the) .*capacity|slow down|try again (?:in|later|after|shortly)"
    r"|(?:retry|come back) (?:in|later|after)|back ?off|concurren(?:t|cy)"
    r"|exceed\w*\b.{0,60}\bplan\b|\bplan\b.{0,30}(?:limit|exceed)|r[ua]n out of (?!gas)"
    r"|usage (?:limit|cap\b|exceed)|(?:max(?:imum)?|number of) (?:requests|calls|connections)"
    r"|too (?:fast|frequent|often)|temporarily (?:blocked|banned|limited|restricted)"
)
# What speaks of ranges, blocks or results is about one question, a contract's refusal about a call.
_NO_RATE = re.compile(r"\branges?\b|block.?range|\bblocks\b|\bresults\b|response size|block span")
_REVERT = "revert"
_BUSY_CODES = {429, 1015, -32016, -32029, -32090, -32097}
_WIDTH = (
    "range", "too many", "too large", "too long", "too wide", "too big", "too broad", "more than",
    "less than", "fewer than", "smaller than", "larger than", "greater than", "limit", "exceed",
    "response size", "maximum", "span", "at a time", "at most", "up to", "narrow",
)  # fmt: skip


def is_rate(code: object, text: str) -> bool:
    """Return whether an error says that the caller asks too often.

    Args:
        code: The error's code.
        text: What it says.

    Returns:
        Whether it does.
    """
    words = _BLANKS.sub(" ", text.lower())
    if _REVERT in words:
        return False
    if _PLAIN.search(words):
        return True
    if _NO_RATE.search(words):
        return False
    return code in _BUSY_CODES or _RATE.search(words) is not None


def is_width(text: str) -> bool:
    """Return whether an error that is nothing else says that one asks for too much at once.

    Args:
        text: What it says.

    Returns:
        Whether it does.
    """
    words = _BLANKS.sub(" ", text.lower())
    return any(word in words for word in _WIDTH)
