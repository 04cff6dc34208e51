"""An invoice is borrowed on once, and its debtor's signature names chain, sum, day and borrower."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from node.kyc.builders import account
from node.products.builders import (
    COMPANY,
    borrower_wallet,
    company,
    confirm,
    on_invoice,
    signed_invoice,
)
from node.underwriting.builders import STAFF
from node.underwriting.cases import UNIT
from tallystick.errors import InputError
from tallystick_node.products.refusals import NoProduct, ProductRefused

if TYPE_CHECKING:
    from node.underwriting.builders import Desk


@pytest.fixture
def debtor(desk: Desk) -> str:
    _, wallet = company(desk)
    with desk.database.writing() as connection:
        desk.underwriting.products.enterprises.register(connection, wallet, "Works Ltd", STAFF)
    return wallet


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.borrower("borrower 0")


def ask(desk: Desk, person: str, debtor: str, wallet: int = 0, **changed: Any) -> str:
    return desk.apply(person, borrower_wallet(desk, wallet), **on_invoice(desk, debtor, **changed))


def test_an_invoice_is_financed_once_whoever_brings_it(
    desk: Desk, person: str, debtor: str
) -> None:
    first = ask(desk, person, debtor)
    other = desk.borrower("borrower 1", sequence="321")
    for again in ("INV-2026/17", " inv 2026-17"):
        with pytest.raises(ProductRefused, match="PRODUCT:INVOICE_TWICE"):
            ask(desk, other, debtor, 1, number=again)
    ask(desk, other, debtor, 1, number="INV-2026/18")
    with desk.database.writing() as connection:
        assert len(desk.underwriting.applications.of(connection, other)) == 1
        desk.underwriting.applications.withdraw(connection, person, first)
    assert ask(desk, other, debtor, 1) != first, "the first came to nothing"


def test_a_debtor_with_two_wallets_owes_an_invoice_once(
    desk: Desk, person: str, debtor: str
) -> None:
    with desk.database.reading() as connection:
        (owner,) = desk.room.people.wallets.owners(connection, [debtor])
    second = desk.room.bind(owner, "the second wallet of the works")
    with desk.database.writing() as connection:
        desk.underwriting.products.enterprises.register(connection, second, "Works Ltd", STAFF)
    first, other = ask(desk, person, debtor), desk.borrower("borrower 1", sequence="321")
    with pytest.raises(ProductRefused, match="PRODUCT:INVOICE_TWICE"):
        ask(desk, other, second, 1)
    ask(desk, other, second, 1, number="INV-2026/18")
    with desk.database.writing() as connection:
        desk.underwriting.applications.withdraw(connection, person, first)
    ask(desk, person, second)


def test_of_many_at_the_same_moment_one_gets_it(desk: Desk, person: str, debtor: str) -> None:
    other = desk.borrower("borrower 1", sequence="321")
    results: list[str] = []

    def bring(who: str, wallet: int) -> None:
        try:
            ask(desk, who, debtor, wallet)
            results.append("taken")
        except ProductRefused as refused:
            results.append(refused.code)

    threads = [
        threading.Thread(target=bring, args=(who, wallet))
        for who, wallet in ((person, 0), (other, 1), (person, 0), (other, 1))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["PRODUCT:INVOICE_TWICE"] * 3 + ["taken"]


def test_the_debtor_is_on_the_register_and_another_than_who_borrows(
    desk: Desk, person: str, debtor: str
) -> None:
    with pytest.raises(NoProduct, match="PRODUCT:NO_ENTERPRISE"):
        ask(desk, person, STAFF)
    with desk.database.reading() as connection:
        (owner,) = desk.room.people.wallets.owners(connection, [debtor])
    with (
        pytest.raises(ProductRefused, match="PRODUCT:INVOICE_OWN"),
        desk.database.writing() as (connection),
    ):
        desk.underwriting.products.invoices.register(
            connection, "a" * 32, owner, debtor, on_invoice(desk, debtor)["invoice"].terms
        )


def test_the_debtor_confirms_by_its_signature_once(desk: Desk, person: str, debtor: str) -> None:
    number = ask(desk, person, debtor)
    book = desk.underwriting.products.invoices
    with desk.database.reading() as connection:
        (row,) = book.owed_by(connection, [debtor])
        assert book.number(connection, row) == "INV-2026/17"
    typed = book.typed(row)
    assert typed["domain"]["chainId"] == desk.network.platform.connection.chain_id
    assert typed["message"]["amount"] == 10_000 * UNIT
    assert typed["message"]["borrower"] == borrower_wallet(desk)
    confirm(desk, number)
    with desk.database.reading() as connection:
        kept = book.of(connection, number)
    assert kept is not None
    assert kept.confirmed_at is not None
    assert "invoice.confirmed" in desk.room.acts()
    with pytest.raises(ProductRefused, match="PRODUCT:CONFIRMED"):
        confirm(desk, number)
    desk.examine(number)
    assert desk.row(number).reasons == ["fraud.card_shared"], "the scene has one card for all"


@pytest.mark.parametrize(
    "change",
    [
        {"signer": "somebody else"}, {"chainId": 1}, {"message": {"amount": 1}},
        {"message": {"dueDay": 1}}, {"message": {"borrower": "0x" + "1" * 40}},
        {"message": {"invoice": "0x" + "1" * 64}},
    ],
)  # fmt: skip
def test_a_signature_of_anything_else_confirms_nothing(
    desk: Desk, person: str, debtor: str, change: dict[str, Any]
) -> None:
    number = ask(desk, person, debtor)
    signature = signed_invoice(desk, number, **change)
    with pytest.raises(InputError, match="PRODUCT:SIGNATURE"):
        confirm(desk, number, signature)
    with desk.database.reading() as connection:
        row = desk.underwriting.products.invoices.of(connection, number)
    assert row is not None
    assert row.confirmed_at is None


def test_only_the_debtor_brings_it_and_while_registered(
    desk: Desk, person: str, debtor: str
) -> None:
    number = ask(desk, person, debtor)
    book, signature = desk.underwriting.products.invoices, signed_invoice(desk, number)
    with desk.database.reading() as connection:
        row = book.of(connection, number)
    assert row is not None
    for mark, wallet in ((row.hash, STAFF), ("0x" + "1" * 64, debtor)):
        with (
            pytest.raises(NoProduct, match="PRODUCT:NO_INVOICE"),
            desk.database.writing() as connection,
        ):
            book.confirm(connection, mark, wallet, signature)
    with desk.database.writing() as connection:
        desk.underwriting.products.enterprises.end(connection, debtor, STAFF)
    with pytest.raises(NoProduct, match="PRODUCT:NO_ENTERPRISE"):
        confirm(desk, number)
    assert account(COMPANY).address == debtor
