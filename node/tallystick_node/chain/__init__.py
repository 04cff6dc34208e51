"""The embedded chain: py-evm with its own block builder, behind a web3 provider.

Many transactions go into one block, each block is dated by whoever owns the clock, and anyone who
speaks JSON-RPC through web3 sees an ordinary network. It is kept in one SQLite file, or in memory.
"""

import os

# The fast hash comes with the extra; it is chosen before anything hashes.
os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

from tallystick_node.chain.builder import BlockBuilder, Genesis
from tallystick_node.chain.clock import Clock
from tallystick_node.chain.opening import open_chain
from tallystick_node.chain.provider import EmbeddedProvider
from tallystick_node.chain.store import ChainRefused

__all__ = ["BlockBuilder", "ChainRefused", "Clock", "EmbeddedProvider", "Genesis", "open_chain"]
