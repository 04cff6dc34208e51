"""A statement's PDF is the same bytes each time, has its JSON attached, and says all of it."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

import statement_fonts
from client.statements.made_statements import WALLET, made_statement
from tallystick.errors import InputError
from tallystick.statements.movements import KINDS
from tallystick.statements.statement_pdf import LANGUAGES, LINES_MAX, statement_pdf, words_of


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_all_of_the_statement(language: str) -> None:
    statement = made_statement(30)
    data = statement_pdf(statement, language)
    text, words = text_of(data), words_of(language)
    assert words["title"] in text
    assert WALLET in text
    for line in statement.lines:
        assert line.tx_hash in text
        assert words["kinds"][line.what] in text
    assert "-0.000001" in text
    assert "1,000.000000" in text
    assert dict(PdfReader(io.BytesIO(data)).attachments) == {"statement.json": [statement.data]}


def test_it_is_the_same_bytes_in_another_process_and_time_zone(tmp_path: Path) -> None:
    here = statement_pdf(made_statement(20))
    program = (
        "import sys; from client.statements.made_statements import made_statement;"
        "from tallystick.statements.statement_pdf import statement_pdf;"
        "sys.stdout.buffer.write(statement_pdf(made_statement(20)))"
    )
    folders = [folder for folder in sys.path if folder]
    there = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=tmp_path, timeout=60,
        env={"PYTHONPATH": ":".join(folders), "TZ": "Pacific/Kiritimati", "HOME": str(tmp_path)},
    ).stdout  # fmt: skip
    assert there == here


def test_an_empty_one_and_one_that_is_not_over_say_so() -> None:
    from dataclasses import replace  # noqa: PLC0415 - one test's need

    words = words_of("en")
    text = text_of(statement_pdf(replace(made_statement(0), complete=False)))
    assert words["nothing"] in text
    assert words["incomplete"] in text
    assert words["incomplete"] not in text_of(statement_pdf(made_statement(0)))


@pytest.mark.parametrize(
    ("decimals", "shown"),
    [(0, "1,000,000,000"), (2, "10,000,000.00"), (18, "0.000000001000000000")],
)
def test_amounts_have_the_decimals_of_the_token(decimals: int, shown: str) -> None:
    statement = made_statement(1, opening=0, decimals=decimals)
    assert shown in text_of(statement_pdf(statement))


def test_amounts_beyond_64_bits_lose_no_digit() -> None:
    opening = 2**96 - 1
    statement = made_statement(0, opening=opening, decimals=0)
    assert f"{opening:,}" in text_of(statement_pdf(statement))


def test_what_no_paper_can_show_is_refused() -> None:
    with pytest.raises(InputError, match="STATEMENT:CURRENCY"):
        statement_pdf(made_statement(1, currency="数字元"))
    with pytest.raises(InputError, match="STATEMENT:LANGUAGE"):
        statement_pdf(made_statement(1), "de")
    with pytest.raises(InputError, match="STATEMENT:LONG"):
        statement_pdf(made_statement(LINES_MAX + 1))


def test_every_kind_has_its_words_and_every_character_its_shape() -> None:
    for language in LANGUAGES:
        assert set(words_of(language)["kinds"]) == set(KINDS)
        assert set(words_of(language)) == set(words_of("en"))
    assert statement_fonts.lacking() == []


def test_its_date_is_its_last_day() -> None:
    meta = PdfReader(io.BytesIO(statement_pdf(made_statement(1)))).metadata
    assert meta is not None
    assert meta.creation_date is not None
    assert meta.creation_date.date() == date(2026, 10, 31)
