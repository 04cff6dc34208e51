"""A client finishes a withdrawal: the order says where the tokens go, and one call does both."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_client import client, signer
from node.api.test_lending import BORROWER, known
from tallystick.api.records.payments import PaymentState
from tallystick.chain.contracts import Token
from tallystick.errors import InputError, TransactionPending, TransportError
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.payments.service import PaymentsDesk
from tallystick_node.payments.token import TokenReader

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api
    from tallystick.api import NodeClient

KEY = "withdrawal-0001"


@pytest.fixture
def desk(api: Api, tmp_path: Path) -> PaymentsDesk:
    """A custodian for the node, and a client who has 1,000 tokens."""
    foundation, platform = api.node.foundation, api.network.platform
    custodian = api.network.session.actors.custodian.address
    desk = PaymentsDesk(
        api.node.services.database,
        SandboxBank(tmp_path / "bank.sqlite", foundation.business.today),
        OrderBook(foundation.clock, foundation.audit_log),
        SendBook(platform, foundation.clock), TokenReader(platform, custodian),
        foundation.business, "CNY",
    )  # fmt: skip
    api.node.services.payments = desk
    known(api, BORROWER)
    api.network.session.chain.fund(signer(BORROWER).address)
    api.network.session.actors.mint(platform, signer(BORROWER).address, 1_000)
    return desk


@pytest.fixture
def node(api: Api, desk: PaymentsDesk) -> NodeClient:
    del desk
    return client(api)


def tokens(api: Api) -> int:
    return int(api.network.platform.read(Token.balanceOf(signer(BORROWER).address)))


def withdraw(api: Api, node: NodeClient, amount: int = 100, key: str = KEY, **options: Any) -> Any:
    return node.withdraw(
        options.pop("platform", api.network.platform), signer(BORROWER), amount,
        idempotency_key=key, **options,
    )  # fmt: skip


def test_the_order_and_the_platform_say_where_the_tokens_go(
    api: Api, node: NodeClient, desk: PaymentsDesk
) -> None:
    order = node.payments.order_withdrawal(amount=100, idempotency_key=KEY)
    assert order.send_to == desk.send_to == node.platform.read_platform().custodian
    assert order.due is not None
    assert (order.due.number, order.due.arrived) == (1, 0)
    deposit = node.payments.order_deposit(amount=100, idempotency_key="deposit-0001")
    assert (deposit.send_to, deposit.due) == (None, None)
    assert tokens(api) == 1_000


def test_one_call_orders_and_sends_the_tokens(
    api: Api, node: NodeClient, desk: PaymentsDesk
) -> None:
    order = withdraw(api, node)
    assert tokens(api) == 900
    api.index()
    desk.tick()
    now = node.payments.read_order(order.key)
    assert now.state is not PaymentState.AWAITING
    assert now.due is None


@pytest.mark.parametrize("read", [False, True])
def test_the_same_call_again_sends_nothing_twice(
    api: Api, node: NodeClient, desk: PaymentsDesk, read: bool
) -> None:
    first = withdraw(api, node)
    for _ in range(2):
        if read:
            api.index()
            desk.tick()
        assert withdraw(api, node).key == first.key
    assert tokens(api) == 900


def test_each_of_two_withdrawals_of_one_amount_gets_its_own_tokens(
    api: Api, node: NodeClient
) -> None:
    orders = {withdraw(api, node, key=key).key for key in (KEY, "withdrawal-0002") * 2}
    assert (len(orders), tokens(api)) == (2, 800)


def test_a_transfer_that_failed_is_taken_up_by_the_same_call(
    api: Api, node: NodeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = api.network.platform.sender

    def cut(*_: Any, **__: Any) -> Any:
        raise TransportError("RPC:UNREACHABLE", "the line is cut")

    with monkeypatch.context() as patched:
        patched.setattr(sender, "send", cut)
        with pytest.raises(TransportError, match="RPC:UNREACHABLE"):
            withdraw(api, node)
    assert tokens(api) == 1_000
    withdraw(api, node)
    assert tokens(api) == 900


def test_a_transfer_that_is_not_mined_yet_is_not_sent_again(api: Api, node: NodeClient) -> None:
    api.network.mine_at_once(on=False)
    for _ in range(2):
        with pytest.raises(TransactionPending):
            withdraw(api, node, timeout_seconds=0)
    api.network.mine()
    api.network.mine_at_once(on=True)
    withdraw(api, node)
    assert tokens(api) == 900


def test_too_few_tokens_are_refused_before_anything_is_ordered(api: Api, node: NodeClient) -> None:
    with pytest.raises(
        InputError, match="WITHDRAWAL:BALANCE: the wallet has 1000 of the 1001 minor units"
    ):
        withdraw(api, node, amount=1_001)
    withdraw(api, node, amount=1_000)
    assert tokens(api) == 0


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_amount_out_of_bounds_is_refused(api: Api, node: NodeClient, amount: int) -> None:
    with pytest.raises(InputError, match="PAYMENT:AMOUNT"):
        withdraw(api, node, amount=amount)


@pytest.mark.parametrize("amount", [1.5, "100", True, None])
def test_an_amount_that_is_no_int_is_a_type_error(api: Api, node: NodeClient, amount: Any) -> None:
    with pytest.raises(TypeError, match="minor units"):
        withdraw(api, node, amount=amount)


def test_a_key_of_another_amount_is_refused_and_sends_nothing(api: Api, node: NodeClient) -> None:
    withdraw(api, node)
    with pytest.raises(InputError, match="PAYMENT:KEY"):
        withdraw(api, node, amount=99)
    assert tokens(api) == 900


class OtherToken:
    """A platform with another settlement token."""

    def __init__(self, platform: Any) -> None:
        self._platform = platform

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def address(self, contract: str) -> str:
        return "0x" + "11" * 20 if contract == "Token" else str(self._platform.address(contract))


def test_another_token_is_refused_before_anything_is_ordered(api: Api, node: NodeClient) -> None:
    with pytest.raises(InputError, match="WITHDRAWAL:TOKEN"):
        withdraw(api, node, platform=OtherToken(api.network.platform))
    assert tokens(api) == 1_000
    order = node.payments.order_withdrawal(amount=100, idempotency_key="withdrawal-0003")
    assert order.due is not None
    assert order.due.number == 1


def test_a_node_without_a_custodian_is_refused_before_anything_is_ordered(
    api: Api, node: NodeClient
) -> None:
    api.node.services.payments = None
    with pytest.raises(InputError, match="PAYMENT:CUSTODIAN"):
        withdraw(api, node)
    assert tokens(api) == 1_000


def test_an_order_that_ended_does_not_make_the_next_one_send_twice(
    api: Api, node: NodeClient, desk: PaymentsDesk
) -> None:
    node.payments.order_withdrawal(amount=100, idempotency_key="withdrawal-old1")
    api.time.pass_by(days=8)
    api.index()
    desk.tick()
    other = client(api)
    for _ in range(3):
        withdraw(api, other)
        api.index()
        desk.tick()
    assert tokens(api) == 900


@pytest.mark.parametrize("seed", range(6))
def test_a_node_that_lags_behind_a_balancer_makes_nobody_send_twice(
    api: Api, node: NodeClient, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Any answer may be of a node that stands where the chain was before the transfer."""
    connection, chance = api.network.platform.connection, random.Random(seed)
    counted, newest = connection.nonce, connection.block_number
    stale = newest()

    def nonce(address: str, *, pending: bool = True, block: int | None = None) -> int:
        if chance.random() < 0.5:
            return counted(
                address, pending=False, block=min(stale if block is None else block, stale)
            )
        return counted(address, pending=pending, block=block)

    withdraw(api, node)
    monkeypatch.setattr(connection, "nonce", nonce)
    monkeypatch.setattr(
        connection, "block_number", lambda: stale if chance.random() < 0.5 else newest()
    )
    with suppress(TransactionPending):
        withdraw(api, node, timeout_seconds=3)
    assert tokens(api) == 900


def test_two_calls_at_once_send_once(api: Api, desk: PaymentsDesk) -> None:
    del desk
    for turn in range(4):
        api.time.pass_by(seconds=1)
        before = tokens(api)
        callers = [client(api), client(api)]

        def call(node: NodeClient, key: str = f"withdrawal-turn{turn}") -> None:
            with suppress(TransactionPending):
                withdraw(api, node, amount=10, key=key)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(call, callers))
        assert tokens(api) == before - 10
