"""The risk statement of a listing, as it was signed: grade, expectation, worst case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak

from tallystick.disclosure.statement import read_statement
from tallystick.errors import InputError
from tallystick.loans.rounding import TermsError
from tallystick_node.disclosure.report_store import AGREEMENTS

__all__ = ["RiskStatement", "risk_statement"]


@dataclass(frozen=True)
class RiskStatement:
    """What a listing disclosed.

    matches: the file's bytes have the hash that the chain states. whole: every field is there, and
    the figures go together. text: the bytes, to be read.
    """

    hash: str
    document: dict[str, Any]
    matches: bool
    whole: bool
    text: str

    @property
    def purpose(self) -> str:
        """What the money is for, as applications name it."""
        return str(self.document.get("purpose", "")).partition(":")[0]

    @property
    def title(self) -> str:
        """What the money is for, in the borrower's words; empty where there are none."""
        return str(self.document.get("purpose", "")).partition(":")[2].strip()

    @property
    def expected(self) -> dict[str, Any]:
        """The expectation: chance of default, size of loss, return before and after losses."""
        return dict(self.document.get("expected", {}))


def risk_statement(data_dir: Path, digest: bytes) -> RiskStatement | None:
    """Return a risk statement by the hash that the chain states.

    Args:
        data_dir: The node's directory.
        digest: The hash, 32 bytes.

    Returns:
        The statement; None when this node does not keep it.
    """
    file = data_dir / AGREEMENTS / f"{digest.hex()}.json"
    return _read(file, digest.hex()) if file.is_file() else None


@lru_cache(maxsize=1_000)
def _read(file: Path, digest: str) -> RiskStatement:
    data = file.read_bytes()
    return RiskStatement(
        "0x" + digest, json.loads(data), keccak(data).hex() == digest, _is_whole(data),
        data.decode("utf-8", "replace"),
    )  # fmt: skip


def _is_whole(data: bytes) -> bool:
    try:
        read_statement(data)
    except (InputError, TermsError):
        return False
    return True
