"""An account statement as a PDF (PDF/A-3a, PDF/UA-1) that is compiled anew to be checked.

The statement's canonical JSON is attached to it. Template, words, fonts and compiler come with this
package, and the date is the statement's, so the same statement is the same bytes everywhere.
"""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick.papers.account_statement import CURRENCY

if TYPE_CHECKING:
    from tallystick.papers.account_statement import AccountStatement

__all__ = ["ATTACHMENT", "LANGUAGES", "LINES_MAX", "statement_pdf", "words_of"]

LANGUAGES = ("en", "zh-CN")
ATTACHMENT = "statement.json"
# More would take over a second and half a gigabyte.
LINES_MAX = 4_000
# Its types name every standard there is; these two are among them.
_STANDARDS: Any = ["a-3a", "ua-1"]
_FOLDER = resources.files("tallystick.papers")


def statement_pdf(statement: AccountStatement, language: str = "en") -> bytes:
    """Return a statement as a PDF: the same bytes for the same statement and language.

    Args:
        statement: The statement, of at most 4,000 movements: some 200 pages.
        language: `en` or `zh-CN`.

    Returns:
        The file.

    Raises:
        InputError: PAPER:LANGUAGE for another language; PAPER:LONG for more movements;
            PAPER:CURRENCY when the token's symbol has characters that papers have not.
    """
    import typst  # noqa: PLC0415 - 20 MB, for papers alone

    if len(statement.lines) > LINES_MAX:
        raise InputError(
            "PAPER:LONG",
            f"a PDF has at most {LINES_MAX:,} movements, these are {len(statement.lines):,}: take"
            " fewer days, or another form",
        )
    if not CURRENCY.fullmatch(statement.currency):
        raise InputError(
            "PAPER:CURRENCY", "the token's symbol is not 1 to 16 characters of ASCII; take CSV"
        )
    came = sum(line.amount for line in statement.lines if line.amount > 0)
    went = sum(line.amount for line in statement.lines if line.amount < 0)
    sums = {"came": str(came), "went": str(went), "both": str(came + went)}
    with resources.as_file(_FOLDER.joinpath("fonts")) as fonts:
        # Its types want folders of the type of the template, which is bytes here.
        folders: Any = [str(fonts)]
        data = typst.compile(
            _FOLDER.joinpath("statement.typ").read_bytes(),
            format="pdf",
            font_paths=folders,
            ignore_system_fonts=True,
            pdf_standards=_STANDARDS,
            timestamp=int(datetime.combine(statement.last, time(), UTC).timestamp()),
            sys_inputs={
                "statement": statement.data.decode(),
                "words": json.dumps(words_of(language), ensure_ascii=False),
                "sums": json.dumps(sums),
            },
        )
    return bytes(data)


def words_of(language: str) -> dict[str, Any]:
    """Return the words of papers in a language.

    Args:
        language: `en` or `zh-CN`.

    Returns:
        Texts by their keys; `kinds` by what movements are called, `lang` for the compiler.

    Raises:
        InputError: PAPER:LANGUAGE for another language.
    """
    if language not in LANGUAGES:
        raise InputError("PAPER:LANGUAGE", f"papers are in {' and '.join(LANGUAGES)}")
    return {**_words()[language], "lang": language.partition("-")[0]}


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath("words.toml").read_text("utf-8"))
