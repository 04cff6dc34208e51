"""`tallystick chain`: what it prints, what it keeps, how it ends, and its backups."""

from __future__ import annotations

import json
import stat
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from node.evm.process import ADDRESS_AND_KEY, ChainProcess
from node.evm.transactions import GENESIS, POOR, raw
from tallystick.cli.main import main
from tallystick_node.evm import open_chain
from tallystick_node.evm.store import Store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["chain", *arguments])
    captured = capsys.readouterr()
    return ended.value.code, captured.out, captured.err


def mined(chain: ChainProcess, signed: bytes) -> Any:
    tx_hash = chain.ask("eth_sendRawTransaction", "0x" + signed.hex())
    for _ in range(200):
        receipt = chain.ask("eth_getTransactionReceipt", tx_hash)
        if receipt is not None:
            return receipt
        threading.Event().wait(0.05)
    raise AssertionError("it is not mined")


@pytest.mark.long
def test_a_chain_keeps_its_accounts_and_blocks_over_restarts(tmp_path: Path) -> None:
    directory = tmp_path / "chain"
    with ChainProcess(directory) as first:
        assert len(first.keys) == 10
        receipt = mined(first, raw(0, first.keys[0]))
        assert first.stop() == (0, "")
    assert stat.S_IMODE((directory / "dev-accounts.json").stat().st_mode) == 0o600
    with ChainProcess(directory) as second:
        assert second.lines[:10] == first.lines[:10]
        assert second.ask("eth_getTransactionReceipt", receipt["transactionHash"]) == receipt
        block = second.ask("eth_getBlockByNumber", "latest", False)
        assert block["hash"] == receipt["blockHash"]
    # Without --dev no key is shown, and nobody may set the clock.
    with ChainProcess(directory, options=()) as third:
        assert not [line for line in third.lines if ADDRESS_AND_KEY.search(line) or "key" in line]
        answer = third.batch([("evm_mine", []), ("eth_chainId", [])])
        assert answer[0]["error"]["code"] == -32601
        assert answer[1]["result"] == "0x7a69"


@pytest.mark.long
def test_an_account_without_coin_is_credited_once(tmp_path: Path) -> None:
    options = ("--credit", POOR.address, "--chain-id", "77")
    with ChainProcess(tmp_path, options=()) as chain:
        assert int(chain.ask("eth_getBalance", POOR.address, "latest"), 16) == 0
        _, output = chain.stop()
        assert "--credit ADDRESS or --dev" in output
    output = ChainProcess(tmp_path, options=("--chain-id", "77")).refused()
    assert "CHAIN:ID: the chain in" in output
    assert "has the id 31337, not 77" in output
    with ChainProcess(tmp_path, options=options[:2]) as chain:
        block = chain.ask("eth_getBlockByNumber", "latest", False)
        assert [withdrawal["address"] for withdrawal in block["withdrawals"]] == [
            POOR.address.lower()
        ]
        assert int(chain.ask("eth_getBalance", POOR.address, "latest"), 16) == 10**24
        assert int(mined(chain, raw(0, POOR))["blockNumber"], 16) == 2
        chain.stop()
    with ChainProcess(tmp_path, options=options[:2]) as chain:
        assert chain.ask("eth_blockNumber") == "0x2"
    with ChainProcess(tmp_path) as chain:
        assert chain.ask("eth_blockNumber") == "0x3"
        assert int(chain.ask("eth_getBalance", chain.keys[9].address, "latest"), 16) == 10**24


@pytest.mark.long
def test_a_new_chain_has_the_id_that_is_asked_for(tmp_path: Path) -> None:
    with ChainProcess(tmp_path, options=("--dev", "--chain-id", "77")) as chain:
        assert chain.ask("eth_chainId") == "0x4d"
        answer = chain.batch([("eth_sendRawTransaction", ["0x" + raw(0, chain.keys[0]).hex()])])
        assert answer[0]["error"]["message"] == "invalid chain id: 31337, this is 77"
        assert mined(chain, raw(0, chain.keys[0], chainId=77))["status"] == "0x1"


def test_without_a_block_time_each_transaction_is_mined_at_once(tmp_path: Path) -> None:
    with ChainProcess(tmp_path, options=("--dev", "--block-time", "0")) as chain:
        for nonce in range(3):
            signed = raw(nonce, chain.keys[0])
            tx_hash = chain.ask("eth_sendRawTransaction", "0x" + signed.hex())
            receipt = chain.ask("eth_getTransactionReceipt", tx_hash)
            assert int(receipt["blockNumber"], 16) == nonce + 1


@pytest.mark.long
def test_a_second_process_and_a_taken_port_are_refused(tmp_path: Path) -> None:
    with ChainProcess(tmp_path / "one") as chain:
        refusal = ChainProcess(tmp_path / "one").refused()
        assert "CHAIN:IN_USE: another process has the chain" in refusal
        port = chain.url.rpartition(":")[2]
        refusal = ChainProcess(tmp_path / "two", options=("--port", port)).refused()
        assert f"INPUT:PORT: cannot listen on 127.0.0.1:{port}" in refusal


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "CLI:USAGE: say where the chain is kept"),
        (("--data-dir", "x", "--port", "70000"), "CLI:USAGE"),
        (("--data-dir", "x", "--credit", "0x12"), "INPUT:ADDRESS: '0x12' is not a valid address"),
        (("verify", "--data-dir", "nowhere"), "CHAIN:NONE: there is no chain at nowhere"),
        (("backup", "--data-dir", "nowhere", "--to", "x"), "CHAIN:NONE: there is no chain in"),
        (("restore", "--from", "nowhere", "--data-dir", "x"), "CHAIN:NONE: there is no backup at"),
    ],
)
def test_what_cannot_run_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], words: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_a_place_where_nothing_can_be_kept_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a directory")
    place = str(tmp_path / "file")
    refusal = ChainProcess(tmp_path / "file", options=()).refused()
    assert f"CHAIN:DISK: no chain can be kept in {place} (File exists)" in refusal
    refusal = ChainProcess(tmp_path / "file" / "below").refused()
    assert "CHAIN:DISK: no keys can be kept in" in refusal
    open_chain(tmp_path / "chain", GENESIS).close()
    code, _, err = run(
        capsys, "backup", "--data-dir", str(tmp_path / "chain"), "--to", place + "/copy"
    )
    assert code == 2
    assert f"could not be copied to {place}/copy" in err
    copy = str(tmp_path / "copy")
    run(capsys, "backup", "--data-dir", str(tmp_path / "chain"), "--to", copy)
    code, _, err = run(capsys, "restore", "--from", copy, "--data-dir", place)
    assert code == 2
    assert f"CHAIN:DISK: no chain can be kept in {place}" in err


@pytest.mark.parametrize("options", [("--dev",), ("--dev", "--chain-id", "77")])
def test_a_chain_that_died_before_its_genesis_begins_again(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    Store(tmp_path).close()  # the file is there, and nothing in it
    with ChainProcess(tmp_path, options=options) as chain:
        assert chain.ask("eth_chainId") == ("0x4d" if "77" in options else "0x7a69")
        block = chain.ask("eth_getBlockByNumber", "0x0", False)
        assert abs(int(block["timestamp"], 16) - time.time()) < 60
        assert int(chain.ask("eth_getBalance", chain.keys[0].address, "latest"), 16) == 10**24


def test_a_damaged_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dev-accounts.json").write_text('["0x12"]')
    assert "CHAIN:DEV_ACCOUNTS: the keys in" in ChainProcess(tmp_path).refused()


@pytest.mark.long
def test_a_running_chain_is_backed_up_and_restored_elsewhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy, again = str(tmp_path / "copy"), str(tmp_path / "again")
    with ChainProcess(tmp_path / "chain") as chain:
        receipt = mined(chain, raw(0, chain.keys[0]))
        directory = str(tmp_path / "chain")
        code, out, _ = run(capsys, "backup", "--data-dir", directory, "--to", copy, "--json")
        assert code == 0
        document = json.loads(out)
        assert (document["blocks"], document["transactions"], document["head"]) == (
            2,
            1,
            receipt["blockHash"],
        )
        code, _, err = run(capsys, "backup", "--data-dir", directory, "--to", copy)
        assert code == 2
        assert "CHAIN:EXISTS" in err
    code, out, _ = run(capsys, "restore", "--from", copy, "--data-dir", again)
    assert code == 0
    assert out.startswith(f"restored to {again}: 2 blocks, 1 transactions, 0 logs, 0 waiting")
    code, out, _ = run(capsys, "verify", "--data-dir", again, "--json")
    assert json.loads(out) == document
    with ChainProcess(tmp_path / "again", options=()) as chain:
        assert chain.ask("eth_getTransactionReceipt", receipt["transactionHash"]) == receipt


@pytest.mark.long
def test_a_damaged_chain_is_not_served_and_says_what_to_do(tmp_path: Path) -> None:
    with ChainProcess(tmp_path) as chain:
        mined(chain, raw(0, chain.keys[0]))
        chain.stop()
    file = tmp_path / "chain.sqlite"
    data = bytearray(file.read_bytes())
    data[8_192:12_288] = b"\xa5" * 4_096
    file.write_bytes(data)
    refusal = ChainProcess(tmp_path).refused()
    assert "CHAIN:DAMAGED: the chain in" in refusal
    assert "put a backup in its place with `tallystick chain restore`" in refusal
    assert file.read_bytes() == data


def test_one_document_is_printed_when_asked_for(tmp_path: Path) -> None:
    chain = ChainProcess(tmp_path, options=("--dev", "--json"))
    with chain.started_with_json() as document:
        assert set(document) == {"url", "chain_id", "block", "dev_accounts"}
        assert len(document["dev_accounts"]) == 10
        assert chain.ask("eth_chainId") == hex(document["chain_id"])
        assert chain.stop() == (0, "")
