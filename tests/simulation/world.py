"""A world with one seed: the whole node in this process, everything around it simulated.

Within a day the seed decides who does something next: a loop of one of two processes, a person, the
bank, the chain. At every await of a process something may go wrong. At the day's end nothing goes
wrong any more, everything is let finish, and the invariants are checked.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any, Self
from unittest.mock import patch

import structlog
from eth_utils.crypto import keccak
from sqlalchemy import create_engine, select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from room import room
from simulation.bank import Bank
from simulation.faults import Fault, Faults, Killed
from simulation.invariants import Invariants
from simulation.network import Network, found_network
from simulation.people import People
from simulation.workers import Post, Premises, Worker
from tallystick.chain.contracts import Token
from tallystick_node.bootstrap import dev_keys
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.tables import jobs, messages, payment_orders, sends

__all__ = ["Broken", "World", "shared_network"]

FIRST_DAY = date(2026, 3, 10)
DAY_SECONDS = 86_400
# What happens in a day, and how often.
TURNS = 70
DEEDS = {
    "work": 74, "people": 7, "bank": 4, "block": 7, "reorganisation": 2, "lag": 2, "clock": 1,
    "pause": 6,
}  # fmt: skip
OFTEN = {
    "indexer", "planner", "jobs", "outbox", "payments", "sender", "sender.custodian",
    "sender.publisher",
}  # fmt: skip
# Awaits between two faults, on the average, in the weights of `faults`.
MEAN = 250
# The rounds that a node may need to finish its day once nothing goes wrong any more.
ROUNDS_MAX, ROUND_SECONDS, STEPS_MAX = 40, 700, 400
# The development keys by the names of the test actors.
_KEYS = {
    "deployer": "deployer", "custodian": "custodian", "council-1": "council 0",
    "council-2": "council 1", "council-3": "council 2", "attestor-1": "attestor 0",
    "attestor-2": "attestor 1", "attestor-3": "attestor 2", "underwriter-1": "underwriter",
    "underwriter-2": "second underwriter", "compliance": "compliance", "guardian": "guardian",
    "publisher": "publisher", "servicer": "servicer", "treasury": "treasury",
    "keeper": "outsider", "investor": "investor 0", "borrower": "borrower 0", "buyer": "investor 1",
}  # fmt: skip


class Broken(AssertionError):  # noqa: N818 - named by what happened
    """An invariant does not hold; the text has the line that repeats it."""


@cache
def shared_network() -> Network:
    """The platform that every world of this process begins with."""
    second = int(datetime(2026, 3, 8, 12, tzinfo=UTC).timestamp())
    return found_network(second)


@cache
def _empty_database() -> bytes:
    folder = Path(mkdtemp(dir=room()))
    try:
        database = Database(sqlite_url(folder / "node.sqlite"), durable=False)
        upgrade(database)
        database.settle()
        database.close()
        return (folder / "node.sqlite").read_bytes()
    finally:
        shutil.rmtree(folder)


class World:
    """Everything of one seed. Enter it, and let days pass."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.days = 0
        self.chance = Random(seed)
        self.second = int(datetime.combine(FIRST_DAY, datetime.min.time(), UTC).timestamp()) + 600
        self.workers: list[Worker] = []
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as undone:
            folder = Path(mkdtemp(dir=room(), prefix="simulation-"))
            undone.callback(shutil.rmtree, folder)
            for context in _quick_and_quiet():
                undone.enter_context(context)
            undone.enter_context(patch("os.fsync", self._sync))
            self._begin(folder)
            undone.callback(self._end)
            self._resources = undone.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    def _begin(self, folder: Path) -> None:
        network = shared_network()
        network.begin()
        network.builder.instant = False
        (folder / "node.sqlite").write_bytes(_empty_database())
        dev_keys.write_dev_keys(
            folder,
            {name: "0x" + keccak(text=f"tallystick test key: {of}").hex()
             for name, of in _KEYS.items()},
        )  # fmt: skip
        opening = int(network.session.platform.read(Token.totalSupply()))
        settings, _ = load_settings(
            {
                "data_dir": folder, "dev": True, "rate_limit": False,
                "outbox": {
                    "operator_url": "https://operator.example",
                    "webhook_secret": "whsec_" + "A" * 40,
                },
                "sender": {"cap_wei_per_day": 10**21},
                "payments": {
                    "opening_minor": opening, "final_blocks": 2, "large_final_blocks": 4,
                    "large_minor": 5 * 10**8,
                },
            },
            {},
        )  # fmt: skip
        self.faults = Faults(self.chance, MEAN, others=self._others)
        self.bank = Bank(lambda: self.now().date(), opening)
        self.premises = Premises(
            network, self.bank, Post(), folder, settings, self.faults, self.now
        )
        self.workers = [Worker(f"worker {number}", self.premises) for number in (1, 2)]
        self.people = People(network, self.chance, lambda: self.second)
        self.database = Database(sqlite_url(folder / "node.sqlite"), durable=False)
        self.invariants = Invariants(self.premises, self.database, FIRST_DAY, opening, self.people)

    def _end(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.database.close()

    def now(self) -> datetime:
        """The time of the world, which every clock that is right shows."""
        return datetime.fromtimestamp(self.second, UTC)

    @property
    def repetition(self) -> str:
        """The line that repeats what has just happened."""
        return f"make simulate SEED={self.seed} DAYS={self.days}"

    def day(self) -> None:
        """Let a day pass.

        Raises:
            Broken: When an invariant does not hold at its end.
        """
        self.days += 1
        midnight = self.second - self.second % DAY_SECONDS
        self.faults.on = True
        for _ in range(TURNS):
            self._turn()
        self._round()
        for _ in range(2):
            self.premises.network.mine(self.second)
            self._round()
        if self.chance.random() < 0.5:
            self.premises.network.reorganise(self.chance, self.second)
        self.faults.on = False
        self._finish()
        broken = [
            trouble for worker in self.workers for trouble in worker.troubles + worker.complaints
        ]
        broken += self.invariants.broken(self.now().date())
        if broken:
            sentences = "\n  ".join(broken[:20])
            raise Broken(f"{self.repetition}\n  {sentences}")
        assert self.second < midnight + DAY_SECONDS, "a day's work fits into it"
        self.second = midnight + DAY_SECONDS + self.chance.randint(1, 3 * 3_600)
        self.premises.network.mine(self.second)

    def _turn(self) -> None:
        (deed,) = self.chance.choices(list(DEEDS), list(DEEDS.values()))
        network = self.premises.network
        match deed:
            case "work":
                self._work(self.chance.choice(self.workers))
            case "people":
                awake = [worker for worker in self.workers if worker.alive]
                self.people.act(self.chance.choice(awake) if awake else None)
            case "bank":
                self.bank.work(self.chance)
            case "block":
                network.mine(self.second)
            case "reorganisation":
                network.reorganise(self.chance, self.second)
            case "lag":
                self.chance.choice(self.workers).line.lag = self.chance.choice((0, 0, 1, 2))
            case "clock":
                skews = (0, 0, -30, 45, 200, 1_000)
                self.chance.choice(self.workers).skew = self.chance.choice(skews)
            case _:
                self.second += self.chance.choice((1, 5, 30, 100, 200))
        self.second = max(self.second, network.second)

    def _work(self, worker: Worker) -> None:
        if not worker.alive:
            worker.start()
        elif worker.loops:
            worker.step(self._loop_of(worker))

    def _loop_of(self, worker: Worker) -> str:
        """One of its loops, those by which most work is done more often."""
        loops = list(worker.loops)
        (name,) = self.chance.choices(loops, [4 if loop in OFTEN else 1 for loop in loops])
        return name

    def _others(self) -> None:
        """In the midst of one process's work: time, and the other one's turn."""
        self.second += self.chance.choice((0, 0, 20, 130, 130))
        busy = next(worker.at_work for worker in self.workers if worker.at_work)
        for worker in self.workers:
            if not worker.at_work and worker.alive:
                # More often than not the same loop: that is where they can come into conflict.
                alike = busy in worker.loops and self.chance.random() < 0.6
                worker.step(busy if alike else self._loop_of(worker))

    def _finish(self) -> None:
        """Let everything that was begun come to its end."""
        for worker in self.workers:
            worker.skew = worker.line.lag = 0
            if not worker.alive:
                worker.start()
        self.people.ask_again(self.workers[0])
        for _ in range(ROUNDS_MAX):
            self._round()
            self.second += 1
            for _ in range(3):
                self.premises.network.mine(self.second)
            self.second = max(self.second, self.premises.network.second)
            if self._is_idle():
                return
            self.second += ROUND_SECONDS

    def _round(self) -> None:
        """Let every loop do what it can; a process that dies meanwhile stays away."""
        for worker in self.workers:
            worker.complaints.clear()  # what still goes wrong is said again
            for name in list(worker.loops):
                steps = 0
                while worker.alive and steps < STEPS_MAX and worker.step(name):
                    steps += 1

    def _is_idle(self) -> bool:
        """Whether nothing is left to do that time and blocks would bring about."""
        questions = (
            select(sends.c.id).where(sends.c.state.in_(["planned", "sent"])),
            select(jobs.c.id).where(jobs.c.state != "done"),
            select(messages.c.id).where(
                messages.c.state != "delivered", messages.c.not_before <= self.now()
            ),
            select(payment_orders.c.key).where(payment_orders.c.state.in_(["asked", "settled"])),
        )
        with self.database.reading() as connection:
            if any(connection.execute(question.limit(1)).first() for question in questions):
                return False
            kept = dict(
                connection.execute(select(payment_orders.c.key, payment_orders.c.state)).all()
            )
        return all(kept.get(key) == order.status for key, order in self.bank.orders.items()
                   if not order.status.final) and not any(
            order.status.final and kept.get(key) in {"asked", "instructed", "authorised"}
            for key, order in self.bank.orders.items()
        )  # fmt: skip

    def _sync(self, handle: int) -> None:
        """In place of the disk's own: a process dies over a file, or the disk is full."""
        worker = next((worker for worker in self.workers if worker.at_work), None)
        if worker is None:
            return
        try:
            fault = worker.awaits("file")
        except Killed:
            _tear(handle)
            raise
        if fault is Fault.DISK_FULL:
            _tear(handle)
            raise OSError(errno.ENOSPC, "No space left on device")


def _tear(handle: int) -> None:
    """Half of what was written is on disk; of a directory nothing can be half."""
    status = os.fstat(handle)
    if status.st_size and (status.st_mode & 0o170000) == 0o100000:
        os.truncate(handle, status.st_size // 2)


def _quick_and_quiet() -> Iterator[Any]:
    """Do once for all worlds what is the same in each, and log nothing."""
    yield patch.object(
        SQLiteDialect_pysqlite, "__eq__", lambda left, right: type(left) is type(right)
    )
    yield patch.object(SQLiteDialect_pysqlite, "__hash__", lambda dialect: hash(type(dialect)))
    yield patch(
        "tallystick_node.storage.database.create_engine",
        partial(create_engine, execution_options={"compiled_cache": _STATEMENTS}),
    )
    yield _quiet()


_STATEMENTS: dict[Any, Any] = {}


@contextmanager
def _quiet() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    try:
        yield
    finally:
        structlog.configure(**before)
