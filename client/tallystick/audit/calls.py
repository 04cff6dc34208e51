"""Transactions that went straight to one of the platform's contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.scene import canonical
from tallystick.chain.artifacts import interface
from tallystick.chain.codec import decode_values

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.replay.decoding import Log

__all__ = ["call_of"]


def call_of(
    scene: Scene, log: Log, contract: str, *functions: str
) -> tuple[bytes, str, tuple[Any, ...]] | None:
    """Return the call that a log's transaction made, when it went to a contract itself.

    Args:
        scene: The replayed platform and the chain.
        log: One of the transaction's logs.
        contract: The contract's name.
        *functions: The functions that may have been called.

    Returns:
        The sender, 20 bytes, the function and its arguments; None when it went another way.

    Raises:
        TransportError: When the node does not answer.
    """
    transaction: Any = scene.connection.request("eth_getTransactionByHash", log.tx_hash)
    fields: dict[str, Any] = transaction or {}
    sent: Any = fields.get("input", "0x")
    data = bytes(sent) if isinstance(sent, bytes) else bytes.fromhex(str(sent)[2:])
    to = str(fields.get("to") or "").lower()
    if to != scene.deployment.addresses()[contract].lower():
        return None
    for name in functions:
        function = interface(contract).function(name)
        if data[:4] == function.selector:
            arguments = tuple(decode_values(function.inputs, data[4:]))
            return canonical(str(fields["from"])), name, arguments
    return None
