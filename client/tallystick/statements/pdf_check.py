"""A statement's PDF, opened and checked: its hash, and the first place where it is wrong.

It is compiled again from the statement that is attached to it, and has to be the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick.statements.account_statement import (
    AccountStatement,
    FirstDifference,
    read_account_statement,
)
from tallystick.statements.statement_pdf import ATTACHMENT, LANGUAGES, statement_pdf

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["OpenedPdf", "PdfCheck", "check_pdf", "first_page_difference", "is_pdf", "open_pdf"]

_MARK = b"%PDF-"
# As browsers take; 2,000 movements are 2 MB.
BYTES_MAX = 32 * 2**20


@dataclass(frozen=True, slots=True)
class OpenedPdf:
    """What a PDF says of itself: its one attachment, and its language."""

    attachment: str
    content: bytes
    language: str


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """A PDF: the statement in it, and where its pages differ from what is compiled from that."""

    statement: AccountStatement
    sha256: str
    difference: FirstDifference | None


def is_pdf(data: bytes) -> bool:
    """Return whether a file begins as PDFs do.

    Args:
        data: The file.

    Returns:
        Whether it does.
    """
    return data.startswith(_MARK)


def check_pdf(data: bytes) -> PdfCheck:
    """Read the statement within a PDF, and compile it again.

    Args:
        data: The file.

    Returns:
        The statement, and the first difference of the pages.

    Raises:
        InputError: STATEMENT:PDF when it is too long or cannot be read as a PDF;
            STATEMENT:ATTACHMENT when no statement is attached to it; STATEMENT:FORM when that is
            none.
        StatementDiffers: When it does not follow from its own movements.
    """
    opened = open_pdf(data, ATTACHMENT)
    statement = read_account_statement(opened.content)
    compiled = statement_pdf(statement, opened.language)
    digest = hashlib.sha256(data).hexdigest()
    return PdfCheck(statement, digest, first_page_difference(data, compiled))


def open_pdf(data: bytes, *attachments: str) -> OpenedPdf:
    """Open a PDF that a node has made.

    Args:
        data: The file.
        *attachments: What may be attached to it, one of these.

    Returns:
        What it says.

    Raises:
        InputError: STATEMENT:PDF when it is too long or cannot be read as a PDF;
            STATEMENT:ATTACHMENT when none of these, or something else as well, is attached to it.
    """
    if len(data) > BYTES_MAX:
        raise InputError("STATEMENT:PDF", f"a PDF has at most {BYTES_MAX} bytes")
    from pypdf import PdfReader  # noqa: PLC0415 - half a second, for PDFs alone

    try:
        reader = PdfReader(io.BytesIO(data))
        name, content = _attachment(reader, attachments)
        tag = str(reader.root_object.get("/Lang", ""))
        # What cannot be read is refused here, before anything is compiled.
        _ = [page.extract_text() for page in reader.pages]
    except InputError:
        raise
    except Exception as wrong:
        # Whatever a file can do to its reader: it has no common class of errors for that.
        raise InputError("STATEMENT:PDF", f"this PDF cannot be read ({wrong})") from wrong
    language = next(
        (known for known in LANGUAGES if known.startswith(tag[:2].lower())), LANGUAGES[0]
    )
    return OpenedPdf(name, content, language)


def first_page_difference(data: bytes, compiled: bytes) -> FirstDifference | None:
    """Return where a PDF first differs from what it should be.

    Args:
        data: The file.
        compiled: As it is compiled from what is attached to it.

    Returns:
        The page's line, or the byte; None when they are the same.
    """
    if data == compiled:
        return None
    texts, wanted = _lines_of(data), _lines_of(compiled)
    nothing: list[str] = []
    for page, (expected, actual) in enumerate(zip_longest(wanted, texts, fillvalue=nothing), 1):
        for line, (left, right) in enumerate(zip_longest(expected, actual, fillvalue="–"), 1):
            if left != right:
                return FirstDifference(f"page {page}, line {line}", left, right)
    place = next(
        (at for at, (left, right) in enumerate(zip(compiled, data, strict=False)) if left != right),
        min(len(compiled), len(data)),
    )
    window = slice(place, place + 8)
    return FirstDifference(f"byte {place}", compiled[window].hex(), data[window].hex())


def _attachment(reader: PdfReader, names: tuple[str, ...]) -> tuple[str, bytes]:
    attached = dict(reader.attachments)
    name = next((known for known in names if set(attached) == {known}), None)
    if name is None or not attached[name] or len(attached[name]) != 1:
        raise InputError(
            "STATEMENT:ATTACHMENT",
            f"this PDF has not {' or '.join(names)} attached and nothing else: it is no file of a"
            " node",
        )
    return name, bytes(attached[name][0])


def _lines_of(data: bytes) -> list[list[str]]:
    from pypdf import PdfReader  # noqa: PLC0415 - half a second, for PDFs alone

    return [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(data)).pages]
