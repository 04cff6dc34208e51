"""Blocks, transactions, receipts and fees in the shapes of a node; null where nothing is."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth_utils.crypto import keccak

from node.evm.builders import COUNTER, POOR, RICH, START, Scene, padded
from tallystick_node.evm.rpc import RpcLimits


@pytest.fixture(scope="module")
def scene() -> Scene:
    result = Scene(RpcLimits(fee_transactions_max=5), instant=False)
    result.send(to=None, gas=1_000_000, data="0x6015600a5f3960155ff3" + COUNTER)
    result.ask("evm_mine")
    counter = result.ask("eth_getBlockReceipts", "0x1")[0]["contractAddress"]
    result.send(to=counter, maxPriorityFeePerGas=7)
    result.send(to=counter, maxPriorityFeePerGas=3)
    result.send(value=1, gasPrice=2 * 10**9, maxFeePerGas=None, maxPriorityFeePerGas=None)
    result.ask("evm_mine")
    return result


@pytest.fixture(scope="module")
def block(scene: Scene) -> dict[str, Any]:
    answer: dict[str, Any] = scene.ask("eth_getBlockByNumber", "0x2", True)
    return answer


def test_a_block_is_found_by_number_and_hash(scene: Scene, block: dict[str, Any]) -> None:
    assert scene.ask("eth_getBlockByHash", block["hash"], True) == block
    short = scene.ask("eth_getBlockByHash", block["hash"], False)
    assert short["transactions"] == [transaction["hash"] for transaction in block["transactions"]]
    assert block["parentHash"] == scene.ask("eth_getBlockByNumber", "0x1", False)["hash"]
    for word in ("latest", "pending", "safe", "finalized"):
        assert scene.ask("eth_getBlockByNumber", word, False)["number"] == "0x2"
    assert scene.ask("eth_getBlockByNumber", "earliest", False)["timestamp"] == hex(START)
    assert scene.ask("eth_blockNumber") == "0x2"


def test_a_hash_is_that_of_the_fields_shown(block: dict[str, Any]) -> None:
    order = (
        "parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty"
        " number gasLimit gasUsed timestamp extraData mixHash nonce baseFeePerGas withdrawalsRoot"
        " blobGasUsed excessBlobGas parentBeaconBlockRoot requestsHash"
    )
    numbers = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas",
               "blobGasUsed", "excessBlobGas"}  # fmt: skip
    fields = [
        int(block[name], 16) if name in numbers else bytes.fromhex(block[name][2:])
        for name in order.split()
    ]
    assert keccak(rlp.encode(fields)).hex() == block["hash"][2:]


def test_numbers_have_no_leading_zeros(block: dict[str, Any]) -> None:
    quantities = [block["gasUsed"], block["size"], *(
        transaction[name]
        for transaction in block["transactions"]
        for name in ("r", "s", "v", "nonce", "gas")
    )]  # fmt: skip
    assert all(hex(int(quantity, 16)) == quantity for quantity in quantities)


def test_what_is_not_there_is_null(scene: Scene) -> None:
    for method in ("eth_getBlockByHash", "eth_getBlockTransactionCountByHash",
                   "eth_getUncleCountByBlockHash", "eth_getTransactionByHash",
                   "eth_getTransactionReceipt", "eth_getBlockReceipts"):  # fmt: skip
        assert scene.ask(method, padded(9)) is None
    for method in ("eth_getBlockByNumber", "eth_getBlockTransactionCountByNumber",
                   "eth_getUncleCountByBlockNumber", "eth_getBlockReceipts"):  # fmt: skip
        assert scene.ask(method, "0xffff") is None
    assert scene.ask("eth_getTransactionByBlockNumberAndIndex", "0xffff", "0x0") is None
    assert scene.ask("eth_getTransactionByBlockNumberAndIndex", "0x2", "0x3") is None
    assert scene.ask("eth_getTransactionByBlockHashAndIndex", padded(9), "0x0") is None


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("eth_getBlockByNumber", ("newest", False)),
        ("eth_getBlockByNumber", ("0x", False)),
        ("eth_getBlockByNumber", ("0x1", "yes")),
        ("eth_getBlockByNumber", ()),
        ("eth_getBlockByHash", ("0x12", False)),
        ("eth_getBlockByHash", (None, False)),
        ("eth_getBlockReceipts", ([],)),
        ("eth_getBlockTransactionCountByHash", ("0x1",)),
        ("eth_getBlockTransactionCountByNumber", ("-0x1",)),
        ("eth_getUncleCountByBlockHash", (1,)),
        ("eth_getUncleCountByBlockNumber", ({},)),
        ("eth_getTransactionByHash", ("latest",)),
        ("eth_getTransactionReceipt", (padded(1)[2:],)),
        ("eth_getTransactionByBlockHashAndIndex", (padded(1), None)),
        ("eth_getTransactionByBlockNumberAndIndex", ("0x1", "first")),
        ("eth_blockNumber", (1,)),
    ],
)
def test_parameters_that_make_no_sense_are_refused(
    scene: Scene, method: str, params: tuple[Any, ...]
) -> None:
    assert scene.refusal(method, *params).code == -32602


def test_a_transaction_and_its_receipt_agree(scene: Scene, block: dict[str, Any]) -> None:
    for place, shown in enumerate(block["transactions"]):
        assert scene.ask("eth_getTransactionByHash", shown["hash"]) == shown
        at = ("0x2", hex(place))
        assert scene.ask("eth_getTransactionByBlockNumberAndIndex", *at) == shown
        at = (block["hash"], hex(place))
        assert scene.ask("eth_getTransactionByBlockHashAndIndex", *at) == shown
        receipt = scene.ask("eth_getTransactionReceipt", shown["hash"])
        assert receipt["transactionIndex"] == shown["transactionIndex"] == hex(place)
        assert receipt["effectiveGasPrice"] == shown["gasPrice"]
        assert (receipt["from"], receipt["to"]) == (RICH.address.lower(), shown["to"])
    assert [transaction["type"] for transaction in block["transactions"]] == ["0x2", "0x2", "0x0"]
    assert int(block["transactions"][2]["v"], 16) in {31_337 * 2 + 35, 31_337 * 2 + 36}


def test_a_blocks_receipts_add_up(scene: Scene, block: dict[str, Any]) -> None:
    receipts = scene.ask("eth_getBlockReceipts", "0x2")
    assert receipts == scene.ask("eth_getBlockReceipts", block["hash"])
    assert receipts == scene.ask("eth_getBlockReceipts", {"blockHash": block["hash"]})
    assert receipts[-1]["cumulativeGasUsed"] == block["gasUsed"]
    assert sum(int(receipt["gasUsed"], 16) for receipt in receipts) == int(block["gasUsed"], 16)
    assert [log["logIndex"] for receipt in receipts for log in receipt["logs"]] == ["0x0", "0x1"]
    assert all(
        receipt["status"] == "0x1" and receipt["contractAddress"] is None for receipt in receipts
    )
    assert scene.ask("eth_getBlockTransactionCountByNumber", "0x2") == "0x3"
    assert scene.ask("eth_getBlockTransactionCountByHash", block["hash"]) == "0x3"
    assert scene.ask("eth_getUncleCountByBlockNumber", "0x2") == "0x0"
    assert scene.ask("eth_getUncleCountByBlockHash", block["hash"]) == "0x0"


def test_a_fee_history_tells_what_was_paid(scene: Scene, block: dict[str, Any]) -> None:
    answer = scene.ask("eth_feeHistory", "0x2", "latest", [0, 50, 100])
    assert answer["oldestBlock"] == "0x1"
    assert answer["baseFeePerGas"][1] == block["baseFeePerGas"]
    assert len(answer["baseFeePerGas"]) == 3
    assert answer["gasUsedRatio"][1] == int(block["gasUsed"], 16) / int(block["gasLimit"], 16)
    base = int(block["baseFeePerGas"], 16)
    assert answer["reward"][1][0] == "0x3"
    assert answer["reward"][1][2] == hex(2 * 10**9 - base)
    assert answer["reward"][0] == ["0x1"] * 3
    next_price = int(answer["baseFeePerGas"][2], 16) + int(
        scene.ask("eth_maxPriorityFeePerGas"), 16
    )
    assert int(scene.ask("eth_gasPrice"), 16) == next_price
    assert "reward" not in scene.ask("eth_feeHistory", 1, "0x1")
    assert len(scene.ask("eth_feeHistory", "1000", "latest", [])["gasUsedRatio"]) == 3
    assert scene.ask("eth_feeHistory", "0x0", "latest", [])["gasUsedRatio"] == []
    assert scene.ask("eth_blobBaseFee") == "0x1"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        (("0x1", "newest", []), -32602),
        (("0x1", "0xffff", []), -32000),
        (("-1", "latest", []), -32602),
        (("0x1", "latest", [101]), -32602),
        (("0x1", "latest", [-1]), -32602),
        (("0x1", "latest", [50, 10]), -32602),
        (("0x1", "latest", ["50"]), -32602),
        (("0x1", "latest", [1] * 101), -32602),
        (("0x1", "latest", 50), -32602),
        ((None, "latest", []), -32602),
    ],
)
def test_a_fee_history_of_nonsense_is_refused(
    scene: Scene, params: tuple[Any, ...], code: int
) -> None:
    assert scene.refusal("eth_feeHistory", *params).code == code


def test_a_fee_history_over_too_many_transactions_is_refused() -> None:
    crowded = Scene(RpcLimits(fee_transactions_max=1))
    crowded.send()
    assert crowded.ask("eth_feeHistory", "0x2", "latest", [50])["reward"]
    crowded.send()
    assert crowded.refusal("eth_feeHistory", "0x2", "latest", [50]).code == -32005
    assert crowded.ask("eth_feeHistory", "0x2", "latest", [])["gasUsedRatio"]


def test_the_network_says_what_it_is(scene: Scene) -> None:
    assert scene.ask("eth_chainId") == hex(31_337)
    assert scene.ask("net_version") == "31337"
    assert (scene.ask("net_listening"), scene.ask("net_peerCount")) == (True, "0x0")
    assert scene.ask("eth_syncing") is False
    assert scene.ask("web3_clientVersion").startswith("tallystick/")
    assert scene.ask("web3_sha3", "0x") == "0x" + keccak(b"").hex()
    assert scene.refusal("web3_sha3", "tally").code == -32602
    assert scene.refusal("eth_chainId", 1).code == -32602


def test_what_there_is_not_is_unknown(scene: Scene) -> None:
    for method in ("eth_nothing", "", "eth_subscribe", "rpc.discover", "__class__"):
        assert scene.refusal(method).code == -32601
    refusal = scene.refusal("eth_sendTransaction", {"to": POOR.address})
    assert refusal.code == -32601
    assert "keeps no keys" in refusal.message
