"""The tree over a disclosure's parts: what is in it can be shown, and nothing else."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from tallystick.disclosure import merkle
from tallystick.disclosure.merkle import MerkleTree, leaf, proves
from tallystick.errors import InputError

PARTS = st.dictionaries(
    st.text(min_size=1, max_size=8), st.binary(max_size=20), min_size=1, max_size=40
)


@given(PARTS)
def test_every_part_is_proved_under_its_own_name_alone(parts: dict[str, bytes]) -> None:
    tree = MerkleTree(parts)
    for name, content in parts.items():
        proof = tree.proof(name)
        assert len(proof) <= len(parts).bit_length()
        assert proves(tree.root, leaf(name, content), proof)
        assert not proves(tree.root, leaf(name + "x", content), proof)
        assert not proves(tree.root, leaf(name, content + b"x"), proof)


@given(PARTS, st.data())
def test_the_root_tells_any_change(parts: dict[str, bytes], data: st.DataObject) -> None:
    root = MerkleTree(parts).root
    assert MerkleTree(dict(reversed(parts.items()))).root == root
    name = data.draw(st.sampled_from(sorted(parts)))
    assert MerkleTree(parts | {name: parts[name] + b"!"}).root != root
    assert MerkleTree(parts | {name + "!": b""}).root != root
    if len(parts) > 1:
        assert MerkleTree({part: parts[part] for part in parts if part != name}).root != root


def test_the_tree_is_the_one_that_is_written_down() -> None:
    """Three leaves by hand: sorted, hashed twice, pairs in ascending order, the odd one goes up."""
    parts = {"a": b"1", "b": b"2", "c": b"3"}
    leaves = sorted(
        keccak(keccak(keccak(text=name) + keccak(content))) for name, content in parts.items()
    )
    pair = keccak(min(leaves[0], leaves[1]) + max(leaves[0], leaves[1]))
    assert MerkleTree(parts).root == keccak(min(pair, leaves[2]) + max(pair, leaves[2]))
    assert MerkleTree({"a": b"1"}).root == leaf("a", b"1")
    assert MerkleTree({"a": b"1"}).proof("a") == []
    golden = "0x" + MerkleTree({"figures": b"{}", "loan/1": b"{}"}).root.hex()
    assert golden == "0x5f89404cc0ec45e72ab9e01fa983bbd2be975b5071a15680890c5490c8049865"


def test_an_inner_node_is_no_leaf() -> None:
    parts = {f"loan/{number}": bytes([number]) for number in range(4)}
    tree = MerkleTree(parts)
    proof = tree.proof("loan/0")
    inner = keccak(min(leaf("loan/0", b"\0"), proof[0]) + max(leaf("loan/0", b"\0"), proof[0]))
    # Under the root, but the leaf of no part: a leaf is hashed twice.
    assert proves(tree.root, inner, proof[1:])
    assert inner not in {leaf(name, content) for name, content in parts.items()}


@pytest.mark.parametrize(
    ("root", "leaf_hash", "proof"),
    [(b"", b"\1" * 32, []), (b"\1" * 32, b"", []), (b"\1" * 32, b"\1" * 32, [b"x"])],
)
def test_a_proof_that_is_none_proves_nothing(
    root: bytes, leaf_hash: bytes, proof: list[bytes]
) -> None:
    assert not proves(root, leaf_hash, proof)


def test_a_tree_without_parts_and_a_part_without_a_tree_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InputError, match="MERKLE:EMPTY"):
        MerkleTree({})
    with pytest.raises(InputError, match="MERKLE:UNKNOWN: the tree has no part 'b'"):
        MerkleTree({"a": b""}).proof("b")
    monkeypatch.setattr(merkle, "LEAVES_MAX", 1)
    with pytest.raises(InputError, match="MERKLE:SIZE"):
        MerkleTree({"a": b"", "b": b""})
