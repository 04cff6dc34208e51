"""Other people's programs on the durable chain's URL, unmodified: cast, viem and ethers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from node.evm.process import ChainProcess

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / ".tools" / "clients"
CAST = next(iter(CLIENTS.glob("node_modules/@foundry-rs/cast-linux-*/bin/cast")), None)
TOKEN = ROOT / "client/tallystick/abi/mocks/SettlementToken.json"
RICH = Account.from_key(b"\1" * 32)
OTHER = Account.from_key(b"\2" * 32)
MISSING = "cast, viem and ethers are not installed: scripts/install_rpc_clients.sh"
SECONDS = 120


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """`tallystick chain`, in a process of its own, with one account that can pay."""
    with ChainProcess(tmp_path / "chain", ("--credit", RICH.address)) as chain:
        yield chain.url + "/rpc"


@dataclass
class Cast:
    """Runs cast against the chain."""

    url: str

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        assert CAST is not None
        return subprocess.run(
            [CAST, *words],
            env={"ETH_RPC_URL": self.url, "HOME": "/nonexistent", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def __call__(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sent(self, *words: str) -> Any:
        signed = ("--private-key", "0x" + bytes(RICH.key).hex(), "--json")
        return json.loads(self("send", *signed, *words))


@pytest.fixture
def cast(url: str) -> Cast:
    if CAST is None:
        pytest.skip(MISSING)
    return Cast(url)


@pytest.fixture
def token(cast: Cast) -> str:
    code = json.loads(TOKEN.read_text(encoding="utf-8"))["bytecode"]
    signature = "constructor(string,string,uint8,address)"
    values = ("Test dollar", "TUSD", "6", RICH.address)
    return str(cast.sent("--create", code, signature, *values)["contractAddress"])


def test_cast_sends_calls_and_reads(cast: Cast, token: str) -> None:
    receipt = cast.sent(token, "mint(address,uint256)", OTHER.address, "700")
    assert receipt["status"] == "0x1"
    assert cast("call", token, "balanceOf(address)(uint256)", OTHER.address) == "700"
    assert cast("call", token, "symbol()(string)") == '"TUSD"'
    past = hex(int(receipt["blockNumber"], 16) - 1)
    assert cast("call", token, "totalSupply()(uint256)", "--block", str(int(past, 16))) == "0"
    shown = json.loads(cast("receipt", receipt["transactionHash"], "--json"))
    assert shown["logs"] == receipt["logs"]
    transfer = "Transfer(address indexed,address indexed,uint256)"
    logs = json.loads(cast("logs", transfer, "--address", token, "--from-block", "0", "--json"))
    assert [log["transactionHash"] for log in logs] == [receipt["transactionHash"]]
    assert cast("chain-id") == "31337"
    assert int(cast("nonce", RICH.address)) == 2
    assert int(cast("balance", RICH.address)) > 0
    assert int(cast("gas-price")) > 0
    block = json.loads(cast("block", "latest", "--json"))
    assert block["number"] == receipt["blockNumber"]
    assert json.loads(cast("tx", receipt["transactionHash"], "--json"))["to"] == token
    estimate = ("estimate", token, "mint(address,uint256)", OTHER.address, "1")
    assert int(cast(*estimate, "--from", RICH.address)) > 21_000
    listed = cast("access-list", token, "totalSupply()")
    assert "0x" + "0" * 63 + "4" in listed
    assert int(cast("storage", token, "4"), 16) == 700


def test_cast_gets_a_proof_and_a_trace(cast: Cast, token: str) -> None:
    receipt = cast.sent(token, "mint(address,uint256)", OTHER.address, "700")
    proof = json.loads(cast("proof", token, "4"))
    assert int(proof["storageProof"][0]["value"], 16) == 700
    tracer = '{"tracer":"callTracer"}'
    trace = json.loads(cast("rpc", "debug_traceTransaction", receipt["transactionHash"], tracer))
    assert (trace["type"], trace["to"]) == ("CALL", token)


def test_cast_is_told_why_not(cast: Cast, token: str) -> None:
    refused = cast.run("call", token, "transfer(address,uint256)", OTHER.address, "1")
    assert refused.returncode != 0
    assert "execution reverted" in refused.stderr
    poor = ("--private-key", "0x" + bytes(OTHER.key).hex(), "--value", "1", RICH.address)
    assert "insufficient funds" in cast.run("send", *poor).stderr.lower()
    foreign = bytes(
        RICH.sign_transaction(
            {
                "to": OTHER.address,
                "value": 1,
                "gas": 21_000,
                "nonce": 1,
                "gasPrice": 10**10,
                "chainId": 1,
            }
        ).raw_transaction
    )
    assert "invalid chain id" in cast.run("publish", "0x" + foreign.hex()).stderr
    assert "does not exist" in cast.run("rpc", "evm_mine").stderr


def run_script(name: str, **options: Any) -> Any:
    node = shutil.which("node")
    if node is None or not (CLIENTS / "node_modules" / "viem").is_dir():
        pytest.skip(MISSING)
    # A module looks for others beside itself.
    script = CLIENTS / name
    shutil.copyfile(Path(__file__).parent / "clients" / name, script)
    done = subprocess.run(
        [node, script, json.dumps(options)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_viem_writes_watches_and_proves(url: str) -> None:
    seen = run_script(
        "viem.mjs",
        url=url,
        key="0x" + bytes(RICH.key).hex(),
        other=OTHER.address,
        artifact=str(TOKEN),
        chainId=31_337,
    )
    assert seen["statuses"] == ["success", "success"]
    assert seen["events"] == {"socket": 2, "polled": [1_000, 300]}
    assert seen["heads"] >= 2
    assert (seen["balances"], seen["before"], seen["logs"]) == ([700, 300], 0, 2)
    assert seen["reason"] == "TOKEN:MINT:MINTER"
    assert (seen["accountProven"], seen["supplyProven"], seen["supply"]) == (True, True, 1_000)
    assert seen["fees"] == [4, 3]
    assert seen["estimate"] is True
    assert seen["accessList"] == 1
    assert seen["override"] == {"data": f"0x{7:064x}"}
    assert "does not exist" in seen["development"]


def test_ethers_sends_and_reads(url: str) -> None:
    seen = run_script("ethers.mjs", url=url, key="0x" + bytes(RICH.key).hex(), other=OTHER.address)
    assert seen == {
        "status": 1,
        "balance": 5,
        "chainId": 31_337,
        "block": True,
        "fees": True,
        "poor": True,
    }
