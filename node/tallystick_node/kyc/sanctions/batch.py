"""Many people screened at once, from files and without a node."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

from tallystick.documents import DocumentError, file_bytes
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.kyc.sanctions.countries import country_key
from tallystick_node.kyc.sanctions.lists import LIST_BYTES_MAX
from tallystick_node.kyc.sanctions.names import name_defect
from tallystick_node.kyc.sanctions.screening import Screen, Screening, ScreeningVerdict, Subject
from tallystick_node.kyc.sanctions.scripts import visible

__all__ = ["REFUSED", "PersonRow", "read_file", "read_people", "result_of"]

REFUSED = "refused"
COLUMNS = ("id", "name", "born", "country")
NEEDED = COLUMNS[:2]
YEAR_MIN = 1850
_GZIP = b"\x1f\x8b"
_YEAR = re.compile(r"\d{4}", re.ASCII)
# How grave each verdict is.
_GRAVITY = (ScreeningVerdict.CLEAR, ScreeningVerdict.REVIEW, ScreeningVerdict.BLOCK)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the file: who is looked for, or why nobody can be."""

    number: str
    subject: Subject | None
    reason: str | None = None


def read_file(path: Path, bytes_max: int = LIST_BYTES_MAX) -> bytes:
    """Read a file, plain or gzip, up to a bound.

    Args:
        path: Where it lies.
        bytes_max: How many bytes it may have, unpacked.

    Returns:
        Its content, unpacked.

    Raises:
        DocumentError: FILE:SIZE over the bound.
        InputError: FILE:GZIP when it cannot be unpacked; FILE:MISSING when it cannot be read.
    """
    try:
        content = file_bytes(path, bytes_max=bytes_max)
        if content.startswith(_GZIP):
            with gzip.open(io.BytesIO(content)) as packed:
                content = cast("IO[bytes]", packed).read(bytes_max + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError("FILE:GZIP", f"{path.name} cannot be unpacked ({error})") from None
    except OSError as error:
        raise InputError(
            "FILE:MISSING", f"{path} cannot be read ({error.strerror or error})"
        ) from None
    if len(content) > bytes_max:
        raise DocumentError("FILE:SIZE", f"{path} has more than {bytes_max} bytes")
    return content


def read_people(content: bytes, today: date) -> Iterator[PersonRow]:
    """Read people from a CSV file with the columns id, name, born, country.

    The last two may be empty or missing; other columns are passed over. A line whose cells a comma
    without quotation marks has shifted is refused.

    Args:
        content: The file, in UTF-8.
        today: The date of today, after which nobody was born.

    Yields:
        A row for each line after the first; one that cannot be read says why.

    Raises:
        InputError: NAMES:ENCODING, NAMES:COLUMNS or NAMES:FORM when it is no such file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "NAMES:ENCODING", f"the file of names is not UTF-8 (at byte {error.start})"
        ) from None
    # Strict, since a quotation mark that is left open would take everybody after it along.
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(lines, [])]
        twice = any(header.count(name) > 1 for name in COLUMNS)
        if twice or any(name not in header for name in NEEDED):
            raise InputError(
                "NAMES:COLUMNS", "the file of names needs a first line with id,name,born,country"
            )
        for cells in lines:
            if any(cell.strip() for cell in cells):
                named = dict.fromkeys(NEEDED, "") | dict(zip(header, cells, strict=False))
                wrong = _shifted(header, cells)
                yield _person(named, today) if wrong is None else _bad(named, wrong)
    except csv.Error as error:
        raise InputError("NAMES:FORM", f"line {lines.line_num} of the names: {error}") from None


def result_of(row: PersonRow, screens: Sequence[Screen]) -> dict[str, Any]:
    """Return what a person's screening against every list comes to.

    Args:
        row: The person.
        screens: The lists.

    Returns:
        id, verdict, hits and the best of them; a refused row has its reason too.
    """
    if row.subject is None:
        return {
            "id": row.number, "verdict": REFUSED, "hits": 0, "best": None, "reason": row.reason,
        }  # fmt: skip
    screenings = [screen.look_for(row.subject) for screen in screens]
    verdict = max((screening.verdict for screening in screenings), key=_GRAVITY.index)
    hits = sum(len(screening.hits) for screening in screenings)
    return {"id": row.number, "verdict": str(verdict), "hits": hits, "best": _best(screenings)}


def _shifted(header: Sequence[str], cells: Sequence[str]) -> str | None:
    """Return why a line's cells cannot stand under their columns, None when they can.

    A name with a comma and without quotation marks takes two cells. Where columns are passed over,
    the second half would be passed over too, and somebody else be looked for.
    """
    quoted = "put quotation marks round a name with a comma"
    if len(cells) > len(header):
        return f"has too many cells: {quoted}"
    unnamed = any(cell.strip() for name, cell in zip(header, cells, strict=False) if not name)
    if unnamed:
        return f"has a cell under a column without a name: {quoted}"
    behind = header.index("name") + 1
    if all(name in COLUMNS for name in header) or len(cells) <= behind:
        return None
    if len(cells) < len(header):
        return f"has {len(cells)} cells under {len(header)} columns: {quoted}"
    # `Smith, John`: a blank after this comma and after no other.
    others = [cell for at, cell in enumerate(cells) if at not in {0, behind} and cell.strip()]
    blank = cells[behind].strip() and cells[behind].startswith(" ")
    if blank and others and not any(cell.startswith(" ") for cell in others):
        return f"has a blank after the comma that follows the name: {quoted}"
    return None


def _best(screenings: Sequence[Screening]) -> dict[str, Any] | None:
    """The gravest hit: whatever blocks goes before what does not, then the most similar."""
    firsts = [
        (_GRAVITY.index(screening.verdict), screening.hits[0].score_ppm, screening)
        for screening in screenings
        if screening.hits
    ]
    if not firsts:
        return None
    _, score, screening = max(firsts, key=lambda first: first[:2])
    return {
        "list": screening.publisher, "number": screening.hits[0].entry.number, "score_ppm": score,
    }  # fmt: skip


def _person(cells: dict[str, str], today: date) -> PersonRow:
    name = visible(cells.get("name", "")).strip()
    born = _born(visible(cells.get("born", "")).strip(), today)
    country = visible(cells.get("country", "")).strip()
    wrong = name_defect(name)
    if not cells["id"].strip():
        wrong = "has no id"
    elif wrong is None and isinstance(born, str):
        wrong = born
    elif wrong is None and country and (len(country) != 2 or country_key(country) is None):
        wrong = "country is no code of ISO 3166 in two letters"
    if wrong is not None or isinstance(born, str):
        return _bad(cells, wrong or "")
    return PersonRow(cells["id"].strip(), Subject(name, born, country or None))


def _born(text: str, today: date) -> date | str | None:
    """Return a date, of which the year counts; or half a sentence that says what is wrong."""
    if not text:
        return None
    try:
        born = date(int(text), 1, 1) if _YEAR.fullmatch(text) else iso_day(text)
    except ValueError:
        return "born is neither a year nor a day as YYYY-MM-DD"
    if not date(YEAR_MIN, 1, 1) <= born <= today:
        return f"born lies outside {YEAR_MIN} to {today.isoformat()}"
    return born


def _bad(cells: dict[str, str], reason: str) -> PersonRow:
    return PersonRow(cells.get("id", "").strip(), None, reason)
