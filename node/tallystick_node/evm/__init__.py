"""The embedded chain: py-evm with its own block builder, behind a web3 provider.

Many transactions go into one block, each block is dated by whoever owns the clock, and any program
that speaks JSON-RPC through web3 sees an ordinary network. It is kept in one SQLite file, or in
memory. Names are imported when they are first used: a command's help needs no EVM.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick_node.evm.builder import BlockBuilder
    from tallystick_node.evm.chain_refusals import ChainRefused
    from tallystick_node.evm.clock import Clock
    from tallystick_node.evm.evm import Genesis
    from tallystick_node.evm.opening import open_chain
    from tallystick_node.evm.provider import EmbeddedProvider

__all__ = ["BlockBuilder", "ChainRefused", "Clock", "EmbeddedProvider", "Genesis", "open_chain"]

_HOME = {
    "BlockBuilder": "builder",
    "ChainRefused": "chain_refusals",
    "Clock": "clock",
    "EmbeddedProvider": "provider",
    "Genesis": "evm",
    "open_chain": "opening",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'tallystick_node.evm' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"tallystick_node.evm.{_HOME[name]}"), name)
    globals()[name] = value
    return value
