"""The time an exchange has left."""

from __future__ import annotations

import asyncio

import pytest

from client.exchanges.dripping import stopwatch
from tallystick.exchanges.deadline import AsyncDeadline, Deadline, seconds_left


def test_without_a_deadline_a_step_has_its_own_limit() -> None:
    assert seconds_left() is None
    assert seconds_left(3.0) == 3.0


def test_a_step_has_what_is_left_or_its_own_limit() -> None:
    with Deadline(5):
        assert 4 < (seconds_left() or 0) <= 5
        assert seconds_left(3.0) == 3.0
    assert seconds_left() is None


def test_a_deadline_inside_another_ends_with_the_sooner() -> None:
    with Deadline(1), Deadline(60):
        assert (seconds_left() or 60) <= 1
    with Deadline(60), Deadline(1):
        assert (seconds_left() or 60) <= 1


def test_nothing_more_is_done_when_it_is_over() -> None:
    with Deadline(0) as deadline, pytest.raises(TimeoutError):
        seconds_left(3.0)
    assert deadline.over


def test_coroutines_end_with_theirs() -> None:
    async def late() -> None:
        async with AsyncDeadline(0.05):
            await asyncio.sleep(5)

    with stopwatch(2), pytest.raises(TimeoutError):
        asyncio.run(late())
