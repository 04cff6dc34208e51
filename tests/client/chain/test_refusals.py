"""Whether one asks too often or too much, in vendors' words."""

from __future__ import annotations

import pytest

from tallystick.chain.refusals import is_rate, is_width


@pytest.mark.parametrize(
    "text",
    ["You've exceeded the RPS limit available on the current plan.",
     "Too many request, try again later", "Exceeded requests-per-second",
     "You have run out of CUs this month", "rate_limited", "RATE-LIMIT reached",
     "error code: 1015", "max 10 requests/second for a block range of any size",
     "request rate exceeded", "you are sending messages too fast", "out of credits"],
)  # fmt: skip
def test_a_limit_on_asking_is_known(text: str) -> None:
    assert is_rate(-32000, text)


@pytest.mark.parametrize(
    "text",
    ["execution reverted: too many requests", "insufficient funds for gas", "run out of gas",
     "query returned more than 10000 results", "exceed maximum block range: 5000",
     "transaction underpriced", "tx fee (1.2 ether) exceeds the configured cap (1.00 ether)",
     "a maximum of 2000 blocks worth of logs may be requested at a time", "nonce too low",
     "query must be smaller than size 1024", "block span larger than 100", "header not found"],
)  # fmt: skip
def test_what_is_none_is_not_waited_for(text: str) -> None:
    assert not is_rate(-32000, text)


@pytest.mark.parametrize(
    ("text", "wide"),
    [("query must be smaller than size 1024", True), ("block span larger than 100", True),
     ("Request Too Long", True), ("please narrow your filter", True), ("archive only", False),
     ("header not found", False)],
)  # fmt: skip
def test_a_question_that_is_too_wide_is_known(text: str, *, wide: bool) -> None:
    assert is_width(text) is wide
