"""Whatever the chain's libraries raise, callers see this package's exceptions only."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from eth_tester import exceptions as tester_exceptions
from eth_utils import exceptions as utils_exceptions
from web3 import exceptions as web3_exceptions

from tallystick.chain._sync.connection import Connection
from tallystick.chain.translation import RANGE_REFUSED, translate, translated
from tallystick.errors import (
    ConfigError,
    Reverted,
    Stale,
    TransactionRefused,
    TransportError,
)

STALE = "BOOK:FUND:STALE"
WORD = STALE.encode().hex().ljust(64, "0")
DATA = f"0x08c379a0{32:064x}{len(STALE):064x}{WORD}"


def rpc(message: str, code: int = -32000, data: Any = None) -> web3_exceptions.Web3RPCError:
    error: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    response: Any = {"jsonrpc": "2.0", "id": 1, "error": error}
    return web3_exceptions.Web3RPCError(message, rpc_response=response)


def _answer(status: int) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    return response


@pytest.mark.parametrize(
    "error",
    [
        tester_exceptions.TransactionFailed(f"execution reverted: {STALE}"),
        web3_exceptions.ContractLogicError(f"execution reverted: {STALE}"),
        web3_exceptions.ContractLogicError("execution reverted", data=DATA),
        web3_exceptions.ContractCustomError("execution reverted", data=DATA),
        rpc(f"execution reverted: {STALE}", 3, DATA),
        rpc("VM execution error.", -32015, DATA),
        rpc(f"VM Exception: reverted with reason string '{STALE}'"),
    ],
    ids=range(7),
)
def test_a_refusal_is_one_and_the_same(error: Exception) -> None:
    translation = translate(error)
    assert type(translation) is Stale
    assert translation.code == STALE


@pytest.mark.parametrize(
    "error",
    [
        tester_exceptions.TransactionFailed("execution reverted: b''"),
        web3_exceptions.ContractLogicError("execution reverted"),
        web3_exceptions.ContractLogicError("execution reverted: no data", data="0x"),
        rpc("execution reverted", 3, "0x"),
    ],
    ids=range(4),
)
def test_a_refusal_without_a_reason(error: Exception) -> None:
    translation = translate(error)
    assert isinstance(translation, Reverted)
    assert translation.code == "EVM:REVERT"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (rpc("nonce too low: next nonce 5, tx nonce 4"), "TX:NONCE"),
        (
            utils_exceptions.ValidationError("Invalid transaction nonce: Expected 1, but got 2"),
            "TX:NONCE",
        ),
        (rpc("insufficient funds for gas * price + value"), "TX:FUNDS"),
        (tester_exceptions.ValidationError("Sender does not have enough balance"), "TX:FUNDS"),
        (rpc("replacement transaction underpriced"), "TX:FEE"),
        (rpc("max fee per gas less than block base fee"), "TX:FEE"),
        (rpc("already known"), "TX:KNOWN"),
        (rpc("transaction already imported"), "TX:KNOWN"),  # anvil
        (rpc("intrinsic gas too low"), "TX:GAS"),
        (utils_exceptions.ValidationError("something else"), "TX:REFUSED"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_node_does_not_take(error: Exception, code: str) -> None:
    translation = translate(error)
    assert isinstance(translation, TransactionRefused)
    assert translation.code == code


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (requests.ConnectionError("refused"), "RPC:UNREACHABLE", True),
        (requests.Timeout("slow"), "RPC:UNREACHABLE", True),
        (requests.HTTPError("429", response=_answer(429)), "RPC:BUSY", True),
        (requests.HTTPError("502", response=_answer(502)), "RPC:UNREACHABLE", True),
        (ConnectionResetError("reset"), "RPC:UNREACHABLE", True),
        (web3_exceptions.TimeExhausted("slow"), "RPC:BUSY", True),
        (web3_exceptions.TooManyRequests("slow"), "RPC:BUSY", True),
        (web3_exceptions.BadResponseFormat("html"), "RPC:ANSWER", False),
        (rpc("the method eth_foo does not exist", -32601), "RPC:ERROR", False),
        (rpc("query returned more than 10000 results", -32005), RANGE_REFUSED, True),
        (rpc("block range is too wide"), RANGE_REFUSED, True),
        (rpc("exceed maximum block range: 5000"), RANGE_REFUSED, True),
    ],
    ids=range(12),
)
def test_transport(error: Exception, code: str, retryable: bool) -> None:
    translation = translate(error)
    assert isinstance(translation, TransportError)
    assert (translation.code, translation.retryable) == (code, retryable)


def test_our_own_mistakes_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        _ = 1 // 0
    with pytest.raises(ConfigError), translated():
        raise ConfigError("CONFIG:RPC", "x")


def test_a_dead_node_is_a_transport_error() -> None:
    with pytest.raises(TransportError, match="RPC:UNREACHABLE") as dead:
        Connection.open("http://127.0.0.1:1", timeout_seconds=1)
    assert dead.value.retryable


@pytest.mark.parametrize("url", ["", "ftp://x", "localhost:8545", "ws://x"])
def test_a_url_that_is_none_is_said(url: str) -> None:
    with pytest.raises(ConfigError, match="CONFIG:RPC"):
        Connection.open(url)
