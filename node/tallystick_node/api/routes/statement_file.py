"""An account statement as a file, in the form that is asked for."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from fastapi import Response

from tallystick.statements.statement_pdf import LANGUAGES, statement_pdf
from tallystick.statements.statement_tables import as_beancount, as_csv, as_xlsx

if TYPE_CHECKING:
    from tallystick.statements.account_statement import AccountStatement

__all__ = ["FILE_KINDS", "StatementForm", "StatementLanguage", "statement_bytes", "statement_file"]

StatementLanguage: TypeAlias = Literal["en", "zh-CN"]


class StatementForm(StrEnum):
    """What a statement can be had as; the value is how the file's name ends."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    BEANCOUNT = "beancount"
    JSON = "json"


_KINDS = {
    StatementForm.PDF: "application/pdf",
    StatementForm.CSV: "text/csv; charset=utf-8",
    StatementForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    StatementForm.BEANCOUNT: "text/plain; charset=utf-8",
    StatementForm.JSON: "application/json",
}


FILE_KINDS: dict[str, dict[str, object]] = {kind.partition(";")[0]: {} for kind in _KINDS.values()}


def statement_bytes(statement: AccountStatement, form: StatementForm, language: str) -> bytes:
    """Return a statement's file.

    Args:
        statement: The statement.
        form: What file.
        language: Of a PDF; the other forms are for programs.

    Returns:
        Its bytes, the same for the same statement.

    Raises:
        InputError: STATEMENT:COMMODITY where beancount cannot name the token; STATEMENT:LONG and
            STATEMENT:CURRENCY for what no PDF can have.
    """
    match form:
        case StatementForm.PDF:
            return statement_pdf(statement, language if language in LANGUAGES else LANGUAGES[0])
        case StatementForm.CSV:
            return as_csv(statement).encode()
        case StatementForm.XLSX:
            return as_xlsx(statement)
        case StatementForm.BEANCOUNT:
            return as_beancount(statement).encode()
        case StatementForm.JSON:
            return statement.data


def statement_file(statement: AccountStatement, form: StatementForm, language: str) -> Response:
    """Return a statement's file as an answer.

    Args:
        statement: The statement.
        form: What file.
        language: Of a PDF.

    Returns:
        The answer, with the file's name and its SHA-256 as the entity tag.
    """
    data = statement_bytes(statement, form, language)
    name = f"statement-{statement.first}-{statement.last}.{form.value}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "etag": f'"{hashlib.sha256(data).hexdigest()}"',
    }
    return Response(data, media_type=_KINDS[form], headers=headers)
