"""Bugs that are planted to see that the simulation finds them: such as somebody may write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tallystick.errors import TallystickError
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.queue import JobQueue, _advance
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications.courier import Courier
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.payments.arrivals import ArrivalBook
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.service import PaymentsDesk
from tallystick_node.storage.tables import jobs

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Job
    from tallystick_node.infrastructure.transactions.account import Version
    from tallystick_node.infrastructure.transactions.outgoing import Send
    from tallystick_node.payments.custodian import Instruction
    from tallystick_node.payments.order import PaymentOrder

__all__ = ["PLANTED"]


@contextmanager
def sent_before_kept() -> Iterator[None]:
    """A transaction is handed over before its signature is in the database."""
    sign = SendEngine._sign

    def early(engine: SendEngine, body: Mapping[str, Any]) -> tuple[bytes, str]:
        raw, tx_hash = sign(engine, body)
        with suppress(TallystickError):
            engine.connection.send_raw(raw)
        return raw, tx_hash

    with patch.object(SendEngine, "_sign", early):
        yield


@contextmanager
def replaced_under_new_nonce() -> Iterator[None]:
    """A stuck transaction is sent again under the next nonce instead of its own."""
    sign_again = SendLedger.sign_again

    def anew(ledger: SendLedger, send: Send, body: Mapping[str, Any], sign: Any) -> Version | None:
        nonce = ledger.account(lambda: 0).next_nonce
        return sign_again(ledger, send, {**body, "nonce": nonce}, sign)

    with patch.object(SendLedger, "sign_again", anew):
        yield


@contextmanager
def older_versions_forgotten() -> Iterator[None]:
    """Of a transaction that was replaced, only the newest version is looked for."""
    versions = SendLedger.versions
    with patch.object(SendLedger, "versions", lambda ledger, send: versions(ledger, send)[:1]):
        yield


@contextmanager
def settled_at_once() -> Iterator[None]:
    """A transaction counts as soon as it is in a block."""
    with patch("tallystick_node.bootstrap.senders.confirmations_of", lambda _: 0):
        yield


@contextmanager
def lease_ignored() -> Iterator[None]:
    """A job's completion does not ask whether the lease is still the worker's."""

    def settle(_: JobQueue, connection: Connection, job: Job, **values: object) -> None:
        own = update(jobs).where(jobs.c.id == job.number)
        connection.execute(own.values(leased_by=None, leased_until=None, **values))

    with patch.object(JobQueue, "_settle", settle):
        yield


@contextmanager
def effect_apart() -> Iterator[None]:
    """A job's effect and its completion are two transactions."""

    def do(worker: JobWorker, job: Job) -> None:
        effect = worker._kinds[job.key.kind].run(job)
        with worker._queue.database.writing() as connection:
            effect(connection)
        with worker._queue.database.writing() as connection:
            worker._queue.complete(connection, job)

    with patch.object(JobWorker, "_do", do):
        yield


@contextmanager
def day_passed_before_planned() -> Iterator[None]:
    """A day counts as planned in one transaction, and its jobs are added in the next."""

    def plan(
        queue: JobQueue, kind: str, subjects: Iterable[str], day: date, through: date | None
    ) -> bool:
        try:
            with queue.database.writing() as connection:
                if not _advance(connection, kind, day, through):
                    return False
        except IntegrityError:
            return False
        with queue.database.writing() as connection:
            queue.add(connection, [JobKey(day, kind, subject) for subject in subjects])
        return True

    with patch.object(JobQueue, "plan", plan):
        yield


@contextmanager
def delivered_before_sent() -> Iterator[None]:
    """A notice counts as delivered before it is on its way."""

    def deliver_one(courier: Courier) -> bool:
        message = courier.outbox.claim()
        if message is None:
            return False
        courier.outbox.delivered(message)
        courier._channel(message).deliver(message)
        return True

    with patch.object(Courier, "deliver_one", deliver_one):
        yield


@contextmanager
def mint_apart() -> Iterator[None]:
    """An order settles in one transaction, and its tokens are asked for in the next."""
    move, change = PaymentsDesk._move, PaymentsDesk._change_supply

    def moved(desk: PaymentsDesk, order: PaymentOrder, state: PaymentState, **values: Any) -> bool:
        with patch.object(PaymentsDesk, "_change_supply", lambda *_: None):
            if not move(desk, order, state, **values):
                return False
        if state is PaymentState.SETTLED:
            with desk.database.writing() as connection:
                change(desk, connection, order)
        return True

    with patch.object(PaymentsDesk, "_move", moved):
        yield


@contextmanager
def key_ignored() -> Iterator[None]:
    """Who repeats an order because no answer came has two."""
    put = OrderBook.put

    def fresh(
        book: OrderBook, connection: Connection, instruction: Instruction, wallet: str
    ) -> PaymentOrder:
        if book.find(connection, instruction.key) is not None:
            instruction = replace(instruction, key=f"{instruction.key} again")
        return put(book, connection, instruction, wallet)

    with patch.object(OrderBook, "put", fresh):
        yield


@contextmanager
def fork_unseen() -> Iterator[None]:
    """The index does not notice that blocks were taken back."""
    with patch.object(Indexer, "_fork", lambda *_: None):
        yield


@contextmanager
def arrivals_kept() -> Iterator[None]:
    """Tokens that came in blocks that were taken back still count."""

    def take_back(book: ArrivalBook, connection: Connection, block: int) -> None:
        book._move(connection, block)

    with patch.object(ArrivalBook, "take_back", take_back):
        yield


PLANTED: dict[str, Callable[[], AbstractContextManager[None]]] = {
    plant.__name__: plant
    for plant in (
        sent_before_kept, replaced_under_new_nonce, older_versions_forgotten, settled_at_once,
        lease_ignored, effect_apart, day_passed_before_planned, delivered_before_sent, mint_apart,
        key_ignored, fork_unseen, arrivals_kept,
    )
}  # fmt: skip
