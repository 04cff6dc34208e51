"""One process of the node: the real composition, its loops stepped by hand, and how it dies."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from simulation.bank import Bank, BankLine
from simulation.faults import Fault, Faults, Killed
from simulation.network import Line, Network
from tallystick.errors import TallystickError
from tallystick.platform._sync.platform import Platform
from tallystick_node.bootstrap.composition import assemble, furnish
from tallystick_node.bootstrap.jobs import daily_kinds, loops_of
from tallystick_node.bootstrap.network import ChainSite
from tallystick_node.bootstrap.node import READINESS
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.bootstrap.loops import Loop
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.infrastructure.notifications.messages import Message
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["CHANNEL", "PAYING", "SUBJECTS", "TALLY", "Post", "Premises", "Worker"]

# A kind of job of the simulation's own: its effect is an entry and a notice, of some subjects a
# transaction too.
TALLY, CHANNEL = "simulation.tally", "simulation"
SUBJECTS, PAYING = ("a", "b", "c", "d"), ("a", "b")
# What a process may meet while others fail: it says so and tries again.
_EXPECTED = (TallystickError, OperationalError, OSError)


@dataclass
class Post:
    """Where notices arrive, each with its key."""

    arrived: Counter[str] = field(default_factory=Counter)


@dataclass
class PostLine:
    """A channel over a line on which notices and receipts get lost."""

    post: Post
    awaits: Callable[[str], Fault | None]

    def deliver(self, message: Message) -> None:
        if self.awaits("post") is Fault.NOT_SENT:
            raise Undelivered("POST:LOST", "the simulated network has lost the notice")
        self.post.arrived[message.key] += 1
        if self.awaits("post answered") is Fault.NO_ANSWER:
            raise Undelivered("POST:ANSWER", "the simulated network has lost the receipt")


@dataclass
class Premises:
    """What outlives every process: the chain, the bank, the post, the disk, and what goes wrong."""

    network: Network
    bank: Bank
    post: Post
    folder: Path
    settings: Settings
    faults: Faults
    now: Callable[[], datetime]
    writing: bool = False
    upgraded: bool = False


class WatchedDatabase(Database):
    """The node's database; every transaction is an await, and a commit may find the disk full."""

    def __init__(self, url: str, premises: Premises, awaits: Callable[[str], Fault | None]) -> None:
        super().__init__(url, durable=False)
        self._premises = premises
        self._awaits = awaits

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self._awaits("read")
        with super().reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        self._awaits("begin")
        with super().writing() as connection:
            self._premises.writing = True
            try:
                yield connection
                if self._awaits("commit") is Fault.DISK_FULL:
                    full = sqlite3.OperationalError("database or disk is full")
                    raise OperationalError("COMMIT", None, full)
            finally:
                self._premises.writing = False
        self._awaits("committed")


class Worker:
    """One process. `skew`: by how many seconds its clock is wrong; `lag`: its chain's node."""

    def __init__(self, name: str, premises: Premises) -> None:
        self.name = name
        self.skew = 0
        self.alive = False
        self.at_work: str | None = None
        self.deaths = 0
        self.writes = 0
        # Defects of the node, and what it may say while things go wrong around it.
        self.troubles: list[str] = []
        self.complaints: list[str] = []
        self.loops: dict[str, Loop] = {}
        self.node: Node | None = None
        self._premises = premises
        self._dying = False
        self._resources = ExitStack()
        self.line = Line(premises.network.builder, self.awaits)
        url = sqlite_url(premises.folder / "node.sqlite")
        self.database = WatchedDatabase(url, premises, self.awaits)

    def awaits(self, place: str) -> Fault | None:
        """What each await of this process passes through."""
        if self._dying:
            raise Killed(place)  # what would still run on the way out does not
        try:
            # The first transaction of a turn takes a lease; what it is for comes after it.
            dull = self.writes < 2 and place in {"begin", "commit", "committed"}
            self.writes += place == "begin"
            return self._premises.faults.at(place, alone=self._premises.writing, dull=dull)
        except Killed:
            self._dying = True
            raise

    def clock(self) -> datetime:
        """This machine's time, which may have jumped."""
        return datetime.fromtimestamp(int(self._premises.now().timestamp()) + self.skew, UTC)

    def start(self) -> None:
        """Put the process together as `compose` does, without threads."""
        with self._mortal("start"):
            self._begin()
            self.alive = True

    def step(self, name: str) -> bool:
        """Let one loop come round once; True when it has more to do."""
        more: list[bool] = []
        with self._mortal(name):
            more.append(self.loops[name]._work())
        return any(more)

    def act(self, what: Callable[[Node], object]) -> bool:
        """Let a request be served; False when no answer came."""
        answers: list[object] = []
        with self._mortal("request"):
            assert self.node is not None, "only who is alive is asked"
            answers.append(what(self.node))
        return bool(answers)

    def kill(self) -> None:
        """Stop at once, whatever it is doing."""
        self.alive, self._dying, self.node, self.loops = False, False, None, {}
        self._resources.pop_all()
        self.database.close()  # open transactions are gone, as after kill -9
        self.deaths += 1

    @contextmanager
    def _mortal(self, what: str) -> Iterator[None]:
        self.at_work, self.writes = what, 0
        try:
            yield
        except Killed:
            self.kill()
        except _EXPECTED as failed:
            self.complaints.append(f"{self.name} {what}: {failed!r}")
        except Exception as failed:  # noqa: BLE001 - a defect of the node: reported with the seed
            self.troubles.append(f"{self.name} {what}: {failed!r}")
        finally:
            self.at_work = None

    def _begin(self) -> None:
        premises = self._premises
        if not premises.upgraded:
            upgrade(self.database)
            premises.upgraded = True
        platform = Platform.connect(self.line, premises.network.session.platform.deployment)
        site = ChainSite(platform, None, self.clock)
        node = assemble(premises.settings, self.database, site, "http://localhost", self.clock)
        node.foundation = replace(node.foundation, name=self.name)
        furnish(node, self._resources)
        desk = node.services.payments
        assert desk is not None, "a node under development has payments"
        node.services.payments = replace(desk, custodian=BankLine(premises.bank, self.awaits))
        node.services.kyc.begin_development()
        node.kinds = [*daily_kinds(premises.settings, self.database, node), _tally(node)]
        self.loops = {loop.name: loop for loop in loops_of(node, self._resources)}
        # The doctor's look at the whole premises asks for more than all other work together.
        del self.loops[READINESS]
        courier: Any = self.loops["outbox"]._work.__self__  # type: ignore[attr-defined]
        for name in (*courier.channels, CHANNEL, "webhook"):
            courier.channels[name] = PostLine(premises.post, self.awaits)
        self.node = node


def _tally(node: Node) -> JobKind:
    """Each job leaves an entry in the journal, a notice and for some a transaction, each once."""
    engine, foundation = node.senders.engine, node.foundation
    assert engine is not None, "a node under development sends"
    sends = replace(node.senders.sends, guard=None)

    def run(job: Job) -> Effect:
        key = f"tally {job.key.subject} {job.key.business_date}"
        for _ in range(3):
            with foundation.database.reading():
                pass  # it looks at things, and meanwhile others work

        def effect(connection: Connection) -> None:
            if job.key.subject in PAYING:
                sends.put(
                    connection, key=key, account=engine.signer.address, contract="Token",
                    function="approve", arguments=(engine.signer.address, job.number),
                )  # fmt: skip
            foundation.outbox.put(
                connection, key=key, channel=CHANNEL, recipient="somebody", content={}
            )
            foundation.audit_log.add(connection, actor="node", act=TALLY, subject=key)

        return effect

    def subjects(day: date) -> tuple[str, ...]:
        del day
        return SUBJECTS

    return JobKind(TALLY, run, subjects)
