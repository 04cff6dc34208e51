"""What the chain knows of a freeze: whose wallet, who may, and what a call has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.chain.artifacts import interface
from tallystick.chain.codec import bytes32_of
from tallystick.chain.contracts import Governor, Registry
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.kyc.chain_freezes import COMPLIANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.platform._sync.platform import Platform

__all__ = [
    "CONTRACT",
    "FUNCTION",
    "NO_ORDER",
    "ORDER_FUNCTION",
    "FreezeSeen",
    "call_data",
    "enrolled",
    "look",
    "may_freeze",
]

CONTRACT, FUNCTION, ORDER_FUNCTION = "Freezes", "freeze", "freeze_by_order"
# The same for every short freeze, whatever its reason: nobody reads a suspicion from the chain.
NO_ORDER = "0x" + "00" * 32
_WORD = 32
_FROZEN = next(
    topic for topic, shape in interface(CONTRACT).events.items() if shape.name == "Frozen"
)


@dataclass(frozen=True, slots=True)
class FreezeSeen:
    """A freeze as the chain has it. head: the person's first wallet. until: Unix second.

    order: hash of the lawful order, or zero.
    """

    tx_hash: str
    head: str
    until: int
    order: str


def enrolled(platform: Platform, wallets: Sequence[str]) -> str:
    """Return the wallet by which somebody is frozen; all of theirs are, with it.

    Args:
        platform: The platform.
        wallets: Theirs.

    Returns:
        The first of them that the Registry knows.

    Raises:
        AmlRefused: AML:FREEZE_WALLET when it knows none.
        TransportError: When the chain's node does not answer.
    """
    for wallet in sorted(wallets):
        if int(platform.read(Registry.head_of(wallet)), 16):
            return wallet
    raise AmlRefused(
        "AML:FREEZE_WALLET", "the chain knows no wallet of theirs: there is nothing to freeze"
    )


def may_freeze(platform: Platform, account: str | None) -> bool:
    """Return whether the node's own account may freeze.

    Args:
        platform: The platform.
        account: The account, None without one.

    Returns:
        True when it holds COMPLIANCE.

    Raises:
        TransportError: When the chain's node does not answer.
    """
    return account is not None and bool(platform.read(Governor.has_role(account, COMPLIANCE)))


def call_data(function: str, arguments: Sequence[Any]) -> str:
    """Return a call of Freezes for a wallet to send.

    Args:
        function: FUNCTION, which a COMPLIANCE key sends, or ORDER_FUNCTION, which anybody does.
        arguments: What it takes.

    Returns:
        The data, 0x hex.
    """
    return "0x" + interface(CONTRACT).function(function).encode(arguments).hex()


def look(platform: Platform, tx_hash: str) -> list[FreezeSeen]:
    """Read which freezes a transaction has set.

    Args:
        platform: The platform.
        tx_hash: The transaction, 0x and 64 hex digits.

    Returns:
        The freezes, none when the chain has no such transaction that has succeeded.

    Raises:
        InputError: INPUT:BYTES when the hash is not one.
        TransportError: When the chain's node does not answer.
    """
    receipt = platform.connection.receipt(bytes32_of("tx_hash", tx_hash))
    if receipt is None or not receipt.ok:
        return []
    place = platform.address(CONTRACT)
    return [
        FreezeSeen(
            "0x" + receipt.tx_hash.hex(), "0x" + log.topics[1][-20:].hex(),
            int.from_bytes(log.data[_WORD : 2 * _WORD]),
            "0x" + log.data[2 * _WORD : 3 * _WORD].hex(),
        )
        for log in receipt.logs
        if log.address == place and log.topics[0] == _FROZEN
    ]  # fmt: skip
