"""Counts that several processes add to: each addition once, whoever adds at the same moment."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from tallystick_node.infrastructure.request_counts import RequestCounts
from tallystick_node.infrastructure.vault.key_ring import KeyRing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["NoDatabase"]


@dataclass(frozen=True, slots=True)
class NoDatabase(RequestCounts):
    """Its database does not answer."""

    def __init__(self, counts: RequestCounts) -> None:
        RequestCounts.__init__(self, counts.database, counts.clock, counts.ring)

    def exchange(
        self, own: Mapping[str, int], asked: Collection[str], keep_seconds: int
    ) -> dict[str, int]:
        del own, asked, keep_seconds
        raise OperationalError("SELECT 1", None, Exception("gone"))


@pytest.fixture
def counts(database: Database, time: Time, tmp_path: Path) -> RequestCounts:
    return RequestCounts(database, time, KeyRing.load_or_make(tmp_path / "ring.json"))


def test_what_is_asked_and_never_counted_is_left_out(counts: RequestCounts) -> None:
    assert counts.exchange({"a": 2}, {"b"}, 120) == {"a": 2}
    assert counts.exchange({"a": 3, "b": 1}, set(), 120) == {"a": 5, "b": 1}


def test_nothing_counted_is_nothing_written(counts: RequestCounts) -> None:
    assert counts.exchange({}, {"a"}, 120) == {}
    assert counts.exchange({"a": 0}, set(), 120) == {}


def test_a_count_is_gone_after_its_time(counts: RequestCounts, time: Time) -> None:
    counts.exchange({"a": 2}, set(), 120)
    time.pass_by(seconds=121)
    assert counts.exchange({}, {"a"}, 120) == {}


def test_many_who_add_at_once_lose_nothing(counts: RequestCounts) -> None:
    keys = [f"caller {number}" for number in range(20)]

    def add() -> None:
        for _ in range(5):
            counts.exchange(dict.fromkeys(keys, 1), set(), 120)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.exchange({}, keys, 120) == dict.fromkeys(keys, 20)
