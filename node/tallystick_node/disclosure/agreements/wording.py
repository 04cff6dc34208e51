"""Words that no agreement may hold: promises of principal, of safety, of a return.

Platforms died of such sentences. The list is a floor; a policy may add to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["FORBIDDEN", "offences"]

FORBIDDEN = (
    r"guarantee[sd]? (?:your|the|full|all|of) ?(?:\w+ ){0,2}(?:principal|capital|return|repayment)",
    r"(?:principal|capital|return|interest)s? (?:is|are|will be) (?:\w+ )?guaranteed",
    r"(?:principal|capital)[- ]protected",
    r"risk[- ]free",
    r"no risk",
    r"without risk",
    r"cannot lose",
    r"safe investment",
    r"government[- ]backed",
    r"保本",
    r"保息",
    r"刚性兑付",
    r"零风险",
    r"无风险",
    r"稳赚",
    r"本金(?:安全)?保障",
    r"承诺收益",
)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


def offences(text: str, also: Iterable[str] = ()) -> list[str]:
    """Return every forbidden passage of a text or a page.

    Case, line breaks and markup do not matter.

    Args:
        text: Plain text or HTML.
        also: Further regular expressions.

    Returns:
        The passages as they stand there, in order.
    """
    plain = _SPACE.sub(" ", _TAG.sub(" ", text))
    patterns = re.compile("|".join((*FORBIDDEN, *also)), re.IGNORECASE)
    return [match.group().strip() for match in patterns.finditer(plain)]
