"""The tables of the dataset and what each column means: its dictionary is made of this."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eth_utils.crypto import keccak

__all__ = ["NO_LOAN", "PARTS", "TABLES", "Column", "dictionary", "part_of"]

PARTS, NO_LOAN = 16, "none"

COUNT, AMOUNT, TEXT, DAY = "BIGINT", "DECIMAL(38,0)", "VARCHAR", "DATE"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in SQL, and what it means with unit; empty cells are null."""

    name: str
    kind: str
    meaning: str


_LOAN = Column("loan", COUNT, "the loan's number; null for an event of none")
_BLOCK = Column("block", COUNT, "the block's number")
_PLACE = Column("place", COUNT, "the log's index within the block")
_TX = Column("tx_hash", TEXT, "the transaction's hash")
_ON = Column("day", DAY, "the day of the platform's calendar")
TABLES: dict[str, tuple[Column, ...]] = {
    "events": (
        _BLOCK, _PLACE, Column("timestamp", COUNT, "the block's Unix second"),
        Column("block_hash", TEXT, "the block's hash"), _TX,
        Column("address", TEXT, "of the contract, in lower case"),
        Column("contract", TEXT, "its name; null for an event that no contract of ours has"),
        Column("name", TEXT, "the event's name"), _LOAN,
        Column("topics", TEXT, "the log's topics in hex, parted by spaces"),
        Column("data", TEXT, "the log's data in hex"),
    ),
    "loans": (
        _LOAN, Column("borrower", TEXT, "the wallet that listed it"),
        Column("level", COUNT, "risk level, 1 to 5"),
        Column("principal", AMOUNT, "what is asked for, in minor units of the token"),
        Column("rate_ppm", COUNT, "yearly rate in parts per million, as it stands"),
        Column("instalments", COUNT, "how many, as listed"),
        Column("disclosure_hash", TEXT, "Keccak-256 of the risk statement"),
        Column("listed_on", DAY, "day of the listing"),
        Column("issued_on", DAY, "day of the drawdown; null before it"),
        Column("status", TEXT, "where it stands, as the contracts say"),
        Column("status_on", DAY, "since when"),
        Column("paid_principal", AMOUNT, "received for the lenders, in minor units"),
        Column("paid_interest", AMOUNT, "the same, late charges included, fees not"),
    ),
    "notes": (
        _LOAN, Column("holder", TEXT, "the wallet"),
        Column("units", AMOUNT, "units held at the block, one a minor unit lent"),
    ),
    "payments": (
        _BLOCK, _PLACE, _ON, _TX, _LOAN,
        Column("kind", TEXT, "paid, recovered, covered or distributed"),
        Column("payer", TEXT, "whose balance paid; null for the reserve"),
        Column("principal", AMOUNT, "in minor units"), Column("interest", AMOUNT, "in minor units"),
        Column("charges", AMOUNT, "late charges, in minor units"),
        Column("fees", AMOUNT, "the platform's part of them, in minor units"),
    ),
    "sales": (
        _BLOCK, _PLACE, _ON, _TX, _LOAN, Column("seller", TEXT, "the wallet that sold"),
        Column("buyer", TEXT, "the wallet that bought"),
        Column("units", AMOUNT, "units sold; null where the log before it moved none"),
        Column("price", AMOUNT, "in minor units"), Column("fee", AMOUNT, "in minor units"),
    ),
}  # fmt: skip


def dictionary() -> dict[str, list[dict[str, Any]]]:
    """Return what each column of each table is.

    Returns:
        Name, type and meaning of each, by table.
    """
    return {
        table: [{"name": of.name, "type": of.kind, "meaning": of.meaning} for of in columns]
        for table, columns in TABLES.items()
    }


@lru_cache(maxsize=1 << 17)
def part_of(loan: int | None) -> str:
    """Return the partition of a loan: the first digit of its hash, so that none is crowded.

    Args:
        loan: The loan's number; None for what is of none.

    Returns:
        A hexadecimal digit, or `none`.
    """
    return NO_LOAN if loan is None else keccak(loan.to_bytes(32, "big")).hex()[0]
