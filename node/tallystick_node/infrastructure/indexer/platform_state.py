"""What of a platform changes rarely, read from the chain once for each block of the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Governor

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.queries import ChainIndex, Freshness

__all__ = ["PlatformStanding", "Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The token's words, and whether the platform is paused or winding down; of which block."""

    symbol: str
    exponent: int
    paused: bool
    winding_down: bool
    of: Freshness


@dataclass
class PlatformStanding:
    """Answers from memory while the index stands still, so that asking costs no execution."""

    platform: Platform
    index: ChainIndex
    _switches: dict[str, tuple[bool, bool]] = field(default_factory=dict)

    def read(self) -> Standing:
        """Return how the platform stands.

        Returns:
            The standing, with the block of the index that it was read at or after.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
            TransportError: When the chain's node does not answer.
        """
        fresh = self.index.freshness()
        switches = self._switches.get(fresh.hash)
        if switches is None:
            switches = (
                self.platform.read(Governor.paused()), self.platform.read(Governor.wind_down()),
            )  # fmt: skip
            self._switches = {fresh.hash: switches}
        return Standing(*self.platform.token(), *switches, fresh)
