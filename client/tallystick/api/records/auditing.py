"""Records of the node about auditing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = [
    "DatasetColumnResponse",
    "DatasetDayResponse",
    "DatasetFileResponse",
    "DatasetForm",
    "DatasetPage",
    "DatasetResponse",
    "LedgerForm",
]


class DatasetColumnResponse(Record):
    """A column of a table."""

    meaning: str
    name: str
    type: str


class DatasetForm(StrEnum):
    """How the tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


class DatasetDayResponse(Record):
    """The dataset up to the end of a day."""

    anchor_block: int | None
    block: str
    block_hash: str
    day: date
    formats: tuple[DatasetForm, ...]
    root: str
    rows: dict[str, int]
    subject: str
    tx_hash: str | None


class DatasetFileResponse(Record):
    """A file of a dataset."""

    bytes: str
    format: DatasetForm
    intact: bool
    path: str
    sha256: str
    url: str


class DatasetPage(Record):
    """Days, the newest first."""

    items: tuple[DatasetDayResponse, ...]
    next: str | None


class DatasetResponse(Record):
    """A day's dataset with its files and its dictionary."""

    anchor_block: int | None
    block: str
    block_hash: str
    day: date
    dictionary: dict[str, tuple[DatasetColumnResponse, ...]]
    files: tuple[DatasetFileResponse, ...]
    formats: tuple[DatasetForm, ...]
    root: str
    rows: dict[str, int]
    subject: str
    tx_hash: str | None


class LedgerForm(StrEnum):
    """How the ledger is written."""

    CSV = "csv"
    JSON = "json"
