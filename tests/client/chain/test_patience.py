"""What is asked again, and what is a question about a range."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.chain.answers import UNREACHABLE, Pause
from tallystick.chain.patience import Patience, is_ranged
from tallystick.errors import TransportError


@pytest.mark.parametrize(
    ("method", "params", "ranged"),
    [("eth_getLogs", [{"fromBlock": "0x1", "toBlock": "0x2"}], True), ("eth_getLogs", [{}], True),
     ("eth_getLogs", [{"blockHash": "0x1"}], False), ("eth_getLogs", [], False),
     ("eth_call", [{"to": "0x1"}], False), ("eth_blockNumber", [], False)],
)  # fmt: skip
def test_logs_of_blocks_alone_have_a_range(method: str, params: Any, *, ranged: bool) -> None:
    assert is_ranged(method, params) is ranged


@pytest.mark.parametrize("method", ["eth_sendRawTransaction", "eth_sendTransaction", "evm_mine"])
def test_what_changes_something_is_not_asked_again(method: str) -> None:
    with pytest.raises(TransportError, match="RPC:UNREACHABLE"):
        Patience(method, [], 30).ms(Pause(None, "bad gateway", UNREACHABLE))
    assert Patience("eth_call", [], 30).ms(Pause(None, "bad gateway", UNREACHABLE)) == 500


def test_a_pause_that_is_asked_for_in_sending_is_kept() -> None:
    sending = Patience("eth_sendRawTransaction", ["0x01"], 30)
    answer = sending.answer(429, {"retry-after": "3"}, b"", b'{"id": 1}')
    assert sending.ms(answer) == 3_000  # type: ignore[arg-type]
