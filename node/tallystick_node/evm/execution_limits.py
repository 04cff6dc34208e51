"""Executions with bounds of time and memory, and with their steps shown to whoever traces them.

Gas alone does not bound them here: py-evm needs seconds for what costs a native EVM milliseconds
(measured: one million rounds of blake2 cost 1,000,000 gas and take 4 s), and it keeps every frame
of an execution until its end.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eth.constants import GAS_CALLSTIPEND
from eth.exceptions import Halt, VMError
from eth.vm.forks.prague.computation import PRAGUE_PRECOMPILES, PragueComputation
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES
from eth.vm.logic.invalid import InvalidOpcode
from eth.vm.memory import Memory
from eth.vm.opcode_values import (
    CALL,
    CALLCODE,
    DELEGATECALL,
    GAS,
    JUMPDEST,
    SSTORE,
    STATICCALL,
)

from tallystick_node.evm.opcodes import swift
from tallystick_node.evm.priority import allowance

if TYPE_CHECKING:
    from collections.abc import Callable

    from eth.abc import ComputationAPI, StateAPI

__all__ = ["Exhausted", "Tracer", "Watch", "watch"]

# Most gas that one precompiled contract may take at once: it cannot be interrupted.
PRECOMPILE_GAS_MAX = 500_000
# Most bytes that the frames of an execution may hand to each other.
PASSED_BYTES_MAX = 128 * 2**20
_CALLS = {CALL, CALLCODE, DELEGATECALL, STATICCALL}


class Exhausted(Exception):  # noqa: N818 - named by what happened
    """An execution that was stopped because it took more than it may."""


class Watch:
    """The bounds of one request; all executions that it needs share them."""

    def __init__(self, seconds: float) -> None:
        most = allowance()
        self.seconds = seconds if most is None else min(seconds, most.seconds)
        self._others = None if most is None else most.others
        self._until = time.monotonic() + self.seconds
        self._passed = 0

    def check(self) -> None:
        """Check the time, and let others go first where they do.

        Raises:
            Exhausted: When it is over.
        """
        now = time.monotonic()
        if now > self._until:
            raise Exhausted(f"execution aborted (timeout = {self.seconds:.3g}s)")
        if self._others is not None:
            if self._others.kept(now):
                raise Exhausted("execution aborted (the node's own questions go first; ask again)")
            self._others.give_way(now)

    def passes(self, size: int) -> None:
        """Count bytes that are kept until the end.

        Args:
            size: How many.

        Raises:
            Exhausted: When there are more than 128 MiB.
        """
        self._passed += size
        if self._passed > PASSED_BYTES_MAX:
            raise Exhausted(f"execution aborted (over {PASSED_BYTES_MAX} bytes passed on)")


class Tracer:
    """Is called for every operation; the ways of tracing override what they need."""

    def before(self, frame: Any, code: int) -> None:
        """Note that an operation is about to run in a frame.

        Args:
            frame: py-evm's computation.
            code: The operation's byte.
        """

    def after(self, frame: Any, code: int, error: VMError | None) -> None:
        """Note that an operation ended.

        Args:
            frame: py-evm's computation.
            code: The operation's byte.
            error: What it failed with, None when it did not fail.
        """

    def entered(self, frame: Any) -> None:
        """Note that a frame, the first one included, is about to run its code.

        Args:
            frame: py-evm's computation.
        """


def watch(state: StateAPI, bounds: Watch, tracer: Tracer | None = None) -> None:
    """Put the executions of a state under bounds, and let a tracer follow them.

    Args:
        state: py-evm's state.
        bounds: The bounds.
        tracer: Who follows each operation.
    """
    watched: Any = state
    watched.bounds = bounds
    watched.tracer = tracer
    watched.gas_matters = False
    watched.computation_class = _Watched if tracer is None else _Traced


class _Watched(PragueComputation):
    """A frame that looks at the clock wherever code can repeat: at jumps and at new frames.

    gas_needed: the least gas with which it would have done the same, `gas_matters` of its state
    aside, which says that some code looked at its gas or ran out of it.
    """

    def __init__(self, state: Any, message: Any, transaction_context: Any) -> None:
        super().__init__(state, message, transaction_context)
        # Where one may jump to in a code is found out once, and not in each of its frames.
        code: Any = self.code
        code.valid_positions, code.invalid_positions = _positions(message.code)
        self._needed = 0

    @property
    def gas_needed(self) -> int:
        """Gas of this frame and those below it, before refunds."""
        return max(self._needed, self.get_gas_used())

    @classmethod
    def apply_computation(
        cls, state: Any, message: Any, transaction_context: Any, parent_computation: Any = None
    ) -> ComputationAPI:
        state.bounds.check()
        state.bounds.passes(len(message.code) if message.is_create else len(message.data))
        ended = super().apply_computation(state, message, transaction_context, parent_computation)
        state.bounds.passes(len(ended.output))
        if ended.should_burn_gas:
            state.gas_matters = True
        return ended

    def apply_child_computation(self, child_msg: Any) -> Any:
        left = self._gas_meter.gas_remaining
        child: Any = super().apply_child_computation(child_msg)
        stipend = GAS_CALLSTIPEND if child_msg.value and not child_msg.is_create else 0
        # A frame gets at most 63 parts in 64 of what its parent has left.
        passed = max(child.gas_needed - stipend, 0)
        self.needs(passed + max(passed - 1, 0) // 63, left + child_msg.gas - stipend)
        return child

    def needs(self, gas: int, left: int | None = None) -> None:
        """Note that more gas has to be there than is used.

        Args:
            gas: How much.
            left: How much there is; what the meter says by default.
        """
        meter = self._gas_meter
        spent = meter.start_gas - (meter.gas_remaining if left is None else left)
        self._needed = max(self._needed, spent + gas)

    def add_child_computation(self, child_computation: Any) -> None:
        super().add_child_computation(child_computation)
        # The frame stays, for its refunds and logs; its memory is not needed any more.
        child_computation._memory = Memory()  # noqa: SLF001


@lru_cache(maxsize=64)
def _positions(code: bytes) -> tuple[set[int], set[int]]:
    """The places of a code that are known to be operations, and those known to be none."""
    del code
    return set(), set()


def _at_store(plain: Callable[..., Any]) -> Any:
    def run(computation: Any) -> None:
        computation.needs(GAS_CALLSTIPEND + 1)  # EIP-2200
        plain(computation=computation)

    return run


def _at_gas(plain: Callable[..., Any]) -> Any:
    def run(computation: Any) -> None:
        if computation.code.peek() not in _CALLS:
            computation.state.gas_matters = True
        plain(computation=computation)

    return run


def _at_jump(plain: Callable[..., Any]) -> Any:
    def run(computation: Any) -> None:
        computation.state.bounds.check()
        plain(computation=computation)

    return run


def _bounded(precompile: Callable[..., Any]) -> Callable[..., Any]:
    def run(computation: Any) -> Any:
        consume = computation.consume_gas

        def consume_bounded(amount: int, reason: str) -> None:
            consume(amount, reason)
            if amount > PRECOMPILE_GAS_MAX:
                raise Exhausted(f"execution aborted ({reason}: over {PRECOMPILE_GAS_MAX} gas)")

        computation.consume_gas = consume_bounded
        return precompile(computation)

    return run


def _traced(code: int, plain: Callable[..., Any]) -> Any:
    def run(computation: Any) -> None:
        state = computation.state
        state.bounds.check()
        state.tracer.before(computation, code)
        try:
            plain(computation=computation)
        except VMError as error:
            state.tracer.after(computation, code, error)
            raise
        except Halt:
            state.tracer.after(computation, code, None)
            raise
        state.tracer.after(computation, code, None)

    return run


class _Traced(_Watched):
    """A frame that also reports each of its operations."""

    def __enter__(self) -> ComputationAPI:
        self.state.tracer.entered(self)  # type: ignore[attr-defined]
        return super().__enter__()


# SELFDESTRUCT stands in a wrapper that warns of its end; that is for whoever writes contracts.
_PLAIN: dict[int, Any] = {
    code: getattr(plain, "__wrapped__", plain) for code, plain in PRAGUE_OPCODES.items()
}
_SWIFT = swift(_PLAIN)
_Watched.opcodes = _SWIFT | {
    JUMPDEST: _at_jump(_SWIFT[JUMPDEST]),
    SSTORE: _at_store(_SWIFT[SSTORE]),
    GAS: _at_gas(_SWIFT[GAS]),
}
_Watched._precompiles = {at: _bounded(plain) for at, plain in PRAGUE_PRECOMPILES.items()}  # noqa: SLF001
_Traced.opcodes = {
    code: _traced(code, _PLAIN.get(code) or InvalidOpcode(code)) for code in range(256)
}
