"""An account statement as a PDF (PDF/A-3a, PDF/UA-1) that is compiled anew to be checked.

The statement's canonical JSON is attached to it. Template, words, fonts and compiler come with this
package, and the date is the statement's, so the same statement is the same bytes everywhere.
"""

from __future__ import annotations

import json
import threading
import tomllib
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick.statements.account_statement import CURRENCY

if TYPE_CHECKING:
    from tallystick.statements.account_statement import AccountStatement

__all__ = [
    "ATTACHMENT",
    "LANGUAGES",
    "LINES_MAX",
    "compiled",
    "require_language",
    "statement_pdf",
    "words_of",
]

LANGUAGES = ("en", "zh-CN")
ATTACHMENT = "statement.json"
# These take a second and 260 MB; browsers check no more of them either.
LINES_MAX = 2_000
# However many ask, the memory of one is taken.
_COMPILING = threading.Lock()
# Its types name every standard there is; these two are among them.
_STANDARDS: Any = ["a-3a", "ua-1"]
_FOLDER = resources.files("tallystick.statements")


def statement_pdf(statement: AccountStatement, language: str = "en") -> bytes:
    """Return a statement as a PDF: the same bytes for the same statement and language.

    Args:
        statement: The statement, of at most 2,000 movements: some 100 pages.
        language: `en` or `zh-CN`.

    Returns:
        The file.

    Raises:
        InputError: STATEMENT:LANGUAGE for another language; STATEMENT:LONG for more movements;
            STATEMENT:CURRENCY when the token's symbol has characters that its fonts lack.
    """
    if len(statement.lines) > LINES_MAX:
        raise InputError(
            "STATEMENT:LONG",
            f"a PDF has at most {LINES_MAX:,} movements, these are {len(statement.lines):,}: take"
            " fewer days, or another form",
        )
    if not CURRENCY.fullmatch(statement.currency):
        raise InputError(
            "STATEMENT:CURRENCY", "the token's symbol is not 1 to 16 characters of ASCII; take CSV"
        )
    came = sum(line.amount for line in statement.lines if line.amount > 0)
    went = sum(line.amount for line in statement.lines if line.amount < 0)
    sums = {"came": str(came), "went": str(went), "both": str(came + went)}
    inputs = {
        "statement": statement.data.decode(),
        "words": json.dumps(words_of(language), ensure_ascii=False),
        "sums": json.dumps(sums),
    }
    day = datetime.combine(statement.last, time(), UTC)
    return compiled(_FOLDER.joinpath("statement.typ").read_bytes(), inputs, day)


def compiled(template: bytes, inputs: dict[str, str], day: datetime) -> bytes:
    """Return a template's PDF with this package's fonts.

    Args:
        template: Typst's text.
        inputs: What it says, as texts by name.
        day: What the file says of when it was made.

    Returns:
        The same bytes for the same template, inputs and day.
    """
    import typst  # noqa: PLC0415 - 20 MB, for PDFs alone

    with _COMPILING, resources.as_file(_FOLDER.joinpath("fonts")) as fonts:
        # Its types want folders of the type of the template, which is bytes here.
        folders: Any = [str(fonts)]
        data = typst.compile(
            template,
            format="pdf",
            font_paths=folders,
            ignore_system_fonts=True,
            pdf_standards=_STANDARDS,
            timestamp=int(day.timestamp()),
            sys_inputs=inputs,
        )
    return bytes(data)


def require_language(language: str) -> None:
    """Require a language that there are words of.

    Args:
        language: `en` or `zh-CN`.

    Raises:
        InputError: STATEMENT:LANGUAGE for another one.
    """
    if language not in LANGUAGES:
        raise InputError("STATEMENT:LANGUAGE", f"statements are in {' and '.join(LANGUAGES)}")


def words_of(language: str) -> dict[str, Any]:
    """Return the words of statements in a language.

    Args:
        language: `en` or `zh-CN`.

    Returns:
        Texts by their keys; `kinds` by what movements are called, `lang` for the compiler.

    Raises:
        InputError: STATEMENT:LANGUAGE for another language.
    """
    require_language(language)
    return {**_words()[language], "lang": language.partition("-")[0]}


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath("words.toml").read_text("utf-8"))
