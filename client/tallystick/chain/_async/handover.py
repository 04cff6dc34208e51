"""One signed transaction handed to a node, whose word about it is not the last one.

A node that took a transaction may still say no: its answer is lost and a line repeats the question,
a gateway answers in its place, or another node behind the same address has not heard of it. So what
counts is the hash of the signed bytes. It is looked for after every answer but a clean one; a nonce
is lost only when a block shows that another transaction took it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain._async.nonces import AsyncNonceWatch
from tallystick.errors import (
    Reverted,
    TallystickError,
    TransactionPending,
    TransactionRefused,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tallystick.chain._async.connection import AsyncConnection
    from tallystick.chain.sent_transactions import SentTransaction

__all__ = ["AsyncHandOver", "known"]

_ATTEMPTS = 3
_LOOKS = 5
_PAUSE_MS = 100


@dataclass(frozen=True, slots=True)
class AsyncHandOver:
    """Hands over the version of `sent` whose hash is the last of its hashes."""

    connection: AsyncConnection
    sent: SentTransaction
    sleep: Callable[[float], Awaitable[None]]

    async def carry(self, signed: bytes) -> None:
        """Hand it over, and find out what became of it when the node does not plainly say.

        Args:
            signed: The raw signed transaction.

        Raises:
            Reverted: When the node refuses it for the contract's sake, and does not know it.
            TransactionRefused: When the node refuses it and does not know it; TX:NONCE only when
                another transaction took its nonce.
            TransactionPending: TX:UNKNOWN when it may have been taken.
        """
        word = await self._attempt(signed)
        for _ in range(1, _ATTEMPTS):
            if word is None or word.code != "TX:NONCE":
                break
            # The same bytes again: at most one of them is ever mined, whoever took the first.
            word = await self._attempt(signed)
        if word is not None:
            raise self._unknown(word) from word

    async def _attempt(self, signed: bytes) -> TallystickError | None:
        """What the node said when it is not known whether it took it; None when it did."""
        try:
            await self.connection.send_raw(signed)
        except TallystickError as failed:
            word = failed
        else:
            return None
        if word.code == "TX:KNOWN":
            return None
        try:
            if await known(self.connection, self.sent.hashes[-1], self.sleep):
                return None
            if word.code == "TX:NONCE" and await self._is_open():
                return None if await self._is_mined() else word
        except TransportError as silent:
            raise self._unknown(word) from silent
        if isinstance(word, TransactionRefused):
            raise TransactionRefused(word.code, word.sentence, self.sent.tx_hash) from word
        if isinstance(word, Reverted):
            raise word
        return word

    async def _is_open(self) -> bool:
        """Whether no block shows that another transaction took the nonce."""
        watch = AsyncNonceWatch(self.connection, self.sent.sender, self.sent.transaction["nonce"])
        return not (await watch.used() and await watch.lost(self.sent.hashes))

    async def _is_mined(self) -> bool:
        """Whether an earlier version is mined, so that there is nothing left to replace."""
        receipts = [await self.connection.receipt(tx_hash) for tx_hash in self.sent.hashes]
        return any(receipt is not None for receipt in receipts)

    def _unknown(self, word: TallystickError) -> TransactionPending:
        tx_hash = self.sent.tx_hash
        return TransactionPending(
            "TX:UNKNOWN",
            f"transaction {tx_hash} may yet be mined; look it up before you plan the same again"
            f" (it was handed over, and then: {word.sentence:.200})",
            tx_hash,
        )


async def known(
    connection: AsyncConnection, tx_hash: bytes, sleep: Callable[[float], Awaitable[None]]
) -> bool:
    """Return whether the node knows a transaction; where many nodes may answer, look a few times.

    Args:
        connection: The chain.
        tx_hash: The transaction's hash.
        sleep: What waits so many seconds.

    Returns:
        Whether it has it, waiting or mined.

    Raises:
        TransportError: When the node does not answer the last look.
    """
    look = 0
    while True:
        failed: TransportError | None = None
        try:
            if await connection.knows(tx_hash) or await connection.receipt(tx_hash) is not None:
                return True
        except TransportError as found:
            failed = found
        look += 1
        if failed is None and connection.alone:
            return False
        if look == _LOOKS:
            break
        await sleep(_PAUSE_MS * 2 ** (look - 1) / 1000)
    if failed is not None:
        raise failed
    return False
