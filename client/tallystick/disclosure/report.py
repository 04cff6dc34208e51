"""A month's report: one canonical file, whose Merkle root is what the chain has anchored.

The parts of the tree are the report without its loans, under the name `report`, and each loan under
`loan/<number>`: whoever has one loan and its proof needs nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eth_utils.crypto import keccak

from tallystick.dates import date_from_day, day_from_date
from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.disclosure.figures import METHOD, Statement
from tallystick.disclosure.merkle import MerkleTree
from tallystick.errors import InputError

__all__ = ["FORMAT", "AsOf", "Report", "make_report", "month_of", "read_report", "subject_hash"]

FORMAT = 1
_SUBJECT = re.compile(r"monthly:(\d{4})-(0[1-9]|1[0-2])")
_FIELDS = frozenset(
    {
        "format", "subject", "version", "amends", "chain_id", "book", "as_of", "method", "figures",
        "attested", "loans",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last block of the month's last local day."""

    day: int
    block: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was read or made; `document` is all that its file says."""

    subject: str
    version: int
    as_of: AsOf
    document: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        """The file's name; a version has one of its own and is never written over."""
        return f"{self.subject.replace(':', '-')}.v{self.version}.json"

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return canonical(self.document)

    @property
    def tree(self) -> MerkleTree:
        """The tree whose root is anchored."""
        parts = {"report": canonical({k: v for k, v in self.document.items() if k != "loans"})}
        parts |= {f"loan/{one['number']}": canonical(one) for one in self.document["loans"]}
        return MerkleTree(parts)


def subject_hash(subject: str) -> bytes:
    """Return what the chain knows a subject by."""
    return bytes(keccak(text=subject))


def month_of(subject: str) -> date:
    """Return the first day of a subject's month; InputError with REPORT:SUBJECT."""
    found = _SUBJECT.fullmatch(subject)
    if found is None:
        raise InputError("REPORT:SUBJECT", f"{subject!r} is no subject such as monthly:2026-10")
    return date(int(found[1]), int(found[2]), 1)


def make_report(
    subject: str,
    version: int,
    statement: Statement,
    *,
    chain_id: int,
    book: str,
    block: int,
    block_hash: str,
    attested: Sequence[Mapping[str, str]] = (),
    amends: str | None = None,
) -> Report:
    """Put a statement into its form.

    attested: figures that nobody can prove from the chain, each with code, name and value. amends:
    from the second version on, what was wrong before.
    """
    as_of = AsOf(statement.day, block, block_hash)
    document = {
        "format": FORMAT,
        "subject": subject,
        "version": version,
        "amends": amends,
        "chain_id": chain_id,
        "book": book.lower(),
        "as_of": {
            "day": date_from_day(statement.day).isoformat(),
            "block": str(block),
            "block_hash": block_hash,
        },
        "method": METHOD,
        "figures": [one.document() for one in statement.figures],
        "attested": [dict(one) | {"label": "attested"} for one in attested],
        "loans": [one.document() for one in statement.loans],
    }
    return _checked(Report(subject, version, as_of, document))


def read_report(data: bytes) -> Report:
    """Read a report's file; InputError with DISCLOSURE:FORM, REPORT:FORM or REPORT:METHOD."""
    document = read_canonical(data)
    if not isinstance(document, dict) or set(document) != _FIELDS:
        raise InputError("REPORT:FORM", "a report has other fields than this file")
    if document["format"] != FORMAT or document["method"] != METHOD:
        raise InputError(
            "REPORT:METHOD",
            f"the report has format {document['format']} and method {document['method']};"
            f" this program knows {FORMAT} and {METHOD}",
        )
    try:
        at = document["as_of"]
        as_of = AsOf(
            day_from_date(date.fromisoformat(at["day"])), int(at["block"]), str(at["block_hash"])
        )
        numbers = [one["number"] for one in document["loans"]]
        codes = [one["code"] for one in document["figures"]]
        version = document["version"]
        whole = (
            len(set(numbers)) == len(numbers)
            and len(set(codes)) == len(codes)
            and all(isinstance(one, int) for one in (*numbers, version))
            and version >= 1
            and (document["amends"] is None) == (version == 1)
        )
    except (KeyError, ValueError, TypeError) as error:
        raise InputError("REPORT:FORM", f"the report is not whole ({error})") from error
    if not whole:
        raise InputError(
            "REPORT:FORM", "a loan, a figure or the version of the report is not right"
        )
    return _checked(Report(str(document["subject"]), version, as_of, document))


def _checked(report: Report) -> Report:
    """A month's report is of the month's last day."""
    first = month_of(report.subject)
    day = date_from_day(report.as_of.day)
    tomorrow = date_from_day(report.as_of.day + 1)
    if (day.year, day.month) != (first.year, first.month) or tomorrow.month == first.month:
        raise InputError(
            "REPORT:DAY", f"{day.isoformat()} is not the last day of {report.subject}'s month"
        )
    return report
