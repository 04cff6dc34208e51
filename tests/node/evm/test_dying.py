"""A chain whose process dies at the worst moment: the last block is whole, or not there at all."""

from __future__ import annotations

import os
import resource
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth._utils.address import generate_contract_address
from eth_utils.address import to_checksum_address

from node.evm.transactions import GENESIS, OTHER, POOR, creation, raw
from tallystick_node.evm import BlockBuilder, open_chain, store
from tallystick_node.evm.backup import verify
from tallystick_node.evm.refusals import RpcRefusal

MARK = b" and then: "


class DyingConnection:
    """A database connection whose process is killed before its n-th statement is run."""

    def __init__(self, connection: Any, lives: int) -> None:
        self._connection = connection
        self._lives = lives

    def _live(self) -> None:
        self._lives -= 1
        if self._lives < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(self, *arguments: Any) -> Any:
        self._live()
        return self._connection.execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        self._live()
        return self._connection.executemany(*arguments)

    def executescript(self, *arguments: Any) -> Any:
        self._live()
        return self._connection.executescript(*arguments)

    def close(self) -> None:
        self._connection.close()

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    @property
    def lives(self) -> int:
        return self._lives


def in_a_child(work: Callable[[int], None]) -> tuple[int, bytes]:
    """Run work in a fork and return how it ended (minus a signal's number) and what it wrote."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons warn of threads; the child touches nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            work(writing)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        text = stream.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def dies(chain: BlockBuilder, lives: int) -> DyingConnection:
    dying = DyingConnection(chain.store.connection, lives)
    chain.store.connection = dying  # type: ignore[assignment]
    chain.store.nodes._connection = dying  # type: ignore[assignment]
    return dying


def acknowledged(output: bytes) -> list[bytes]:
    return [output[at : at + 32] for at in range(0, len(output) - len(output) % 32, 32)]


def whole(directory: Path, hashes: list[bytes]) -> None:
    """Everything that was acknowledged is mined or waits, and what waits can be mined."""
    assert verify(directory).blocks >= 1
    chain = open_chain(directory)
    waiting = [tx_hash for tx_hash in hashes if chain.pool.waiting(tx_hash) is not None]
    assert all(tx_hash in waiting or tx_hash in chain.mined for tx_hash in hashes)
    while chain.counts()[0]:
        chain.seal()
    assert all(chain.found(tx_hash) for tx_hash in hashes)
    addresses = [bytes.fromhex(who.address[2:]) for who in (OTHER, POOR)]
    assert chain.nonce(addresses[0], pending=False) == len(chain.logs([], [], 0, chain.number)) + 1
    chain.close()
    verify(directory)


def _life(directory: Path, lives: int) -> Callable[[int], None]:
    """Send calls of a contract that logs and make blocks, until the connection's lives are over."""

    def live(writing: int) -> None:
        chain = open_chain(directory)
        dying = dies(chain, lives)
        address = directory.joinpath("counter").read_text("ascii")
        nonce = chain.nonce(bytes.fromhex(OTHER.address[2:]), pending=True)
        for step in range(3):
            sent = [
                raw(nonce + 2 * step + number, OTHER, to=address, value=0, gas=100_000)
                for number in range(2)
            ]
            for tx_hash in chain.submit_many(sent):
                assert isinstance(tx_hash, bytes)
                os.write(writing, tx_hash)
            chain.seal()
        os.write(writing, dying.lives.to_bytes(2))

    return live


def _begun(directory: Path) -> None:
    chain = open_chain(directory, GENESIS)
    tx_hash = chain.submit(creation(0, OTHER))
    chain.seal()
    sender = chain.mined[tx_hash].transaction.sender
    result = to_checksum_address(generate_contract_address(sender, 0))
    directory.joinpath("counter").write_text(result, "ascii")
    chain.close()


@pytest.mark.long
def test_a_chain_that_dies_at_any_statement_comes_back_whole(tmp_path: Path) -> None:
    _begun(tmp_path / "whole")
    code, output = in_a_child(_life(tmp_path / "whole", 10_000))
    assert code == 0
    statements = 10_000 - int.from_bytes(output[-2:])
    assert len(acknowledged(output)) == 6
    deaths = 0
    # The first statements are the reading of state; the chain is killed before each in turn.
    for lives in range(statements):
        directory = tmp_path / f"{lives}"
        _begun(directory)
        code, output = in_a_child(_life(directory, lives))
        assert code == -signal.SIGKILL
        whole(directory, acknowledged(output))
        deaths += 1
    assert deaths == statements > 20


def test_a_full_disk_is_told_and_nothing_is_damaged(tmp_path: Path) -> None:
    _begun(tmp_path)

    def fill(writing: int) -> None:
        chain = open_chain(tmp_path)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        room = 200_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        encoded = b"not refused"
        for nonce in range(1, 200):
            answer = chain.submit_many([raw(nonce, OTHER, data=b"\1" * 4_000, gas=300_000)])[0]
            if isinstance(answer, RpcRefusal):
                encoded = answer.message.encode()
                break
            os.write(writing, answer)
        try:
            chain.seal()
        except RpcRefusal as refusal:
            encoded += b" | " + refusal.message.encode()
        os.write(writing, MARK + encoded)

    code, output = in_a_child(fill)
    assert code == 0
    hashes, _, rest = output.partition(MARK)
    assert b"the chain's disk does not take this" in rest
    assert rest.count(b"nothing was changed") == 2
    assert len(hashes) % 32 == 0
    kept = acknowledged(hashes)
    assert len(kept) > 5
    chain = open_chain(tmp_path)
    assert chain.number == 1
    assert chain.counts() == (len(kept), 0)
    chain.seal()
    assert chain.hashes(2) == kept
    chain.close()
    assert verify(tmp_path).blocks == 3


@pytest.mark.long
def test_a_chain_that_dies_while_it_begins_can_begin_again(tmp_path: Path) -> None:
    def begin(lives: int) -> Callable[[int], None]:
        def work(_: int) -> None:
            real = store.connect
            store.connect = lambda path: DyingConnection(real(path), lives)  # type: ignore[assignment,return-value]
            open_chain(tmp_path / f"{lives}", GENESIS)

        return work

    ended = []
    for lives in range(60):
        code, _ = in_a_child(begin(lives))
        ended.append(code)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        chain = open_chain(tmp_path / f"{lives}", GENESIS)
        assert chain.number == 0
        chain.close()
        assert verify(tmp_path / f"{lives}").blocks == 1
    assert ended[-1] == 0
