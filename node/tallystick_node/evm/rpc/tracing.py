"""How a mined transaction came to what it did: executed again where it stands, and watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.evm.execution_limits import Exhausted, Watch, watch
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.tracers import CallTracer, StepOptions, StepTracer
from tallystick_node.evm.rpc.values import boolean_of, hash_of, hex_of, mapping_of, quantity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.evm.builder import MinedTransaction
    from tallystick_node.evm.execution_limits import Tracer
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["TraceMethods"]


class TraceMethods:
    """The methods that execute the past once more."""

    def __init__(self, view: ChainView, limits: RpcLimits) -> None:
        self._view = view
        self._limits = limits

    def transaction(self, tx_hash: Any, options: Any = None) -> dict[str, Any]:
        """Return every step of a mined transaction, or with `tracer: callTracer` its calls.

        Args:
            tx_hash: The transaction's hash, as 0x hex.
            options: The trace options, as geth takes them.

        Returns:
            The trace as geth shows it.

        Raises:
            RpcRefusal: -32000 when the transaction is not mined, the options are not supported, or
                it takes too long; -32005 when the trace is too large; -32602 when a parameter makes
                no sense.
        """
        wanted = hash_of(tx_hash)
        asked = mapping_of({} if options is None else options, "the trace options")
        kind = asked.get("tracer")
        mined = self._view.mined(wanted)
        if mined is None:
            raise RpcRefusal.refused("transaction not found")
        if kind is None or kind == "":
            return self._steps(mined, asked)
        if kind != "callTracer":
            raise RpcRefusal.refused("this chain has the tracer callTracer, and steps without one")
        return self._calls(mined, asked)

    def _steps(self, mined: MinedTransaction, asked: Mapping[str, Any]) -> dict[str, Any]:
        options = StepOptions(
            stack=not _flag(asked, "disableStack"),
            storage=not _flag(asked, "disableStorage"),
            memory=_flag(asked, "enableMemory"),
            return_data=_flag(asked, "enableReturnData"),
            limit=quantity_of(asked.get("limit") or 0, "limit"),
        )
        tracer = StepTracer(options, self._limits.trace_steps_max)
        ended = self._again(mined, tracer)
        return {
            "gas": mined.gas_used,
            "failed": ended.is_error,
            "returnValue": hex_of(ended.output),
            "structLogs": tracer.steps,
        }

    def _calls(self, mined: MinedTransaction, asked: Mapping[str, Any]) -> dict[str, Any]:
        wanted = asked.get("tracerConfig")
        config = mapping_of({} if wanted is None else wanted, "tracerConfig")
        if _flag(config, "withLog"):
            raise RpcRefusal.refused("withLog is not supported; ask for the receipt")
        only_top = _flag(config, "onlyTopCall")
        tracer = CallTracer()
        ended = self._again(mined, tracer)
        # The first frame is the transaction: its gas is counted from the very beginning.
        return tracer.shown(ended, inner=not only_top) | {
            "gas": hex(mined.transaction.gas),
            "gasUsed": hex(mined.gas_used),
        }

    def _again(self, mined: MinedTransaction, tracer: Tracer) -> Any:
        """Execute what stands before it in its block, then the transaction itself."""
        chain = self._view.builder.chain
        header = self._view.header(mined.block)
        before = self._view.header(mined.block - 1)
        machine = chain.get_vm(header.copy(state_root=before.state_root, gas_used=0))
        filled = machine.get_header()
        bounds = Watch(self._limits.call_seconds_max)
        watch(machine.state, bounds)
        try:
            for earlier in self._view.builder.transactions(mined.block)[: mined.index]:
                receipt, _ = machine.apply_transaction(filled, earlier.transaction)
                filled = filled.copy(gas_used=receipt.gas_used)
            watch(machine.state, bounds, tracer)
            return machine.apply_transaction(filled, mined.transaction)[1]
        except Exhausted as error:
            raise RpcRefusal.refused(str(error)) from error


def _flag(asked: Mapping[str, Any], name: str) -> bool:
    value = asked.get(name)
    return False if value is None else boolean_of(value, name)
