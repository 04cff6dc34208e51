"""kill -9 under load, round after round: nothing that was acknowledged is lost."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Any, Self

import pytest
import requests
from eth._utils.address import generate_contract_address
from eth_utils.address import to_canonical_address, to_checksum_address

from node.evm.process import ChainProcess
from node.evm.transactions import COUNTER, raw
from tallystick_node.evm.backup import verify

SENDERS = 4
WAIT_SECONDS = 30


class Load:
    """Senders that call a counter as fast as they are answered, and note each acknowledgement."""

    def __init__(self, chain: ChainProcess, counter: str) -> None:
        self.chain = chain
        self.counter = counter
        self.acknowledged: list[str] = []
        self.answered = threading.Event()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(key,)) for key in chain.keys[1 : SENDERS + 1]
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _send(self, key: Any) -> None:
        with requests.Session() as session:
            nonce = None
            while not self._over.is_set():
                try:
                    nonce = self._send_one(session, key, nonce)
                except requests.RequestException:
                    return  # the chain is dead; what was not answered was not acknowledged
                self.answered.set()

    def _send_one(self, session: requests.Session, key: Any, nonce: int | None) -> int:
        if nonce is None:
            answer = self._ask(session, "eth_getTransactionCount", key.address, "pending")
            nonce = int(answer["result"], 16)
        signed = raw(nonce, key, to=self.counter, value=0, gas=100_000)
        answer = self._ask(session, "eth_sendRawTransaction", "0x" + signed.hex())
        if "result" in answer:
            self.acknowledged.append(answer["result"])
            return nonce + 1
        assert answer["error"]["message"].startswith(("nonce too high", "txpool")), answer
        return nonce

    def _ask(self, session: requests.Session, method: str, *params: Any) -> Any:
        body: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        return session.post(self.chain.url, json=body, timeout=WAIT_SECONDS).json()


def counter_on(chain: ChainProcess) -> str:
    """Create the counter and return its address."""
    key = chain.keys[0]
    signed = raw(0, key, to=None, value=0, data=COUNTER, gas=200_000)
    tx_hash = chain.ask("eth_sendRawTransaction", "0x" + signed.hex())
    while chain.ask("eth_getTransactionReceipt", tx_hash) is None:
        threading.Event().wait(0.1)
    address = generate_contract_address(to_canonical_address(key.address), 0)
    return to_checksum_address(address)


def settled(chain: ChainProcess) -> None:
    """Wait until nothing waits any more."""
    for _ in range(WAIT_SECONDS * 10):
        if int(chain.ask("txpool_status")["pending"], 16) == 0:
            return
        threading.Event().wait(0.1)
    raise AssertionError("what waits is not mined")


def found(chain: ChainProcess, hashes: list[str]) -> None:
    """Every acknowledged transaction has its receipt, in a block, with its log."""
    for at in range(0, len(hashes), 100):
        part = hashes[at : at + 100]
        for answer in chain.batch(
            [("eth_getTransactionReceipt", [signature]) for signature in part]
        ):
            assert answer["result"]["status"] == "0x1"
            assert len(answer["result"]["logs"]) == 1


def rounds(directory: Path, count: int) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    counter = ""
    accounts: list[str] = []
    for _ in range(count):
        with ChainProcess(directory) as chain:
            accounts = accounts or chain.lines[:10]
            assert chain.lines[:10] == accounts
            counter = counter or counter_on(chain)
            with Load(chain, counter) as load:
                assert load.answered.wait(WAIT_SECONDS)
                threading.Event().wait(chance.uniform(0.05, 1.6))
                chain.kill()
            acknowledged += load.acknowledged
    assert len(acknowledged) > 20 * count
    with ChainProcess(directory) as chain:
        settled(chain)
        found(chain, acknowledged)
        sent = sum(
            int(chain.ask("eth_getTransactionCount", key.address, "latest"), 16)
            for key in chain.keys[1:]
        )
        assert sent >= len(acknowledged)
        slot = chain.ask("eth_getStorageAt", counter, "0x0", "latest")
        assert int(slot, 16) == sent
        code, output = chain.stop()
        assert (code, output) == (0, "")
    verdict = verify(directory)
    assert (verdict.logs, verdict.waiting) == (sent, 0)


@pytest.mark.long
def test_two_rounds_of_kill_lose_nothing(tmp_path: Path) -> None:
    rounds(tmp_path, 2)


@pytest.mark.e2e
def test_twenty_rounds_of_kill_lose_nothing(tmp_path: Path) -> None:
    rounds(tmp_path, 20)
