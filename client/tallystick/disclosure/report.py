"""A month's report: one canonical file, whose Merkle root is what the chain has anchored.

The parts of the tree are the report without its loans, under the name `report`, and each loan under
`loan/<number>`: whoever has one loan and its proof needs nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eth_utils.crypto import keccak

from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.disclosure.figures import METHOD, Given, Statement
from tallystick.disclosure.merkle import MerkleTree
from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, day_from_date, iso_day

__all__ = [
    "EXPECTED_PAYOUTS",
    "FORMAT",
    "ROWS",
    "Report",
    "ReportedBlock",
    "expected_payouts",
    "make_report",
    "month_of",
    "read_report",
    "subject_hash",
]

FORMAT = 2
EXPECTED_PAYOUTS = "A01"
RELATED_MAX = 10_000
_SUBJECT = re.compile(r"monthly:([1-9][0-9]{3})-(0[1-9]|1[0-2])")
_HASH = re.compile(r"0x[0-9a-f]{64}")
# Codes of what is attested; none of them is a provable figure's.
_ATTESTED = re.compile(r"A\d\d")
_WHOLE = re.compile(r"0|[1-9]\d{0,30}")
# The parts that are rows, and what tells one row from another.
ROWS = {
    "figures": "code",
    "default_rates": "id",
    "vintages": "cohort",
    "returns": "id",
    "loans": "number",
}
_FIELDS = frozenset(
    {
        "format", "subject", "version", "amends", "chain_id", "book", "as_of", "method", "figures",
        "default_rates", "vintages", "returns", "attested", "related", "loans",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportedBlock:
    """The last block of the month's last local day."""

    day: int
    block: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was read or made; `document` is all that its file says."""

    subject: str
    version: int
    as_of: ReportedBlock
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
    def given(self) -> Given:
        """What its figures rest on that the chain does not know."""
        related = frozenset(bytes.fromhex(text[2:]) for text in self.document["related"])
        return Given(related, expected_payouts(self.document["attested"]))

    @property
    def tree(self) -> MerkleTree:
        """The tree whose root is anchored."""
        parts = {"report": canonical({k: v for k, v in self.document.items() if k != "loans"})}
        parts |= {f"loan/{loan['number']}": canonical(loan) for loan in self.document["loans"]}
        return MerkleTree(parts)


def expected_payouts(attested: Iterable[Mapping[str, str]]) -> int | None:
    """Return what attested figures say that the reserve is expected to pay out.

    Args:
        attested: Figures with code, name and value.

    Returns:
        The value of code A01 in minor units; None when it is not among them.
    """
    return next(
        (int(figure["value"]) for figure in attested if figure["code"] == EXPECTED_PAYOUTS), None
    )


def subject_hash(subject: str) -> bytes:
    """Return what the chain knows a subject by.

    Args:
        subject: The subject, such as `monthly:2026-10`.

    Returns:
        The Keccak-256 of its text, 32 bytes.
    """
    return bytes(keccak(text=subject))


def month_of(subject: str) -> date:
    """Return the first day of a subject's month.

    Args:
        subject: The subject, such as `monthly:2026-10`.

    Returns:
        The date.

    Raises:
        InputError: REPORT:SUBJECT when it names no month.
    """
    match = _SUBJECT.fullmatch(subject)
    if match is None:
        raise InputError("REPORT:SUBJECT", f"{subject!r} is not a subject such as monthly:2026-10")
    return date(int(match[1]), int(match[2]), 1)


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
    related: Iterable[bytes] = (),
    amends: str | None = None,
) -> Report:
    """Put a statement into its form.

    Args:
        subject: The subject, such as `monthly:2026-10`.
        version: Number of the version, from 1.
        statement: The figures of the month's last local day.
        chain_id: The number of the chain.
        book: The address of the platform's Book.
        block: The last block of that day.
        block_hash: Its hash, 0x and 64 hex digits.
        attested: Figures that nobody can prove from the chain, each with code, name and value; the
            code A01 is what the reserve is expected to pay out. As the statement was made with.
        related: Commitments of persons related to the platform, 32 bytes each. As the statement was
            made with.
        amends: From the second version on, what was wrong before.

    Returns:
        The report.

    Raises:
        InputError: REPORT:SUBJECT when the subject names no month, REPORT:DAY when the statement is
            not of its last day.
    """
    as_of = ReportedBlock(statement.day, block, block_hash)
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
        "figures": [figure.document() for figure in statement.figures],
        "default_rates": [dict(row) for row in statement.default_rates],
        "vintages": [dict(row) for row in statement.vintages],
        "returns": [dict(row) for row in statement.returns],
        "attested": [dict(figure) | {"label": "attested"} for figure in attested],
        "related": sorted("0x" + commitment.hex() for commitment in related),
        "loans": [loan.document() for loan in statement.loans],
    }
    return _checked(Report(subject, version, as_of, document))


def read_report(data: bytes) -> Report:
    """Read a report's file.

    Args:
        data: The file's bytes.

    Returns:
        The report.

    Raises:
        InputError: DISCLOSURE:FORM when it is not a canonical text, REPORT:FORM, REPORT:METHOD,
            REPORT:SUBJECT or REPORT:DAY when it is not a report that this version knows.
    """
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
        as_of = ReportedBlock(
            day_from_date(iso_day(at["day"])), int(at["block"]), str(at["block_hash"])
        )
        version = document["version"]
        whole = _is_whole(document) and type(version) is int and version >= 1
        whole = whole and (document["amends"] is None) == (version == 1)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError("REPORT:FORM", f"the report is not whole ({error})") from error
    if not whole:
        raise InputError(
            "REPORT:FORM", "a loan, a figure, a list or the version of the report is not right"
        )
    return _checked(Report(str(document["subject"]), version, as_of, document))


def _is_whole(document: Mapping[str, Any]) -> bool:
    """Each row stands once under its name, and what is given is of its form."""
    for part, key in ROWS.items():
        names = [row[key] for row in document[part]]
        if len(set(names)) != len(names):
            return False
    numbers = all(type(loan["number"]) is int for loan in document["loans"])
    related = document["related"]
    expected = [o["value"] for o in document["attested"] if o["code"] == EXPECTED_PAYOUTS]
    return (
        numbers
        and all(_ATTESTED.fullmatch(figure["code"]) for figure in document["attested"])
        and len(related) <= RELATED_MAX
        and all(_HASH.fullmatch(text) for text in related)
        and related == sorted(set(related))
        and len(expected) <= 1
        and all(_WHOLE.fullmatch(text) for text in expected)
    )


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
