"""The table of methods over one chain."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.accounts import AccountMethods
from tallystick_node.evm.rpc.blocks import BlockMethods
from tallystick_node.evm.rpc.calls import CallMethods
from tallystick_node.evm.rpc.development import DevelopmentMethods
from tallystick_node.evm.rpc.fees import FeeMethods
from tallystick_node.evm.rpc.filters import FilterMethods
from tallystick_node.evm.rpc.limits import RpcLimits
from tallystick_node.evm.rpc.logs import LogMethods
from tallystick_node.evm.rpc.pool import PoolMethods
from tallystick_node.evm.rpc.tracing import TraceMethods
from tallystick_node.evm.rpc.values import bytes_of, hex_of
from tallystick_node.evm.rpc.view import ChainView

if TYPE_CHECKING:
    from tallystick_node.evm.builder import BlockBuilder

__all__ = ["RpcTable"]

CLIENT_VERSION = "tallystick/embedded"


class RpcTable:
    """Answers requests with the shapes of an Ethereum node, one at a time.

    `lock` is held while a request is answered; whoever else writes to the builder takes it too.
    With `development` a caller may also mine and set the clock.
    """

    def __init__(
        self, builder: BlockBuilder, limits: RpcLimits | None = None, *, development: bool = False
    ) -> None:
        self.limits = limits or RpcLimits()
        self.lock = builder.lock
        self.view = ChainView(builder)
        self.logs = LogMethods(self.view, self.limits)
        self.blocks = BlockMethods(self.view)
        self._filters = FilterMethods(self.view, self.logs, self.limits)
        self._methods = {
            **self._of_accounts(),
            **self._of_blocks(),
            **self._of_logs(),
            **self._of_sending(),
            **self._of_the_network(),
            **(self._of_development() if development else {}),
        }
        self._shapes = {
            name: inspect.signature(function) for name, function in self._methods.items()
        }

    @property
    def methods(self) -> tuple[str, ...]:
        """The names of all methods, sorted."""
        return tuple(sorted(self._methods))

    def answer(self, method: str, params: Sequence[Any] | Mapping[str, Any]) -> Any:
        """Return a method's result.

        Args:
            method: The method's name.
            params: Its parameters, by position.

        Returns:
            A JSON value.

        Raises:
            RpcRefusal: With code, message and data; -32601 for an unknown method.
        """
        if method not in self._methods:
            raise RpcRefusal.unknown(method)
        if isinstance(params, Mapping):
            if params:
                raise RpcRefusal.invalid("parameters go by position, in a list")
            params = ()
        try:
            self._shapes[method].bind(*params)
        except TypeError as error:
            raise RpcRefusal.invalid(f"bad parameters for {method}: {error}") from error
        with self.lock:
            return self._methods[method](*params)

    def send_all(self, sent: Sequence[Any]) -> list[Any]:
        """Send several raw transactions in order; one write to disk for all.

        Args:
            sent: Raw transactions, as 0x hex.

        Returns:
            The hash, or the RpcRefusal, of each.
        """
        read: list[bytes | RpcRefusal] = []
        for entry in sent:
            try:
                read.append(bytes_of(entry))
            except RpcRefusal as refusal:
                read.append(refusal)
        with self.lock:
            raws = [entry for entry in read if isinstance(entry, bytes)]
            taken = iter(self.view.builder.submit_many(raws))
        answers = [next(taken) if isinstance(entry, bytes) else entry for entry in read]
        return [hex_of(entry) if isinstance(entry, bytes) else entry for entry in answers]

    def _of_accounts(self) -> dict[str, Callable[..., Any]]:
        accounts = AccountMethods(self.view, self.limits)
        return {
            "eth_accounts": accounts.accounts,
            "eth_getBalance": accounts.balance,
            "eth_getCode": accounts.code,
            "eth_getProof": accounts.proof,
            "eth_getStorageAt": accounts.storage,
            "eth_getTransactionCount": accounts.nonce,
        }

    def _of_blocks(self) -> dict[str, Callable[..., Any]]:
        blocks = self.blocks
        return {
            "eth_blockNumber": lambda: hex(self.view.builder.number),
            "eth_getBlockByHash": blocks.block_by_hash,
            "eth_getBlockByNumber": blocks.block_by_number,
            "eth_getBlockReceipts": blocks.receipts,
            "eth_getBlockTransactionCountByHash": blocks.count_by_hash,
            "eth_getBlockTransactionCountByNumber": blocks.count_by_number,
            "eth_getTransactionByBlockHashAndIndex": blocks.transaction_in_hash,
            "eth_getTransactionByBlockNumberAndIndex": blocks.transaction_in_number,
            "eth_getTransactionByHash": blocks.transaction,
            "eth_getTransactionReceipt": blocks.receipt,
            "eth_getUncleCountByBlockHash": blocks.uncles_by_hash,
            "eth_getUncleCountByBlockNumber": blocks.uncles_by_number,
        }

    def _of_logs(self) -> dict[str, Callable[..., Any]]:
        filters = self._filters
        return {
            "eth_getFilterChanges": filters.changes,
            "eth_getFilterLogs": filters.logs,
            "eth_getLogs": self.logs.get,
            "eth_newBlockFilter": filters.new_block_filter,
            "eth_newFilter": filters.new_filter,
            "eth_newPendingTransactionFilter": filters.new_pending_filter,
            "eth_uninstallFilter": filters.uninstall,
        }

    def _of_sending(self) -> dict[str, Callable[..., Any]]:
        calls = CallMethods(self.view, self.limits)
        traces = TraceMethods(self.view, self.limits)
        fees = FeeMethods(self.view, self.limits)
        return {
            "debug_traceTransaction": traces.transaction,
            "eth_blobBaseFee": fees.blob_base_fee,
            "eth_call": calls.call,
            "eth_createAccessList": calls.create_access_list,
            "eth_estimateGas": calls.estimate_gas,
            "eth_feeHistory": fees.history,
            "eth_gasPrice": fees.gas_price,
            "eth_maxPriorityFeePerGas": fees.tip,
            "eth_sendRawTransaction": self._send_raw,
        }

    def _of_the_network(self) -> dict[str, Callable[..., Any]]:
        pool = PoolMethods(self.view, self.blocks, self.limits)
        return {
            "eth_chainId": lambda: hex(self.view.chain_id),
            "eth_syncing": lambda: False,
            "net_listening": lambda: True,
            "net_peerCount": lambda: "0x0",
            "net_version": lambda: str(self.view.chain_id),
            "txpool_content": pool.content,
            "txpool_inspect": pool.inspect,
            "txpool_status": pool.status,
            "web3_clientVersion": lambda: CLIENT_VERSION,
            "web3_sha3": lambda data: hex_of(keccak(bytes_of(data))),
        }

    def _of_development(self) -> dict[str, Callable[..., Any]]:
        development = DevelopmentMethods(self.view, self._filters, self.limits)
        return {
            "anvil_setBalance": development.set_balance,
            "evm_increaseTime": development.increase_time,
            "evm_mine": development.mine,
            "evm_revert": development.revert,
            "evm_setNextBlockTimestamp": development.set_next_timestamp,
            "evm_snapshot": development.snapshot,
            "hardhat_setBalance": development.set_balance,
        }

    def _send_raw(self, raw: Any) -> str:
        return hex_of(self.view.builder.submit(bytes_of(raw)))
