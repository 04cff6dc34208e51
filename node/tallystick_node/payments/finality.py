"""How many blocks make a transfer of tokens final, by what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finality"]

LARGE_MINOR = 10**10


@dataclass(frozen=True, slots=True)
class Finality:
    """Blocks that lie on top of tokens before money is paid out for them.

    blocks: for any amount. large_blocks: for `large_minor` minor units and more. Both are 0 on a
    chain that is never reorganised.
    """

    blocks: int = 0
    large_blocks: int = 0
    large_minor: int = LARGE_MINOR

    def depth(self, amount: int) -> int:
        """Return how many blocks an amount needs.

        Args:
            amount: In minor units.

        Returns:
            The number of blocks.
        """
        return max(self.blocks, self.large_blocks if amount >= self.large_minor else 0)
