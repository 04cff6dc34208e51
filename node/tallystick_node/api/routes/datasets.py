"""The public dataset of each day: what was published, its anchored root, and every file.

Nobody signs in: all of it stands on the chain. A file that is no longer what was published is
refused, whoever changed it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, Response

from tallystick.dataset.columns import dictionary
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import DatasetsDep
from tallystick_node.api.shapes import (
    Cursor,
    Day,
    Described,
    Limit,
    Page,
    read_cursor,
    write_cursor,
)
from tallystick_node.disclosure.dataset_book import DatasetDay
from tallystick_node.disclosure.dataset_jobs import DatasetDays

__all__ = ["DatasetForm", "DatasetResponse", "read_dataset", "router"]

router = APIRouter(prefix="/v1/datasets", tags=["auditing"], responses=problem_responses(404, 422))

_KINDS = {
    ".csv": "text/csv; charset=utf-8", ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_KEPT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {kind.partition(";")[0]: {} for kind in _KINDS.values()},
    },
    304: {"description": "Not Modified"},
}
_FOR_EVER = "public, max-age=31536000, immutable"
AskedDay = Annotated[Day, Path(description="The day that the dataset is up to.")]


class DatasetForm(StrEnum):
    """How the tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


class DatasetDayResponse(Described):
    """The dataset up to the end of a day."""

    day: date
    """The day."""
    block: str
    """The last block that it covers."""
    block_hash: str
    """Its hash."""
    root: str
    """Keccak-256 over all tables, the same for every format and whoever exports the block."""
    subject: str
    """Under which subject Disclosures has the root, as version 1."""
    anchor_block: int | None
    """The block in which it is anchored; null while it is not."""
    tx_hash: str | None
    """The transaction that has anchored it; null while it is not."""
    formats: list[DatasetForm]
    """In which formats its files are kept; none once they are removed."""
    rows: dict[str, int]
    """How many rows each table has; empty once the files are removed."""


class DatasetPage(Page[DatasetDayResponse]):
    """Days, the newest first."""


class DatasetFileResponse(Described):
    """A file of a dataset."""

    format: DatasetForm
    """Of which format it is."""
    path: str
    """Where it lies in the dataset's directory."""
    url: str
    """Where it is read."""
    bytes: str
    """How many it has."""
    sha256: str
    """Their hash, as published."""
    intact: bool
    """Whether the bytes here are still those; where not, they are not handed out."""


class DatasetColumnResponse(Described):
    """A column of a table."""

    name: str
    """Its name."""
    type: str
    """Its type in SQL."""
    meaning: str
    """What it means, with unit; empty cells are null."""


class DatasetResponse(DatasetDayResponse):
    """A day's dataset with its files and its dictionary."""

    files: list[DatasetFileResponse]
    """Its files; none once they are removed."""
    dictionary: dict[str, list[DatasetColumnResponse]]
    """What each column of each table is."""


@router.get("")
def list_datasets(datasets: DatasetsDep, limit: Limit = 50, after: Cursor = None) -> DatasetPage:
    """The days of which there is a dataset, the newest first."""
    place = read_cursor(after, str)
    try:
        before = None if place is None else iso_day(place[0])
    except ValueError:
        raise InputError(
            "API:CURSOR", "this node has not issued this cursor for this list"
        ) from None
    days = datasets.book.days(limit, before)
    following = write_cursor(days[-1].day.isoformat()) if len(days) == limit else None
    return DatasetPage(items=[DatasetDayResponse(**_shown(day)) for day in days], next=following)


@router.get("/{day}")
def read_dataset(day: AskedDay, datasets: DatasetsDep) -> DatasetResponse:
    """A day's dataset: its root, where that is anchored, and every file with its hash."""
    kept = datasets.book.find(day)
    if kept is None:
        raise NotHere("API:DATASET", f"this node has published no dataset of {day}")
    files = [
        DatasetFileResponse(
            format=DatasetForm(of.form), path=of.path, bytes=str(of.bytes), sha256=of.sha256,
            url=f"/v1/datasets/{day}/files/{of.form}/{of.path}", intact=of.intact,
        )
        for of in datasets.book.store.files(day, kept.manifests)
    ]  # fmt: skip
    columns = {
        table: [DatasetColumnResponse(**column) for column in of]
        for table, of in dictionary().items()
    }
    return DatasetResponse(**_shown(kept), files=files, dictionary=columns)


@router.get("/{day}/files/{form}/{name}", response_class=Response, responses=_KEPT)
def read_dataset_file(
    request: Request, day: AskedDay, datasets: DatasetsDep,
    form: Annotated[DatasetForm, Path(description="Of which format.")],
    name: Annotated[str, Path(max_length=40, description="The file's name.")],
) -> Response:  # fmt: skip
    """A file of a day's dataset: manifest, dictionary, or a table as CSV."""
    return _answer(request, datasets, day, form, name)


@router.get("/{day}/files/parquet/{table}/{name}", response_class=Response, responses=_KEPT)
def read_dataset_part(
    request: Request, day: AskedDay, datasets: DatasetsDep,
    table: Annotated[str, Path(max_length=40, description="The table.")],
    name: Annotated[str, Path(max_length=40, description="The file's name.")],
) -> Response:  # fmt: skip
    """A partition of a table of a day's dataset, as Parquet."""
    return _answer(request, datasets, day, DatasetForm.PARQUET, f"{table}/{name}")


def _answer(
    request: Request, datasets: DatasetDays, day: date, form: DatasetForm, path: str
) -> Response:
    """Hand out what the manifest names alone, so that no path leads out of the directory."""
    file = datasets.book.file(day, form.value, path)
    if file is None:
        raise NotHere("API:FILE", "there is no such file")
    place = datasets.book.store.place(day, form.value, path)
    headers = {
        "etag": f'"{file.sha256}"', "cache-control": _FOR_EVER,
        "x-content-type-options": "nosniff", "access-control-allow-origin": "*",
    }  # fmt: skip
    cached = request.headers.get("if-none-match", "").split(",")
    if headers["etag"] in {value.strip() for value in cached}:
        return Response(status_code=304, headers=headers)
    return FileResponse(place, headers=headers, media_type=_KINDS[place.suffix])


def _shown(day: DatasetDay) -> dict[str, Any]:
    return {
        "day": day.day, "block": str(day.block), "block_hash": day.block_hash, "root": day.root,
        "subject": day.subject, "anchor_block": day.anchor_block, "tx_hash": day.tx_hash,
        "formats": [DatasetForm(form) for form in day.forms], "rows": dict(day.rows),
    }  # fmt: skip
