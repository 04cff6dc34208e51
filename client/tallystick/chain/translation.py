"""The one edge where other libraries' exceptions become this package's.

The same refusal is an `eth_tester` error on the embedded chain, a `ContractLogicError` over
JSON-RPC and a plain message from other nodes; callers see one and the same `Reverted`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import requests
from eth_utils.exceptions import ValidationError
from web3.exceptions import (
    ContractLogicError,
    RequestTimedOut,
    TimeExhausted,
    TooManyRequests,
    Web3Exception,
    Web3RPCError,
)

from tallystick.error_catalogue import OUT_OF_GAS, find_code, reverted
from tallystick.errors import TallystickError, TransactionRefused, TransportError

__all__ = ["RANGE_REFUSED", "REFUSALS", "translate", "translated"]

RANGE_REFUSED = "RPC:RANGE"

_ERROR_STRING = "08c379a0"  # selector of Error(string)
# Code, the words in a node's message that mean it, and what to do.
REFUSALS = (
    ("TX:NONCE", ("nonce",), "its nonce is not the account's next; plan it again"),
    (
        "TX:FUNDS",
        ("insufficient funds", "balance", "does not have enough"),
        "the account cannot pay for gas; send it some of the chain's own coin",
    ),
    (
        "TX:FEE",
        ("underpriced", "fee", "gas price", "less than block base"),
        "its fee is too low now; plan it again",
    ),
    (
        "TX:KNOWN",
        ("already known", "known transaction", "already imported"),
        "it was sent before; wait for it",
    ),
    ("TX:GAS", ("gas",), "it needs more gas than the chain allows; make it smaller"),
)
_RANGE_WORDS = ("range", "too many", "too large", "more than", "limit", "exceed", "response size")
_LIMIT_EXCEEDED = -32005
_TOO_MANY_REQUESTS = 429


@contextmanager
def translated() -> Iterator[None]:
    """Raise this package's exception for whatever the chain's libraries raise inside.

    Yields:
        Nothing; the block runs inside.

    Raises:
        TallystickError: The one that stands for the library's exception.
    """
    try:
        yield
    except TallystickError:
        raise
    except Exception as error:
        translation = translate(error)
        if translation is None:
            raise
        raise translation from error


def translate(error: Exception) -> TallystickError | None:
    """Return the exception that stands for another library's.

    Args:
        error: What the library raised.

    Returns:
        A Reverted, TransactionRefused or TransportError; None when it is none of the chain's.
    """
    if isinstance(error, ContractLogicError):
        return reverted(_reason(str(error.message), error.data))
    if _is_eth_tester(error, "TransactionFailed"):
        return reverted(_reason(str(error.args[0]) if error.args else "", None))
    if isinstance(error, Web3RPCError) and not isinstance(error, RequestTimedOut):
        return _from_rpc(error)
    if isinstance(error, ValidationError) or _is_eth_tester(error, "ValidationError"):
        return _refused(str(error))
    return _from_transport(error)


def _from_transport(error: Exception) -> TallystickError | None:
    if _status(error) == _TOO_MANY_REQUESTS:
        return TransportError("RPC:BUSY", "this address asks the node too much; wait a while")
    if isinstance(error, requests.RequestException | aiohttp.ClientError | OSError):
        return TransportError(
            "RPC:UNREACHABLE",
            f"the node does not answer ({type(error).__name__}); check its URL, try again",
        )
    if isinstance(error, TimeExhausted | RequestTimedOut | TooManyRequests):
        return TransportError("RPC:BUSY", f"the node is too slow ({_short(error)}); try again")
    if isinstance(error, Web3Exception):
        return TransportError(
            "RPC:ANSWER", f"the node's answer makes no sense ({_short(error)})", retryable=False
        )
    return None


def _status(error: Exception) -> int | None:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code
    return error.status if isinstance(error, aiohttp.ClientResponseError) else None


def _is_eth_tester(error: Exception, name: str) -> bool:
    # By name: the embedded chain is an extra that may not be installed.
    return any(
        kind.__name__ == name and kind.__module__.startswith("eth_tester")
        for kind in type(error).__mro__
    )


def _from_rpc(error: Web3RPCError) -> TallystickError:
    details: Any = error.rpc_response and error.rpc_response.get("error")
    code = details.get("code") if isinstance(details, dict) else None
    data = details.get("data") if isinstance(details, dict) else None
    message = str(details.get("message") if isinstance(details, dict) else error)
    if "revert" in message or (isinstance(data, str) and data.startswith("0x" + _ERROR_STRING)):
        return reverted(_reason(message, data))
    lowered = message.lower()
    if code == _LIMIT_EXCEEDED or any(word in lowered for word in _RANGE_WORDS[:3]):
        return TransportError(RANGE_REFUSED, f"the node refuses so wide a question: {message}")
    refused = _refused(message)
    if isinstance(refused, TransactionRefused) and refused.code != "TX:REFUSED":
        return refused
    if any(word in lowered for word in _RANGE_WORDS):
        return TransportError(RANGE_REFUSED, f"the node refuses so wide a question: {message}")
    return TransportError("RPC:ERROR", f"the node answered: {message}", retryable=False)


def _refused(message: str) -> TallystickError:
    lowered = message.lower()
    for code, words, advice in REFUSALS:
        if any(word in lowered for word in words):
            return TransactionRefused(code, f"the node refused the transaction: {advice}")
    return TransactionRefused("TX:REFUSED", f"the node refused the transaction: {message}")


def _reason(message: str, data: object) -> str:
    """The reason of a revert: out of its data when there are any, else out of the message."""
    if isinstance(data, str) and data.removeprefix("0x").startswith(_ERROR_STRING):
        raw = bytes.fromhex(data.removeprefix("0x"))[4:]
        length = int.from_bytes(raw[32:64], "big")
        return raw[64 : 64 + length].decode("utf-8", "replace")
    code = find_code(message)
    if code:
        return code
    if "out of gas" in message.lower():
        return OUT_OF_GAS
    text = message.split("execution reverted", 1)[-1].lstrip(": ").strip()
    return "" if text in {"b''", "", "no data", "0x"} else text


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:160]}"
