"""What gas costs: now, and in the blocks before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth.vm.forks.london.headers import calculate_expected_base_fee_per_gas

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import quantity_of

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["FeeMethods"]

TIP = 1
PERCENTILES_MAX = 100


class FeeMethods:
    """The methods that advise what to offer."""

    def __init__(self, view: ChainView, limits: RpcLimits) -> None:
        self._view = view
        self._limits = limits

    def gas_price(self) -> str:
        """Return the next block's base fee and the tip (eth_gasPrice).

        Returns:
            Wei, as 0x hex.
        """
        return hex(self._view.base_fee() + TIP)

    def tip(self) -> str:
        """Return the tip that is enough: this chain takes everyone in turn.

        Returns:
            Wei, as 0x hex.
        """
        return hex(TIP)

    def blob_base_fee(self) -> str:
        """Return the least price of blobs; this chain accepts none.

        Returns:
            Wei, as 0x hex.
        """
        return hex(1)

    def history(self, count: Any, newest: Any, percentiles: Any = None) -> dict[str, Any]:
        """Return base fees of past blocks and of the next one, how full they were, and tips paid.

        Args:
            count: How many blocks, as a quantity.
            newest: The last block, as `word` elsewhere.
            percentiles: Rising percentiles of gas, 0 to 100, for the tips.

        Returns:
            The history as a node shows it.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block;
                -32005 for too many transactions.
        """
        wanted = _percentiles(percentiles)
        if isinstance(count, str) and count.isascii() and count.isdecimal():
            count = int(count)  # some clients send a plain decimal
        last = self._view.existing(newest)
        width = min(quantity_of(count, "block count"), self._limits.fee_blocks_max, last + 1)
        if width == 0:
            return {"oldestBlock": hex(last), "gasUsedRatio": [], "baseFeePerGas": []}
        headers = [self._view.header(number) for number in range(last - width + 1, last + 1)]
        next_fee = calculate_expected_base_fee_per_gas(headers[-1])
        shown: dict[str, Any] = {
            "oldestBlock": hex(last - width + 1),
            "baseFeePerGas": [*(hex(header.base_fee_per_gas) for header in headers), hex(next_fee)],
            "gasUsedRatio": [header.gas_used / header.gas_limit for header in headers],
            "baseFeePerBlobGas": ["0x1"] * (width + 1),
            "blobGasUsedRatio": [0.0] * width,
        }
        if wanted:
            self._bound_transactions(last - width + 1, last)
            shown["reward"] = [self._rewards(header, wanted) for header in headers]
        return shown

    def _bound_transactions(self, first: int, last: int) -> None:
        limit = self._limits.fee_transactions_max
        if sum(len(self._view.hashes(number)) for number in range(first, last + 1)) > limit:
            raise RpcRefusal.limit(f"more than {limit} transactions; ask for fewer blocks")

    def _rewards(self, header: Any, percentiles: list[float]) -> list[str]:
        """Tips paid in a block at percentiles of its gas; zeros for an empty block."""
        base = int(header.base_fee_per_gas)
        paid = sorted(
            (
                min(
                    int(mined.transaction.max_priority_fee_per_gas),
                    int(mined.transaction.max_fee_per_gas) - base,
                ),
                mined.gas_used,
            )
            for _, mined in self._view.in_block(int(header.block_number))
        )
        rewards, before, place = [], 0, 0
        for percentile in percentiles:
            threshold = percentile * header.gas_used / 100
            while place < len(paid) - 1 and before + paid[place][1] < threshold:
                before += paid[place][1]
                place += 1
            rewards.append(hex(paid[place][0]) if paid else "0x0")
        return rewards


def _percentiles(percentiles: Any) -> list[float]:
    if percentiles is None:
        return []
    if not isinstance(percentiles, list | tuple) or len(percentiles) > PERCENTILES_MAX:
        raise RpcRefusal.invalid(f"percentiles must be a list of at most {PERCENTILES_MAX}")
    for percentile in percentiles:
        if (
            isinstance(percentile, bool)
            or not isinstance(percentile, int | float)
            or not 0 <= percentile <= 100
        ):
            raise RpcRefusal.invalid("a percentile must be a number from 0 to 100")
    if list(percentiles) != sorted(percentiles):
        raise RpcRefusal.invalid("percentiles must rise")
    return [float(percentile) for percentile in percentiles]
