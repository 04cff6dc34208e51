"""What an account has, and the proof of it, checked by a verifier that is not ours."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth_utils.crypto import keccak
from trie.exceptions import BadTrieProof
from trie.hexary import HexaryTrie

from node.evm.builders import COUNTER, POOR, RICH, Scene, padded
from tallystick_node.evm.rpc import RpcLimits

NOBODY = "0x" + "42" * 20
EMPTY_ROOT = keccak(rlp.encode(b""))


@pytest.fixture(scope="module")
def scene() -> Scene:
    result = Scene(RpcLimits(proof_slots_max=3))
    result.send(value=5)
    counter = result.deploy(COUNTER)
    result.send(to=counter)
    result.send(to=counter)
    return result


@pytest.fixture(scope="module")
def counter(scene: Scene) -> str:
    receipt = scene.ask("eth_getBlockReceipts", "0x2")[0]
    return str(receipt["contractAddress"])


def proven(root: bytes, key: bytes, nodes: list[str]) -> bytes:
    """What py-trie finds under a key with nothing but the nodes of a proof."""
    if root == EMPTY_ROOT:
        return b""
    decoded = [rlp.decode(bytes.fromhex(node[2:])) for node in nodes]
    result = HexaryTrie.get_from_proof(root, keccak(key), decoded)  # type: ignore[no-untyped-call]
    return bytes(result)


def bytes_in(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def test_a_balance_a_nonce_code_and_a_slot_are_read(scene: Scene, counter: str) -> None:
    assert scene.ask("eth_getBalance", POOR.address, "latest") == "0x5"
    assert scene.ask("eth_getBalance", POOR.address, "0x0") == "0x0"
    assert scene.ask("eth_getTransactionCount", RICH.address) == "0x4"
    assert scene.ask("eth_getTransactionCount", RICH.address, {"blockNumber": "0x1"}) == "0x1"
    assert scene.ask("eth_getCode", counter) == "0x" + COUNTER
    assert scene.ask("eth_getCode", NOBODY) == "0x"
    assert scene.ask("eth_getStorageAt", counter, "0x0", "latest") == padded(2)
    assert scene.ask("eth_getStorageAt", counter, padded(0), "0x3") == padded(1)
    assert scene.ask("eth_accounts") == []


def test_a_block_is_named_by_its_hash_too(scene: Scene) -> None:
    named = {"blockHash": scene.ask("eth_getBlockByNumber", "0x0", False)["hash"]}
    assert scene.ask("eth_getBalance", POOR.address, named) == "0x0"
    named["requireCanonical"] = True
    assert scene.ask("eth_getBalance", POOR.address, named) == "0x0"
    unknown = scene.refusal("eth_getBalance", POOR.address, {"blockHash": padded(7)})
    assert unknown.code == -32000


@pytest.mark.parametrize("method", ["eth_getBalance", "eth_getCode", "eth_getTransactionCount"])
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ((), -32602),
        (("0x12",), -32602),
        ((RICH.address[2:],), -32602),
        ((RICH.address, "newest"), -32602),
        ((RICH.address, {}), -32602),
        ((RICH.address, "latest", 1), -32602),
        ((RICH.address, "0xffff"), -32000),
    ],
)
def test_a_question_about_no_account_or_no_block_is_refused(
    scene: Scene, method: str, params: tuple[Any, ...], code: int
) -> None:
    assert scene.refusal(method, *params).code == code


def test_a_slot_that_is_none_is_refused(scene: Scene, counter: str) -> None:
    assert scene.refusal("eth_getStorageAt", counter, "0x" + "1" * 65).code == -32602


@pytest.mark.parametrize("block", ["latest", "0x3"])
def test_a_proof_holds_against_the_blocks_state_root(
    scene: Scene, counter: str, block: str
) -> None:
    answer = scene.ask("eth_getProof", counter, ["0x0", padded(1)], block)
    root = bytes_in(scene.ask("eth_getBlockByNumber", block, False)["stateRoot"])
    fields = rlp.decode(proven(root, bytes_in(counter), answer["accountProof"]))
    assert [int.from_bytes(field, "big") for field in fields[:2]] == [
        int(answer["nonce"], 16),
        int(answer["balance"], 16),
    ]
    assert fields[2:] == [bytes_in(answer["storageHash"]), bytes_in(answer["codeHash"])]
    assert keccak(bytes_in(scene.ask("eth_getCode", counter))) == fields[3]
    value = proven(fields[2], bytes_in(padded(0)), answer["storageProof"][0]["proof"])
    assert int.from_bytes(rlp.decode(value), "big") == int(answer["storageProof"][0]["value"], 16)
    assert answer["storageProof"][0]["value"] == ("0x2" if block == "latest" else "0x1")
    assert proven(fields[2], bytes_in(padded(1)), answer["storageProof"][1]["proof"]) == b""
    assert [proof["key"] for proof in answer["storageProof"]] == ["0x0", padded(1)]


def test_an_absent_account_is_proven_absent(scene: Scene) -> None:
    answer = scene.ask("eth_getProof", NOBODY, ["0x0"], "latest")
    root = bytes_in(scene.ask("eth_getBlockByNumber", "latest", False)["stateRoot"])
    assert proven(root, bytes_in(NOBODY), answer["accountProof"]) == b""
    assert (answer["balance"], answer["nonce"]) == ("0x0", "0x0")
    assert bytes_in(answer["storageHash"]) == EMPTY_ROOT
    assert answer["storageProof"] == [{"key": "0x0", "value": "0x0", "proof": []}]


def test_a_proof_of_another_block_does_not_hold(scene: Scene, counter: str) -> None:
    answer = scene.ask("eth_getProof", counter, [], "0x3")
    root = bytes_in(scene.ask("eth_getBlockByNumber", "latest", False)["stateRoot"])
    with pytest.raises(BadTrieProof):
        proven(root, bytes_in(counter), answer["accountProof"])


def test_too_many_slots_and_no_list_are_refused(scene: Scene, counter: str) -> None:
    assert scene.ask("eth_getProof", counter, ["0x0"] * 3, "latest")
    assert scene.refusal("eth_getProof", counter, ["0x0"] * 4, "latest").code == -32602
    assert scene.refusal("eth_getProof", counter, "0x0", "latest").code == -32602
    assert scene.refusal("eth_getProof", counter, [], "0xffff").code == -32000
