"""The operations that contracts are mostly made of, without py-evm's layers of calls.

Each does what py-evm's own does, to the last unit of gas. Where something is unusual (a stack too
short, memory to be extended) py-evm's own is called, before anything has changed.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from eth.exceptions import FullStack
from eth.vm import opcode_values as codes
from eth.vm.opcode import _FastOpcode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["swift"]

STACK_MAX = 1024
WORD = 2**256
# Shorter constants are places and lengths, which are wanted as numbers.
_NUMBER_BYTES_MAX = 4
_BINARY: dict[int, Callable[[int, int], int]] = {
    codes.ADD: lambda left, right: (left + right) % WORD,
    codes.SUB: lambda left, right: (left - right) % WORD,
    codes.MUL: lambda left, right: left * right % WORD,
    codes.LT: lambda left, right: int(left < right),
    codes.GT: lambda left, right: int(left > right),
    codes.EQ: lambda left, right: int(left == right),
    codes.AND: operator.and_,
    codes.OR: operator.or_,
    codes.XOR: operator.xor,
}

Operation = Any


def swift(plain: Mapping[int, Operation]) -> dict[int, Operation]:
    """Return operations that do the same as py-evm's in less time.

    Args:
        plain: py-evm's operations by their byte.

    Returns:
        All of them; those that are not known here are py-evm's own.
    """
    operations = {code: _charged(own) for code, own in plain.items()}
    operations |= {code: _binary(plain[code], of) for code, of in _BINARY.items()}
    operations |= {codes.PUSH1 + n - 1: _push(plain[codes.PUSH1 + n - 1], n) for n in range(1, 33)}
    operations |= {codes.DUP1 + n - 1: _dup(plain[codes.DUP1 + n - 1], n) for n in range(1, 17)}
    operations |= {codes.SWAP1 + n - 1: _swap(plain[codes.SWAP1 + n - 1], n) for n in range(1, 17)}
    operations[codes.ISZERO] = _is_zero(plain[codes.ISZERO])
    operations[codes.MLOAD] = _load(plain[codes.MLOAD])
    operations[codes.MSTORE] = _store(plain[codes.MSTORE])
    return operations


def _charge(computation: Any, gas: int, name: str) -> None:
    meter = computation._gas_meter  # noqa: SLF001
    left = meter.gas_remaining - gas
    if left < 0:
        meter.consume_gas(gas, name)  # it says so
    meter.gas_remaining = left


def _charged(own: Operation) -> Operation:
    if not isinstance(own, _FastOpcode):
        return own
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        act(computation)

    return run


def _number(value: int | bytes) -> int:
    return value if isinstance(value, int) else int.from_bytes(value, "big")


def _binary(own: Operation, of: Callable[[int, int], int]) -> Operation:
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        values = computation._stack.values  # noqa: SLF001
        if len(values) < 2:
            act(computation)
            return
        left, right = values.pop(), values.pop()
        values.append(of(_number(left), _number(right)))

    return run


def _is_zero(own: Operation) -> Operation:
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        values = computation._stack.values  # noqa: SLF001
        if not values:
            act(computation)
            return
        values[-1] = int(_number(values[-1]) == 0)

    return run


def _push(own: Operation, size: int) -> Operation:
    gas, name = own.gas_cost, own.mnemonic
    as_number = size <= _NUMBER_BYTES_MAX

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        value = computation.code.read(size).ljust(size, b"\x00")
        values = computation._stack.values  # noqa: SLF001
        if len(values) >= STACK_MAX:
            raise FullStack("Stack limit reached")
        values.append(int.from_bytes(value, "big") if as_number else value)

    return run


def _dup(own: Operation, place: int) -> Operation:
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        values = computation._stack.values  # noqa: SLF001
        if place <= len(values) < STACK_MAX:
            values.append(values[-place])
        else:
            act(computation)

    return run


def _swap(own: Operation, place: int) -> Operation:
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn
    other = -place - 1

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        values = computation._stack.values  # noqa: SLF001
        if place < len(values):
            values[-1], values[other] = values[other], values[-1]
        else:
            act(computation)

    return run


def _load(own: Operation) -> Operation:
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        values = computation._stack.values  # noqa: SLF001
        memory = computation._memory._bytes  # noqa: SLF001
        if values and (place := _number(values[-1])) + 32 <= len(memory):
            values[-1] = bytes(memory[place : place + 32])
        else:
            act(computation)

    return run


def _store(own: Operation) -> Operation:
    gas, name, act = own.gas_cost, own.mnemonic, own.logic_fn

    def run(computation: Any) -> None:
        _charge(computation, gas, name)
        values = computation._stack.values  # noqa: SLF001
        memory = computation._memory._bytes  # noqa: SLF001
        if len(values) < 2 or (place := _number(values[-1])) + 32 > len(memory):
            act(computation)
            return
        values.pop()
        word = values.pop()
        memory[place : place + 32] = (
            word.to_bytes(32, "big") if isinstance(word, int) else word.rjust(32, b"\x00")
        )

    return run
