"""A node that took a transaction and says something else: it is sent once, and its hash is kept."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak
from web3.exceptions import Web3RPCError

from client.chain.test_sending import REQUEST, SIGNER, Node
from client.chain.vendors import serving
from tallystick.chain._sync.connection import Connection
from tallystick.chain._sync.handover import known
from tallystick.chain._sync.sending import Sender
from tallystick.chain.sent_transactions import SentTransaction
from tallystick.chain.translation import translate
from tallystick.chain.types import RawReceipt, number_of
from tallystick.errors import (
    TransactionPending,
    TransactionRefused,
    TransportError,
)

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.errors import TallystickError

NONCE = TransactionRefused("TX:NONCE", "nonce too low")


def rpc(message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 0, "error": {"code": -32000, "message": message}}


class Chain:
    """A chain behind HTTP that mines what it gets, and whose line may word the answer anew."""

    def __init__(self) -> None:
        self.mined: dict[str, int] = {}
        self.takes = True
        self.answers: list[tuple[int, Any]] = []
        self.receipts: list[tuple[int, Any]] = []

    def twist(self, _: Any, method: str, params: list[Any]) -> Any:
        if method == "eth_sendRawTransaction":
            return self._sent(bytes.fromhex(params[0][2:]))
        if method == "eth_getTransactionReceipt" and self.receipts:
            return (*self.receipts.pop(0), {})
        if method == "eth_getTransactionCount":
            return self._result(hex(len(self.mined)))
        if method in {"eth_getTransactionByHash", "eth_getTransactionReceipt"}:
            known = params[0] in self.mined
            return self._result(_receipt(params[0]) if known else None)
        if method == "eth_gasPrice":
            return self._result("0x1")
        return None

    def _sent(self, raw: bytes) -> Any:
        tx_hash = "0x" + keccak(raw).hex()
        again = tx_hash in self.mined
        if self.takes and not again:
            self.mined[tx_hash] = len(self.mined)
        if self.answers:
            return (*self.answers.pop(0), {})
        return (200, rpc("nonce too low"), {}) if again else self._result(tx_hash)

    def _result(self, result: Any) -> Any:
        return 200, {"jsonrpc": "2.0", "id": 0, "result": result}, {}


def _receipt(tx_hash: str) -> dict[str, Any]:
    return {
        "hash": tx_hash, "transactionHash": tx_hash, "status": "0x1", "blockNumber": "0x1",
        "gasUsed": "0x5208", "contractAddress": None, "logs": [],
    }  # fmt: skip


DOUBTS = [
    (200, rpc("nonce too low")),
    (200, rpc("replacement transaction underpriced")),
    (200, rpc("already known")),
    (200, rpc("AlreadyKnown")),
    (200, rpc("tx already in mempool")),
    (200, rpc("transaction already in pool")),
    (200, rpc("existing tx with same hash")),
    (200, rpc("already exists in cache")),
    (429, rpc("slow down")),
    (502, b"<html>bad gateway</html>"),
    (503, b""),
    (504, b""),
    (200, b"<html>hello</html>"),
    (200, {"jsonrpc": "2.0", "id": 0, "result": None}),
    (200, {"jsonrpc": "2.0", "id": 0, "result": "0x" + "11" * 32}),
    (200, {"jsonrpc": "2.0", "id": 0, "result": "0x11"}),
    (200, {"jsonrpc": "2.0", "id": 0, "result": 17}),
]


@pytest.mark.parametrize("answer", DOUBTS)
def test_an_order_that_was_taken_and_answered_otherwise_is_sent_once(
    answer: tuple[int, Any],
) -> None:
    chain = Chain()
    chain.answers = [answer]
    with serving(chain.twist) as (url, _), Connection.open(url) as line:
        sender = Sender(line, sleep=lambda _: None)
        sent = sender.send(SIGNER, REQUEST, 21_000)
        assert list(chain.mined) == [sent.tx_hash]
        assert "0x" + sender.wait(sent).tx_hash.hex() == sent.tx_hash


@pytest.mark.parametrize("answer", [(502, b""), (200, b"<html>"), (200, rpc("nonce too low"))])
def test_an_order_nobody_knows_of_is_told_with_its_hash(answer: tuple[int, Any]) -> None:
    chain = Chain()
    chain.takes, chain.answers = False, [answer] * 3
    with (
        serving(chain.twist) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransactionPending, match="^TX:UNKNOWN.*may yet be mined") as doubt,
    ):
        Sender(line, sleep=lambda _: None).send(SIGNER, REQUEST, 21_000)
    assert doubt.value.tx_hash is not None
    assert chain.mined == {}


def test_a_plain_refusal_stays_one() -> None:
    chain = Chain()
    chain.takes, chain.answers = False, [(200, rpc("insufficient funds for gas"))]
    with (
        serving(chain.twist) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransactionRefused, match="TX:FUNDS"),
    ):
        Sender(line, sleep=lambda _: None).send(SIGNER, REQUEST, 21_000)


@pytest.mark.parametrize(
    "answer",
    [(404, b""), (200, rpc("transaction indexing is in progress")),
     (200, {"jsonrpc": "2.0", "id": 0, "result": {}})],
)  # fmt: skip
def test_one_bad_answer_for_a_receipt_does_not_end_the_wait(answer: tuple[int, Any]) -> None:
    chain = Chain()
    with serving(chain.twist) as (url, _), Connection.open(url) as line:
        sender = Sender(line, sleep=lambda _: None)
        sent = sender.send(SIGNER, REQUEST, 21_000)
        chain.receipts = [answer]
        assert sender.wait(sent).ok
        chain.receipts = [answer]
        with pytest.raises(TransactionPending, match="TX:PENDING") as late:
            sender.wait(sent, timeout_seconds=0)
    assert late.value.tx_hash == sent.tx_hash


def test_both_halves_take_no_new_nonce_on_a_bare_word(half: Half) -> None:
    node = Node()
    accept = node.send_raw

    def lie(signed: bytes) -> bytes:
        accept(signed)
        node.mine(0)
        raise NONCE

    node.send_raw = lie  # type: ignore[method-assign]
    sent = half.sender(node, sleep=lambda _: None).send(SIGNER, REQUEST, 21_000)
    assert node.used == 1
    assert list(node.mined) == sent.hashes


def test_a_version_in_doubt_is_kept_and_a_refused_one_is_not(half: Half) -> None:
    node = Node()
    sender = half.sender(node, sleep=lambda _: None)
    sent = sender.send(SIGNER, REQUEST, 21_000)
    node.refuse = [TransactionRefused("TX:FEE", "low")]
    with pytest.raises(TransactionRefused, match="TX:FEE"):
        sender.replace(SIGNER, sent)
    assert len(sent.hashes) == 1
    node.refuse = [TransportError("RPC:UNREACHABLE", "gone")]  # type: ignore[list-item]
    with pytest.raises(TransactionPending, match="TX:UNKNOWN"):
        sender.replace(SIGNER, sent)
    assert len(sent.hashes) == 2


def test_an_unknown_type_is_not_a_known_transaction() -> None:
    error: TallystickError | None = translate(
        Web3RPCError("x", rpc_response=rpc("unknown transaction type"))  # type: ignore[arg-type]
    )
    assert error is not None
    assert error.code != "TX:KNOWN"


@pytest.mark.parametrize("value", ["-0x1", "1e999", float("inf"), -1, None, True, "0x", {}, 1.5])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(TransportError, match="RPC:ANSWER") as odd:
        number_of(value)
    assert odd.value.retryable


@pytest.mark.parametrize("result", [{}, [], {**_receipt("0x" + "11" * 32), "blockNumber": None}])
def test_a_receipt_that_is_none_is_refused(result: Any) -> None:
    def twist(_: Any, method: str, params: list[Any]) -> Any:
        del params
        answer = {"jsonrpc": "2.0", "id": 0, "result": result}
        return (200, answer, {}) if method == "eth_getTransactionReceipt" else None

    with (
        serving(twist) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="RPC:ANSWER"),
    ):
        line.receipt(b"\x11" * 32)


class Silent:
    """Knows no transaction, and counts how often it was asked."""

    def __init__(self, *, alone: bool) -> None:
        self.alone = alone
        self.looks = 0

    def knows(self, _: bytes) -> bool:
        self.looks += 1
        return False

    def receipt(self, _: bytes) -> None:
        return None


@pytest.mark.parametrize(("alone", "looks"), [(True, 1), (False, 5)])
def test_a_node_that_is_alone_is_asked_once(alone: bool, looks: int) -> None:
    connection, pauses = Silent(alone=alone), list[float]()
    assert not known(connection, bytes(32), pauses.append)  # type: ignore[arg-type]
    assert (connection.looks, len(pauses)) == (looks, looks - 1)


class TwoNodes:
    """A balancer of a node that has the transaction mined, and one that has just begun to sync."""

    alone, remote, chain_id = False, True, 1
    tx_hash, mined = b"\x07" * 32, 5_000

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def _right(self) -> bool:
        return self._chance.random() < 0.5

    def receipt(self, tx_hash: bytes) -> RawReceipt | None:
        here = self._right() and tx_hash == self.tx_hash
        return RawReceipt(tx_hash, True, self.mined, 21_000, None, ()) if here else None

    def knows(self, tx_hash: bytes) -> bool:
        return self._right() and tx_hash == self.tx_hash

    def block_number(self) -> int:
        return self.mined + 2 if self._right() else 0

    def nonce(self, _: str, *, pending: bool = True, block: int | None = None) -> int:
        del pending
        if self._right():
            return 8 if block is None or block >= self.mined else 7
        if block:
            raise TransportError("RPC:ERROR", "header not found", retryable=False)
        return 0

    def sent_in(self, number: int, _: str) -> dict[int, bytes]:
        return {7: self.tx_hash} if self._right() and number == self.mined else {}


@pytest.mark.parametrize("seed", range(60))
def test_a_node_that_has_just_begun_is_no_proof_that_another_took_the_nonce(seed: int) -> None:
    sender = Sender(TwoNodes(seed), sleep=lambda _: None)  # type: ignore[arg-type]
    sent = SentTransaction(SIGNER.address, {"nonce": 7, "gas": 1, "data": "0x"}, [TwoNodes.tx_hash])
    assert sender.wait(sent, timeout_seconds=5).tx_hash == TwoNodes.tx_hash
