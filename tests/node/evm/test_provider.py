"""The embedded chain through web3: the whole client works on it, and its refusals are the same."""

from __future__ import annotations

import pytest

from tallystick.audit.auditor import Auditor
from tallystick.chain._sync.connection import Connection
from tallystick.chain.contracts import Escrow
from tallystick.deploy import deploy
from tallystick.errors import Reverted, TransactionRefused, TransportError
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.platform import Platform
from tallystick.testing.actors import Actors
from tallystick.testing.chain import CALL_GAS
from tallystick_node.evm import BlockBuilder, EmbeddedProvider, Genesis

START = 1_700_000_000


@pytest.fixture(scope="module")
def people() -> Actors:
    return Actors.make()


@pytest.fixture(scope="module")
def platform(people: Actors) -> Platform:
    funded = tuple(signer.address for signer in people.everyone)
    connection = Connection.open(EmbeddedProvider(BlockBuilder(Genesis(START, funded=funded))))
    deployment = deploy(connection, people.deployer, people.roles(), dev=True, gas_limit=CALL_GAS)
    built = Platform.connect(connection, deployment)
    people.settle_in(built)
    return built


def test_a_platform_is_deployed_used_and_audited(platform: Platform, people: Actors) -> None:
    investor = Investor(platform, people.investor)
    before = investor.view.balance()
    assert investor.act.withdraw(10**6).send().result == 10**6
    assert investor.view.balance() == before - 10**6
    assert Auditor(platform).verify().passed


def test_an_estimate_is_enough_gas(platform: Platform, people: Actors) -> None:
    plan = Investor(platform, people.investor).act.withdraw(5)
    assert plan.gas is not None
    assert plan.send().gas_used <= plan.gas


def test_a_refusal_carries_the_contracts_code(platform: Platform, people: Actors) -> None:
    plan = Investor(platform, people.investor).act.withdraw(10**18)
    assert isinstance(plan.refusal, Reverted)
    assert plan.refusal.code == "ESCROW:WITHDRAW:BALANCE"


def test_logs_are_found_by_range_and_topic(platform: Platform, people: Actors) -> None:
    Investor(platform, people.investor).act.withdraw(1).send()
    connection = platform.connection
    escrow = platform.address("Escrow")
    logs = connection.logs([escrow], 0, connection.block_number())
    topic = logs[0].topics[0]
    chosen = connection.logs([escrow], 0, connection.block_number(), [topic])
    assert 0 < len(chosen) < len(logs)
    assert {log.topics[0] for log in chosen} == {topic}
    assert [(log.block, log.index) for log in logs] == sorted((x.block, x.index) for x in logs)


def test_the_past_can_be_asked(platform: Platform, people: Actors) -> None:
    investor = Investor(platform, people.investor)
    block, before = platform.connection.block_number(), investor.view.balance()
    investor.act.withdraw(7).send()
    past = platform.read(Escrow.balance_of(people.investor.address), block=block)
    assert (past, investor.view.balance()) == (before, before - 7)


def test_blocks_and_transactions_read_as_on_a_node(platform: Platform, people: Actors) -> None:
    receipt = Investor(platform, people.investor).act.withdraw(3).send()
    block = platform.connection.request("eth_getBlockByNumber", hex(receipt.block), True)
    assert receipt.tx_hash in {transaction["hash"] for transaction in block["transactions"]}
    assert platform.connection.block(receipt.block + 1) is None
    assert platform.connection.receipt(b"\1" * 32) is None


def test_what_the_chain_does_not_know_is_said(platform: Platform) -> None:
    with pytest.raises(TransportError, match="does not exist"):
        platform.connection.request("eth_mine")
    with pytest.raises(TransportError, match="bad parameters"):
        platform.connection.request("eth_getCode")


def test_a_foreign_transaction_is_refused(platform: Platform, people: Actors) -> None:
    raw = people.investor.sign_transaction(
        {
            "to": people.investor.address,
            "value": 0,
            "gas": 21_000,
            "nonce": 10_000,
            "chainId": platform.connection.chain_id,
            "maxFeePerGas": 10**10,
            "maxPriorityFeePerGas": 1,
        }
    )
    with pytest.raises(TransactionRefused, match="nonce"):
        platform.connection.send_raw(raw)


def test_it_answers_alone(platform: Platform) -> None:
    """What it does not know, nobody else knows: a second look would only cost time."""
    assert platform.connection.remote
    assert platform.connection.alone
