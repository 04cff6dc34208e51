"""The one edge where other libraries' exceptions become this package's.

The same refusal is an `eth_tester` error on the embedded chain, a `ContractLogicError` over
JSON-RPC and a plain message from other nodes; callers see one and the same `Reverted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import requests
from eth_utils.exceptions import ValidationError
from urllib3.exceptions import LocationParseError
from web3.exceptions import (
    ContractLogicError,
    RequestTimedOut,
    TimeExhausted,
    TooManyRequests,
    Web3Exception,
    Web3RPCError,
)

from tallystick.chain.answers import RANGE_REFUSED, SLOW, error_text
from tallystick.chain.refusals import is_rate, is_width
from tallystick.error_catalogue import OUT_OF_GAS, find_code, reverted
from tallystick.errors import TallystickError, TransactionRefused, TransportError

__all__ = ["RANGE_REFUSED", "REFUSALS", "translate", "translated"]

_ERROR_STRING = "08c379a0"  # selector of Error(string)
_HEX = re.compile("(?:[0-9a-fA-F]{2})*")
_REVERTED = 3  # the code that go-ethereum has for it
_SLOW_WORDS = ("timed out", "timeout", "deadline exceeded", "took too long")
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
        (
            "already known",
            "alreadyknown",
            "known transaction",
            "already imported",
            "already in mempool",
            "already in pool",
            "already in the pool",
            "already in the mempool",
            "already exists in cache",
            "same hash",
        ),
        "it was sent before; wait for it",
    ),
    ("TX:GAS", ("gas",), "it needs more gas than the chain allows; make it smaller"),
)
_RANGE_WORDS = ("range", "too many", "too large")
_TOO_WIDE = "the node refuses so wide a question"
_LIMIT_EXCEEDED = -32005
_TOO_MANY_REQUESTS = 429


@contextmanager
def translated(*, ranged: bool = True) -> Iterator[None]:
    """Raise this package's exception for whatever the chain's libraries raise inside.

    Args:
        ranged: Whether what is asked inside has a range of blocks; RPC:RANGE without one is
            RPC:ERROR, since no narrower question is left.

    Yields:
        Nothing; the block runs inside.

    Raises:
        TallystickError: The one that stands for the library's exception.
    """
    try:
        yield
    except TallystickError as error:
        if ranged or error.code != RANGE_REFUSED:
            raise
        raise _without_range(error) from error
    except Exception as error:
        translation = translate(error)
        if translation is None:
            raise
        if not ranged and translation.code == RANGE_REFUSED:
            translation = _without_range(translation)
        raise translation from error


def translate(error: Exception) -> TallystickError | None:
    """Return the exception that stands for another library's.

    Args:
        error: What the library raised.

    Returns:
        A Reverted, TransactionRefused or TransportError; None when it is none of the chain's.
    """
    if isinstance(error, ContractLogicError):
        return reverted(_reason(str(error.message), _revert_data(error.data) or error.data))
    if _is_eth_tester(error, "TransactionFailed"):
        return reverted(_reason(str(error.args[0]) if error.args else "", None))
    if isinstance(error, Web3RPCError) and not isinstance(error, RequestTimedOut):
        return _from_rpc(error)
    if isinstance(error, ValidationError) or _is_eth_tester(error, "ValidationError"):
        return _refused(str(error))
    return _from_transport(error)


def _without_range(refused: TallystickError) -> TransportError:
    words = refused.sentence.removeprefix(f"{_TOO_WIDE}: ")
    return TransportError("RPC:ERROR", f"the node answered: {words}", retryable=False)


def _from_transport(error: Exception) -> TallystickError | None:
    if _status(error) == _TOO_MANY_REQUESTS:
        return TransportError("RPC:BUSY", "this address asks the node too much; wait a while")
    unasked = (requests.RequestException, aiohttp.ClientError, LocationParseError, OSError)
    if isinstance(error, unasked):
        return TransportError(
            "RPC:UNREACHABLE",
            f"the node does not answer ({type(error).__name__}); check its URL, try again",
        )
    if isinstance(error, RequestTimedOut):
        return TransportError(SLOW, f"the node is too slow ({_short(error)}); try again")
    if isinstance(error, TimeExhausted | TooManyRequests):
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
    fields: dict[str, Any] = details if isinstance(details, dict) else {"message": str(error)}
    code, data = fields.get("code"), _revert_data(fields.get("data"))
    message, text = str(fields.get("message")), error_text(fields)
    lowered = text.lower()
    if "revert" in lowered or code == _REVERTED or data is not None:
        return reverted(_reason(message if find_code(message) else text, data))
    if is_rate(code, text):
        return TransportError("RPC:BUSY", f"this address asks the node too much: {text}")
    too_wide = TransportError(RANGE_REFUSED, f"{_TOO_WIDE}: {text}")
    if code == _LIMIT_EXCEEDED or any(word in lowered for word in _RANGE_WORDS):
        return too_wide
    refused = _refused(text)
    if refused.code == "TX:REFUSED":
        if any(word in lowered for word in _SLOW_WORDS):
            refused = TransportError(SLOW, f"the node is too slow ({text}); try again")
        elif is_width(text):
            refused = too_wide
        else:
            refused = TransportError("RPC:ERROR", f"the node answered: {text}", retryable=False)
    return refused


def _revert_data(data: object, depth: int = 3) -> str | None:
    """The encoded Error(string) in an error's data, in whichever field a node has put it."""
    if isinstance(data, str):
        _, selector, rest = data.partition("0x" + _ERROR_STRING)
        return selector + rest if selector else None
    if isinstance(data, dict) and depth:
        parts = (_revert_data(part, depth - 1) for part in data.values())
        return next((part for part in parts if part is not None), None)
    return None


def _refused(message: str) -> TallystickError:
    lowered = message.lower().replace("unknown", "")  # an unknown type is not a known transaction
    for code, words, advice in REFUSALS:
        if any(word in lowered for word in words):
            return TransactionRefused(code, f"the node refused the transaction: {advice}")
    return TransactionRefused("TX:REFUSED", f"the node refused the transaction: {message}")


def _reason(message: str, data: object) -> str:
    """The reason of a revert: out of its data when there are any, else out of the message."""
    if isinstance(data, str) and data.removeprefix("0x").startswith(_ERROR_STRING):
        digits = _HEX.match(data.removeprefix("0x"))
        raw = bytes.fromhex(digits[0] if digits else "")[4:]
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
