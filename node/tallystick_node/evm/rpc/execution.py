"""Executes a request on the state after a block, under bounds, and undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eth.exceptions import OutOfGas, Revert, VMError
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from tallystick_node.evm.execution_limits import Exhausted, Watch, watch
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.call_request import DATA_BYTES_MAX, AccessList, CallRequest
from tallystick_node.evm.rpc.values import (
    address_of,
    bytes_of,
    mapping_of,
    quantity_of,
    slot_of,
)

if TYPE_CHECKING:
    from tallystick_node.evm.execution_limits import Tracer
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["Execution", "failure_of"]

NONCE_MAX = 2**64 - 2


class Execution:
    """One request on one state; it may be run several times, with all runs under one bound."""

    def __init__(
        self, view: ChainView, limits: RpcLimits, request: Any, word: Any, overrides: Any
    ) -> None:
        self.request = CallRequest.read(request, view.chain_id)
        self._bounds = Watch(limits.call_seconds_max)
        self._view = view
        self._machine = self._open(view, word, fresh=overrides is not None)
        if overrides is not None:
            self._override(mapping_of(overrides, "the state override"), limits)

    def run(
        self, gas: int, access_list: AccessList | None = None, tracer: Tracer | None = None
    ) -> Any:
        """Execute the request; the state is as before afterwards.

        Args:
            gas: The gas limit.
            access_list: In place of the request's own.
            tracer: Who follows each operation.

        Returns:
            py-evm's computation, failed or not.

        Raises:
            RpcRefusal: -32000 when it could not even begin, or took more time or memory than it
                may.
        """
        request, state = self.request, self._machine.state
        listed = request.access_list if access_list is None else access_list
        intrinsic = request.intrinsic_gas(listed)
        if intrinsic > gas:
            raise RpcRefusal.refused(f"intrinsic gas too low: have {gas}, want {intrinsic}")
        sender = Address(request.sender)
        unsigned = self._machine.create_unsigned_transaction(
            nonce=state.get_nonce(sender),
            gas_price=0,
            gas=gas,
            to=Address(request.to),
            value=request.value,
            data=request.data,
        )
        spoofed: Any = SpoofTransaction(
            unsigned, from_=sender, access_list=listed, intrinsic_gas=intrinsic
        )
        watch(state, self._bounds, tracer)
        snapshot = state.snapshot()
        try:
            return state.costless_execute_transaction(spoofed)
        except Exhausted as error:
            raise RpcRefusal.refused(str(error)) from error
        except (ValidationError, VMError) as error:
            word = "insufficient funds for transfer" if request.value else str(error)
            raise RpcRefusal.refused(word) from error
        except BaseException:
            self._view.forget_machines()
            raise
        finally:
            state.revert(snapshot)

    @staticmethod
    def _open(view: ChainView, word: Any, *, fresh: bool) -> Any:
        number, builder = view.existing(word), view.builder
        # Calls on the latest block are dated as the next one will be.
        timestamp = builder.pending_timestamp() if number == builder.number else None
        if not fresh:
            return view.kept_machine(number, timestamp)
        header = view.header(number)
        return view.machine(header if timestamp is None else header.copy(timestamp=timestamp))

    def _override(self, overrides: Mapping[str, Any], limits: RpcLimits) -> None:
        if len(overrides) > limits.override_accounts_max:
            raise RpcRefusal.invalid(
                f"an override of {len(overrides)} accounts is over {limits.override_accounts_max}"
            )
        for name, override in overrides.items():
            account = Address(address_of(name))
            changes = mapping_of(override, "an account's override")
            if changes.get("state") is not None and changes.get("stateDiff") is not None:
                raise RpcRefusal.invalid("an override has either state or stateDiff")
            for field, value in changes.items():
                if value is not None:
                    _change(self._machine.state, account, field, value)


def failure_of(ended: Any) -> RpcRefusal | None:
    """Return the refusal of a failed execution.

    Args:
        ended: py-evm's computation.

    Returns:
        The refusal, None when it succeeded.
    """
    if not ended.is_error:
        return None
    if isinstance(ended.error, Revert):
        return RpcRefusal.reverted(bytes(ended.output))
    if isinstance(ended.error, OutOfGas):
        return RpcRefusal.refused("out of gas")
    return RpcRefusal.refused(f"execution failed: {type(ended.error).__name__}")


def _change(state: Any, account: Address, field: str, wanted: Any) -> None:
    if field == "balance":
        state.set_balance(account, quantity_of(wanted, field))
    elif field == "nonce":
        nonce = quantity_of(wanted, field)
        if nonce > NONCE_MAX:
            raise RpcRefusal.invalid(f"nonce must be at most {NONCE_MAX}")
        state.set_nonce(account, nonce)
    elif field == "code":
        code = bytes_of(wanted, field)
        if len(code) > DATA_BYTES_MAX:
            raise RpcRefusal.invalid(f"code of {len(code)} bytes is over {DATA_BYTES_MAX}")
        state.set_code(account, code)
    elif field in {"state", "stateDiff"}:
        if field == "state":
            state.delete_storage(account)
        for slot, value in mapping_of(wanted, field).items():
            state.set_storage(account, slot_of(slot), quantity_of(value, "a slot's value"))
    else:
        raise RpcRefusal.invalid(f"an override knows no {field!r:.80}")
