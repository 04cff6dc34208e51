"""The settlement token's own events: what was minted and what was burned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain._sync.ranges import logs_in_ranges
from tallystick.chain.artifacts import TOKEN, interface
from tallystick.chain.contracts import Token
from tallystick_node.payments.custodian import PaymentKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.types import RawLog
    from tallystick.platform._sync.platform import Platform

__all__ = ["SupplyChange", "TokenReader"]

_NOBODY = bytes(32)
_TRANSFER = next(
    topic for topic, shape in interface(TOKEN).events.items() if shape.name == "Transfer"
)


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """A mint or a burn as the chain has it."""

    block: int
    place: int
    tx_hash: str
    kind: PaymentKind
    amount: int


@dataclass(frozen=True, slots=True)
class TokenReader:
    """Reads a platform's token; `custodian` is the address that clients send tokens back to.

    What they send is read by the index, see `ArrivalBook`.
    """

    platform: Platform
    custodian: str

    def supply_changes(self, first: int, last: int) -> list[SupplyChange]:
        """Return every mint and burn of a range of blocks.

        Args:
            first: The first block.
            last: The last block, included.

        Returns:
            The changes, in the chain's order.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        changes = []
        for kind, topics in (
            (PaymentKind.DEPOSIT, (_TRANSFER, _NOBODY)),
            (PaymentKind.WITHDRAWAL, (_TRANSFER, None, _NOBODY)),
        ):
            for log in self._logs(first, last, topics):
                amount = int.from_bytes(log.data)
                tx_hash = "0x" + log.tx_hash.hex()
                changes.append(SupplyChange(log.block, log.index, tx_hash, kind, amount))
        return sorted(changes, key=lambda change: (change.block, change.place))

    def supply(self, block: int) -> int:
        """Return how many tokens there are at a block.

        Args:
            block: The block's number.

        Returns:
            Minor units.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        return int(self.platform.read(Token.totalSupply(), block=block))

    def _logs(self, first: int, last: int, topics: Sequence[bytes | None]) -> list[RawLog]:
        address = self.platform.address(TOKEN)
        return logs_in_ranges(self.platform.connection, [address], first, last, topics)
