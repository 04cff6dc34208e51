"""How fast the local chain is, against eth-tester and itself in memory, in one run."""

from __future__ import annotations

import http.client
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tallystick.chain.contracts import Escrow

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

from eth_account import Account
from eth_tester import EthereumTester, PyEVMBackend
from eth_utils.address import to_checksum_address
from web3 import EthereumTesterProvider, Web3

from tallystick.testing.session import open_session
from tallystick_node.evm import BlockBuilder, Clock, EmbeddedProvider, Genesis, open_chain
from tallystick_node.evm.running import ChainSettings, Running

__all__ = ["measure"]

START = 1_700_000_000
SENDERS = 10
TRANSFERS, PER_BLOCK = 2_000, 50
STOCK_TRANSFERS = 100
LOG_BLOCKS, BLOCKS = 10_000, 100_000
ACCEPTED = 1_000
ISOLATED = 50
ROUNDS = 2
# Logs its own address under the topic 7: the runtime after its loader.
LOGGER = "0x600b80600b6000396000f3" + "600760206000a10000000000"
RECEIVER = "0x" + "51" * 20
KEYS = [Account.from_key(bytes([number + 1]) * 32) for number in range(SENDERS)]
GENESIS = Genesis(START, funded=tuple(key.address for key in KEYS))
METHOD = (
    f"{TRANSFERS} transfers of {SENDERS} senders, signed before, {PER_BLOCK} in a block: admitted"
    " and sealed, in one SQLite transaction a block (synchronous FULL, WAL) or in memory,"
    f" the better of {ROUNDS}; plain:"
    f" web3 with eth-tester's auto-mine and coincurve, {STOCK_TRANSFERS} transfers with their"
    f" receipts. accepted: {ACCEPTED} raw transactions posted one by one over HTTP by"
    f" {SENDERS} threads of another process to a served chain with blocks of a second; drift is the"
    " last block's date minus the clock. A chain of"
    f" {LOG_BLOCKS} blocks with one log each, then empty ones up to {BLOCKS}: opening, the receipt"
    " of block 5 by the provider, eth_getLogs over the newest 10,000 blocks that have logs."
    f" isolation: snapshot and revert around one transaction on the test chain, mean of {ISOLATED}"
)


def measure() -> dict[str, Any]:
    """Return rates per second, microseconds, ratios in thousandths, and the method."""
    raws = list(_transfers())
    memory = max(_rate(BlockBuilder(GENESIS, instant=False), raws) for _ in range(ROUNDS))
    durable = max(_durable_rate(raws) for _ in range(ROUNDS))
    plain = _stock_rate()
    with _folder() as folder:
        accepted, drift = _accepted(folder)
    with _folder() as folder:
        long = _long(folder)
    return {
        "durable_per_second": durable,
        "memory_per_second": memory,
        "plain_per_second": plain,
        "durable_to_memory_milli": 1_000 * durable // memory,
        "durable_to_plain_milli": 1_000 * durable // plain,
        "accepted_per_second": accepted,
        "drift_seconds": drift,
        **long,
        "isolation_us": _isolation_us(),
        "method": METHOD,
    }


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tallystick-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _signed(key: Any, nonce: int, **changes: Any) -> bytes:
    transaction = {
        "to": to_checksum_address(RECEIVER),
        "value": 1,
        "gas": 21_000,
        "nonce": nonce,
        "chainId": GENESIS.chain_id,
        "maxFeePerGas": 10**11,
        "maxPriorityFeePerGas": 1,
    } | changes
    return bytes(key.sign_transaction(transaction).raw_transaction)


def _transfers(count: int = TRANSFERS) -> Iterator[bytes]:
    for nonce in range(count // SENDERS):
        for key in KEYS:
            yield _signed(key, nonce)


def _durable_rate(raws: list[bytes]) -> int:
    with _folder() as folder:
        return _rate(open_chain(folder, GENESIS, driven=True), raws)


def _rate(chain: BlockBuilder, raws: list[bytes]) -> int:
    """Transactions per second, admitted and sealed."""
    began = time.perf_counter()
    for first in range(0, len(raws), PER_BLOCK):
        taken = chain.submit_many(raws[first : first + PER_BLOCK])
        assert all(isinstance(answer, bytes) for answer in taken)
        chain.seal()
    seconds = time.perf_counter() - began
    assert chain.number == len(raws) // PER_BLOCK
    chain.close()
    return int(len(raws) / seconds)


def _stock_rate() -> int:
    state = PyEVMBackend.generate_genesis_state(num_accounts=2)
    web3 = Web3(EthereumTesterProvider(EthereumTester(PyEVMBackend(genesis_state=state))))
    accounts = list(web3.eth.accounts)
    sender, receiver = accounts[0], accounts[1]
    began = time.perf_counter()
    for _ in range(STOCK_TRANSFERS):
        sent = web3.eth.send_transaction(
            {"from": sender, "to": receiver, "value": 1, "gas": 21_000}  # type: ignore[typeddict-item]
        )
        web3.eth.get_transaction_receipt(sent)
    return int(STOCK_TRANSFERS / (time.perf_counter() - began))


def _accepted(folder: Path) -> tuple[int, int]:
    """Raw transactions acknowledged per second, and the seconds that blocks are ahead."""
    credited = tuple(key.address for key in KEYS)
    bodies = [
        (
            b'{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x%s"]}'
            % raw.hex().encode()
        )
        for raw in _transfers(ACCEPTED)
    ]
    settings = ChainSettings(folder, port=0, credited=credited)
    with Running(settings) as running:
        per_second = _posted(running.url, bodies)
        while sum(running.builder.counts()):
            time.sleep(0.05)
        assert len(_mined(running.builder)) == ACCEPTED
        head = int(running.builder.header(running.builder.number).timestamp)
        return per_second, max(0, head - int(time.time()))


def _posted(url: str, bodies: list[bytes]) -> int:
    """Post from a child process: its work is not the chain's."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"%d" % _post_all(url, bodies))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        rate = int(stream.read())
    os.waitpid(child, 0)
    return rate


def _post_all(url: str, bodies: list[bytes]) -> int:
    address = url.removeprefix("http://")

    def send(place: int) -> None:
        connection = http.client.HTTPConnection(address, timeout=60)
        for body in bodies[place::SENDERS]:
            connection.request("POST", "/rpc", body, {"content-type": "application/json"})
            response = connection.getresponse().read()
            assert b'"result"' in response, response
        connection.close()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(SENDERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return int(len(bodies) / (time.perf_counter() - began))


def _mined(chain: BlockBuilder) -> list[bytes]:
    return [tx_hash for number in range(chain.number + 1) for tx_hash in chain.hashes(number)]


def _long(folder: Path) -> dict[str, int]:
    """Grow a chain to 100,000 blocks and ask it; microseconds."""
    chain = open_chain(folder, GENESIS, Clock("accelerated"), instant=True, driven=True)
    # The growing is not what is measured.
    chain.store.connection.execute("PRAGMA synchronous = OFF")
    created = chain.submit(_signed(KEYS[0], 0, to="", value=0, data=LOGGER, gas=200_000))
    logger = chain.mined[created]
    assert logger.receipt.state_root == b"\1"
    place = EmbeddedProvider(chain).table.answer(
        "eth_getTransactionReceipt", ["0x" + created.hex()]
    )
    address = to_checksum_address(place["contractAddress"])
    for nonce in range(1, LOG_BLOCKS):
        chain.submit(_signed(KEYS[0], nonce, to=address, value=0, gas=50_000))
    early = chain.hashes(5)[0]
    table = EmbeddedProvider(chain).table
    wide = {"fromBlock": "0x1", "toBlock": hex(LOG_BLOCKS), "address": address}
    logs_us = _best_us(lambda: table.answer("eth_getLogs", [wide]), 3)
    assert len(table.answer("eth_getLogs", [wide])) == LOG_BLOCKS - 1
    short_us = _best_us(lambda: table.answer("eth_getTransactionReceipt", ["0x" + early.hex()]), 20)
    for number in range(chain.number, BLOCKS):
        _show("growing", number, BLOCKS)
        chain.seal()
    chain.close()
    opening_us, receipt_us = [], 0
    for _ in range(3):
        began = time.perf_counter_ns()
        chain = open_chain(folder)
        opening_us.append((time.perf_counter_ns() - began) // 1_000)
        table = EmbeddedProvider(chain).table
        began = time.perf_counter_ns()
        assert table.answer("eth_getTransactionReceipt", ["0x" + early.hex()])
        receipt_us = (time.perf_counter_ns() - began) // 1_000
        chain.close()
    return {
        "receipt_of_10000_us": short_us,
        "logs_of_10000_us": logs_us,
        "open_100000_us": max(opening_us),
        "first_receipt_of_100000_us": receipt_us,
        "bytes_per_block": (folder / "chain.sqlite").stat().st_size // BLOCKS,
    }


def _best_us(work: Callable[[], object], rounds: int) -> int:
    best = None
    for _ in range(rounds):
        began = time.perf_counter_ns()
        work()
        spent = (time.perf_counter_ns() - began) // 1_000
        best = spent if best is None else min(best, spent)
    assert best is not None
    return best


def _isolation_us() -> int:
    session = open_session()
    plan = session.platform.plan(Escrow.withdraw(1), session.actors.investor)
    spent = 0
    for _ in range(ISOLATED):
        began = time.perf_counter_ns()
        before = session.chain.snapshot()
        spent += time.perf_counter_ns() - began
        plan.send()
        began = time.perf_counter_ns()
        session.chain.revert(before)
        spent += time.perf_counter_ns() - began
    return spent // ISOLATED // 1_000


def _show(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty() and done % 1_000 == 0:
        print(f"\r{what} {100 * done // of} %", end="", file=sys.stderr, flush=True)
