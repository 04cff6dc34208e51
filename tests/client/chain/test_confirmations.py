"""What a network may still take back is not passed on, unless the caller asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.chain.checkpoint import CONFIRMATIONS_REMOTE, Checkpoint, confirmations_of
from tallystick.errors import InputError

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.chain.logs import Event
    from tallystick.platform._sync.platform import Platform

MAINNET, ANVIL, GANACHE = 1, 31_337, 1_337


@pytest.mark.parametrize(
    ("remote", "chain_id", "count"),
    [
        (True, MAINNET, CONFIRMATIONS_REMOTE), (True, 56, CONFIRMATIONS_REMOTE),
        (True, ANVIL, 0), (True, GANACHE, 0), (False, MAINNET, 0), (False, ANVIL, 0),
    ],
)  # fmt: skip
def test_a_network_has_confirmations_by_default(remote: bool, chain_id: int, count: int) -> None:
    assert confirmations_of(None, remote=remote, chain_id=chain_id) == count


@pytest.mark.parametrize("chosen", [0, 1, 100])
def test_what_the_caller_says_holds(chosen: int) -> None:
    assert confirmations_of(chosen, remote=True, chain_id=MAINNET) == chosen


def test_blocks_that_are_not_there_yet_are_not_read(half: Half) -> None:
    with pytest.raises(InputError, match="^EVENTS:CONFIRMATIONS: "):
        half.stream(confirmations=-1)


@dataclass
class AsNetwork:
    """A platform whose connection says that it is a public network's."""

    platform: Platform
    remote: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.platform, name)

    @property
    def connection(self) -> Any:
        return _Told(self.platform.connection, self.remote)


class _Told:
    def __init__(self, connection: Any, remote: bool) -> None:
        self._connection, self.remote, self.chain_id = connection, remote, MAINNET

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.mark.parametrize("remote", [True, False])
def test_the_last_blocks_of_a_network_wait(platform: Platform, remote: bool) -> None:
    from tallystick.chain._sync.events import EventStream  # noqa: PLC0415 - the blocking half alone

    def last(stream: Any) -> list[Event]:
        return list(stream.poll())

    head = platform.connection.block_number()
    source: Any = AsNetwork(platform, remote)
    stream = EventStream(source, since=Checkpoint(max(head - CONFIRMATIONS_REMOTE - 3, 1)))
    last(stream)
    assert stream.checkpoint.block == head + 1 - (CONFIRMATIONS_REMOTE if remote else 0)
    asked = EventStream(source, since=Checkpoint(head), confirmations=0)
    last(asked)
    assert asked.checkpoint.block == head + 1
