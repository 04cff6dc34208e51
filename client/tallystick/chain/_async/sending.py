"""Signed transactions on their way: nonces, fees, waiting, replacing, and what a failure meant."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.chain._async.handover import AsyncHandOver, known
from tallystick.chain._async.nonces import AsyncNonceWatch
from tallystick.chain._async.signing import settled
from tallystick.chain.sent_transactions import SentTransaction, fee_fields, raised
from tallystick.error_catalogue import NO_REASON, OUT_OF_GAS, reverted
from tallystick.errors import (
    Reverted,
    SigningError,
    TallystickError,
    TransactionPending,
    TransactionRefused,
    TransactionReplaced,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tallystick.chain._async.connection import AsyncConnection
    from tallystick.chain.signer import AnySigner
    from tallystick.chain.types import RawReceipt

__all__ = ["AsyncSender"]

WAIT_SECONDS = 120
_POLL_FIRST_MS = 50
_POLL_MAX_MS = 1_000
_ATTEMPTS = 3


class AsyncSender:
    """Sends for any number of accounts over one connection, each account's one after another."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._sleep = sleep
        self._locks: dict[str, asyncio.Lock] = {}
        self._last: dict[str, tuple[int, bytes]] = {}

    async def send(
        self, signer: AnySigner, request: Mapping[str, Any], gas: int, *, nonce: int | None = None
    ) -> SentTransaction:
        """Sign a call for this chain with the account's next nonce and hand it to the node.

        A nonce that another program has just used is tried anew: when a block shows the other
        transaction, never on the node's bare word, since the one it speaks of may be this one.

        Args:
            signer: The account that sends.
            request: `data` and `to`; without `to` a contract is created.
            gas: The limit, in units of gas.
            nonce: The only nonce to be used, so that of two calls with it one can be mined; the
                account's next one without it.

        Returns:
            The transaction that the node has taken.

        Raises:
            TransactionRefused: When the node does not take it.
            TransactionPending: TX:UNKNOWN when the node may have taken it; look its `tx_hash` up
                before the same is planned again.
            TransportError: When the node does not answer before it is handed over.
        """
        async with self._lock_of(signer.address):
            for attempt in range(1, _ATTEMPTS + 1):
                transaction = await self._transaction(signer.address, request, gas, nonce)
                sent = SentTransaction(signer.address, transaction)
                try:
                    await self._hand_over(signer, sent)
                except TransactionRefused as refused:
                    if refused.code != "TX:NONCE" or attempt == _ATTEMPTS or nonce is not None:
                        raise
                    self._last.pop(signer.address, None)
                else:
                    return sent
        raise AssertionError("the last attempt returns or raises")

    async def replace(self, signer: AnySigner, sent: SentTransaction) -> None:
        """Send the same call again with the same nonce and higher fees: only one can be mined.

        Args:
            signer: The account that sent it.
            sent: The transaction; the new version is added to it, also when it is not known
                whether the node took it. Nothing is sent when an earlier version is mined.

        Raises:
            SigningError: KEY:ACCOUNT when the signer is another account.
            TransactionRefused: When the node does not take it; TX:NONCE when another transaction
                took the nonce.
            TransactionPending: TX:UNKNOWN when the node may have taken it; `wait` looks for it.
            TransportError: When the node does not answer before it is handed over.
        """
        now = await self._connection.fees()
        sent.transaction = raised(sent.transaction, now.price_max)
        async with self._lock_of(signer.address):
            await self._hand_over(signer, sent)

    async def wait(self, sent: SentTransaction, timeout_seconds: int = WAIT_SECONDS) -> RawReceipt:
        """Wait until one version of a transaction is mined.

        Args:
            sent: The transaction.
            timeout_seconds: How long to wait.

        Returns:
            The receipt of a transaction that succeeded.

        Raises:
            Reverted: Why it failed, when it was mined and failed.
            TransactionPending: TX:PENDING when time is up; it may still be mined. A node that does
                not answer, or not sensibly, is asked again until then.
            TransactionReplaced: TX:REPLACED when its nonce went to another transaction: that one
                has a receipt, or no node has heard of this one for 64 blocks.
        """
        deadline = time.monotonic() + timeout_seconds
        pause_ms = _POLL_FIRST_MS
        watch = AsyncNonceWatch(self._connection, sent.sender, sent.transaction["nonce"])
        while True:
            failed: TransportError | None = None
            try:
                receipt = await self._outcome(sent, watch)
            except TransportError as found:
                receipt, failed = None, found
            if receipt is not None:
                if not receipt.ok:
                    raise await self._failure(sent, receipt)
                return receipt
            if time.monotonic() >= deadline:
                note = "" if failed is None else f" ({failed.sentence:.200})"
                raise TransactionPending(
                    "TX:PENDING",
                    f"not mined within {timeout_seconds} seconds; wait longer or replace it{note}",
                    sent.tx_hash,
                ) from failed
            await self._sleep(pause_ms / 1000)
            pause_ms = min(2 * pause_ms, _POLL_MAX_MS)

    async def _outcome(self, sent: SentTransaction, watch: AsyncNonceWatch) -> RawReceipt | None:
        """The receipt when it is there; raises when there will be none."""
        receipt = await self._mined(sent)
        if receipt is None and await watch.used() and await watch.lost(sent.hashes):
            raise TransactionReplaced(
                "TX:REPLACED",
                "another transaction of the account took its nonce; plan it again",
                sent.tx_hash,
            )
        return receipt

    async def _transaction(
        self, sender: str, request: Mapping[str, Any], gas: int, nonce: int | None
    ) -> dict[str, Any]:
        transaction = {
            "chainId": self._connection.chain_id,
            "nonce": await self._next_nonce(sender) if nonce is None else nonce,
            "gas": gas,
            "value": 0,
            "data": request["data"],
            **fee_fields(await self._connection.fees()),
        }
        if request.get("to") is not None:
            transaction["to"] = request["to"]
        return transaction

    async def _next_nonce(self, sender: str) -> int:
        counted = await self._connection.nonce(sender)
        last = self._last.get(sender)
        if last is None or last[0] < counted:
            return counted
        # A node behind a balancer may not have heard of the last one yet: with its count we would
        # take our own transaction's nonce again, and replace it by another.
        return last[0] + 1 if await known(self._connection, last[1], self._sleep) else counted

    async def _hand_over(self, signer: AnySigner, sent: SentTransaction) -> None:
        if signer.address != sent.sender:
            raise SigningError(
                "KEY:ACCOUNT", f"this key signs for another account than {sent.sender}"
            )
        signed = await settled(signer.sign_transaction(sent.transaction))
        # Before the node says anything: whatever it says, this is what may be mined.
        tx_hash = keccak(signed)
        sent.hashes.append(tx_hash)
        before, self._last[sent.sender] = (
            self._last.get(sent.sender),
            (sent.transaction["nonce"], tx_hash),
        )
        try:
            await AsyncHandOver(self._connection, sent, self._sleep).carry(signed)
        except (Reverted, TransactionRefused):
            sent.hashes.remove(tx_hash)
            self._last.pop(sent.sender)
            if before is not None:
                self._last[sent.sender] = before
            raise

    async def _mined(self, sent: SentTransaction) -> RawReceipt | None:
        for tx_hash in reversed(sent.hashes):
            receipt = await self._connection.receipt(tx_hash)
            if receipt is not None:
                return receipt
        return None

    async def _failure(self, sent: SentTransaction, receipt: RawReceipt) -> Reverted:
        """Find out why a mined transaction failed, by calling it where it was mined."""
        tx_hash = "0x" + receipt.tx_hash.hex()
        request = {
            "from": sent.sender,
            "data": sent.transaction["data"],
            "gas": sent.transaction["gas"],
        }
        if "to" in sent.transaction:
            request["to"] = sent.transaction["to"]
        # Before its block, and, when a neighbour in the block was the cause, after it.
        for block in (receipt.block - 1, receipt.block):
            try:
                await self._connection.call(request, block)
            except Reverted as found:
                if found.code != NO_REASON or receipt.gas_used < sent.transaction["gas"]:
                    return reverted(found.code, tx_hash)
            except TallystickError:
                continue  # the node cannot say why; that it failed is known all the same
        out_of_gas = receipt.gas_used >= sent.transaction["gas"]
        return reverted(OUT_OF_GAS if out_of_gas else NO_REASON, tx_hash)

    def _lock_of(self, address: str) -> asyncio.Lock:
        return self._locks.setdefault(address, asyncio.Lock())  # one step: no two locks of one
