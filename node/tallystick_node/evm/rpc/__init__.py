"""The JSON-RPC table over the block builder: what wallets, libraries and tools ask a node."""

from tallystick_node.evm.rpc.limits import RpcLimits
from tallystick_node.evm.rpc.protocol import answer_text
from tallystick_node.evm.rpc.table import RpcTable

__all__ = ["RpcLimits", "RpcTable", "answer_text"]
