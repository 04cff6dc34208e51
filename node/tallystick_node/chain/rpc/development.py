"""What only a developer's chain answers: time and blocks on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.chain.refusals import RpcRefusal
from tallystick_node.chain.rpc.values import mapping_of, quantity_of

if TYPE_CHECKING:
    from tallystick_node.chain.rpc.limits import Limits
    from tallystick_node.chain.rpc.view import ChainView

__all__ = ["DevelopmentMethods"]

TIMESTAMP_MAX = 2**40


class DevelopmentMethods:
    """The methods of test networks; a chain has them only when it was started for development."""

    def __init__(self, view: ChainView, limits: Limits) -> None:
        self._view = view
        self._limits = limits

    def mine(self, options: Any = None) -> str:
        """Seal a block now: dated `options` if that is a number, `options.blocks` of them."""
        count = 1
        if isinstance(options, dict):
            fields = mapping_of(options, "the options")
            count = quantity_of(fields.get("blocks", 1), "blocks")
            options = fields.get("timestamp")
        if count > self._limits.mine_blocks_max:
            raise RpcRefusal.invalid(f"more than {self._limits.mine_blocks_max} blocks at once")
        if options is not None:
            self.set_next_timestamp(options)
        for _ in range(count):
            self._view.builder.seal()
        return "0x0"

    def increase_time(self, seconds: Any) -> str:
        """Date the next block that many seconds later than it would be."""
        added = quantity_of(seconds, "seconds")
        at = self._view.builder.pending_timestamp() + added
        self.set_next_timestamp(at)
        return hex(added)

    def set_next_timestamp(self, timestamp: Any) -> None:
        """Date the next block; it must be after the latest one."""
        at = quantity_of(timestamp, "timestamp")
        if at > TIMESTAMP_MAX:
            raise RpcRefusal.invalid("the timestamp lies too far in the future")
        self._view.builder.set_next(at)
