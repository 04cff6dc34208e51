"""What each refusal of a contract means: its exception class and its sentence.

The catalogue is `error_catalogue.json`, one entry for every code in the contracts; a test fails
when one is missing or superfluous, and docs/reference/errors.md is made from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tallystick.errors import REVERTED, Reverted

__all__ = ["NO_REASON", "OUT_OF_GAS", "CatalogueEntry", "catalogue", "find_code", "reverted"]

NO_REASON = "EVM:REVERT"
OUT_OF_GAS = "EVM:OUT_OF_GAS"

_CODE = re.compile(r"\b[A-Z]{2,}:[A-Z]+(?::[A-Z_]+)?\b")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One code: the exception it is raised as, and the sentence that says what to do."""

    code: str
    error: type[Reverted]
    sentence: str


@cache
def catalogue() -> dict[str, CatalogueEntry]:
    """Return every known code, read once.

    Returns:
        Each entry by its code, in the order of the codes.
    """
    text = resources.files("tallystick").joinpath("error_catalogue.json").read_text("utf-8")
    return {
        code: CatalogueEntry(code, REVERTED[entry["error"]], entry["sentence"])
        for code, entry in json.loads(text).items()
    }


def find_code(text: str) -> str | None:
    """Return the contract's code that a node's message quotes.

    Args:
        text: The message.

    Returns:
        The first code in it, such as `BOOK:FUND:STALE`; None when it quotes none.
    """
    match = _CODE.search(text)
    return match.group() if match else None


def reverted(reason: str, tx_hash: str | None = None) -> Reverted:
    """Return the typed exception for the reason of a revert.

    A code that this version does not know, such as a foreign token's, keeps its own text.

    Args:
        reason: The reason or a text that quotes it; an empty one becomes `EVM:REVERT`.
        tx_hash: The transaction's hash in hex; None when the refusal was a simulation's.

    Returns:
        The exception, for the caller to raise.
    """
    code = find_code(reason) or reason.strip() or NO_REASON
    entry = catalogue().get(code)
    if entry is None:
        sentence = "A contract that this version does not know refused; nothing changed."
        return Reverted(code, sentence, tx_hash)
    return entry.error(entry.code, entry.sentence, tx_hash)
