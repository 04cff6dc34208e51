"""Views of the chain, many at once and all at one block.

A batch is one `eth_call` that creates nothing: its code makes the calls and returns their answers,
as it would return a contract's code. Nodes that refuse that are asked one call at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tallystick.chain.artifacts import interface
from tallystick.chain.translation import RANGE_REFUSED
from tallystick.errors import Reverted, TallystickError, TransportError

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.codec import Function
    from tallystick.chain.contracts import Query

__all__ = ["Reader", "Refusal"]

WORD = 32
# EIP-170 bounds what the batch returns, EIP-3860 its own code.
ANSWER_MAX = 24_000
CODE_MAX = 44_000
CALLS_MAX = 300
# Room at the start of memory for one call's data.
SCRATCH = 1_024


R = TypeVar("R")


class Refusal:
    """The answer of a view that reverted."""

    def __repr__(self) -> str:
        return "a refusal"


@dataclass(frozen=True, slots=True)
class _Call:
    address: str
    data: bytes
    size: int
    shape: Function


class Reader:
    """Reads views at one block. Addresses in answers are checksummed strings."""

    def __init__(self, connection: Connection, addresses: Mapping[str, str], block: int) -> None:
        self._connection = connection
        self._addresses = dict(addresses)
        self.block = block
        self._batches = True

    def read(self, query: Query[R]) -> R:
        """Return what one view returns.

        Args:
            query: The view with its arguments.

        Returns:
            A value, a tuple of values, or a dict for a struct.

        Raises:
            Reverted: When the view refuses.
            TransportError: When the node does not answer.
        """
        shape = interface(query.contract).function(query.function)
        data = shape.encode(query.arguments)
        request = {"to": self._addresses[query.contract], "data": "0x" + data.hex()}
        value: R = shape.decode(self._connection.call(request, self.block))
        return value

    def read_all(self, questions: Sequence[Query[Any]]) -> list[Any]:
        """Return what many views return.

        Args:
            questions: The views, whose outputs have a fixed size.

        Returns:
            The answers in order, `Refusal` for a view that reverts.

        Raises:
            TransportError: When the node does not answer.
        """
        answers: list[Any] = []
        for group in self._groups(questions):
            answers += self._batch(group) if self._batches else [self._one(call) for call in group]
        return answers

    def _groups(self, questions: Sequence[Query[Any]]) -> Iterator[list[_Call]]:
        group: list[_Call] = []
        answer = code = 0
        for question in questions:
            shape = interface(question.contract).function(question.function)
            call = _Call(
                self._addresses[question.contract],
                shape.encode(question.arguments),
                _size(shape.outputs),
                shape,
            )
            answer += WORD + call.size
            code += len(call.data) + 64
            if group and (answer > ANSWER_MAX or code > CODE_MAX or len(group) == CALLS_MAX):
                yield group
                group, answer, code = [], WORD + call.size, len(call.data) + 64
            group.append(call)
        if group:
            yield group

    def _one(self, call: _Call) -> Any:
        request = {"to": call.address, "data": "0x" + call.data.hex()}
        try:
            return call.shape.decode(self._connection.call(request, self.block))
        except Reverted:
            return Refusal()

    def _batch(self, group: list[_Call]) -> list[Any]:
        expected = sum(WORD + call.size for call in group)
        try:
            raw = self._connection.call({"data": "0x" + _code(group).hex()}, self.block)
        except TallystickError as refused:
            if isinstance(refused, TransportError) and _is_down(refused):
                raise
            raw = b""
        if len(raw) != expected:
            self._batches = False
            return [self._one(call) for call in group]
        answers: list[Any] = []
        at = 0
        for call in group:
            worked = raw[at + WORD - 1] == 1
            part = raw[at + WORD : at + WORD + call.size]
            answers.append(call.shape.decode(part) if worked else Refusal())
            at += WORD + call.size
        return answers


def _is_down(refused: TransportError) -> bool:
    return refused.retryable and refused.code != RANGE_REFUSED


def _code(group: list[_Call]) -> bytes:
    """Return code that makes the calls and returns (whether it worked, answer) for each.

    Each call's data stand behind the code and are copied to the start of memory. A refused call
    leaves its part of the answer 0.
    """
    length = sum(_STEP for _ in group) + _TAIL
    places, data = [], b""
    for call in group:
        places.append(length + len(data))
        data += call.data
    code, at = b"", SCRATCH
    for call, place in zip(group, places, strict=True):
        size = _push(len(call.data))
        code += (
            size + _push(place) + _push(0) + b"\x39"  # CODECOPY
            + _push(call.size) + _push(at + WORD) + size + _push(0)
            + b"\x73" + bytes.fromhex(call.address[2:]) + b"\x5a\xfa"  # PUSH20, GAS, STATICCALL
            + _push(at) + b"\x52"  # MSTORE
        )  # fmt: skip
        at += WORD + call.size
    code += _push(at - SCRATCH) + _push(SCRATCH) + b"\xf3"  # RETURN
    assert len(code) == length, "every step has the same length"
    return code + data


def _push(value: int) -> bytes:
    return b"\x62" + value.to_bytes(3, "big")  # PUSH3


_STEP = 3 * 4 + 1 + 4 * 4 + 21 + 2 + 4 + 1
_TAIL = 2 * 4 + 1


def _size(outputs: Sequence[Mapping[str, Any]]) -> int:
    """Return the bytes of static outputs."""
    total = 0
    for entry in outputs:
        assert not entry["type"].endswith("]"), "a list has no fixed size"
        total += _size(entry["components"]) if entry["type"] == "tuple" else WORD
    return total
