"""A statement ties: each line to a transaction, all of them to the balance that the chain has."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from node.servicing.workouts import crank, pledged
from tallystick.chain.contracts import Escrow
from tallystick.errors import InputError, VerificationFailed
from tallystick.platform._sync.investor import Investor
from tallystick.statements.statement_on_chain import first_difference, statement_from_chain
from tallystick.statements.statement_tables import as_csv
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.servicing.jobs import COLLECT
from tallystick_node.storage.tables import events, index_cursor

if TYPE_CHECKING:
    from node.servicing.builders import Office
    from tallystick.statements.account_statement import AccountStatement

BEGINNING = date(2026, 1, 1)


def statement(
    office: Office, wallet: str, first: date = BEGINNING, last: date | None = None
) -> AccountStatement:
    room = office.servicing.statements
    return office.one(lambda c: room.make(c, wallet, first, last or office.today))  # type: ignore[no-any-return]


def lived(office: Office) -> int:
    """A loan with two instalments collected, claimed by its first investor, and a withdrawal."""
    loan = office.loan()
    for _ in range(2):
        office.day(office.stands(loan).next_due, COLLECT)
        office.send()
    investor = Investor(office.network.platform, office.network.session.actors.investor)
    investor.act.claim(loan).send()
    investor.act.withdraw(12_345).send()
    office.catch_up()
    return loan


@pytest.mark.parametrize("who", ["investor", "borrower"])
def test_opening_and_movements_come_to_what_the_chain_has(office: Office, who: str) -> None:
    lived(office)
    wallet = getattr(office.network.session.actors, who).address
    result = statement(office, wallet)
    assert result.opening == 0
    assert result.lines != ()
    assert result.opening + sum(line.amount for line in result.lines) == result.closing
    assert result.closing == office.network.platform.read(Escrow.balance_of(wallet))
    assert result.block == office.network.connection.block_number()
    # The client makes the same document, from the chain alone.
    platform = office.network.platform
    assert statement_from_chain(platform, wallet, result.first, result.last).data == result.data


@pytest.mark.parametrize("who", ["investor", "borrower", "treasury"])
def test_every_line_is_an_event_of_a_transaction_on_the_chain(office: Office, who: str) -> None:
    lived(office)
    wallet = getattr(office.network.session.actors, who).address
    for line in statement(office, wallet).lines:
        receipt = office.network.connection.request("eth_getTransactionReceipt", line.tx_hash)
        assert int(receipt["blockNumber"], 16) == line.block
        assert line.place in {int(log["logIndex"], 16) for log in receipt["logs"]}


def test_an_investors_lines_say_what_they_are(office: Office) -> None:
    loan = lived(office)
    result = statement(office, office.network.session.actors.investor.address)
    pairs = [(line.what, line.loan) for line in result.lines]
    assert pairs == [
        ("deposit", None), ("loan funded", loan), ("principal received", loan),
        ("interest received", loan), ("withdrawal", None),
    ]  # fmt: skip
    assert result.totals["withdrawal"] == -12_345


def test_a_guarantors_lines_say_what_became_of_the_stake(office: Office) -> None:
    last = office.today + timedelta(days=30)
    loan = pledged(office, 10**9, last)
    crank(office, last + timedelta(days=1))
    result = statement(office, office.network.session.actors.investors[3].address)
    pairs = [(line.what, line.loan, line.amount) for line in result.lines[1:]]
    assert pairs == [
        ("stake locked as a guarantee", loan, -(10**9)), ("stake given back", loan, 10**9),
    ]  # fmt: skip


def test_months_follow_on_each_other_without_a_gap(office: Office) -> None:
    lived(office)
    wallet = office.borrower.address
    middle = office.today - timedelta(days=20)
    first = statement(office, wallet, BEGINNING, middle)
    second = statement(office, wallet, middle + timedelta(days=1))
    whole = statement(office, wallet)
    assert first.closing == second.opening
    assert first.lines + second.lines == whole.lines
    assert (first.complete, second.complete) == (True, False)


def test_days_that_are_over_have_the_same_statement_later(office: Office) -> None:
    lived(office)
    wallet, middle = office.borrower.address, office.today - timedelta(days=20)
    before = statement(office, wallet, BEGINNING, middle)
    office.day(office.today + timedelta(days=3))
    office.catch_up()
    after = statement(office, wallet, BEGINNING, middle)
    assert after.data == before.data
    platform = office.network.platform
    again = statement_from_chain(platform, wallet, BEGINNING, middle, before.block)
    assert again.data == before.data


def test_a_statement_of_the_chain_shows_where_another_differs(office: Office) -> None:
    lived(office)
    platform, wallet = office.network.platform, office.borrower.address
    result = statement(office, wallet)
    expected = statement_from_chain(platform, wallet, result.first, result.last, result.block)
    assert first_difference(expected, result) is None
    line = result.lines[-1]
    for changed, path in (
        (replace(result, lines=result.lines[:-1]), f"lines[{len(result.lines) - 1}]"),
        (replace(result, lines=(*result.lines, line)), f"lines[{len(result.lines)}]"),
        (replace(result, complete=True), "complete"),
        (replace(result, decimals=result.decimals + 1), "decimals"),
        (
            replace(result, lines=(*result.lines[:-1], replace(line, tx_hash="0x" + "0" * 64))),
            f"lines[{len(result.lines) - 1}].transaction",
        ),
    ):
        difference = first_difference(expected, changed)
        assert difference is not None
        assert difference.path == path
    with pytest.raises(InputError, match="STATEMENT:LATER"):
        statement_from_chain(platform, wallet, result.first, result.last, result.block + 1)
    with pytest.raises(InputError, match="STATEMENT:DAYS"):
        statement_from_chain(platform, wallet, result.last, result.first)


def test_a_wallet_without_movements_has_an_empty_statement(office: Office) -> None:
    result = statement(office, "0x" + "11" * 20)
    assert (result.opening, result.closing, result.lines) == (0, 0, ())


def test_an_event_that_was_changed_is_found(office: Office) -> None:
    lived(office)
    wallet = office.borrower.address
    row = office.rows(events, events.c.name == "Deposited")[0]
    wrong = {**row.fields, "owner": wallet, "amount": row.fields["amount"] + 1}
    office.act(
        lambda c: c.execute(update(events).where(events.c.name == "Deposited").values(fields=wrong))
    )
    with pytest.raises(VerificationFailed, match="STATEMENT:TIES"):
        statement(office, wallet)


def test_a_span_that_is_none_and_an_empty_index_are_refused(office: Office) -> None:
    for last in (BEGINNING - timedelta(days=1), date(2040, 1, 1)):
        with pytest.raises(InputError, match="STATEMENT:DAYS"):
            statement(office, office.borrower.address, BEGINNING, last)
    office.act(lambda c: c.execute(index_cursor.delete()))
    with pytest.raises(NothingIndexed):
        statement(office, office.borrower.address)


def test_the_csv_adds_up_line_by_line(office: Office) -> None:
    lived(office)
    result = statement(office, office.network.session.actors.investor.address)
    head, opening, *lines, closing = csv.reader(io.StringIO(as_csv(result)))
    amount, balance, hashed = (head.index(name) for name in ("amount", "balance", "transaction"))
    running = int(opening[balance])
    for line in lines:
        running += int(line[amount])
        assert running == int(line[balance])
        assert len(line[hashed]) == 66
    assert running == int(closing[balance])
