"""A statement is read back whole, or refused with what is wrong; its sums are of its movements."""

from __future__ import annotations

import json
from typing import Any

import pytest

from client.statements.made_statements import made_statement
from tallystick.errors import InputError
from tallystick.statements.account_statement import (
    LINES_MAX,
    StatementDiffers,
    is_account_statement,
    read_account_statement,
)


def document(**changed: Any) -> bytes:
    return json.dumps(made_statement().document() | changed).encode()


def with_line(**changed: Any) -> bytes:
    lines = made_statement().document()["lines"]
    return document(lines=[lines[0] | changed, *lines[1:]])


@pytest.mark.parametrize("count", [0, 1, 6, 100])
def test_it_is_read_back_as_it_was(count: int) -> None:
    statement = made_statement(count)
    assert read_account_statement(statement.data) == statement
    assert is_account_statement(statement.document())


def test_other_documents_are_no_statements() -> None:
    assert not is_account_statement({"wallet": "0x"})
    assert not is_account_statement([1])


@pytest.mark.parametrize(
    "data",
    [
        b"[]", b"{}", document(more=1), document(wallet="0x12"), document(**{"from": "2026-13-01"}),
        document(to="2026-09-30"), document(to="2099-01-01"), document(opening=5),
        document(opening="05"), document(opening="-0"), document(closing="1e3"), document(block=-1),
        document(block=1.5), document(block=True), document(chain=0), document(decimals=19),
        document(currency=""), document(currency="数字"), document(currency="A" * 17),
        document(complete="yes"), document(lines={}), document(lines=[[]]), document(totals=[]),
        with_line(what="gift"), with_line(transaction="0x1"), with_line(loan=0), with_line(day="1"),
        with_line(amount=None), with_line(extra=1), document(lines=[0] * (LINES_MAX + 1)),
        document(wallet=None), with_line(day=None),
    ],
)  # fmt: skip
def test_what_is_not_whole_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match="STATEMENT:FORM"):
        read_account_statement(data)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (with_line(amount="1"), r"lines\[0\].balance"),
        (with_line(balance="1"), r"lines\[0\].balance"),
        (document(opening="1"), r"lines\[0\].balance"),
        (document(closing="1"), "closing"),
        (document(totals={}), "totals.deposit"),
        (document(totals=made_statement().document()["totals"] | {"gift": "1"}), "totals.gift"),
    ],
)
def test_a_figure_that_does_not_follow_is_named(data: bytes, path: str) -> None:
    with pytest.raises(StatementDiffers, match=path):
        read_account_statement(data)


def test_totals_are_the_sums_by_kind() -> None:
    statement = made_statement(12)
    assert statement.totals["deposit"] == 2_000_000_000
    assert sum(statement.totals.values()) == statement.closing - statement.opening
