"""What is noted while something is executed: storage touched, steps taken, calls made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth.exceptions import (
    FullStack,
    InsufficientStack,
    InvalidInstruction,
    InvalidJumpDestination,
    OutOfGas,
    Revert,
    WriteProtection,
)
from eth.vm import mnemonics
from eth.vm.forks.prague.computation import PRAGUE_PRECOMPILES
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES

from tallystick_node.evm.execution_limits import Tracer
from tallystick_node.evm.refusals import RpcRefusal, reason_of
from tallystick_node.evm.rpc.values import hex_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from eth.exceptions import VMError

    from tallystick_node.evm.rpc.call_request import AccessList

__all__ = ["AccessTracer", "CallTracer", "StepOptions", "StepTracer"]

SLOAD, SSTORE = 0x54, 0x55
SELFDESTRUCT = 0xFF
_READS_ADDRESS = frozenset({0x31, 0x3B, 0x3C, 0x3F, SELFDESTRUCT})
_CALLS = {
    0xF1: mnemonics.CALL,
    0xF2: mnemonics.CALLCODE,
    0xF4: mnemonics.DELEGATECALL,
    0xFA: mnemonics.STATICCALL,
}
_CREATES = {0xF0: mnemonics.CREATE, 0xF5: mnemonics.CREATE2}
_OPENS_FRAME = _CALLS | _CREATES
# What a step or a frame of a trace weighs at least.
LEAST_BYTES = 300
TRACE_BYTES_MAX = 48 * 2**20
WORD = 32

_ERRORS = (
    (OutOfGas, "out of gas"),
    (Revert, "execution reverted"),
    (InvalidJumpDestination, "invalid jump destination"),
    (InvalidInstruction, "invalid opcode"),
    (InsufficientStack, "stack underflow"),
    (FullStack, "stack limit reached"),
    (WriteProtection, "write protection"),
)


@dataclass(frozen=True, slots=True)
class StepOptions:
    """What a step shows; `limit` 0 is none."""

    stack: bool = True
    storage: bool = True
    memory: bool = False
    return_data: bool = False
    limit: int = 0


class AccessTracer(Tracer):
    """Notes accounts and slots; those that a transaction pays for anyway are left out."""

    def __init__(self, own: Collection[bytes], listed: AccessList) -> None:
        self._own = frozenset(own) | PRAGUE_PRECOMPILES.keys()
        self._found: dict[bytes, dict[int, None]] = {
            account: dict.fromkeys(slots) for account, slots in listed
        }

    def before(self, frame: Any, code: int) -> None:
        """Note what the operation is about to touch.

        Args:
            frame: py-evm's computation.
            code: The operation's byte.
        """
        stack = frame._stack.values  # noqa: SLF001 - the operation itself takes it from there
        if code in {SLOAD, SSTORE}:
            if stack:
                account = bytes(frame.msg.storage_address)
                self._found.setdefault(account, {})[_number(stack[-1])] = None
        elif code in _READS_ADDRESS:
            if stack:
                self._note(stack[-1])
        elif code in _CALLS and len(stack) >= 5:
            self._note(stack[-2])

    def found(self) -> AccessList:
        """Return what was touched.

        Returns:
            Accounts with their slots, in the order in which they were touched.
        """
        return tuple((account, tuple(slots)) for account, slots in self._found.items())

    def _note(self, value: int | bytes) -> None:
        account = _number(value).to_bytes(WORD, "big")[-20:]
        if account not in self._own:
            self._found.setdefault(account, {})


class CallTracer(Tracer):
    """Notes by which operation each frame was opened; the rest is in py-evm's own tree."""

    def __init__(self) -> None:
        self._bytes = 0

    def after(self, frame: Any, code: int, error: VMError | None) -> None:  # noqa: ARG002
        """Name the frame that the operation opened, if it did.

        Args:
            frame: py-evm's computation.
            code: The operation's byte.
            error: What it failed with, None when it did not fail.
        """
        if code in _OPENS_FRAME and frame.children:
            child = frame.children[-1]
            if not hasattr(child, "opened_by"):
                child.opened_by = _OPENS_FRAME[code]

    def shown(self, frame: Any, *, inner: bool) -> dict[str, Any]:
        """Return a frame as geth's callTracer shows it.

        Args:
            frame: py-evm's computation.
            inner: Whether the frames inside are shown too.

        Returns:
            The JSON object.

        Raises:
            RpcRefusal: -32005 when the trace is too large.
        """
        message, creates = frame.msg, frame.msg.is_create
        sent = bytes(message.code if creates else message.data)
        self._weigh(sent, frame.output)
        kind = getattr(frame, "opened_by", mnemonics.CREATE if creates else mnemonics.CALL)
        delegated = kind == mnemonics.DELEGATECALL
        shown: dict[str, Any] = {
            "type": kind,
            "from": hex_of(message.storage_address if delegated else message.sender),
            "gas": hex(message.gas),
            "gasUsed": hex(frame.get_gas_used()),
            "input": hex_of(sent),
        }
        if not (creates and frame.is_error):
            shown["to"] = hex_of(message.storage_address if creates else message.code_address)
        if kind != mnemonics.STATICCALL:
            shown["value"] = hex(message.value)
        if frame.output:
            shown["output"] = hex_of(frame.output)
        if frame.is_error:
            shown["error"] = _error_word(frame.error)
            if reason := reason_of(bytes(frame.output)):
                shown["revertReason"] = reason
        if inner and frame.children:
            shown["calls"] = [self.shown(child, inner=True) for child in frame.children]
        return shown

    def _weigh(self, sent: bytes, output: bytes) -> None:
        self._bytes += LEAST_BYTES + 2 * (len(sent) + len(output))
        if self._bytes > TRACE_BYTES_MAX:
            raise RpcRefusal.limit("the trace is too large; ask for the top call alone")


class StepTracer(Tracer):
    """Notes every step as geth's default tracer shows it."""

    def __init__(self, options: StepOptions, steps_max: int) -> None:
        self._options = options
        self._steps_max = steps_max
        self._bytes = 0
        self._open: list[tuple[dict[str, Any], Any]] = []
        self._storage: dict[bytes, dict[str, str]] = {}
        self.steps: list[dict[str, Any]] = []

    def before(self, frame: Any, code: int) -> None:
        """Note the step, its cost left open.

        Args:
            frame: py-evm's computation.
            code: The operation's byte.

        Raises:
            RpcRefusal: -32005 when the trace is too large.
        """
        step: dict[str, Any] = {
            "pc": max(0, frame.code.program_counter - 1),
            "op": _name(code),
            "gas": frame.get_gas_meter().gas_remaining,
            "gasCost": None,
            "depth": frame.msg.depth + 1,
        }
        self._open.append((step, frame))
        limit = self._options.limit
        if limit and len(self.steps) >= limit:
            return
        if len(self.steps) >= self._steps_max:
            raise RpcRefusal.limit(
                f"the trace has more than {self._steps_max} steps; give a smaller `limit`"
            )
        self._detail(step, frame, code)
        self.steps.append(step)

    def after(self, frame: Any, code: int, error: VMError | None) -> None:  # noqa: ARG002
        """Close the step.

        Args:
            frame: py-evm's computation.
            code: The operation's byte.
            error: What it failed with, None when it did not fail.
        """
        step, _ = self._open.pop()
        if error is not None and not isinstance(error, Revert):
            step["error"] = _error_word(error)
        if step["gasCost"] is None:
            step["gasCost"] = step["gas"] - frame.get_gas_meter().gas_remaining

    def entered(self, frame: Any) -> None:
        """Count what a call hands on as its cost; a creation's is not counted, as in geth.

        Args:
            frame: py-evm's computation.
        """
        if self._open:
            step, opener = self._open[-1]
            left = opener.get_gas_meter().gas_remaining
            handed_on = frame.msg.gas if frame.msg.is_create else 0
            step["gasCost"] = step["gas"] - left - handed_on

    def _detail(self, step: dict[str, Any], frame: Any, code: int) -> None:
        weight = LEAST_BYTES
        if self._options.stack:
            step["stack"] = [hex(_number(item)) for item in frame._stack.values]  # noqa: SLF001
            weight += sum(map(len, step["stack"]))
        if self._options.memory:
            memory = frame._memory._bytes  # noqa: SLF001
            weight += 3 * len(memory)
            step["memory"] = [memory[at : at + WORD].hex() for at in range(0, len(memory), WORD)]
        if self._options.return_data and frame.return_data:
            step["returnData"] = hex_of(frame.return_data)
            weight += 2 * len(frame.return_data)
        if self._options.storage and code in {SLOAD, SSTORE}:
            step["storage"] = self._slots(frame, code)
            weight += 140 * len(step["storage"])
        self._bytes += weight
        if self._bytes > TRACE_BYTES_MAX:
            raise RpcRefusal.limit("the trace is too large; give a `limit` or leave memory out")

    def _slots(self, frame: Any, code: int) -> dict[str, str]:
        account, stack = frame.msg.storage_address, frame._stack.values  # noqa: SLF001
        seen = self._storage.setdefault(bytes(account), {})
        if len(stack) > (code == SSTORE):
            slot = _number(stack[-1])
            value = _number(stack[-2]) if code == SSTORE else frame.state.get_storage(account, slot)
            seen[f"{slot:064x}"] = f"{value:064x}"
        return dict(seen)


def _error_word(error: VMError) -> str:
    return next((word for kind, word in _ERRORS if isinstance(error, kind)), type(error).__name__)


def _number(value: int | bytes) -> int:
    return value if isinstance(value, int) else int.from_bytes(value, "big")


def _name(code: int) -> str:
    if code == SELFDESTRUCT:
        return "SELFDESTRUCT"
    opcode = PRAGUE_OPCODES.get(code)
    return f"opcode {code:#x} not defined" if opcode is None else str(opcode.mnemonic)
