"""A desk over the sandbox bank, a test's chain and database; time is the chain's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.chain.contracts import Token
from tallystick.testing.actors import test_signer
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.payments.arrivals import ArrivalBook
from tallystick_node.payments.jobs import RECONCILE, Reconciler
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.payments.service import PaymentsDesk
from tallystick_node.payments.token import TokenReader
from tallystick_node.storage.tables import journal, messages

if TYPE_CHECKING:
    from node.network import Network
    from tallystick_node.payments.order import PaymentOrder
    from tallystick_node.storage import Database

__all__ = ["ACCOUNT", "DeskScene"]

CAP = 10**20
ACCOUNT = "acct-1"
OPERATOR = "https://operator.example/alerts"


@dataclass
class DeskScene:
    """One client with a wallet and an account at the bank."""

    network: Network
    database: Database
    folder: Path
    custodian: Any = None

    def __post_init__(self) -> None:
        self.bank = SandboxBank(self.folder / "bank.sqlite", self.business.today)
        self.client = test_signer("client of the bank")
        self.network.session.chain.fund(self.client.address)
        self.minter = self.network.session.actors.custodian

    def open_books(self) -> None:
        """Put what tests have minted before into ledger and bank; all sides begin equal."""
        order = self.deposit("opening", self.supply())
        self.bank.instruct(order.instruction)
        self.bank.authorise("opening")
        with self.database.writing() as connection:
            self.orders.move(connection, order, PaymentState.DONE, booked_on=self.today)
        self.pass_days()

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.network.platform.now(), UTC)

    @property
    def business(self) -> BusinessClock:
        offset = self.network.platform.deployment.roles.utc_offset_seconds
        return BusinessClock(self.clock, offset)

    @property
    def today(self) -> date:
        return self.business.today()

    @property
    def orders(self) -> OrderBook:
        return OrderBook(self.clock, AuditLog(self.clock))

    @property
    def sends(self) -> SendBook:
        return SendBook(self.network.platform, self.clock)

    @property
    def token(self) -> TokenReader:
        return TokenReader(self.network.platform, self.minter.address)

    def desk(self, **options: Any) -> PaymentsDesk:
        return PaymentsDesk(
            self.database, self.custodian or self.bank, self.orders, self.sends, self.token,
            self.business, "CNY", **options,
        )  # fmt: skip

    @property
    def reconciler(self) -> Reconciler:
        return Reconciler(
            self.database, self.custodian or self.bank, self.orders, self.token,
            AuditLog(self.clock), Alerts(Outbox(self.database, self.clock), OPERATOR),
            self.business, self.clock,
        )  # fmt: skip

    def engine(self, connection: Any = None) -> SendEngine:
        ledger = SendLedger(
            self.database, self.clock, AuditLog(self.clock), self.minter.address, CAP
        )
        chosen = connection or self.network.connection
        return SendEngine(chosen, ledger, self.minter, self.clock, 60, 0)

    def work(self, turns: int = 4) -> None:
        """Let desk and sender do all that they can."""
        for _ in range(turns):
            self.tick()
            self.engine().tick()
        self.tick()

    def index(self, platform: Any = None) -> None:
        """Let the index read what is there by now, arrivals with it."""
        arrivals = ArrivalBook(self.network.platform, self.minter.address, AuditLog(self.clock))
        reader = ChainReader(platform or self.network.platform, arrivals.question)
        Indexer(
            self.database, reader, self.network.platform, self.clock, follower=arrivals
        ).catch_up()

    def tick(self, **options: Any) -> int:
        """One look of index and desk."""
        self.index()
        return self.desk(**options).tick()

    def deposit(self, key: str, amount: int = 1_000, account: str = ACCOUNT) -> PaymentOrder:
        return self.desk().deposit(key, account=account, wallet=self.client.address, amount=amount)

    def withdraw(self, key: str, amount: int, account: str = ACCOUNT) -> PaymentOrder:
        return self.desk().withdraw(key, account=account, wallet=self.client.address, amount=amount)

    def give_back(self, amount: int) -> None:
        """The client sends tokens to the custodian."""
        arguments = (self.minter.address, amount)
        self.network.platform.plan(Token.transfer(*arguments), self.client).send()

    def paid_in(self, key: str, amount: int = 1_000, account: str = ACCOUNT) -> None:
        """A deposit from its order to its tokens."""
        self.deposit(key, amount, account)
        self.work()
        self.bank.authorise(key)
        self.work()

    def state(self, key: str) -> PaymentState:
        match = self.desk().find(key)
        assert match is not None
        return match.state

    def tokens(self) -> int:
        return int(self.network.platform.read(Token.balanceOf(self.client.address)))

    def supply(self) -> int:
        return int(self.network.platform.read(Token.totalSupply()))

    def pass_days(self, days: int = 1) -> None:
        self.network.session.chain.travel(days=days)

    def reconcile(self) -> None:
        """Do today's job, which compares yesterday."""
        job = Job(1, JobKey(self.today, RECONCILE, PLATFORM), 1, 1)
        effect = self.reconciler.run(job)
        with self.database.writing() as connection:
            effect(connection)

    def acts(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))

    def told(self) -> list[dict[str, Any]]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(messages.c.content)))

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(1)
