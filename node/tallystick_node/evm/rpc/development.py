"""What only a developer's chain does: time and blocks on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_typing import Address

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import address_of, mapping_of, quantity_of

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.filters import FilterMethods
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["DevelopmentMethods"]

TIMESTAMP_MAX = 2**40


class DevelopmentMethods:
    """The methods of test networks; a chain has them only when it was started for development."""

    def __init__(self, view: ChainView, filters: FilterMethods, limits: RpcLimits) -> None:
        self._view = view
        self._filters = filters
        self._limits = limits

    def mine(self, options: Any = None) -> str:
        """Seal blocks now (evm_mine).

        Args:
            options: The date of the next block, or an object with `blocks` and `timestamp`.

        Returns:
            `0x0`.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32603 when the disk does not take
                it.
        """
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
        """Put the chain's clock ahead (evm_increaseTime).

        Args:
            seconds: By how much, as a quantity.

        Returns:
            The seconds, as 0x hex.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        added = quantity_of(seconds, "seconds")
        if self._view.builder.pending_timestamp() + added > TIMESTAMP_MAX:
            raise RpcRefusal.invalid("the timestamp lies too far in the future")
        self._view.builder.increase_time(added)
        return hex(added)

    def snapshot(self) -> str:
        """Return a name for the chain as it is, for evm_revert.

        Returns:
            The name, as 0x hex.
        """
        return hex(self._view.builder.snapshot())

    def revert(self, name: Any) -> bool:
        """Go back to a snapshot (evm_revert).

        Args:
            name: The snapshot's name.

        Returns:
            False when the chain is not so far.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        number = quantity_of(name, "snapshot")
        if number > self._view.builder.number:
            return False
        self._view.builder.revert(number)
        self._filters.rewind(number)
        return True

    def set_next_timestamp(self, timestamp: Any) -> None:
        """Date the next block (evm_setNextBlockTimestamp).

        Args:
            timestamp: A Unix second after the latest block's, as a quantity.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        at = quantity_of(timestamp, "timestamp")
        if at > TIMESTAMP_MAX:
            raise RpcRefusal.invalid("the timestamp lies too far in the future")
        self._view.builder.set_next(at)

    def set_balance(self, address: Any, wei: Any) -> bool:
        """Raise an account's coin to an amount, rounded up to a gwei; it is never lowered.

        Args:
            address: The account's address, as 0x hex.
            wei: The amount, as a quantity.

        Returns:
            True.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense or the account has more; -32603 when
                the disk does not take it.
        """
        account, wanted = address_of(address), quantity_of(wei, "balance")
        builder = self._view.builder
        missing = wanted - int(builder.state().get_balance(Address(account)))
        if missing < 0:
            raise RpcRefusal.invalid("this chain gives coin for gas and takes none away")
        if missing:
            builder.credit([account], missing)
        return True
