"""What the chain returns when it refuses: JSON-RPC codes and data that clients expect."""

from __future__ import annotations

from typing import Any

__all__ = ["RpcRefusal", "reason_of"]

SERVER_ERROR = -32000
NOT_FOUND = -32001
REVERTED = 3
METHOD_UNKNOWN = -32601
PARAMS_INVALID = -32602
REQUEST_MALFORMED = -32600
LIMIT_EXCEEDED = -32005
TIMED_OUT = -32002
INTERNAL = -32603
SHOWN_MAX = 80
# The selector of Error(string).
REASON = bytes.fromhex("08c379a0")

# Methods of nodes that sign for their callers.
KEYS = ("eth_sendTransaction", "eth_sign", "eth_signTransaction", "eth_signTypedData_v4")


class RpcRefusal(Exception):  # noqa: N818 - a refusal is an answer of the protocol
    """A request that is refused; `code`, `message` and `data` go to the caller as they are."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def as_error(self) -> dict[str, Any]:
        """Return the error object of a JSON-RPC response.

        Returns:
            Code, message and, where there are any, data.
        """
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return error

    @classmethod
    def refused(cls, message: str) -> RpcRefusal:
        """Return the refusal of a transaction that is not accepted.

        Args:
            message: The sentence for the caller.

        Returns:
            Code -32000.
        """
        return cls(SERVER_ERROR, message)

    @classmethod
    def invalid(cls, message: str) -> RpcRefusal:
        """Return the refusal of parameters that make no sense.

        Args:
            message: The sentence for the caller.

        Returns:
            Code -32602.
        """
        return cls(PARAMS_INVALID, message)

    @classmethod
    def not_found(cls, message: str) -> RpcRefusal:
        """Return the refusal of something that does not exist here.

        Args:
            message: The sentence for the caller.

        Returns:
            Code -32001.
        """
        return cls(NOT_FOUND, message)

    @classmethod
    def malformed(cls, message: str) -> RpcRefusal:
        """Return the refusal of a text that is not a request.

        Args:
            message: The sentence for the caller.

        Returns:
            Code -32600.
        """
        return cls(REQUEST_MALFORMED, message)

    @classmethod
    def limit(cls, message: str) -> RpcRefusal:
        """Return the refusal of a question over its bound, to be asked in smaller parts.

        Args:
            message: The sentence for the caller.

        Returns:
            Code -32005.
        """
        return cls(LIMIT_EXCEEDED, message)

    @classmethod
    def timed_out(cls, message: str) -> RpcRefusal:
        """Return the refusal of something that was not begun, or not finished, in its time.

        Args:
            message: The sentence for the caller.

        Returns:
            Code -32002.
        """
        return cls(TIMED_OUT, message)

    @classmethod
    def internal(cls) -> RpcRefusal:
        """Return the refusal for an error of this program, of which a caller learns nothing.

        Returns:
            Code -32603.
        """
        return cls(INTERNAL, "internal error")

    @classmethod
    def unknown(cls, method: str) -> RpcRefusal:
        """Return the refusal of a method that this chain does not have.

        Args:
            method: The method's name.

        Returns:
            Code -32601.
        """
        hint = "; this chain keeps no keys: sign it yourself" if method in KEYS else ""
        return cls(METHOD_UNKNOWN, f"the method {method[:SHOWN_MAX]} does not exist{hint}")

    @classmethod
    def reverted(cls, output: bytes) -> RpcRefusal:
        """Return the refusal of a call that the contract refused.

        Args:
            output: The revert's data.

        Returns:
            Code 3, with the data.
        """
        reason = reason_of(output)
        message = "execution reverted" + (f": {reason}" if reason else "")
        return cls(REVERTED, message, "0x" + output.hex())


def reason_of(output: bytes) -> str:
    """Return the text of a revert that has one (`Error(string)`).

    Args:
        output: The revert's data.

    Returns:
        The text, empty when there is none.
    """
    if output[:4] != REASON:
        return ""
    length = int.from_bytes(output[36:68], "big")
    return output[68 : 68 + length].decode("utf-8", "replace")
