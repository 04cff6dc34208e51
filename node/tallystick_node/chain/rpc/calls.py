"""Calls that change nothing: eth_call and eth_estimateGas, on any block and on a changed state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth.constants import ZERO_ADDRESS
from eth.exceptions import OutOfGas, Revert
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from tallystick_node.chain.refusals import RpcRefusal
from tallystick_node.chain.rpc.values import (
    address_of,
    bytes_of,
    hex_of,
    mapping_of,
    quantity_of,
    slot_of,
)

if TYPE_CHECKING:
    from tallystick_node.chain.rpc.limits import Limits
    from tallystick_node.chain.rpc.view import ChainView

__all__ = ["CallMethods"]

CALL_GAS_MAX = 150_000_000
DATA_BYTES_MAX = 131_072
# An estimate may be this many thousandths above the least that is enough.
ESTIMATE_SLACK_PER_MILLE = 15
STIPEND = 2_300


@dataclass(frozen=True, slots=True)
class _Request:
    sender: bytes
    to: bytes
    value: int
    data: bytes
    gas: int | None

    @classmethod
    def read(cls, found: Any) -> _Request:
        fields = mapping_of(found, "the transaction")

        def given(name: str) -> Any:
            return fields.get(name)

        data = given("input") if given("input") is not None else given("data")
        read = bytes_of(data, "data") if data is not None else b""
        if len(read) > DATA_BYTES_MAX:
            raise RpcRefusal.invalid(f"data of {len(read)} bytes is over {DATA_BYTES_MAX}")
        to, sender = given("to"), given("from")
        return cls(
            sender=address_of(sender, "from") if sender is not None else bytes(ZERO_ADDRESS),
            to=address_of(to, "to") if to not in {None, "", "0x"} else b"",
            value=quantity_of(given("value"), "value") if given("value") is not None else 0,
            data=read,
            gas=quantity_of(given("gas"), "gas") if given("gas") is not None else None,
        )


class CallMethods:
    """The methods that execute and undo."""

    def __init__(self, view: ChainView, limits: Limits) -> None:
        self._view = view
        self._limits = limits

    def call(self, request: Any, word: Any = "latest", overrides: Any = None) -> str:
        """The answer of a call on the state after a block, changed by `overrides` if given."""
        read = _Request.read(request)
        gas = min(CALL_GAS_MAX if read.gas is None else read.gas, CALL_GAS_MAX)
        ended = self._run(read, self._machine(word, overrides), gas)
        _raise_failure(ended)
        return hex_of(ended.output)

    def estimate_gas(self, request: Any, word: Any = "latest", overrides: Any = None) -> str:
        """The least gas, to one part in 66, with which the transaction succeeds.

        RpcRefusal with the contract's reason when it does not succeed with any.
        """
        read = _Request.read(request)
        machine = self._machine(word, overrides)
        ceiling = min(CALL_GAS_MAX if read.gas is None else read.gas, CALL_GAS_MAX)
        ended = self._run(read, machine, ceiling)
        _raise_failure(ended)
        intrinsic = _intrinsic_gas(read)
        used = intrinsic + int(ended.get_gas_used())
        floor = max(used, _floor_gas(read.data))
        if floor >= ceiling or self._succeeds(read, machine, floor):
            return hex(min(floor, ceiling))
        # A call passes on 63 parts in 64 of its gas and a transfer adds a stipend: one good guess.
        too_little, enough = floor, ceiling
        guess = (floor + STIPEND) * 64 // 63
        while (enough - too_little) * 1000 > enough * ESTIMATE_SLACK_PER_MILLE:
            if too_little < guess < enough and self._succeeds(read, machine, guess):
                enough = guess
            else:
                too_little = max(too_little, min(guess, enough - 1))
            guess = (too_little + enough) // 2
        return hex(enough)

    def _succeeds(self, read: _Request, machine: Any, gas: int) -> bool:
        try:
            return not self._run(read, machine, gas).is_error
        except RpcRefusal:
            return False

    def _machine(self, word: Any, overrides: Any) -> Any:
        number = self._view.existing(word)
        builder = self._view.builder
        if number == builder.number:
            header = builder.chain.header.copy(timestamp=builder.pending_timestamp())
        else:
            header = self._view.header(number)
        # A call pays nothing, whatever the block's base fee was.
        machine = builder.chain.get_vm(header.copy(base_fee_per_gas=0))
        if overrides is not None:
            self._override(machine.state, mapping_of(overrides, "the state override"))
        return machine

    def _override(self, state: Any, overrides: Mapping[str, Any]) -> None:
        if len(overrides) > self._limits.override_accounts_max:
            raise RpcRefusal.invalid(
                f"an override of {len(overrides)} accounts is over"
                f" {self._limits.override_accounts_max}"
            )
        for name, changes in overrides.items():
            account = Address(address_of(name))
            for field, found in mapping_of(changes, "an account's override").items():
                _change(state, account, field, found)

    def _run(self, read: _Request, machine: Any, gas: int) -> Any:
        sender = Address(read.sender)
        unsigned = machine.create_unsigned_transaction(
            nonce=machine.state.get_nonce(sender),
            gas_price=0,
            gas=gas,
            to=Address(read.to),
            value=read.value,
            data=read.data,
        )
        snapshot = machine.state.snapshot()
        try:
            spoofed: Any = SpoofTransaction(unsigned, from_=sender)
            if spoofed.intrinsic_gas > gas:
                raise RpcRefusal.refused(f"intrinsic gas too low: have {gas}")
            return machine.state.costless_execute_transaction(spoofed)
        except ValidationError as error:
            word = "insufficient funds for transfer" if read.value else str(error)
            raise RpcRefusal.refused(word) from error
        finally:
            machine.state.revert(snapshot)


def _change(state: Any, account: Address, field: str, found: Any) -> None:
    if field == "balance":
        state.set_balance(account, quantity_of(found, field))
    elif field == "nonce":
        nonce = quantity_of(found, field)
        if nonce >= 2**64:
            raise RpcRefusal.invalid("nonce must be below 2**64")
        state.set_nonce(account, nonce)
    elif field == "code":
        state.set_code(account, bytes_of(found, field))
    elif field in {"state", "stateDiff"}:
        if field == "state":
            state.delete_storage(account)
        for slot, value in mapping_of(found, field).items():
            state.set_storage(account, slot_of(slot), quantity_of(value, "a slot's value"))
    else:
        raise RpcRefusal.invalid(f"an override knows no {field!r}")


def _raise_failure(ended: Any) -> None:
    if not ended.is_error:
        return
    if isinstance(ended.error, Revert):
        raise RpcRefusal.reverted(bytes(ended.output))
    if isinstance(ended.error, OutOfGas):
        raise RpcRefusal.refused("out of gas")
    raise RpcRefusal.refused(f"execution failed: {type(ended.error).__name__}")


def _intrinsic_gas(read: _Request) -> int:
    gas = 21_000 + sum(16 if byte else 4 for byte in read.data)
    if not read.to:
        gas += 32_000 + 2 * ((len(read.data) + 31) // 32)
    return gas


def _floor_gas(data: bytes) -> int:
    """What a transaction with that much data costs at least."""
    return 21_000 + 10 * sum(4 if byte else 1 for byte in data)
