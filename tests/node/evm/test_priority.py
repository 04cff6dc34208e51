"""What strangers have executed gives way while other requests are answered, and to nobody else."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest

from tallystick_node.evm import priority
from tallystick_node.evm.execution_limits import Exhausted, Watch
from tallystick_node.evm.priority import Allowance, Precedence, allowance, allowed


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, on a clock that only waiting moves."""
    slept: list[float] = []
    monkeypatch.setattr("tallystick_node.evm.priority.time.sleep", slept.append)
    monkeypatch.setattr("tallystick_node.evm.priority.time.monotonic", lambda: sum(slept))
    return slept


def test_nobody_waits_for_nobody(waits: list[float]) -> None:
    Precedence().give_way(1.0)
    assert waits == []


def test_an_execution_waits_between_short_stretches_of_work(waits: list[float]) -> None:
    others = Precedence()
    with others.first():
        others.give_way(0.0)
        others.give_way(priority.WAIT_SECONDS + priority.WORK_SECONDS / 2)
        assert waits == [priority.WAIT_SECONDS]
        others.give_way(priority.WAIT_SECONDS + priority.WORK_SECONDS)
        assert waits == [priority.WAIT_SECONDS] * 2
    others.give_way(1.0)
    assert len(waits) == 2


def test_nobody_gives_way_to_who_waits_for_the_chain_that_they_hold(waits: list[float]) -> None:
    """Or one caller of the API, ten times a second, has every execution of others refused."""
    others = Precedence()
    with others.first(), others.asking():
        others.give_way(1.0)
        assert waits == []
        with others.first():
            others.give_way(1.0)
            assert waits == [priority.WAIT_SECONDS]


def test_a_request_that_fails_is_not_counted_any_more(waits: list[float]) -> None:
    others = Precedence()
    with pytest.raises(ValueError, match="of the request"), others.first():
        raise ValueError("of the request")
    others.give_way(1.0)
    assert waits == []


def test_the_node_s_own_questions_wait_a_quarter_of_a_second_at_most() -> None:
    others = Precedence()
    with allowed(Allowance(5.0, others)):
        bounds = Watch(5.0)
        with others.asking():
            asked = time.monotonic()
            bounds.check()
            time.sleep(priority.KEPT_SECONDS)
            with pytest.raises(Exhausted, match="questions go first"):
                bounds.check()
            assert time.monotonic() > asked + priority.KEPT_SECONDS
        bounds.check()
    with others.asking():
        Watch(5.0).check()  # nobody bounds what the node itself executes


def test_an_allowance_bounds_what_begins_within_it() -> None:
    with allowed(Allowance(0.01)):
        bounds = Watch(5.0)
        assert bounds.seconds == 0.01
        time.sleep(0.02)
        with pytest.raises(Exhausted, match=r"timeout = 0.01s"):
            bounds.check()
    assert allowance() is None
    assert Watch(5.0).seconds == 5.0


def test_an_allowance_adds_nothing_to_a_bound() -> None:
    with allowed(Allowance(60.0)):
        assert Watch(5.0).seconds == 5.0


def test_an_allowance_is_of_one_thread() -> None:
    seen: list[Any] = []
    with allowed(Allowance(1.0)):
        thread = threading.Thread(target=lambda: seen.append(allowance()))
        thread.start()
        thread.join()
    assert json.dumps(seen) == "[null]"
