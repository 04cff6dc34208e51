"""A platform's life that never was, and could have been: every amount by the client's arithmetic.

Real: the deployment with its people and one listing, on the embedded chain. Made up from there on:
lenders and borrowers, loans that are listed, funded, drawn down and repaid on time, late or ahead,
or default and are recovered in part; claims by quarter, sales of notes, fees that are swept. Not
there: mandates, ballots, guarantors, collateral, covers, freezes, decisions of the council.
"""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthetic_acts import Acts, Borrowing
from synthetic_logs import Lie, LogWriter
from tallystick.loans.dates import due_day, local_day
from tallystick.loans.state import Status
from tallystick.replay.decoding import Decoder
from tallystick.replay.offers import OFFER_FIELDS
from tallystick.replay.source import BlockClock, read_logs
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.testing.session import Session

__all__ = ["History", "Size", "listed_session"]

DAY, FIRST_DEPOSIT, GROUP = 86_400, 10**13, 2**27
LENDERS_OF_A_LOAN, LOANS_A_DAY, LOANS_OF_A_BORROWER = 10, 700, 5
ACTS_A_BLOCK, QUARTER, LATE_DAYS, DEFAULT_DAYS, RECOVERY_DAYS = 40, 91, 25, 92, 120
# Of a hundred loans, how many end early, in default, or are paid late now and then.
AHEAD, IN_DEFAULT, LATE, SOLD = 8, 4, 15, 2


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens. loans: listed in all, over at least so many days."""

    loans: int = 1_000
    lenders: int = 200
    days: int = 720
    seed: int = 1


class History:
    """One life by one seed, or the same life with a lie in it: read its `batches` once."""

    def __init__(
        self, size: Size, lie: Lie | None = None, at: int = 0, session: Session | None = None
    ) -> None:
        """Deploy the platform that it happens on.

        Args:
            size: How much happens.
            lie: What is told wrongly.
            at: After how many events of its kind the lie is told.
            session: A platform with one listing on which it happens, in place of a new one.
        """
        self.size = size
        self.seconds: dict[int, int] = {}
        self.end: tuple[int, str] = (0, "")
        self._dice = random.Random(size.seed)  # noqa: S311 - the same life each time
        session = session or listed_session()
        self.deployment = session.platform.deployment
        addresses = self.deployment.addresses()
        self.real = _logs(session)
        clock = BlockClock(session.chain.connection)
        for log in self.real:
            self.seconds[log.block] = clock.time(log)
        self.writer = LogWriter(addresses, size.seed, self.real[-1].block, lie, at)
        at_address = {name: bytes.fromhex(address[2:]) for name, address in addresses.items()}
        treasury = bytes.fromhex(self.deployment.roles.treasury[2:])
        self._acts = Acts(self.writer, at_address, treasury, {})
        self._template = self._learn(addresses)
        people = session.actors
        self._signers = (
            bytes.fromhex(people.underwriter.address[2:]),
            bytes.fromhex(people.second_underwriter.address[2:]),
        )
        self._listed = 1
        self._loans: dict[int, Borrowing] = {}
        self._held: dict[bytes, set[int]] = {}
        self._due: list[tuple[int, int]] = []
        self._plans: dict[int, str] = {}
        self.lenders = [self._named("lender", n) for n in range(size.lenders)]
        borrowers = size.loans // LOANS_OF_A_BORROWER + 1
        self.borrowers = [self._named("borrower", n) for n in range(borrowers)]

    def batches(self) -> Iterator[tuple[int, list[Log]]]:
        """Yield the logs, block by block.

        Yields:
            The block's number, and its logs in order.
        """
        yield self.real[-1].block, self.real
        offset = self.deployment.roles.utc_offset_seconds
        first = local_day(self.seconds[self.real[-1].block], offset) + 1
        yield from self._blocks(first, self._arrivals())
        days = max(self.size.days, self.size.loans // LOANS_A_DAY + 1)
        for day in range(days):
            wanted = self.size.loans * (day + 1) // days - self.size.loans * day // days
            yield from self._blocks(first + 1 + day, self._day(first + 1 + day, wanted))

    def time_of(self, log: Log) -> int:
        """Return when a log of the batch at hand was written.

        Args:
            log: The log.

        Returns:
            The Unix second.
        """
        return self.seconds[log.block]

    def _learn(self, addresses: dict[str, str]) -> dict[str, Any]:
        """Take the balances of the real people, and the terms of the real listing."""
        decoder, template = Decoder(addresses), {}
        for log in self.real:
            event = decoder.decode(log)
            assert event is not None, "the logs are the platform's own"
            values = decoder.plans[log.address, log.topics[0]].named(event.values)
            if event.name == "Deposited":
                self._acts.balances[values["owner"]] = values["balance"]
            elif event.name == "Listed":
                template = {name: values[f"offer.{name}"] for name in OFFER_FIELDS}
        return template

    def _named(self, what: str, number: int) -> bytes:
        return hashlib.sha256(f"{self.size.seed} {what} {number}".encode()).digest()[:20]

    def _blocks(self, day: int, acts: Iterator[None]) -> Iterator[tuple[int, list[Log]]]:
        """Put a day's acts into blocks, a second apart, from nine in the morning."""
        start = day * DAY - self.deployment.roles.utc_offset_seconds + 9 * 3_600
        self.writer.begin(start)
        for count, _ in enumerate(acts, start=1):
            if count % ACTS_A_BLOCK == 0:
                yield from self._block()
                self.writer.begin(start + count // ACTS_A_BLOCK)
        yield from self._block()

    def _block(self) -> Iterator[tuple[int, list[Log]]]:
        logs = self.writer.end()
        if logs:
            self.seconds = {self.writer.block: self.writer.second}
            self.end = logs[-1].block, logs[-1].block_hash
            yield self.end[0], logs

    def _arrivals(self) -> Iterator[None]:
        for signer in self._signers[1:]:
            self._acts.mark_staff(signer)
            yield
        for place, wallet in enumerate((*self.lenders, *self.borrowers)):
            person = hashlib.sha256(b"person " + wallet).digest()
            self._acts.enrol(person, wallet, GROUP + place)
            yield
        for lender in self.lenders:
            self._acts.deposit(lender, FIRST_DEPOSIT)
            yield

    def _day(self, day: int, wanted: int) -> Iterator[None]:
        for _ in range(wanted):
            yield from self._lend(day)
        while self._due and self._due[0][0] <= day:
            _, number = heapq.heappop(self._due)
            self._serve(self._loans[number], day)
            yield
        for lender in self.lenders[day % QUARTER :: QUARTER]:
            self._acts.claim(lender, [self._loans[n] for n in sorted(self._held.get(lender, ()))])
            self._forget(lender)
            yield
        if day % 30 == 0:
            loans = [loan for loan in self._loans.values() if loan.fees]
            for start in range(0, len(loans), 50):
                self._acts.sweep(loans[start : start + 50])
                yield

    def _lend(self, day: int) -> Iterator[None]:
        dice, acts = self._dice, self._acts
        self._listed += 1
        number, place = self._listed, dice.randrange(len(self.borrowers))
        offer = self._template | {
            "borrower": self.borrowers[place], "n": dice.choice((6, 12, 18, 24)),
            "project": hashlib.sha256(f"{self.size.seed} project {number}".encode()).digest(),
            "principal": dice.randrange(1_000, 12_000) * 10**6,
            "rate_ppm": dice.randrange(60_000, 240_000, 500),
            "expiry": self.writer.second + DAY,
        }  # fmt: skip
        acts.list_offer(number, offer, GROUP + len(self.lenders) + place, self._signers)
        yield
        lenders = dice.sample(self.lenders, min(LENDERS_OF_A_LOAN, len(self.lenders)))
        holders = acts.fund(number, offer["principal"], lenders)
        yield
        loan = self._loans[number] = acts.draw_down(number, offer, holders, day)
        chance = dice.randrange(100)
        self._plans[number] = (
            "ahead" if chance < AHEAD else "default" if chance < AHEAD + IN_DEFAULT else "usual"
        )
        for lender in lenders:
            self._held.setdefault(lender, set()).add(number)
        self._wait(loan)
        yield

    def _wait(self, loan: Borrowing) -> None:
        """Come back on the day of the next instalment, or some weeks late."""
        late = LATE_DAYS if self._dice.randrange(100) < LATE else 0
        heapq.heappush(self._due, (_next_due(loan) + late, loan.number))

    def _serve(self, loan: Borrowing, day: int) -> None:
        dice, acts, plan = self._dice, self._acts, self._plans[loan.number]
        if loan.rules.status is Status.DEFAULTED:
            acts.recover(loan, day, max(1, loan.rules.owed * dice.randrange(20, 60) // 100))
            return
        if plan == "default" and loan.rules.settled >= 4:
            if day < _next_due(loan) + DEFAULT_DAYS:
                heapq.heappush(self._due, (_next_due(loan) + DEFAULT_DAYS, loan.number))
                return
            acts.declare_default(loan, day, loan.borrower)
            heapq.heappush(self._due, (day + RECOVERY_DAYS, loan.number))
            return
        in_full = plan == "ahead" and loan.rules.settled >= 3
        acts.repay(loan, day, in_full=in_full)
        if loan.rules.status is Status.REPAID:
            return
        if dice.randrange(100) < SOLD:
            self._trade(loan)
        self._wait(loan)

    def _trade(self, loan: Borrowing) -> None:
        dice = self._dice
        sellers = sorted(holder for holder, units in loan.holders.items() if units.units)
        buyers = [lender for lender in self.lenders if lender not in loan.holders]
        if not buyers:
            return
        seller, buyer = dice.choice(sellers), dice.choice(buyers)
        digest = hashlib.sha256(f"order {self.writer.events}".encode()).digest()
        self._acts.sell(loan, seller, buyer, digest, dice.randrange(950_000, 1_010_000))
        self._held.setdefault(buyer, set()).add(loan.number)

    def _forget(self, lender: bytes) -> None:
        """Loans that are over and claimed need no further look."""
        over = {n for n in self._held.get(lender, ()) if self._loans[n].rules.ended}
        self._held[lender] = self._held.get(lender, set()) - over


def listed_session() -> Session:
    """Return a platform of its own with one listing, which the synthetic ones resemble.

    Returns:
        The session.
    """
    session = open_session()
    LoanBuilder(session.platform, session.actors).listed()
    return session


def _next_due(loan: Borrowing) -> int:
    plan = loan.rules.terms.schedule
    return due_day(loan.rules.issue_day, loan.rules.settled + 1, plan.period, plan.unit)


def _logs(session: Session) -> list[Log]:
    connection, deployment = session.chain.connection, session.platform.deployment
    addresses = list(deployment.addresses().values())
    return [
        log
        for _, part in read_logs(connection, addresses, deployment.block, connection.block_number())
        for log in part
    ]
