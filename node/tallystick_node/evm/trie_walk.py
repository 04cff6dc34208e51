"""A walk over Merkle-Patricia tries: every node that a root reaches has to be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import rlp
from eth.constants import BLANK_ROOT_HASH, EMPTY_SHA3
from eth.rlp.accounts import Account

__all__ = ["TrieWalk"]

_BRANCH = 17
_HASH = 32
_LEAF_FLAG = 0x20


class TrieWalk:
    """Visits nodes once each, however many roots share them.

    `node` returns the encoded node of a hash, and raises when it has none.
    """

    def __init__(self, node: Callable[[bytes], bytes]) -> None:
        self._node = node
        self._seen: set[bytes] = {bytes(BLANK_ROOT_HASH), bytes(EMPTY_SHA3)}

    def state(self, root: bytes) -> None:
        """Visit a state: accounts, their storage and their code.

        Args:
            root: The trie's root, 32 bytes.
        """
        for value in self._leaves(root):
            account = rlp.decode(value, Account)
            self.values(bytes(account.storage_root))
            code = bytes(account.code_hash)
            if code not in self._seen:
                self._node(code)
                self._seen.add(code)

    def values(self, root: bytes) -> None:
        """Visit a trie whose values lead nowhere.

        Args:
            root: The trie's root, 32 bytes.
        """
        for _ in self._leaves(root):
            pass

    def _leaves(self, root: bytes) -> Iterator[bytes]:
        """Yield the values under a root that no earlier walk has come by."""
        ahead: list[Any] = [root]
        while ahead:
            node = ahead.pop()
            if isinstance(node, bytes):
                if len(node) != _HASH or node in self._seen:
                    continue
                self._seen.add(node)
                node = rlp.decode(self._node(node))
            if len(node) == _BRANCH:
                ahead.extend(child for child in node[:-1] if child)
                if node[-1]:
                    yield bytes(node[-1])
            elif node[0][0] & _LEAF_FLAG:
                yield bytes(node[1])
            else:
                ahead.append(node[1])
