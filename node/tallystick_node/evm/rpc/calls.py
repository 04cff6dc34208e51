"""Calls that change nothing, on any block and on a changed state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth.exceptions import OutOfGas
from eth.vm.forks.prague import PragueVM

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.execution import Execution, failure_of
from tallystick_node.evm.rpc.tracers import AccessTracer
from tallystick_node.evm.rpc.values import hex_of

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["CallMethods"]

# An estimate may be this many thousandths above the least that is enough.
ESTIMATE_SLACK_PER_MILLE = 15
STIPEND = 2_300
# A list changes what a call costs and thereby, rarely, what it does.
ACCESS_ROUNDS_MAX = 5


class CallMethods:
    """The methods that execute and undo."""

    def __init__(self, view: ChainView, limits: RpcLimits) -> None:
        self._view = view
        self._limits = limits

    def call(self, request: Any, word: Any = "latest", overrides: Any = None) -> str:
        """Execute a call on the state after a block (eth_call).

        Args:
            request: The transaction object, unsigned.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.
            overrides: By address: balance, nonce, code, and either state or stateDiff.

        Returns:
            What the call returns, as 0x hex.

        Raises:
            RpcRefusal: 3 with the contract's reason when it reverts; -32000 when it fails
                otherwise; -32602 when a parameter makes no sense.
        """
        execution = Execution(self._view, self._limits, request, word, overrides)
        ended = execution.run(self._gas_of(execution))
        if (failure := failure_of(ended)) is not None:
            raise failure
        return hex_of(ended.output)

    def estimate_gas(self, request: Any, word: Any = "latest", overrides: Any = None) -> str:
        """Return the lowest gas limit with which a transaction does what it does with more.

        One execution tells it; where code looks at its gas, further ones do, to one part in 66.

        Args:
            request: The transaction object, unsigned.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.
            overrides: By address: balance, nonce, code, and either state or stateDiff.

        Returns:
            Gas, as 0x hex.

        Raises:
            RpcRefusal: 3 with the contract's reason when it does not succeed with any; -32000 when
                it fails otherwise; -32602 when a parameter makes no sense.
        """
        execution = Execution(self._view, self._limits, request, word, overrides)
        ceiling = min(self._gas_of(execution), self._view.builder.genesis.gas_limit)
        ended = execution.run(ceiling)
        if (failure := failure_of(ended)) is not None:
            if isinstance(ended.error, OutOfGas):
                raise RpcRefusal.refused(f"gas required exceeds allowance ({ceiling})")
            raise failure
        intrinsic = execution.request.intrinsic_gas(execution.request.access_list)
        least = max(intrinsic + ended.gas_needed, execution.request.floor_gas)
        if least >= ceiling:
            return hex(ceiling)
        if not ended.state.gas_matters or _succeeds(execution, least):
            return hex(least)
        return hex(self._searched(execution, least, ceiling))

    @staticmethod
    def _searched(execution: Execution, too_little: int, enough: int) -> int:
        """What code does that looks at its gas can only be tried out."""
        guess = (too_little + STIPEND) * 64 // 63
        while (enough - too_little) * 1000 > enough * ESTIMATE_SLACK_PER_MILLE:
            if too_little < guess < enough and _succeeds(execution, guess):
                enough = guess
            else:
                too_little = max(too_little, min(guess, enough - 1))
            guess = (too_little + enough) // 2
        return enough

    def create_access_list(
        self, request: Any, word: Any = "latest", overrides: Any = None
    ) -> dict[str, Any]:
        """Return the accounts and slots that a call touches, and the gas it takes with them listed.

        Args:
            request: The transaction object, unsigned.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.
            overrides: By address: balance, nonce, code, and either state or stateDiff.

        Returns:
            `accessList`, `gasUsed`, and `error` when the call fails.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        execution = Execution(self._view, self._limits, request, word, overrides)
        gas, listed = self._gas_of(execution), execution.request.access_list
        own = {execution.request.sender, execution.request.to}
        rounds = 0
        while True:
            tracer = AccessTracer(own, listed)
            ended = execution.run(gas, listed, tracer)
            rounds += 1
            if tracer.found() == listed or rounds == ACCESS_ROUNDS_MAX:
                break
            listed = tracer.found()
        failure = failure_of(ended)
        used = ended.get_gas_used() + execution.request.intrinsic_gas(listed)
        refund = PragueVM.calculate_net_gas_refund(used, ended.get_gas_refund())
        shown: dict[str, Any] = {
            "accessList": [
                {
                    "address": hex_of(account),
                    "storageKeys": [hex_of(slot.to_bytes(32, "big")) for slot in slots],
                }
                for account, slots in listed
            ],
            "gasUsed": hex(max(used - refund, execution.request.floor_gas)),
        }
        return shown if failure is None else shown | {"error": failure.message}

    def _gas_of(self, execution: Execution) -> int:
        asked = execution.request.gas
        bound = self._limits.call_gas_max
        return bound if asked is None else min(asked, bound)


def _succeeds(execution: Execution, gas: int) -> bool:
    return not execution.run(gas).is_error
