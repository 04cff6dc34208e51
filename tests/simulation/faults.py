"""What goes wrong, decided by a seed: at every await of the node, one thing of those that can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

__all__ = ["AWAITS", "Fault", "Faults", "Killed"]


class Killed(BaseException):
    """The process is gone, as after kill -9: nothing of it may run any more."""


class Fault(StrEnum):
    """One thing that goes wrong."""

    KILL = "kill"
    OTHER_WORKER = "other worker"
    NOT_SENT = "not sent"
    NO_ANSWER = "no answer"
    TWICE = "twice"
    GARBLED = "garbled"
    DISK_FULL = "disk full"


# What can go wrong at each kind of await, by its weight. The other worker gets its turn everywhere:
# that is how two processes interleave, and no fault at all.
AWAITS: dict[str, dict[Fault, int]] = {
    "read": {Fault.KILL: 1, Fault.OTHER_WORKER: 4},
    "begin": {Fault.KILL: 1, Fault.OTHER_WORKER: 6},
    "commit": {Fault.KILL: 2, Fault.DISK_FULL: 1},
    "committed": {Fault.KILL: 3, Fault.OTHER_WORKER: 4},
    "rpc": {Fault.KILL: 1, Fault.OTHER_WORKER: 5, Fault.NOT_SENT: 2, Fault.TWICE: 2},
    "rpc answered": {Fault.KILL: 1, Fault.NO_ANSWER: 3, Fault.GARBLED: 1},
    "bank": {Fault.KILL: 2, Fault.OTHER_WORKER: 3, Fault.NOT_SENT: 2, Fault.TWICE: 2},
    "bank answered": {Fault.KILL: 2, Fault.NO_ANSWER: 3},
    "post": {Fault.KILL: 2, Fault.OTHER_WORKER: 3, Fault.NOT_SENT: 2},
    "post answered": {Fault.KILL: 2, Fault.NO_ANSWER: 2},
    "file": {Fault.KILL: 2, Fault.DISK_FULL: 2},
}
# Awaits are many where tables are read and few where money moves: those are looked at more often.
_WEIGHT = {
    "read": 2, "begin": 6, "commit": 10, "committed": 10, "rpc": 1, "rpc answered": 1,
    "bank": 40, "bank answered": 40, "post": 40, "post answered": 40, "file": 5,
}  # fmt: skip


@dataclass
class Faults:
    """Counts awaits down to the next fault. mean: awaits between two of them, on the average.

    others: gives the other worker a turn. While `on` is False nothing goes wrong.
    """

    chance: Random
    mean: int
    on: bool = False
    others: Callable[[], None] = lambda: None
    happened: Counter[str] = field(default_factory=Counter)
    _left: float = 0

    def __post_init__(self) -> None:
        self._wind()

    def at(self, place: str, *, alone: bool = False, dull: bool = False) -> Fault | None:
        """Say what goes wrong at an await, None when nothing does.

        dull: there are many like it, and little hangs on each.
        alone: a transaction is open that others would wait for, so no other worker gets a turn.
        Killing and the turn of the other worker happen in here.
        """
        if not self.on:
            return None
        self._left -= 1 if dull else _WEIGHT[place]
        if self._left > 0:
            return None
        self._wind()
        possible = dict(AWAITS[place])
        if alone:
            possible.pop(Fault.OTHER_WORKER, None)
        (fault,) = self.chance.choices(list(possible), list(possible.values()))
        self.happened[f"{place}: {fault}"] += 1
        if fault is Fault.KILL:
            raise Killed(place)
        if fault is Fault.OTHER_WORKER:
            self.others()
            return None
        return fault

    def _wind(self) -> None:
        self._left = self.chance.expovariate(1 / self.mean)
