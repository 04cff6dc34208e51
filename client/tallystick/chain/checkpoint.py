"""Where a stream of events stands, and the news that the chain has changed its mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CONFIRMATIONS_REMOTE", "DEVELOPMENT_CHAINS", "Checkpoint", "Reorg", "confirmations_of"]

# Reorganisations of public networks have been shorter than this; a platform's own may be longer.
CONFIRMATIONS_REMOTE = 12
# Chains of Tallystick's own node, anvil, hardhat and ganache: blocks come with transactions alone.
DEVELOPMENT_CHAINS = frozenset({1_337, 31_337})


def confirmations_of(chosen: int | None, *, remote: bool, chain_id: int) -> int:
    """Return how many blocks have to lie on top of an event's before it is passed on.

    Args:
        chosen: What the caller says, None to have it chosen.
        remote: Whether the chain is reached by a URL.
        chain_id: The number of the chain.

    Returns:
        What the caller says; else 12 on a network, and 0 in this process or on a development chain.

    Raises:
        InputError: EVENTS:CONFIRMATIONS when it is negative.
    """
    if chosen is None:
        return CONFIRMATIONS_REMOTE if remote and chain_id not in DEVELOPMENT_CHAINS else 0
    if chosen < 0:
        raise InputError("EVENTS:CONFIRMATIONS", f"confirmations must be 0 or more, not {chosen}")
    return chosen


@dataclass(frozen=True, slots=True)
class Reorg:
    """The chain has changed its mind: events of this block and later are void."""

    block: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a stream stands: the next log to read, and block hashes read so far, newest last."""

    block: int
    index: int = 0
    hashes: tuple[tuple[int, str], ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """Return the checkpoint for JSON.

        Returns:
            `block`, `index` and `hashes`, which `parse` reads.
        """
        return {
            "block": self.block,
            "index": self.index,
            "hashes": [list(pair) for pair in self.hashes],
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Checkpoint:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The checkpoint.

        Raises:
            ConfigError: EVENTS:CHECKPOINT when it is something else.
        """
        try:
            hashes = tuple((int(number), str(text)) for number, text in document["hashes"])
            return cls(int(document["block"]), int(document["index"]), hashes)
        except (KeyError, TypeError, ValueError) as wrong:
            raise ConfigError(
                "EVENTS:CHECKPOINT", "this is not a checkpoint of a stream"
            ) from wrong
