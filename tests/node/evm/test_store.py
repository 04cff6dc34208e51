"""The chain on disk: it comes back as it was, refuses what is damaged, and survives a full disk."""

from __future__ import annotations

import contextlib
import random
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from eth._utils.address import generate_contract_address
from eth_utils.address import to_checksum_address

from node.evm.transactions import GENESIS, OTHER, POOR, RICH, START, creation, raw
from tallystick_node.evm import BlockBuilder, ChainRefused, Clock, Genesis, open_chain
from tallystick_node.evm.backup import back_up, restore, verify
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.store import FILE


def balance(chain: BlockBuilder) -> int:
    return int(chain.state().get_balance(bytes.fromhex(POOR.address[2:])))


def lived(directory: Path, blocks: int = 3) -> BlockBuilder:
    """A chain with a counter that was called twice in each block, and one transfer."""
    chain = open_chain(directory, GENESIS)
    created = chain.submit(creation())
    chain.seal()
    counter = chain.mined[created].receipt
    assert counter.state_root == b"\1"
    sender = chain.mined[created].transaction.sender
    address = to_checksum_address(generate_contract_address(sender, 0))
    for number in range(blocks):
        for step in range(2):
            chain.submit(raw(1 + 2 * number + step, to=address, value=0, gas=100_000))
        chain.submit(raw(number, OTHER))
        chain.seal()
    return chain


def test_a_chain_comes_back_as_it_was(tmp_path: Path) -> None:
    chain = lived(tmp_path)
    before = (chain.number, chain.head().hash, balance(chain), chain.logs([], [], 0, 9))
    waiting = chain.submit(raw(7))
    chain.close()
    again = open_chain(tmp_path)
    assert (again.number, again.head().hash, balance(again), again.logs([], [], 0, 9)) == before
    assert again.genesis == GENESIS
    assert again.pool.waiting(waiting) is not None
    assert again.nonce(bytes.fromhex(RICH.address[2:]), pending=True) == 8
    again.seal()
    assert again.mined[waiting].block == before[0] + 1
    again.close()


def test_logs_are_found_by_address_topic_and_range(tmp_path: Path) -> None:
    chain = lived(tmp_path)
    logs = chain.logs([], [], 0, chain.number)
    assert [(log.block, log.index, log.tx_index) for log in logs] == [
        (block, place, place) for block in (2, 3, 4) for place in (0, 1)
    ]
    assert [int.from_bytes(log.data) for log in logs] == [1, 2, 3, 4, 5, 6]
    seven = (7).to_bytes(32)
    assert chain.logs([logs[0].address], [[seven]], 3, 3) == logs[2:4]
    assert chain.logs([], [[b"\0" * 32]], 0, 9) == chain.logs([b"\0" * 20], [], 0, 9) == []
    assert chain.logs([], [None, None], 0, 9) == []
    assert chain.logs([], [None], 0, 9, limit=1) == logs[:1]
    chain.close()


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    chain = open_chain(tmp_path, GENESIS)
    with pytest.raises(ChainRefused, match="another process has the chain"):
        open_chain(tmp_path)
    chain.close()
    open_chain(tmp_path).close()


def test_an_empty_folder_another_id_and_a_foreign_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ChainRefused, match="there is no chain in"):
        open_chain(tmp_path / "none")
    open_chain(tmp_path / "one", GENESIS).close()
    with pytest.raises(ChainRefused, match="has the id 31337, not 5"):
        open_chain(tmp_path / "one", Genesis(START, chain_id=5))
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE somebody (else_ INTEGER)")
    other.close()
    with pytest.raises(ChainRefused, match="not a chain of this program"):
        open_chain(tmp_path)


@pytest.mark.parametrize("place", [0, 4_096, 20_000])
def test_a_damaged_file_is_refused(tmp_path: Path, place: int) -> None:
    lived(tmp_path).close()
    file = tmp_path / FILE
    data = bytearray(file.read_bytes())
    data[place : place + 2_000] = b"\xa5" * 2_000
    file.write_bytes(data)
    with pytest.raises(ChainRefused, match="CHAIN:DAMAGED") as refusal:
        open_chain(tmp_path)
    assert "tallystick chain restore" in refusal.value.sentence


def everything(chain: BlockBuilder) -> Any:
    blocks = range(chain.number + 1)
    return (
        [(chain.header(block).hash, chain.hashes(block)) for block in blocks],
        [chain.transactions(block) for block in blocks],
        chain.logs([], [], 0, chain.number),
        balance(chain),
        chain.store.pending(),
    )


def test_no_changed_byte_is_answered(tmp_path: Path) -> None:
    """Wherever a byte flips: the file is refused, or the byte meant nothing."""
    chain = lived(tmp_path / "chain")
    chain.submit(raw(7))
    expected = everything(chain)
    chain.close()
    data = (tmp_path / "chain" / FILE).read_bytes()
    chance = random.Random(11)
    refused = 0
    # Somewhere, and in each of the names under which py-evm finds blocks by their numbers.
    names = [match.start() + 3 for match in re.finditer(rb"block-number-to-hash:", data)]
    assert len(names) >= 5
    for place in {*chance.sample(range(len(data)), 300), *names}:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        directory = tmp_path / f"{place}"
        directory.mkdir()
        (directory / FILE).write_bytes(changed)
        try:
            result = open_chain(directory)
        except ChainRefused:
            refused += 1
            continue
        assert everything(result) == expected
        result.close()
    assert refused > 20


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE logs SET data = x'00' WHERE block = 2 AND place = 0", "a log is not"),
        ("UPDATE transactions SET gas_used = 1 WHERE block = 2", "a transaction is not"),
        ("UPDATE transactions SET receipt = 7 WHERE block = 2", "a transaction is not"),
        ("UPDATE logs SET data = 1.5 WHERE block = 2", "a log is not"),
        ("UPDATE meta SET value = replace(value, '31337', '1')", "its genesis is not"),
        ("UPDATE meta SET value = '{' WHERE key = 'clock'", "its clock is not"),
        ("UPDATE meta SET key = 'clocc' WHERE key = 'clock'", "its clock is missing"),
        ("DELETE FROM meta WHERE key = 'genesis'", "its genesis is missing"),
        ("UPDATE meta SET value = CAST(x'ff' AS TEXT) WHERE key = 'genesis'", "is damaged"),
        ("UPDATE nodes SET value = 7 WHERE length(key) = 32", "is not what was written"),
    ],
)
def test_a_changed_row_of_a_large_file_is_never_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, words: str
) -> None:
    lived(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute(change)
    file.close()
    with pytest.raises(ChainRefused, match="CHAIN:DAMAGED"):
        open_chain(tmp_path)
    monkeypatch.setattr("tallystick_node.evm.store.CHECKED_WHOLE_MAX", 0)
    with pytest.raises(ChainRefused, match=words):
        everything(open_chain(tmp_path))


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    lived(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("PRAGMA user_version = 1")
    file.close()
    with pytest.raises(
        ChainRefused, match="CHAIN:FORMAT: .* has the format 1, this program reads 2"
    ):
        open_chain(tmp_path)


def test_a_changed_value_is_never_answered(tmp_path: Path) -> None:
    chain = lived(tmp_path)
    root = bytes(chain.header(chain.number).state_root)
    chain.close()
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE nodes SET value = CAST(value || x'00' AS BLOB) WHERE key = ?", (root,))
    file.close()
    with pytest.raises(ChainRefused, match="is not what was written"):
        balance(open_chain(tmp_path))
    with pytest.raises(ChainRefused, match="is not what was written"):
        verify(tmp_path)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    lived(tmp_path).close()
    file = tmp_path / FILE
    file.write_bytes(file.read_bytes()[:-8_192])
    with pytest.raises(ChainRefused, match="CHAIN:DAMAGED"):
        open_chain(tmp_path)


def test_a_full_disk_is_said_and_damages_nothing(tmp_path: Path) -> None:
    chain = lived(tmp_path)
    kept = chain.submit(raw(7))
    before = (chain.number, chain.head().hash, balance(chain))
    pages = chain.store.one("PRAGMA page_count")
    chain.store.connection.execute(f"PRAGMA max_page_count = {pages + 12}")
    raws = [raw(nonce, data=b"\1" * 4_000, gas=300_000) for nonce in range(8, 72)]
    answers = [chain.submit_many([entry])[0] for entry in raws]
    taken = sum(isinstance(answer, bytes) for answer in answers)
    assert 0 < taken < len(answers)
    assert all(
        isinstance(answer, RpcRefusal) and "database or disk is full" in answer.message
        for answer in answers[taken:]
    )
    assert chain.counts() == (1 + taken, 0)
    with pytest.raises(RpcRefusal, match="nothing was changed") as refusal:
        chain.seal()
    assert refusal.value.code == -32603
    assert (chain.number, chain.head().hash, balance(chain)) == before
    chain.store.connection.execute("PRAGMA max_page_count = 1000000")
    chain.seal()
    assert chain.mined[kept].block == before[0] + 1
    assert len(chain.hashes(chain.number)) == 1 + taken
    chain.close()
    assert verify(tmp_path).blocks == before[0] + 2


def test_a_backup_of_a_running_chain_is_restored(tmp_path: Path) -> None:
    chain = lived(tmp_path / "chain")
    waiting = chain.submit(raw(7))
    backup = back_up(tmp_path / "chain", tmp_path / "copy")
    assert (backup.blocks, backup.transactions, backup.logs, backup.waiting) == (5, 10, 6, 1)
    assert verify(tmp_path / "copy") == verify(tmp_path / "chain") == backup
    chain.seal()
    chain.close()
    assert restore(tmp_path / "copy", tmp_path / "again") == backup
    again = open_chain(tmp_path / "again")
    assert again.number == 4
    assert again.pool.waiting(waiting) is not None
    again.close()
    with pytest.raises(ChainRefused, match="exists already"):
        restore(tmp_path / "copy", tmp_path / "again")
    with pytest.raises(ChainRefused, match="exists already"):
        back_up(tmp_path / "chain", tmp_path / "copy")
    assert not list(tmp_path.rglob("*.unfinished"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE logs SET data = x'00' WHERE block = 3", "block 3 has other logs"),
        ("DELETE FROM logs WHERE block = 2 AND place = 1", "block 2 has other logs"),
        ("DELETE FROM transactions WHERE block = 4 AND place = 2", "block 4 has other trans"),
        ("DELETE FROM blocks WHERE number = 2", "block 3 has another parent"),
        ("DELETE FROM blocks WHERE number = 4", "its state ends at another block"),
        ("UPDATE transactions SET raw = x'02c0' WHERE block = 2", "is damaged"),
        ("UPDATE pending SET raw = x'02c0'", "is damaged"),
    ],
)
def test_verify_sees_what_does_not_fit(tmp_path: Path, change: str, words: str) -> None:
    chain = lived(tmp_path)
    chain.submit(raw(7))
    chain.close()
    assert verify(tmp_path).waiting == 1
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute(change)
    file.close()
    with pytest.raises(ChainRefused, match=words):
        verify(tmp_path)


def test_going_back_forgets_what_came_after(tmp_path: Path) -> None:
    chain = lived(tmp_path)
    middle = chain.block(2).hash
    chain.revert(2)
    assert (chain.number, chain.head().hash) == (2, middle)
    assert len(chain.logs([], [], 0, 9)) == 2
    chain.submit(raw(3))
    chain.seal()
    chain.close()
    assert verify(tmp_path).blocks == 4
    assert open_chain(tmp_path).number == 3


def test_the_clock_is_kept_with_its_mode_and_offset(tmp_path: Path) -> None:
    wall = [float(START + 1_000_000)]
    clock = Clock("accelerated", 3_600, wall=lambda: wall[0])
    chain = open_chain(tmp_path, GENESIS, clock)
    assert chain.pending_timestamp() == START + 1
    wall[0] += 10
    assert chain.pending_timestamp() == START + 36_000
    wall[0] += 10**6
    assert chain.pending_timestamp() == int(wall[0])
    chain.increase_time(50)
    assert chain.pending_timestamp() == int(wall[0]) + 50
    chain.close()
    again = open_chain(tmp_path)
    assert again.clock is not None
    assert (again.clock.mode, again.clock.rate, again.clock.offset) == ("accelerated", 3_600, 50)
    again.close()


def test_verify_misses_no_node_of_any_state(tmp_path: Path) -> None:
    chain = lived(tmp_path, blocks=1)
    chain.close()
    data = (tmp_path / FILE).read_bytes()
    with sqlite3.connect(tmp_path / FILE) as file:
        keys = [row[0] for row in file.execute("SELECT key FROM nodes WHERE length(key) = 32")]
    file.close()
    unseen = []
    for key in keys:
        (tmp_path / FILE).write_bytes(data)
        with sqlite3.connect(tmp_path / FILE) as file:
            value = file.execute("DELETE FROM nodes WHERE key = ? RETURNING value", (key,))
            gone = value.fetchone()[0]
        file.close()
        with contextlib.suppress(ChainRefused):
            verify(tmp_path)
            unseen.append(gone)
    # The code of accounts without code is known without being read.
    assert unseen == [b""]
