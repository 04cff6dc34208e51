"""What has to hold at the end of every day, whatever went wrong in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from simulation.workers import PAYING, SUBJECTS, TALLY
from tallystick.audit.auditor import Auditor
from tallystick.chain.contracts import Token
from tallystick.errors import VerificationFailed
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.payments.arrivals import ArrivalBook
from tallystick_node.payments.custodian import PaymentKind, Status
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.token import TokenReader
from tallystick_node.storage.tables import (
    events,
    jobs,
    journal,
    messages,
    payment_orders,
    reconciliations,
    send_accounts,
    send_versions,
    sends,
    token_arrivals,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from simulation.people import People
    from simulation.workers import Premises
    from tallystick_node.storage import Database

__all__ = ["Invariants"]

# A slow audit is made once in so many days.
AUDIT_DAYS = 10
_FINAL = {
    Status.SETTLED: PaymentState.DONE,
    Status.REFUSED: PaymentState.REFUSED,
    Status.EXPIRED: PaymentState.EXPIRED,
}


@dataclass
class Invariants:
    """Looks at chain, bank, post and database from outside; each sentence it yields is broken.

    first: the first day of the world. database: of nobody's process.
    """

    premises: Premises
    database: Database
    first: date
    opening: int
    people: People
    _seen: int = 0
    _changes: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = self.premises.network.session
        self._platform, self._custodian = session.platform, session.actors.custodian.address
        self._seen = self._began = self.premises.network.builder.number
        arrivals = ArrivalBook(self._platform, self._custodian, AuditLog(self.premises.now))
        self._reader = ChainReader(self._platform, arrivals.question)
        self._token = TokenReader(self._platform, self._custodian)

    def broken(self, today: date) -> Iterator[str]:
        """Yield what does not hold at the end of a day.

        Args:
            today: The day.

        Yields:
            Sentences, each with its invariant's name in front.
        """
        with self.database.reading() as connection:
            yield from self._index(connection)
            yield from self._money(connection)
            yield from self._jobs(connection, today)
            yield from self._sends(connection)
            yield from self._notices(connection)
            try:
                AuditLog(self.premises.now).verify(connection)
            except VerificationFailed as failed:
                yield f"journal: {failed}"
        if ((today - self.first).days + 1) % AUDIT_DAYS == 0:
            yield from self.audit()

    def audit(self) -> Iterator[str]:
        """Yield what a stranger's audit of the chain and the reports does not find in order."""
        reports = self.premises.folder / "reports"
        verdict = Auditor(self._platform).verify(
            reports=str(reports) if any(reports.glob("monthly-*.json")) else None
        )
        for check in verdict.checks:
            if not check.ok:
                yield f"audit: {check.id}: {check.detail}"

    def _index(self, connection: Connection) -> Iterator[str]:
        """The tables have what the chain has, read anew; what was compared before is final."""
        head = self.premises.network.builder.number
        first, until = self._seen + 1, head
        ours, arrived = [], []
        while first <= until:
            stretch = self._reader.stretch(first, until)
            ours += [(event.block, event.place, event.name) for event in stretch.events]
            arrived += [
                (log.block, log.log_index, int(log.data, 16))
                for log in stretch.others
                if int(log.topics[1], 16)
            ]
            first = stretch.last + 1
        of = (events.c.block, events.c.place, events.c.name)
        kept = connection.execute(select(*of).where(events.c.block > self._seen).order_by(*of))
        if [tuple(row) for row in kept] != sorted(ours):
            yield f"index: the events of blocks {self._seen + 1} to {head} are not the chain's"
        came = (token_arrivals.c.block, token_arrivals.c.place, token_arrivals.c.amount)
        rows = connection.execute(
            select(*came).where(token_arrivals.c.block > self._seen).order_by(*came)
        )
        if [(block, place, int(amount)) for block, place, amount in rows] != sorted(arrived):
            yield f"index: the tokens that came in blocks {self._seen + 1} to {head} are not those"

    def _money(self, connection: Connection) -> Iterator[str]:
        bank, head = self.premises.bank, self.premises.network.builder.number
        supply = self._platform.read(Token.totalSupply())
        if supply != bank.total:
            yield f"money: the chain has {supply}, the bank {bank.total}"
        self._changes += self._token.supply_changes(self._seen + 1, head)
        self._seen = head
        chain = Counter((change.kind, change.amount) for change in self._changes)
        booked = Counter((movement.kind, movement.amount) for movement in bank.movements)
        if chain != booked:
            yield f"money: minted or burned {dict(chain - booked)}, booked {dict(booked - chain)}"
        kept = {row.key: row for row in connection.execute(select(payment_orders))}
        asked = Counter(order.key for order in self.people.orders)
        yield from _unequal("money: orders taken", asked, Counter(kept.keys()))
        for key, order in bank.orders.items():
            row = kept.get(key)
            if row is None:
                yield f"money: the bank has the order {key}, and the ledger none"
            elif order.status in _FINAL and row.state != _FINAL[order.status]:
                yield f"money: order {key} is {order.status} at the bank, {row.state} in the ledger"
        ledger = sum(
            row.amount if row.kind == PaymentKind.DEPOSIT else -row.amount
            for row in kept.values()
            if row.state == PaymentState.DONE
        )
        if self.opening + ledger != bank.total:
            yield f"money: the ledger has {self.opening + ledger}, the bank {bank.total}"
        differing = connection.scalars(
            select(reconciliations.c.day).where(reconciliations.c.agrees.is_(False))
        ).all()
        if differing:
            yield f"money: by the node's own comparison {[str(day) for day in differing]} differ"

    def _jobs(self, connection: Connection, today: date) -> Iterator[str]:
        open_ones = connection.execute(
            select(jobs.c.kind, jobs.c.subject, jobs.c.business_date, jobs.c.state, jobs.c.error)
            .where(jobs.c.state != "done")
        ).all()  # fmt: skip
        for row in open_ones:
            yield f"jobs: {row.kind} {row.subject} {row.business_date}: {row.state}, {row.error}"
        days = [self.first + timedelta(n) for n in range((today - self.first).days + 1)]
        wanted = {f"tally {subject} {day}": 1 for day in days for subject in SUBJECTS}
        paid = {f"tally {subject} {day}": 1 for day in days for subject in PAYING}
        entries = Counter(
            connection.scalars(select(journal.c.subject).where(journal.c.act == TALLY))
        )
        yield from _unequal("jobs: done", wanted, entries)
        keys = select(sends.c.key).where(sends.c.key.like("tally %"))
        yield from _unequal("sends: asked for", paid, Counter(connection.scalars(keys)))
        compared = Counter(connection.scalars(select(reconciliations.c.day)))
        missing = [str(day) for day in days[:-1] if day not in compared]
        if missing:
            yield f"jobs: {missing} were not compared"

    def _sends(self, connection: Connection) -> Iterator[str]:
        for row in connection.execute(select(send_accounts)):
            if row.halted is not None:
                yield f"sends: the account {row.address} is halted: {row.halted}"
            used = self._platform.connection.nonce(row.address, pending=False)
            if used != row.next_nonce:
                yield f"sends: {row.address} used {used} nonces, the table has {row.next_nonce}"
        versions: dict[int, list[str]] = {}
        for row in connection.execute(select(send_versions.c.send, send_versions.c.tx_hash)):
            versions.setdefault(row.send, []).append(row.tx_hash)
        rows = connection.execute(
            select(sends.c.id, sends.c.key, sends.c.state, sends.c.tx_hash, sends.c.code)
        )
        store = self.premises.network.builder.store
        for row in rows:
            if row.state not in {"done", "refused", "reverted"}:
                yield f"sends: {row.key} is {row.state} ({row.code})"
            mined = sum(
                store.one(
                    "SELECT count(*) FROM transactions WHERE hash = ?", bytes.fromhex(text[2:])
                )
                for text in versions.get(row.id, ())
            )
            if mined != (row.state in {"done", "reverted"}):
                yield f"sends: {row.key} is {row.state}, and {mined} times on the chain"

    def _notices(self, connection: Connection) -> Iterator[str]:
        arrived = self.premises.post.arrived
        now = self.premises.now()
        rows = connection.execute(
            select(messages.c.key, messages.c.state, messages.c.attempts, messages.c.not_before)
        ).all()
        for row in rows:
            times = arrived[row.key]
            if row.state == "delivered" and not 1 <= times <= row.attempts:
                yield f"notices: {row.key} arrived {times} times in {row.attempts} tries"
            elif row.state != "delivered" and row.not_before <= now:
                yield f"notices: {row.key} is {row.state}"
        known = {row.key for row in rows}
        for key in arrived.keys() - known:
            yield f"notices: {key} arrived, and nobody has sent it"
        tallied = connection.scalar(
            select(func.count()).select_from(messages).where(messages.c.key.like("tally %"))
        )
        done = connection.scalar(
            select(func.count()).select_from(journal).where(journal.c.act == TALLY)
        )
        if tallied != done:
            yield f"notices: {done} jobs have asked for {tallied} notices"


def _unequal(what: str, wanted: Mapping[str, int], there: Counter[str]) -> Iterator[str]:
    for key in sorted(wanted.keys() | there.keys()):
        if wanted.get(key, 0) != there[key]:
            yield f"{what} {there[key]} times: {key}"
