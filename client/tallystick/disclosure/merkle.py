"""A Merkle tree over the parts of a disclosure, in the manner of OpenZeppelin's MerkleProof.

A leaf is keccak256(keccak256(name ++ content hash)), so that no inner node can pass for a leaf; two
nodes are hashed in ascending order, so a proof needs no directions. Leaves are sorted. The name is
hashed first: names of any length take 32 bytes, and a part cannot be shown under another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eth_utils.crypto import keccak

from tallystick.errors import InputError

__all__ = ["MerkleTree", "leaf", "proves"]

LEAVES_MAX = 2**20
_HASH = 32


def leaf(name: str, content: bytes) -> bytes:
    """Return the leaf of a part.

    Args:
        name: The part's name.
        content: The bytes under it.

    Returns:
        The leaf's hash, 32 bytes.
    """
    return bytes(keccak(keccak(keccak(text=name) + keccak(content))))


def proves(root: bytes, start: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether a leaf is under a root; never raises an error for bytes.

    Args:
        root: The root, 32 bytes.
        start: The leaf's hash, 32 bytes.
        proof: The hashes beside the way from the leaf to the root, 32 bytes each.

    Returns:
        Whether the way leads there; False when a hash is not of 32 bytes.
    """
    if len(root) != _HASH or len(start) != _HASH or any(len(sibling) != _HASH for sibling in proof):
        return False
    node = start
    for sibling in proof:
        node = _pair(node, sibling)
    return node == root


class MerkleTree:
    """The tree over named parts.

    InputError with MERKLE:EMPTY without parts, MERKLE:SIZE with more than 2^20.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        if not parts:
            raise InputError("MERKLE:EMPTY", "a tree needs a part")
        if len(parts) > LEAVES_MAX:
            raise InputError("MERKLE:SIZE", f"a tree has at most {LEAVES_MAX} parts")
        self._leaves = {name: leaf(name, content) for name, content in parts.items()}
        self._rows = [sorted(self._leaves.values())]
        while len(self._rows[-1]) > 1:
            self._rows.append(list(_above(self._rows[-1])))

    @property
    def root(self) -> bytes:
        """The one hash over everything."""
        return self._rows[-1][0]

    def proof(self, name: str) -> list[bytes]:
        """Return what proves a part.

        Args:
            name: The part's name.

        Returns:
            The hashes beside the way from its leaf to the root, 32 bytes each.

        Raises:
            InputError: MERKLE:UNKNOWN when there is no such part.
        """
        if name not in self._leaves:
            raise InputError("MERKLE:UNKNOWN", f"the tree has no part {name!r}")
        place = self._rows[0].index(self._leaves[name])
        path = []
        for row in self._rows[:-1]:
            beside = place ^ 1
            if beside < len(row):
                path.append(row[beside])
            place //= 2
        return path


def _above(row: Sequence[bytes]) -> Iterable[bytes]:
    """Yield the row over a row; a node without a partner goes up as it is."""
    for place in range(0, len(row) - 1, 2):
        yield _pair(row[place], row[place + 1])
    if len(row) % 2:
        yield row[-1]


def _pair(left: bytes, right: bytes) -> bytes:
    return bytes(keccak(min(left, right) + max(left, right)))
