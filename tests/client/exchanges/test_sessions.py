"""Whoever drips is given up in time: in the status, the head, the body or behind it."""

from __future__ import annotations

import pytest
import requests
from urllib3.util import Retry

from client.exchanges.dripping import DRIPS, dripping, stopwatch
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session

# Limits of single silences, which no drip breaks.
SILENCE = 5.0


@pytest.mark.parametrize("drip", DRIPS)
def test_an_answer_that_drips_ends_with_the_deadline(drip: str) -> None:
    with (
        dripping(drip) as place,
        stopwatch(2),
        timed_session() as session,
        Deadline(0.4) as deadline,
        pytest.raises(requests.RequestException),
    ):
        session.get(f"http://{place}/", timeout=SILENCE)
    assert deadline.over


def test_tries_share_one_deadline() -> None:
    again = Retry(total=5, backoff_factor=0, allowed_methods=("GET",))
    with (
        dripping("head") as place,
        stopwatch(2),
        timed_session(again) as session,
        Deadline(0.4),
        pytest.raises(requests.RequestException),
    ):
        session.get(f"http://{place}/", timeout=SILENCE)


def test_a_handshake_that_drips_ends_with_the_deadline() -> None:
    # The head of a record of TLS that announces more than will ever come.
    with (
        dripping((b"\x16\x03\x03\x3f\xff", b"\x02")) as place,
        stopwatch(2),
        timed_session() as session,
        Deadline(0.4),
        pytest.raises(requests.RequestException),
    ):
        session.get(f"https://{place}/", timeout=SILENCE)


def test_an_answer_that_comes_in_time_is_read() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    with dripping((answer, b"")) as place, timed_session() as session, Deadline(5):
        assert session.get(f"http://{place}/", timeout=SILENCE).content == b"hello"
