"""EIP-712 messages in the form that wallets take."""

from __future__ import annotations

from typing import Any

__all__ = ["wallet_document"]


def wallet_document(typed: dict[str, Any]) -> dict[str, Any]:
    """Return a message for `eth_signTypedData_v4`.

    Args:
        typed: Types, domain and values, as `Signable.typed` has them.

    Returns:
        The same with bytes in hex and numbers as text: scripts cannot hold them exactly.
    """

    def written(value: Any) -> Any:
        if isinstance(value, bytes):
            return "0x" + value.hex()
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return str(value)

    return {**typed, "message": {name: written(value) for name, value in typed["message"].items()}}
