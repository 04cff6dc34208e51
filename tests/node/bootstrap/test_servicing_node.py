"""A node that runs looks after a loan by itself, from the first instalment to the default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.bootstrap.test_services import ask, until
from node.entrypoints.process import NodeProcess
from tallystick.chain.contracts import Escrow, Lens, Token
from tallystick.chain.signer import MemorySigner
from tallystick.platform._sync.platform import Platform
from tallystick.platform.listing import LoanStatus
from tallystick.testing.actors import Actors
from tallystick.testing.loans import LoanBuilder
from tallystick_node.bootstrap.dev_keys import dev_keys
from tallystick_node.bootstrap.services import SANDBOX_BANK
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.payments.custodian import Instruction, PaymentKind
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.storage import Database
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.tables import delinquencies, jobs, sends, service_tasks

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400
PRINCIPAL = 10**9


def cast(directory: Path) -> Actors:
    """The people of a development platform."""
    signers = dev_keys(directory).signers
    keys = {name: item for name, item in signers.items() if isinstance(item, MemorySigner)}
    three = (1, 2, 3)
    return Actors(
        deployer=keys["deployer"], custodian=keys["custodian"],
        council=tuple(keys[f"council-{card}"] for card in three),
        attestors=tuple(keys[f"attestor-{card}"] for card in three),
        underwriter=keys["underwriter-1"], second_underwriter=keys["underwriter-2"],
        compliance=keys["compliance"], guardian=keys["guardian"], publisher=keys["publisher"],
        servicer=keys["servicer"], treasury=keys["treasury"],
        borrowers=(keys["borrower"],), investors=(keys["investor"],),
        outsider=keys["keeper"],
    )  # fmt: skip


def supply(directory: Path, database: Database, platform: Platform, who: MemorySigner) -> None:
    """Money that came in at the bank and was minted by the node, in the Escrow."""
    bank = SandboxBank(directory / SANDBOX_BANK, lambda: datetime.now(UTC).date())
    key = f"in {who.address}"
    book = OrderBook(machine_time, AuditLog(machine_time))
    with database.writing() as connection:
        book.put(
            connection, Instruction(key, PaymentKind.DEPOSIT, "acct", PRINCIPAL, "XTS"), who.address
        )
    until(lambda: instructed(database, book, key))
    bank.authorise(key)
    until(lambda: platform.read(Token.balanceOf(who.address)) == PRINCIPAL)
    platform.plan(Escrow.deposit(PRINCIPAL), who, pays=PRINCIPAL).send()


def instructed(database: Database, book: OrderBook, key: str) -> bool:
    with database.reading() as connection:
        match = book.find(connection, key)
    return match is not None and match.state is PaymentState.INSTRUCTED


def sent(database: Database, function: str) -> list[str]:
    question = select(sends.c.state).where(sends.c.function == function)
    with database.reading() as connection:
        return list(connection.scalars(question))


def idle(database: Database) -> bool:
    question = select(jobs.c.id).where(jobs.c.state != "done").limit(1)
    with database.reading() as connection:
        return connection.scalar(question) is None


def travel(process: NodeProcess, days: int) -> None:
    ask(process.url, "evm_increaseTime", days * DAY)
    ask(process.url, "evm_mine")


@pytest.mark.long
def test_a_node_collects_what_is_due_and_declares_the_default(tmp_path: Path) -> None:
    with NodeProcess(tmp_path / "node") as process:
        process.ready()
        folder = process.directory
        people, database = cast(folder), Database(sqlite_url(folder / "node.sqlite"))
        platform = Platform.connect(process.url + "/rpc", folder / "deployment.json")
        for who in (people.borrower, people.investor):
            people.enrol(platform, who)
            supply(folder, database, platform, who)
        loan = LoanBuilder(platform, people).active(
            people.borrower, investors=[people.investor], principal=PRINCIPAL, default_dpd=31
        )
        travel(process, 31)
        until(lambda: "done" in sent(database, "collect_many"))
        assert platform.read(Lens.progress_of(loan))["settled"] == 1
        free = platform.read(Escrow.balance_of(people.borrower.address))
        platform.plan(Escrow.withdraw(free), people.borrower).send()
        travel(process, 65)
        until(lambda: "done" in sent(database, "declare_default"))
        status = platform.read(Lens.progress_of(loan))["status"]
        assert LoanStatus(status) is LoanStatus.DEFAULTED
        until(lambda: idle(database))
        with database.reading() as connection:
            tiers = connection.scalars(select(delinquencies.c.tier)).all()
            kinds = set(connection.scalars(select(service_tasks.c.kind)).all())
        assert 2 in tiers
        assert {"letter", "visit"} <= kinds
        text = process.get("/metrics").text
        assert 'tallystick_servicing_open{kind="tasks"}' in text
        assert 'tallystick_loans_late{tier="2"} 1.0' in text
        assert process.get("/livez").json()["checks"]["loop.servicing"]["ok"]
        database.close()
