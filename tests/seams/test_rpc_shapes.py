"""The same questions to the embedded chain and to anvil: the same fields, the same refusals."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from node.evm.builders import COUNTER, POOR, RELAY_OF, REVERTER, RICH, Scene, padded

pytestmark = pytest.mark.e2e

# What anvil adds to what Ethereum's specification of the methods names.
ANVILS_OWN = {"totalDifficulty", "blobGasPrice", "blockTimestamp", "baseFeePerBlobGas",
              "blobGasUsedRatio", "reward", "transactionIndex", "requestsHash"}  # fmt: skip
SECONDS = 20


class Anvil(Scene):
    """The same people and contracts on anvil."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.ask("anvil_setBalance", RICH.address, hex(10**24))
        self.nonce = int(self.ask("eth_getTransactionCount", RICH.address, "latest"), 16)

    def told(self, method: str, *params: Any) -> Any:
        body: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return requests.post(self.url, json=body, timeout=30).json()

    def ask(self, method: str, *params: Any) -> Any:
        line = self.told(method, *params)
        assert "error" not in line, line
        return line["result"]

    def send(self, **changes: Any) -> str:
        """Return when it is mined, which anvil does in its own time."""
        tx_hash = super().send(**changes)
        until = time.monotonic() + SECONDS
        while self.ask("eth_getTransactionReceipt", tx_hash) is None:
            assert time.monotonic() < until, "anvil mines nothing"
            time.sleep(0.01)
        return tx_hash


@pytest.fixture(scope="module")
def ours() -> Scene:
    return Scene()


@pytest.fixture(scope="module")
def anvil(anvil_url: str) -> Anvil:
    return Anvil(anvil_url)


def shape(value: Any) -> Any:
    """The names of the fields, and whether a value is there at all."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items() if name not in ANVILS_OWN}
    if isinstance(value, list):
        return [shape(entry) for entry in value]
    return None if value is None else type(value).__name__


def test_answers_have_the_fields_of_another_node(ours: Scene, anvil: Anvil) -> None:
    def answers(scene: Scene) -> dict[str, Any]:
        counter = scene.deploy(COUNTER)
        relay = scene.deploy(RELAY_OF(counter))
        tx_hash = scene.send(to=relay, maxFeePerGas=10**10)
        legacy = scene.send(to=counter, gasPrice=10**10, maxFeePerGas=None,
                            maxPriorityFeePerGas=None)  # fmt: skip
        listed = {"from": RICH.address, "to": relay}
        return {
            "block": scene.ask("eth_getBlockByNumber", "latest", True),
            "short": scene.ask("eth_getBlockByNumber", "latest", False),
            "transaction": scene.ask("eth_getTransactionByHash", tx_hash),
            "legacy": scene.ask("eth_getTransactionByHash", legacy),
            "receipt": scene.ask("eth_getTransactionReceipt", tx_hash),
            "receipts": scene.ask("eth_getBlockReceipts", "latest"),
            "logs": scene.ask("eth_getLogs", {"address": counter, "fromBlock": "0x1"}),
            "fees": scene.ask("eth_feeHistory", "0x2", "latest", [50]),
            "list": scene.ask("eth_createAccessList", listed, "latest"),
            "nothing": scene.ask("eth_getTransactionReceipt", padded(1)),
            "none": scene.ask("eth_getBlockByHash", padded(1), False),
            "syncing": scene.ask("eth_syncing"),
            "calls": scene.ask("debug_traceTransaction", tx_hash, {"tracer": "callTracer"}),
        }

    mine, theirs = answers(ours), answers(anvil)
    for name in mine:
        assert shape(mine[name]) == shape(theirs[name]), name


def test_what_a_transaction_costs_is_what_it_costs_elsewhere(ours: Scene, anvil: Anvil) -> None:
    def costs(scene: Scene) -> list[Any]:
        counter = scene.deploy(COUNTER)
        relay = scene.deploy(RELAY_OF(counter))
        sent = [scene.send(to=to, maxFeePerGas=10**10) for to in (counter, relay, relay)]
        traced = scene.ask("debug_traceTransaction", sent[1], {"tracer": "callTracer"})
        listed = {"from": RICH.address, "to": relay, "gas": hex(200_000)}
        return [
            *(scene.ask("eth_getTransactionReceipt", message)["gasUsed"] for message in sent),
            [(call["type"], call["gas"], call["gasUsed"]) for call in traced["calls"]],
            len(scene.ask("eth_createAccessList", listed, "latest")["accessList"]),
        ]

    assert costs(ours) == costs(anvil)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("eth_nothing", ()),
        ("eth_getBalance", ()),
        ("eth_getBalance", ("0x12", "latest")),
        ("eth_getBlockByNumber", ("newest", False)),
        ("eth_getTransactionByHash", ("0x12",)),
        ("eth_call", ({"to": "0x12"}, "latest")),
        ("eth_getLogs", ({"topics": 7},)),
    ],
)
def test_refusals_have_the_codes_of_another_node(
    ours: Scene, anvil: Anvil, method: str, params: tuple[Any, ...]
) -> None:
    assert ours.refusal(method, *params).code == anvil.told(method, *params)["error"]["code"]


def test_a_revert_is_told_as_another_node_tells_it(ours: Scene, anvil: Anvil) -> None:
    for data in (
        "0x",
        "0x12345678",
        "0x08c379a0" + "00" * 31 + "20" + "00" * 31 + "01" + "41" * 32,
    ):
        request = {"from": POOR.address, "data": data}
        refusal = ours.refusal("eth_call", request | {"to": ours.deploy(REVERTER)}, "latest")
        error = anvil.told("eth_call", request | {"to": anvil.deploy(REVERTER)}, "latest")["error"]
        assert refusal.code == error["code"]
        assert refusal.data == error["data"]
        assert error["message"].startswith("execution reverted")
        assert refusal.message.startswith("execution reverted")
