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

__all__ = ["PdfCheck", "check_pdf", "is_pdf"]

_MARK = b"%PDF-"
# As browsers take; 2,000 movements are 2 MB.
BYTES_MAX = 32 * 2**20


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
    if len(data) > BYTES_MAX:
        raise InputError("STATEMENT:PDF", f"a PDF has at most {BYTES_MAX} bytes")
    content, language, texts = _opened(data)
    statement = read_account_statement(content)
    digest = hashlib.sha256(data).hexdigest()
    compiled = statement_pdf(statement, language)
    if compiled == data:
        return PdfCheck(statement, digest, None)
    return PdfCheck(statement, digest, _first(texts, _opened(compiled)[2], data, compiled))


def _opened(data: bytes) -> tuple[bytes, str, list[list[str]]]:
    """The attached statement, the language, and the lines of each page."""
    from pypdf import PdfReader  # noqa: PLC0415 - half a second, for PDFs alone

    try:
        reader = PdfReader(io.BytesIO(data))
        content = _attachment(reader)
        tag = str(reader.root_object.get("/Lang", ""))
        texts = [page.extract_text().splitlines() for page in reader.pages]
    except InputError:
        raise
    except Exception as wrong:
        # Whatever a file can do to its reader: it has no common class of errors for that.
        raise InputError("STATEMENT:PDF", f"this PDF cannot be read ({wrong})") from wrong
    language = next(
        (known for known in LANGUAGES if known.startswith(tag[:2].lower())), LANGUAGES[0]
    )
    return content, language, texts


def _attachment(reader: PdfReader) -> bytes:
    attached = dict(reader.attachments)
    content = attached.get(ATTACHMENT)
    if set(attached) != {ATTACHMENT} or not content or len(content) != 1:
        raise InputError(
            "STATEMENT:ATTACHMENT",
            f"this PDF has not {ATTACHMENT} attached and nothing else: it is no statement of a"
            " node",
        )
    return bytes(content[0])


def _first(
    texts: list[list[str]], wanted: list[list[str]], data: bytes, compiled: bytes
) -> FirstDifference:
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
