"""What the chain answers when it refuses: JSON-RPC codes and data that clients expect."""

from __future__ import annotations

from typing import Any

__all__ = ["RpcRefusal"]

SERVER_ERROR = -32000
NOT_FOUND = -32001
REVERTED = 3
METHOD_UNKNOWN = -32601
PARAMS_INVALID = -32602
REQUEST_MALFORMED = -32600
LIMIT_EXCEEDED = -32005
SHOWN_MAX = 80


class RpcRefusal(Exception):  # noqa: N818 - a refusal is an answer of the protocol
    """A request that is refused; `code`, `message` and `data` go to the caller as they are."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def as_error(self) -> dict[str, Any]:
        """Return the error object of a JSON-RPC answer."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return error

    @classmethod
    def refused(cls, message: str) -> RpcRefusal:
        """A transaction that is not taken."""
        return cls(SERVER_ERROR, message)

    @classmethod
    def invalid(cls, message: str) -> RpcRefusal:
        """Parameters that make no sense."""
        return cls(PARAMS_INVALID, message)

    @classmethod
    def not_found(cls, message: str) -> RpcRefusal:
        """Something that does not exist here."""
        return cls(NOT_FOUND, message)

    @classmethod
    def malformed(cls, message: str) -> RpcRefusal:
        """Text that is no request."""
        return cls(REQUEST_MALFORMED, message)

    @classmethod
    def limit(cls, message: str) -> RpcRefusal:
        """A question over its bound, to be asked in smaller parts."""
        return cls(LIMIT_EXCEEDED, message)

    @classmethod
    def unknown(cls, method: str) -> RpcRefusal:
        """A method that this chain does not have."""
        return cls(METHOD_UNKNOWN, f"the method {method[:SHOWN_MAX]} does not exist")

    @classmethod
    def reverted(cls, output: bytes) -> RpcRefusal:
        """A call that the contract refused, with its data."""
        message = "execution reverted"
        if output[:4] == bytes.fromhex("08c379a0"):
            length = int.from_bytes(output[36:68], "big")
            message += ": " + output[68 : 68 + length].decode("utf-8", "replace")
        return cls(REVERTED, message, "0x" + output.hex())
