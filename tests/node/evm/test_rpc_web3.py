"""web3 reads every answer of the chain, over HTTP and in the same process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from web3 import Web3
from web3.exceptions import (
    BlockNotFound,
    ContractLogicError,
    TransactionNotFound,
    Web3RPCError,
)
from web3.middleware import SignAndSendRawMiddlewareBuilder

from node.evm.builders import COUNTER, POOR, RELAY_OF, REVERTER, RICH, Scene
from tallystick_node.evm import EmbeddedProvider
from tallystick_node.evm.server import ChainServer, serving


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


@pytest.fixture(scope="module")
def counter(scene: Scene) -> str:
    return Web3.to_checksum_address(scene.deploy(COUNTER))


@pytest.fixture(scope="module", params=["http", "embedded"])
def web3(request: pytest.FixtureRequest, scene: Scene) -> Iterator[Any]:
    if request.param == "embedded":
        yield Web3(EmbeddedProvider(scene.builder))
        return
    with serving(ChainServer(scene.table, lambda: None)) as url:
        yield Web3(Web3.HTTPProvider(url + "/rpc"))


def test_web3_reads_blocks_and_what_is_in_them(web3: Any, scene: Scene, counter: str) -> None:
    tx_hash = scene.send(to=counter)
    receipt = web3.eth.wait_for_transaction_receipt(tx_hash)
    block = web3.eth.get_block(receipt["blockNumber"], full_transactions=True)
    assert block["transactions"][0] == web3.eth.get_transaction(tx_hash)
    assert receipt["logs"][0]["address"] == counter
    assert web3.eth.get_block_receipts(receipt["blockNumber"]) == [receipt]
    assert web3.eth.get_block("latest")["hash"] == receipt["blockHash"] == block["hash"]
    assert web3.eth.get_block_transaction_count("latest") == 1
    assert web3.eth.get_logs({"blockHash": block["hash"]}) == receipt["logs"]


def test_web3_reads_accounts_and_proofs(web3: Any, counter: str) -> None:
    assert web3.eth.get_balance(RICH.address) > 10**23
    code = web3.eth.get_code(counter)
    assert code.hex().removeprefix("0x") == COUNTER
    assert web3.eth.get_transaction_count(POOR.address) == 0
    proof = web3.eth.get_proof(counter, [0], "latest")
    assert proof["codeHash"] == web3.keccak(hexstr=COUNTER)
    stored = web3.eth.get_storage_at(counter, 0)
    assert int.from_bytes(proof["storageProof"][0]["value"], "big") == int.from_bytes(stored, "big")


def test_web3_reads_fees_and_the_network(web3: Any) -> None:
    history = web3.eth.fee_history(2, "latest", [10, 90])
    assert len(history["baseFeePerGas"]) == len(history["reward"]) + 1
    assert web3.eth.gas_price == history["baseFeePerGas"][-1] + web3.eth.max_priority_fee
    assert (web3.eth.chain_id, web3.net.version) == (31_337, "31337")
    assert web3.is_connected()
    assert web3.eth.syncing is False
    assert web3.client_version.startswith("tallystick/")
    assert web3.geth.txpool.status() == {"pending": "0x0", "queued": "0x0"}


def test_web3_calls_estimates_and_lists(web3: Any, scene: Scene, counter: str) -> None:
    request: Any = {"from": RICH.address, "to": counter}
    assert int.from_bytes(web3.eth.call(request), "big") > 0
    assert web3.eth.estimate_gas(request) > 21_000
    relay: Any = {"to": Web3.to_checksum_address(scene.deploy(RELAY_OF(counter)))}
    listed = web3.eth.create_access_list(relay)
    assert [entry["address"] for entry in listed["accessList"]] == [counter]
    traced = web3.geth.debug.trace_transaction(scene.send(to=counter))
    assert traced["structLogs"][0]["op"] == "PUSH0"


def test_web3_signs_and_sends(web3: Any, scene: Scene) -> None:
    signing = SignAndSendRawMiddlewareBuilder.build(RICH)
    web3.middleware_onion.inject(signing, layer=0)
    before = web3.eth.get_balance(POOR.address)
    sent = web3.eth.send_transaction({"from": RICH.address, "to": POOR.address, "value": 9})
    scene.nonce += 1
    assert web3.eth.wait_for_transaction_receipt(sent)["status"] == 1
    assert web3.eth.get_balance(POOR.address) == before + 9
    web3.middleware_onion.remove(signing)


def test_web3_polls_filters(web3: Any, scene: Scene, counter: str) -> None:
    watched = web3.eth.filter({"address": counter})
    blocks = web3.eth.filter("latest")
    tx_hash = scene.send(to=counter)
    [log] = watched.get_new_entries()
    assert log["transactionHash"] == web3.to_bytes(hexstr=tx_hash)
    assert len(blocks.get_new_entries()) == 1


def test_web3_sees_refusals_as_its_own_errors(web3: Any, scene: Scene) -> None:
    reverter = Web3.to_checksum_address(scene.deploy(REVERTER))
    with pytest.raises(ContractLogicError) as refused:
        web3.eth.call({"to": reverter, "data": "0x1234"})
    assert refused.value.data == "0x1234"
    with pytest.raises(BlockNotFound):
        web3.eth.get_block(10**6)
    with pytest.raises(TransactionNotFound):
        web3.eth.get_transaction("0x" + "11" * 32)
    with pytest.raises(Web3RPCError, match="cannot be read"):
        web3.eth.send_raw_transaction(b"\2")


def test_web3_batches(web3: Any, counter: str) -> None:
    with web3.batch_requests() as batch:
        batch.add(web3.eth.get_block("latest"))
        batch.add(web3.eth.get_balance(RICH.address))
        batch.add(web3.eth.get_code(counter))
        block, balance, code = batch.execute()
    assert block["number"] == web3.eth.block_number
    assert (balance, code) == (web3.eth.get_balance(RICH.address), bytes.fromhex(COUNTER))
    with web3.batch_requests() as batch:
        batch.add(web3.eth.get_block("latest"))
        batch.add(web3.eth.call({"to": counter, "gas": 1}))
        with pytest.raises(Web3RPCError, match="intrinsic gas"):
            batch.execute()


def test_an_error_of_ours_is_logged_and_not_told(
    web3: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, scene: Scene
) -> None:
    def fails(*_: Any) -> None:
        raise LookupError("a secret of ours")

    monkeypatch.setattr(scene.builder, "counts", fails)
    with pytest.raises(Web3RPCError) as refused:
        web3.geth.txpool.status()
    assert "internal error" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "a secret of ours" in caplog.text
