"""Each event once, in order, whatever the node refuses and the chain takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tallystick.chain._sync.ranges import logs_in_ranges
from tallystick.chain.checkpoint import Checkpoint, Reorg
from tallystick.chain.contracts import Escrow
from tallystick.chain.logs import Event
from tallystick.chain.types import Block, RawLog
from tallystick.errors import ConfigError, TransportError

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.loans import LoanBuilder


def places(items: list[Event | Reorg]) -> list[tuple[int, int]]:
    return [(item.block, item.index) for item in items if isinstance(item, Event)]


class Ledger:
    """A node that refuses wide questions; one log in every block."""

    remote = False

    def __init__(self, last: int, width_max: int) -> None:
        self.last = last
        self.width_max = width_max
        self.asked: list[tuple[int, int]] = []

    def logs(self, addresses: Any, first: int, last: int, topics: Any = ()) -> list[RawLog]:
        del addresses, topics
        if last - first + 1 > self.width_max:
            raise TransportError("RPC:RANGE", "too wide")
        self.asked.append((first, last))
        return [
            RawLog("0x", (), b"", block, bytes(32), 0, bytes(32))
            for block in range(first, last + 1)
        ]


def test_ranges_are_halved_when_refused_and_grow_back() -> None:
    node = Ledger(400, 100)
    result = logs_in_ranges(node, [], 1, 400)  # type: ignore[arg-type]
    assert [log.block for log in result] == list(range(1, 401))
    widths = {last - first + 1 for first, last in node.asked}
    assert max(widths) <= 100
    assert max(widths) > 50


def test_a_node_that_refuses_single_blocks_is_given_up(half: Half) -> None:
    ranges = half.ranges(Ledger(5, 0))
    with pytest.raises(TransportError, match="RPC:RANGE"):
        ranges.read(1, 5)


def test_a_stream_begins_with_the_deployment(half: Half) -> None:
    stream = half.stream()
    events = list(stream.poll())
    names = [item.name for item in events if isinstance(item, Event)]
    assert names[0] == "SeatChanged"
    assert {"RolesSet", "ParameterSet", "Enrolled", "Deposited"} <= set(names)
    assert places(events) == sorted(set(places(events)))
    assert list(stream.poll()) == []


@pytest.mark.long
def test_a_stream_is_taken_up_after_any_event(half: Half, loans: LoanBuilder) -> None:
    loans.active()
    everything = list(half.stream(range_first=7).poll())
    stream = half.stream()
    seen: list[Event | Reorg] = []
    while True:
        item = next(stream.poll(), None)
        if item is None:
            break
        seen.append(item)
        stream = half.stream(since=Checkpoint.parse(stream.checkpoint.document()))
    assert places(seen) == places(everything)


def test_confirmations_hold_events_back(
    half: Half, platform: Platform, actors: Actors, tallystick_chain: TallystickChain
) -> None:
    stream = half.stream(confirmations=2)
    list(stream.poll())
    platform.plan(Escrow.withdraw(1), actors.investor).send()
    assert "Withdrawn" not in [event.name for event in stream.poll() if isinstance(event, Event)]
    tallystick_chain.travel(seconds=1)
    tallystick_chain.travel(seconds=1)
    assert "Withdrawn" in [event.name for event in stream.poll() if isinstance(event, Event)]


def test_a_chain_that_changes_its_mind_is_told(
    half: Half, platform: Platform, actors: Actors, tallystick_chain: TallystickChain
) -> None:
    stream = half.stream()
    list(stream.poll())
    before = tallystick_chain.snapshot()
    fork = platform.connection.block_number() + 1
    platform.plan(Escrow.withdraw(1), actors.investor).send()
    assert [entry.name for entry in stream.poll() if isinstance(entry, Event)] == ["Withdrawn"]
    tallystick_chain.revert(before)
    platform.plan(Escrow.withdraw(2), actors.investor).send()
    back, event = stream.poll()
    assert back == Reorg(fork)
    assert isinstance(event, Event)
    assert (event.name, event["amount"], event.block) == ("Withdrawn", 2, fork)


def test_a_chain_that_is_shorter_now_is_told(
    half: Half, platform: Platform, actors: Actors, tallystick_chain: TallystickChain
) -> None:
    stream = half.stream()
    list(stream.poll())
    before = tallystick_chain.snapshot()
    fork = platform.connection.block_number() + 1
    platform.plan(Escrow.withdraw(1), actors.investor).send()
    list(stream.poll())
    tallystick_chain.revert(before)
    assert list(stream.poll()) == [Reorg(fork)]
    assert list(stream.poll()) == []


def test_following_asks_a_silent_node_ever_more_rarely(
    half: Half, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    class EnoughError(Exception):
        pass

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 8:
            raise EnoughError

    def silent() -> int:
        raise TransportError("RPC:UNREACHABLE", "silence")

    monkeypatch.setattr(half.platform.connection, "block_number", half.later(silent))
    with pytest.raises(EnoughError):
        list(half.stream().follow(pause_seconds=1, sleep=half.later(sleep)))
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


def test_following_stops_at_an_answer_that_makes_no_sense(
    half: Half, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nonsense() -> int:
        raise TransportError("RPC:ANSWER", "nonsense", retryable=False)

    monkeypatch.setattr(half.platform.connection, "block_number", half.later(nonsense))
    with pytest.raises(TransportError, match="RPC:ANSWER"):
        list(half.stream().follow(sleep=half.later(lambda _: None)))


def test_a_chain_that_never_stands_still_is_given_up(
    half: Half, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = platform.connection.block()
    assert block is not None
    other = Block(block.number, b"\x01" * 32, block.parent, block.timestamp, None)
    monkeypatch.setattr(half.platform.connection, "block", half.later(lambda *_: other))
    with pytest.raises(TransportError, match="EVENTS:UNSTABLE"):
        list(half.stream().poll())


@pytest.mark.parametrize("document", [{}, {"block": 1}, {"block": "x", "index": 0, "hashes": []}])
def test_a_checkpoint_that_is_none_is_said(document: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="EVENTS:CHECKPOINT"):
        Checkpoint.parse(document)
