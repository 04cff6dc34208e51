"""A reward is paid by the treasury, and the chain alone says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from node.growth.builders import CLERK, Market
from node.kyc.builders import account
from tallystick.chain.contracts import Token
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.growth.incentive_rules import IncentiveKind
from tallystick_node.growth.refusals import GrowthRefused, NoGrowth
from tallystick_node.storage.tables import reward_requests

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner

NOWHERE = "0x" + "11" * 32


@pytest.fixture
def waiting(market: Market) -> tuple[int, str, int]:
    """A reward that waits to be paid: its number, whose wallet, how much."""
    person = market.client("investor 0")
    number = market.ask(person, IncentiveKind.REGISTRATION)
    market.decide()
    (row,) = market.rows(person)
    assert row.state == "granted"
    return number, account("investor 0").address, row.amount


def sent(market: Market, who: MemorySigner, to: str, amount: int) -> str:
    """A transfer of tokens; returns its hash."""
    platform = market.network.platform
    platform.plan(Token.mint(who.address, amount), market.network.session.actors.custodian).send()
    return str(platform.plan(Token.transfer(to, amount), who).send().tx_hash)


def paid(market: Market, number: int, tx: str, by: str = CLERK) -> None:
    payouts = market.growth.payouts
    with market.database.reading() as connection:
        wallets = payouts.wallets(connection, number, by)
    seen = payouts.look(tx, wallets)
    with market.database.writing() as connection:
        payouts.keep(connection, number, seen, by)


def refusal(market: Market, number: int, tx: str) -> str:
    with pytest.raises(GrowthRefused) as refused:
        paid(market, number, tx)
    return refused.value.code


def test_the_treasury_pays_and_a_transaction_counts_once(
    market: Market, waiting: tuple[int, str, int]
) -> None:
    number, wallet, amount = waiting
    treasury = market.network.session.actors.treasury
    tx = sent(market, treasury, wallet, amount)
    market.used.add(tx)
    assert refusal(market, number, tx) == "REWARD:TX_USED"
    market.used.clear()
    paid(market, number, tx)
    assert market.rows()[0].state == "paid"
    assert market.acts()[-1] == "reward.paid"
    assert refusal(market, number, tx) == "REWARD:STATE"


def test_nobody_elses_money_counts_and_no_other_amount(
    market: Market, waiting: tuple[int, str, int]
) -> None:
    number, wallet, amount = waiting
    actors = market.network.session.actors
    assert refusal(market, number, NOWHERE) == "REWARD:TX"
    assert refusal(market, number, sent(market, actors.investors[1], wallet, amount)) == "REWARD:TX"
    stranger = actors.investors[2].address
    assert refusal(market, number, sent(market, actors.treasury, stranger, amount)) == "REWARD:TX"
    more = sent(market, actors.treasury, wallet, amount + 1)
    assert refusal(market, number, more) == "REWARD:AMOUNT"
    assert market.rows()[0].state == "granted"


def test_days_of_a_payment_and_of_its_decision_are_both_the_platforms(
    market: Market, waiting: tuple[int, str, int]
) -> None:
    """An hour before and after the platform's midnight, where UTC may have another day."""
    number, wallet, amount = waiting
    payouts, day = market.growth.payouts, date(2026, 3, 10)
    midnight = datetime.combine(day, time(), UTC) - timedelta(
        seconds=payouts.desk.context.business.utc_offset_seconds
    )
    tx = sent(market, market.network.session.actors.treasury, wallet, amount)
    seen = replace(payouts.look(tx, [wallet]), day=day)
    table = reward_requests
    for hours, code in ((25, "REWARD:TX"), (23, None), (1, None), (-1, None)):
        values = {
            "decided_at": midnight + timedelta(hours=hours),
            "state": "granted",
            "tx_hash": None,
        }
        with market.database.writing() as connection:
            connection.execute(update(table).where(table.c.id == number).values(**values))
        try:
            with market.database.writing() as connection:
                payouts.keep(connection, number, seen, CLERK)
            refused = None
        except GrowthRefused as why:
            refused = why.code
        assert refused == code, hours


def test_nobody_pays_themselves_and_no_reward_that_there_is_not(
    market: Market, waiting: tuple[int, str, int]
) -> None:
    number, wallet, amount = waiting
    tx = sent(market, market.network.session.actors.treasury, wallet, amount)
    with pytest.raises(Forbidden):
        paid(market, number, tx, by=wallet)
    with pytest.raises(NoGrowth):
        paid(market, number + 1, tx)
