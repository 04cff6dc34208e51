"""`tallystick disclose company` as typed: checked, kept once, what is left out is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from tallystick.errors import InputError
from tallystick_node.disclosure.company_book import newest_company
from tallystick_node.entrypoints.disclose_command import app

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick_node.storage import Database

TEXT = """stated_on = 2026-03-01
[company]
name = "Abacus Ltd"
paid_in_capital = 5000000
"""


def run(folder: Path, url: str, text: str, *words: str) -> Result:
    file = folder / "company.toml"
    file.write_text(text, "utf-8")
    where = ("--data-dir", str(folder), "--database", url, "--file", str(file))
    return CliRunner().invoke(app, ["company", *where, *words])


def test_a_statement_is_kept_once(tmp_path: Path, database: Database, database_url: str) -> None:
    checked = json.loads(run(tmp_path, database_url, TEXT, "--check", "--json").stdout)
    assert checked["version"] is None
    with database.reading() as connection:
        assert newest_company(connection) is None
    answers = [json.loads(run(tmp_path, database_url, TEXT, "--json").stdout) for _ in range(2)]
    assert [answer["version"] for answer in answers] == [1, 1]
    assert answers[0]["root"] == checked["root"]
    assert "company.website" in answers[0]["not_stated"]
    shown = run(tmp_path, database_url, TEXT.replace("03-01", "03-02")).stdout
    assert "version 2: 0x" in shown
    assert "not stated: company.short_name" in shown


@pytest.mark.parametrize("text", ["stated_on =", "stated_on = 2026-03-01\nmore = 1\n", ""])
def test_what_is_not_whole_is_not_kept(
    tmp_path: Path, database: Database, database_url: str, text: str
) -> None:
    refused = run(tmp_path, database_url, text).exception
    assert isinstance(refused, InputError)
    assert refused.code == "COMPANY:FORM"
    with database.reading() as connection:
        assert newest_company(connection) is None
