"""Nonces, fees, waiting and replacing, on a chain and on a node that plays along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes

from client.failing_nodes import DyingProvider
from tallystick.chain._sync.connection import Connection
from tallystick.chain.contracts import Book, Escrow, Token
from tallystick.chain.signer import MemorySigner
from tallystick.chain.types import Fees, RawReceipt
from tallystick.errors import (
    InputError,
    Reverted,
    SigningError,
    TransactionPending,
    TransactionRefused,
    TransactionReplaced,
    TransportError,
)
from tallystick.platform._sync.platform import Platform
from tallystick.testing.chain import EmbeddedChain

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.chain._sync.sending import Sender
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain

SIGNER = MemorySigner(b"\x07" * 32)
REQUEST = {"from": SIGNER.address, "to": SIGNER.address, "data": "0x"}


class Node:
    """A node that mines only when told; what a `Sender` asks of a connection."""

    chain_id = 31337
    remote = True
    alone = False

    def __init__(self) -> None:
        self.head = 1
        self.taken: dict[int, bytes] = {}
        self.waiting: list[dict[str, Any]] = []
        self.mined: dict[bytes, RawReceipt] = {}
        self.used = 0
        self.refuse: list[TransactionRefused] = []
        self.fee = Fees(100, 10)

    def fees(self) -> Fees:
        return self.fee

    def block_number(self) -> int:
        return self.head

    def sent_in(self, number: int, sender: str) -> dict[int, bytes]:
        del sender
        return self.taken if number == 1 else {}

    def nonce(self, address: str, *, pending: bool = True, block: int | None = None) -> int:
        del address
        if block is not None:
            return self.used if block >= 1 else 0
        nonces = {row["nonce"] for row in self.waiting}
        return self.used + (len(nonces) if pending else 0)

    def knows(self, tx_hash: bytes) -> bool:
        return tx_hash in self.mined or tx_hash in [row["hash"] for row in self.waiting]

    def send_raw(self, signed: bytes) -> bytes:
        if self.refuse:
            raise self.refuse.pop(0)
        fields = TypedTransaction.from_bytes(HexBytes(signed)).as_dict()
        tx_hash = keccak(signed)
        self.waiting.append({**fields, "hash": tx_hash})
        return tx_hash

    def receipt(self, tx_hash: bytes) -> RawReceipt | None:
        return self.mined.get(tx_hash)

    def mine(self, index: int) -> None:
        row = self.waiting[index]
        self.mined[row["hash"]] = RawReceipt(row["hash"], True, 1, 21_000, None, ())
        self.waiting = [entry for entry in self.waiting if entry["nonce"] != row["nonce"]]
        self.used += 1


@pytest.fixture
def node() -> Node:
    return Node()


@pytest.fixture
def sender(half: Half, node: Node) -> Sender:
    return half.sender(node, sleep=lambda _: None)


def test_every_transaction_is_for_this_chain_with_the_nodes_fees(
    node: Node, sender: Sender
) -> None:
    sender.send(SIGNER, REQUEST, 21_000)
    sent = node.waiting[0]
    assert (sent["chainId"], sent["nonce"], sent["gas"]) == (31337, 0, 21_000)
    assert (sent["maxFeePerGas"], sent["maxPriorityFeePerGas"]) == (100, 10)


def test_nonces_follow_each_other_while_nothing_is_mined(node: Node, sender: Sender) -> None:
    for _ in range(3):
        sender.send(SIGNER, REQUEST, 21_000)
    assert [row["nonce"] for row in node.waiting] == [0, 1, 2]


def test_a_nonce_taken_by_another_program_is_tried_anew(node: Node, sender: Sender) -> None:
    other = b"\x99" * 32
    node.mined[other] = RawReceipt(other, True, 1, 21_000, None, ())
    accept = node.send_raw

    def taken(_: bytes) -> bytes:
        node.taken[node.used] = other
        node.used += 1
        node.send_raw = accept  # type: ignore[method-assign]
        raise TransactionRefused("TX:NONCE", "taken")

    node.send_raw = taken  # type: ignore[method-assign,assignment]
    sent = sender.send(SIGNER, REQUEST, 21_000)
    assert (sent.transaction["nonce"], len(node.waiting)) == (1, 1)


def test_other_refusals_are_not_tried_again(node: Node, sender: Sender) -> None:
    node.refuse = [TransactionRefused("TX:FUNDS", "poor")]
    with pytest.raises(TransactionRefused, match="TX:FUNDS"):
        sender.send(SIGNER, REQUEST, 21_000)
    assert node.waiting == []


def test_waiting_ends_and_the_transaction_may_still_be_mined(node: Node, sender: Sender) -> None:
    sent = sender.send(SIGNER, REQUEST, 21_000)
    with pytest.raises(TransactionPending) as waiting:
        sender.wait(sent, timeout_seconds=0)
    assert waiting.value.tx_hash == sent.tx_hash
    node.mine(0)
    assert sender.wait(sent).ok


@pytest.mark.parametrize("mined", [0, 1])
def test_a_replacement_has_the_same_nonce_and_either_may_win(
    node: Node, sender: Sender, mined: int
) -> None:
    sent = sender.send(SIGNER, REQUEST, 21_000)
    node.fee = Fees(90, 10)
    sender.replace(SIGNER, sent)
    first, second = node.waiting
    assert first["nonce"] == second["nonce"]
    assert second["maxFeePerGas"] == 125
    assert second["maxPriorityFeePerGas"] == 13
    node.mine(mined)
    assert sender.wait(sent).tx_hash == [first, second][mined]["hash"]


def test_a_nonce_lost_to_another_transaction_is_said(node: Node, sender: Sender) -> None:
    sent = sender.send(SIGNER, REQUEST, 21_000)
    node.waiting.clear()
    node.used = 1
    node.taken = {0: b"\x99" * 32}
    node.mined[b"\x99" * 32] = RawReceipt(b"\x99" * 32, True, 1, 21_000, None, ())
    with pytest.raises(TransactionReplaced) as lost:
        sender.wait(sent)
    assert lost.value.tx_hash == sent.tx_hash


def test_a_mined_transaction_whose_receipt_comes_late_is_not_told_as_replaced(
    node: Node, half: Half
) -> None:
    """The count comes from one head and the receipt from an older one, for 40 looks."""
    looks: list[float] = []

    def pause(seconds: float) -> None:
        looks.append(seconds)
        node.head += 1
        if len(looks) == 40:
            node.mine(0)

    sender = half.sender(node, sleep=pause)
    sent = sender.send(SIGNER, REQUEST, 21_000)
    node.nonce = lambda *_, **options: int(options.get("block", 1) >= 1)  # type: ignore[method-assign]
    assert sender.wait(sent).tx_hash == sent.hashes[0]
    assert len(looks) == 40


def test_our_own_transaction_in_a_block_is_waited_for(node: Node, half: Half) -> None:
    sender = half.sender(node, sleep=lambda _: None)
    sent = sender.send(SIGNER, REQUEST, 21_000)
    node.waiting.clear()
    node.used, node.head, node.taken = 1, 1_000, {0: sent.hashes[0]}
    with pytest.raises(TransactionPending, match="TX:PENDING"):
        sender.wait(sent, timeout_seconds=0)


@pytest.mark.parametrize(
    ("blocks", "outcome"), [(63, TransactionPending), (64, TransactionReplaced)]
)
@pytest.mark.long
def test_without_a_taker_only_many_blocks_tell_that_it_was_replaced(
    node: Node, half: Half, blocks: int, outcome: type[Exception]
) -> None:
    """A node without old states shows nobody at the nonce."""

    def pause(_: float) -> None:
        node.head = 1 + blocks

    sender = half.sender(node, sleep=pause)
    sent = sender.send(SIGNER, REQUEST, 21_000)
    node.waiting.clear()
    node.used = 1
    with pytest.raises(outcome):
        sender.wait(sent, timeout_seconds=1)


def test_a_node_that_has_not_heard_of_the_last_one_does_not_get_its_nonce_twice(
    node: Node, sender: Sender
) -> None:
    sender.send(SIGNER, REQUEST, 21_000)
    heard = iter([False, False, True])
    node.knows = lambda tx_hash: tx_hash != b"" and next(heard)  # type: ignore[method-assign]
    count = iter([0])
    node.nonce = lambda *_, **__: next(count)  # type: ignore[method-assign]
    assert sender.send(SIGNER, REQUEST, 21_000).transaction["nonce"] == 1


def test_chains_without_a_base_fee_get_a_gas_price(node: Node, sender: Sender) -> None:
    node.fee = Fees(100, None)
    node.send_raw = keccak  # type: ignore[assignment]
    sent = sender.send(SIGNER, REQUEST, 21_000)
    assert sent.transaction["gasPrice"] == 100
    sender.replace(SIGNER, sent)
    assert sent.transaction["gasPrice"] == 125


def test_another_key_cannot_replace(sender: Sender) -> None:
    sent = sender.send(SIGNER, REQUEST, 21_000)
    with pytest.raises(SigningError, match="KEY:ACCOUNT"):
        sender.replace(MemorySigner(b"\x08" * 32), sent)


def test_a_plan_is_its_senders_alone(half: Half, actors: Actors) -> None:
    plan = half.platform.plan(Escrow.withdraw(1), actors.investor.address)
    assert plan.ready
    with pytest.raises(InputError, match="PLAN:SIGNER: nobody"):
        plan.send()
    with pytest.raises(InputError, match="PLAN:SIGNER: the plan is"):
        plan.send(actors.outsider)
    assert plan.send(actors.investor).event("Withdrawn")["amount"] == 1


def test_a_plan_tells_what_would_happen(platform: Platform, actors: Actors) -> None:
    estimating = Platform.connect(platform.connection, platform.deployment)
    plan = estimating.plan(Book.claim_many([1, 2]), actors.investor)
    assert (plan.returned, plan.refusal, plan.allowance) == (0, None, None)
    assert plan.gas is not None
    assert 21_000 < plan.gas < 200_000


def test_a_missing_allowance_is_approved_first_for_exactly_the_amount(
    half: Half, platform: Platform, actors: Actors
) -> None:
    actors.mint(platform, actors.investor.address, 50)
    plan = half.platform.plan(Escrow.deposit(30), actors.investor, pays=30)
    assert plan.allowance is not None
    assert (plan.allowance.needed, plan.allowance.present, plan.ready) == (30, 0, False)
    with pytest.raises(InputError, match="PLAN:ALLOWANCE"):
        plan.submit()
    assert plan.send().event("Deposited")["amount"] == 30
    escrow = half.platform.address("Escrow")
    assert half.platform.read(Token.allowance(actors.investor.address, escrow)) == 0


def test_a_refused_deposit_after_the_approval_says_why(half: Half, actors: Actors) -> None:
    plan = half.platform.plan(Escrow.deposit(30), actors.outsider, pays=30)
    with pytest.raises(Reverted, match="EVM:REVERT"):
        plan.send()


def test_an_unknown_event_of_a_receipt_is_said(half: Half, actors: Actors) -> None:
    receipt = half.platform.plan(Escrow.withdraw(1), actors.investor).send()
    assert receipt.all("Paid") == ()
    with pytest.raises(InputError, match="INPUT:EVENT"):
        receipt.event("Paid")


def test_a_line_that_dies_on_the_way_leaves_a_hash_to_look_for(
    platform: Platform, tallystick_chain: TallystickChain, actors: Actors
) -> None:
    if not isinstance(tallystick_chain, EmbeddedChain):
        pytest.skip("the line is cut in this process")
    provider = DyingProvider(tallystick_chain.tester)
    here = Platform.connect(Connection.open(provider), platform.deployment, gas_limit=1_000_000)
    plan = here.plan(Escrow.withdraw(1), actors.investor)
    provider.cut = lambda method: method == "eth_getTransactionReceipt"
    sent = plan.submit()
    with pytest.raises(TransactionPending) as lost:
        here.sender.wait(sent, timeout_seconds=0)
    assert lost.value.tx_hash == sent.tx_hash
    provider.cut = lambda _: False
    assert plan.receipt(here.sender.wait(sent)).event("Withdrawn")["amount"] == 1
    provider.cut = lambda _: True
    with pytest.raises(TransportError, match="RPC:UNREACHABLE"):
        here.plan(Escrow.withdraw(1), actors.investor)


def test_reading_the_fees_of_a_block(half: Half) -> None:
    fees = half.platform.connection.fees()
    assert fees.tip is not None
    assert fees.price_max > fees.tip
