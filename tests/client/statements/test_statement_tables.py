"""Files for programs: what they say adds up in the programs that they are for."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from beancount.loader import load_string

from client.statements.made_statements import made_statement
from tallystick.errors import InputError
from tallystick.statements.movements import KINDS
from tallystick.statements.statement_tables import as_beancount, as_csv, as_xlsx


@pytest.mark.parametrize("count", [0, 1, 60])
def test_beancount_reads_the_ledger_and_its_balances_hold(count: int) -> None:
    entries, errors, _ = load_string(as_beancount(made_statement(count)))
    assert errors == []
    assert len([entry for entry in entries if type(entry).__name__ == "Transaction"]) == count + 1


def test_beancount_finds_a_ledger_that_does_not_add_up() -> None:
    wrong = as_beancount(made_statement(6)).replace("0.150001", "0.150002")
    assert load_string(wrong)[1] != []


def test_every_kind_has_an_account() -> None:
    from dataclasses import replace  # noqa: PLC0415 - one test's need

    statement = made_statement(1, opening=0)
    line = statement.lines[0]
    for kind in KINDS:
        for loan in (None, 3):
            changed = replace(statement, lines=(replace(line, what=kind, loan=loan),))
            assert load_string(as_beancount(changed))[1] == []


def test_a_name_that_beancount_lacks_is_refused() -> None:
    with pytest.raises(InputError, match="STATEMENT:COMMODITY"):
        as_beancount(made_statement(1, currency="$"))


def test_the_csv_is_in_minor_units_between_both_balances() -> None:
    statement = made_statement(6)
    head, opening, *lines, closing = csv.reader(io.StringIO(as_csv(statement)))
    balance = head.index("balance")
    assert int(opening[balance]) == statement.opening
    assert [int(line[balance]) for line in lines] == [line.balance for line in statement.lines]
    assert int(closing[balance]) == statement.closing


def test_the_workbook_is_the_same_bytes_and_keeps_every_digit() -> None:
    large = made_statement(1, opening=10**20)
    assert as_xlsx(large) == as_xlsx(large)
    with zipfile.ZipFile(io.BytesIO(as_xlsx(large))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "100000000000000.000000" in texts  # too long for a number there
    assert re.search(r"<v>1000(\.0+)?</v>", sheet)
    with zipfile.ZipFile(io.BytesIO(as_xlsx(made_statement(2, decimals=0)))) as book:
        assert "<v>-25000000</v>" in book.read("xl/worksheets/sheet1.xml").decode()
