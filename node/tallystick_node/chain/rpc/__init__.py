"""The JSON-RPC table over the block builder: what wallets, libraries and tools ask a node."""

from tallystick_node.chain.rpc.limits import Limits
from tallystick_node.chain.rpc.protocol import answer_text
from tallystick_node.chain.rpc.table import RpcTable

__all__ = ["Limits", "RpcTable", "answer_text"]
