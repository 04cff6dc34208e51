"""Redress counts when the chain has it: from the treasury, to the client, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.complaints.builders import CLERK
from node.complaints.test_handling import act
from tallystick.chain.contracts import Token
from tallystick_node.complaints.refusals import ComplaintRefused
from tallystick_node.complaints.vocabulary import RootCause

if TYPE_CHECKING:
    from node.complaints.builders import Office

AMOUNT = 7_000_000


@pytest.fixture
def wallet(office: Office, client: str) -> str:
    return office.room.bind(client, "investor 0")


def sent(office: Office, to: str, amount: int, who: str = "treasury") -> str:
    """Let somebody send tokens; returns the transaction."""
    actors, platform = office.network.session.actors, office.network.platform
    payer = getattr(actors, who)
    actors.mint(platform, payer.address, amount)
    return platform.plan(Token.transfer(to, amount), payer).send().tx_hash


def owed(office: Office, client: str, redress: int = AMOUNT) -> int:
    """A complaint with redress, received before the chain's blocks of the test."""
    received = office.today - timedelta(days=3)
    return office.answered(client, redress=redress, received_on=received)


def paid(office: Office, number: int, tx_hash: str) -> int:
    redress = office.complaints.redress
    wallets = act(office, redress.wallets, number)
    missing: int = act(office, redress.keep, number, redress.look(tx_hash, wallets), CLERK)
    return missing


def test_a_complaint_is_closed_when_the_chain_has_its_redress(
    office: Office, client: str, wallet: str
) -> None:
    number, close = owed(office, client), office.complaints.disputes.close
    with pytest.raises(ComplaintRefused, match=r"COMPLAINT:UNPAID: 7\.000000 USDX"):
        act(office, close, number, RootCause.SYSTEM, CLERK)
    assert paid(office, number, sent(office, wallet, AMOUNT - 1)) == 1
    with pytest.raises(ComplaintRefused, match="COMPLAINT:UNPAID"):
        act(office, close, number, RootCause.SYSTEM, CLERK)
    assert paid(office, number, sent(office, wallet, 1)) == 0
    act(office, close, number, RootCause.SYSTEM, CLERK)
    assert office.row(number).state == "closed"
    with office.database.reading() as connection:
        rows = office.complaints.redress.transactions(connection, number)
    assert [row.amount for row in rows] == [AMOUNT - 1, 1]


def test_nothing_but_the_treasury_pays_and_nobody_but_the_client_gets_it(
    office: Office, client: str, wallet: str
) -> None:
    number = owed(office, client)
    for wrong in (
        sent(office, wallet, AMOUNT, "custodian"),
        sent(office, office.network.session.actors.guardian.address, AMOUNT),
        "0x" + "77" * 32,
    ):
        with pytest.raises(ComplaintRefused, match="COMPLAINT:TX"):
            paid(office, number, wrong)
    with office.database.reading() as connection:
        assert office.complaints.redress.transactions(connection, number) == []


def test_a_transaction_counts_once_and_not_for_what_came_after_it(
    office: Office, client: str, wallet: str
) -> None:
    tx_hash = sent(office, wallet, AMOUNT)
    first, second = owed(office, client), owed(office, client)
    later = office.answered(client, redress=1)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:TX.*older"):
        paid(office, later, tx_hash)
    assert paid(office, first, tx_hash) == 0
    with pytest.raises(ComplaintRefused, match="COMPLAINT:TX_USED"):
        paid(office, second, tx_hash)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:NOTHING_DUE"):
        paid(office, first, tx_hash)


def test_who_has_no_wallet_gets_none(office: Office, client: str) -> None:
    number = office.answered(client, redress=1)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:WALLET"):
        act(office, office.complaints.redress.wallets, number)
