"""What gas costs: now, and in the blocks before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth.vm.forks.london.headers import calculate_expected_base_fee_per_gas

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import quantity_of

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.limits import Limits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["FeeMethods"]

TIP = 1
PERCENTILES_MAX = 100


class FeeMethods:
    """The methods that say what to offer."""

    def __init__(self, view: ChainView, limits: Limits) -> None:
        self._view = view
        self._limits = limits

    def gas_price(self) -> str:
        """The next block's base fee and the tip."""
        return hex(self._view.base_fee() + TIP)

    def tip(self) -> str:
        """The tip that is enough: this chain takes everyone in turn."""
        return hex(TIP)

    def blob_base_fee(self) -> str:
        """The least price of blobs; this chain takes none."""
        return hex(1)

    def history(self, count: Any, newest: Any, percentiles: Any = None) -> dict[str, Any]:
        """Base fees of past blocks and of the next one, how full they were, and tips paid."""
        wanted = _percentiles(percentiles)
        if isinstance(count, str) and count.isdecimal():
            count = int(count)  # some clients send a plain decimal
        last = self._view.existing(newest)
        width = min(quantity_of(count, "block count"), self._limits.fee_blocks_max, last + 1)
        if width == 0:
            return {"oldestBlock": hex(last), "gasUsedRatio": [], "baseFeePerGas": []}
        headers = [self._view.header(number) for number in range(last - width + 1, last + 1)]
        next_fee = calculate_expected_base_fee_per_gas(headers[-1])
        shown: dict[str, Any] = {
            "oldestBlock": hex(last - width + 1),
            "baseFeePerGas": [*(hex(one.base_fee_per_gas) for one in headers), hex(next_fee)],
            "gasUsedRatio": [one.gas_used / one.gas_limit for one in headers],
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


def _percentiles(found: Any) -> list[float]:
    if found is None:
        return []
    if not isinstance(found, list | tuple) or len(found) > PERCENTILES_MAX:
        raise RpcRefusal.invalid(f"percentiles must be a list of at most {PERCENTILES_MAX}")
    for one in found:
        if isinstance(one, bool) or not isinstance(one, int | float) or not 0 <= one <= 100:
            raise RpcRefusal.invalid("a percentile must be a number from 0 to 100")
    if list(found) != sorted(found):
        raise RpcRefusal.invalid("percentiles must rise")
    return [float(one) for one in found]
