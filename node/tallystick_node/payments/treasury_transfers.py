"""What the treasury has sent to clients, as the chain has it; nothing is believed but the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain.artifacts import TOKEN, interface
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.chain.contracts import Governor
from tallystick.loans.dates import date_from_day, local_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tallystick.platform._sync.platform import Platform

__all__ = ["TreasuryTransfer", "treasury_transfer"]

_TRANSFER = next(
    topic for topic, shape in interface(TOKEN).events.items() if shape.name == "Transfer"
)


@dataclass(frozen=True, slots=True)
class TreasuryTransfer:
    """Tokens that the treasury has sent: how many, where to, in which block of which day."""

    tx_hash: str
    amount: int
    wallet: str
    block: int
    day: date


def treasury_transfer(
    platform: Platform, tx_hash: str, wallets: Sequence[str], offset: int
) -> TreasuryTransfer | None:
    """Read what a transaction has sent from the treasury to somebody.

    Args:
        platform: The platform.
        tx_hash: The transaction, 0x and 64 hex digits.
        wallets: The client's, checksummed.
        offset: Of the platform's local time from UTC, in seconds.

    Returns:
        What was sent in all, with the first wallet that it went to; None when the chain has no such
        transaction that has succeeded, or it has sent them nothing from the treasury.

    Raises:
        InputError: INPUT:BYTES when the hash is not one.
        TransportError: When the chain's node does not answer.
    """
    receipt = platform.connection.receipt(bytes32_of("tx_hash", tx_hash))
    if receipt is None or not receipt.ok:
        return None
    treasury = platform.read(Governor.treasury()).lower()
    token, own = platform.address(TOKEN), {wallet.lower(): wallet for wallet in wallets}
    hits = [
        (own[_address(log.topics[2])], int.from_bytes(log.data))
        for log in receipt.logs
        if log.address == token
        and log.topics[0] == _TRANSFER
        and _address(log.topics[1]) == treasury
        and _address(log.topics[2]) in own
        and int.from_bytes(log.data)
    ]
    if not hits:
        return None
    block = platform.connection.block(receipt.block)
    assert block is not None, "the receipt names its block"
    day = date_from_day(local_day(block.timestamp, offset))
    amount = sum(amount for _, amount in hits)
    return TreasuryTransfer("0x" + receipt.tx_hash.hex(), amount, hits[0][0], receipt.block, day)


def _address(topic: bytes) -> str:
    return address_of("address", "0x" + topic[-20:].hex()).lower()
