"""What each refusal of a contract means: its exception class and its sentence.

The catalogue is `error_catalogue.json`, one entry for every code in the contracts; a test fails
when one is missing or superfluous, and docs/errors.md is made from it.
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
    """Return every known code and its entry, in the order of the codes."""
    text = resources.files("tallystick").joinpath("error_catalogue.json").read_text("utf-8")
    return {
        code: CatalogueEntry(code, REVERTED[entry["error"]], entry["sentence"])
        for code, entry in json.loads(text).items()
    }


def find_code(text: str) -> str | None:
    """Return the contract's code that a node's message quotes, None when it quotes none."""
    found = _CODE.search(text)
    return found.group() if found else None


def reverted(reason: str, tx_hash: str | None = None) -> Reverted:
    """Return the typed exception for a revert reason; an empty one is `EVM:REVERT`.

    A code that this version does not know, such as a foreign token's, keeps its own text.
    """
    code = find_code(reason) or reason.strip() or NO_REASON
    entry = catalogue().get(code)
    if entry is None:
        sentence = "A contract that this version does not know refused; nothing changed."
        return Reverted(code, sentence, tx_hash)
    return entry.error(entry.code, entry.sentence, tx_hash)
