"""All published rounds made again from the chain's events, one after the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick.matching.rounds import FIRST, difference, read_round, round_hash
from tallystick.matching.scene import round_input, shown
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, block_hash, read_logs, time_of
from tallystick.replay.waiting import WaitingMoney

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.replay import Replay

__all__ = ["ROUNDS_MAX", "Replayed", "replay_rounds", "round_name"]

ROUNDS_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """The verdict on all rounds. allocations: how often a mandate lends in them together."""

    rounds: int
    allocations: int
    first_difference: str | None

    @property
    def equal(self) -> bool:
        """Whether every round is the same, byte for byte."""
        return self.first_difference is None

    def document(self) -> dict[str, Any]:
        """Return the verdict for JSON.

        Returns:
            `rounds`, `allocations`, `equal` and `first_difference`.
        """
        return {
            "rounds": self.rounds,
            "allocations": self.allocations,
            "equal": self.equal,
            "first_difference": self.first_difference,
        }


def round_name(number: int) -> str:
    """Return the name under which a round is published.

    Args:
        number: The round's number, from 1.

    Returns:
        The file's name.
    """
    return f"{number}.json"


def replay_rounds(
    connection: Connection,
    deployment: Deployment,
    files: Callable[[str], bytes | None],
    progress: Callable[[int, int], None] = lambda _block, _events: None,
) -> Replayed:
    """Make every published round again from the chain's events, and compare it byte for byte.

    It also compares what was executed with what was allocated: nothing may be lent for a mandate
    that names the executor beyond its rounds.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        files: Finds a round by its name, from 1 on until there is none.
        progress: Called with each round's block and the number of events so far.

    Returns:
        The verdict; the first difference ends the comparison.

    Raises:
        InputError: MATCH:EMPTY when there is no first round.
        TransportError: When the chain's node or the server of the rounds fails.
    """
    replay = begin(deployment, BlockClock(connection), waiting=WaitingMoney())
    scene = _Scene(connection, deployment, replay)
    allocated: Counter[tuple[str, str]] = Counter()
    previous, number, executors = FIRST, 1, set[str]()
    while (data := files(round_name(number))) is not None and number <= ROUNDS_MAX:
        seen = _compare(scene, data, number, previous)
        if seen is not None:
            return Replayed(number, scene.allocations, seen)
        head, document = read_round(data)
        executors.add(head.executor)
        for call in document["allocations"]:
            for digest, units in call["lent"]:
                allocated[digest, call["loan"]] += int(units)
        previous, number = round_hash(data), number + 1
        progress(scene.block, replay.events)
    if number == 1:
        raise InputError("MATCH:EMPTY", "there is no round there yet")
    scene.feed(connection.block_number())
    return Replayed(number - 1, scene.allocations, _beyond(replay, executors, allocated))


@dataclass
class _Scene:
    connection: Connection
    deployment: Deployment
    replay: Replay
    block: int = -1
    allocations: int = 0

    def feed(self, until: int) -> None:
        """Feed the replay up to a block."""
        first = self.deployment.block if self.block < 0 else self.block + 1
        addresses = list(self.deployment.addresses().values())
        if first <= until:
            for _, logs in read_logs(self.connection, addresses, first, until):
                self.replay.feed(logs)
        self.replay.close()
        self.block = max(self.block, until)


def _compare(scene: _Scene, data: bytes, number: int, previous: str) -> str | None:
    try:
        head, document = read_round(data)
    except InputError as wrong:
        return f"round {number}: {wrong.sentence}"
    if head.block < scene.block:
        return f"round {number}: it goes by block {head.block}, before the round before it"
    try:
        scene.feed(head.block)
        now = time_of(scene.connection, head.block)
        known = shown(block_hash(scene.connection, head.block))
        executor = bytes.fromhex(head.executor.removeprefix("0x"))
    except ValueError:
        return f"round {number}: its executor is not an address"
    market = round_input(scene.replay, now, executor, frozenset(head.withheld))
    facts = {"number": str(number), "previous": previous, "block_hash": known}
    seen = difference(data, head, market, facts)
    if seen is None:
        scene.allocations += sum(len(call["lent"]) for call in document["allocations"])
    return seen


def _beyond(
    replay: Replay, executors: set[str], allocated: Mapping[tuple[str, str], int]
) -> str | None:
    """What was lent for mandates of these executors beyond what the rounds have allocated."""
    lent: Counter[tuple[str, str]] = Counter()
    for execution in replay.mandates.executions:
        if shown(execution.executor) in executors:
            lent[shown(execution.digest), str(execution.loan)] += execution.units
    for (digest, loan), units in sorted(lent.items()):
        most = allocated.get((digest, loan), 0)
        if units > most:
            return f"mandate {digest} lent {units} to loan {loan}, and the rounds allocate {most}"
    return None
