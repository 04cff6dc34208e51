"""The node of a demonstration: put together on its chain, served over HTTP, moved by its clock."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import urllib3
from sqlalchemy import bindparam, exists, select

from tallystick.errors import VerificationFailed
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.bootstrap.application import application_of
from tallystick_node.bootstrap.channels import channels_of
from tallystick_node.bootstrap.composition import DATABASE_FILE, assemble, furnish
from tallystick_node.bootstrap.jobs import daily_kinds, indexer_of
from tallystick_node.bootstrap.network import ChainSite
from tallystick_node.demo.bureau import SampleBureau
from tallystick_node.disclosure.jobs import MONTH
from tallystick_node.evm.rpc.limits import RpcLimits
from tallystick_node.evm.server import http_server, listen
from tallystick_node.infrastructure.jobs import queue
from tallystick_node.infrastructure.jobs.planner import JobPlanner
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications import messages as outbox
from tallystick_node.infrastructure.notifications.courier import Courier
from tallystick_node.infrastructure.notifications.sandbox import SandboxNotices
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.infrastructure.transactions.outgoing import SendState, open_accounts
from tallystick_node.payments.order_states import OPEN, PaymentState
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.servicing.deposits import DepositWatch
from tallystick_node.servicing.jobs import COLLECT, CRANK, LOAN_JOB
from tallystick_node.servicing.rules import Segment, reminder_plan
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.tables import jobs, messages, payment_orders
from tallystick_node.underwriting.applications import EXAMINE

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tallystick.loans.state import LoanState
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.demo.stage import DemoChain
    from tallystick_node.infrastructure.indexer.indexer import Indexer
    from tallystick_node.infrastructure.notifications.courier import Channel

__all__ = ["Office", "open_office"]

NOTICES = "sandbox-notices.jsonl"
# The jobs that a demonstration waits for; the others begin when the node is opened afterwards.
KINDS = (EXAMINE, MONTH, COLLECT, LOAN_JOB, CRANK)
HALTS_MAX = 100
ROUNDS_MAX = 50
_NOW = bindparam("now", type_=jobs.c.not_before.type)
_JOBS = select(
    exists().where(jobs.c.state == queue.WAITING, jobs.c.not_before <= _NOW, jobs.c.kind.in_(KINDS))
)
_NOTICES = select(exists().where(messages.c.state == outbox.WAITING, messages.c.not_before <= _NOW))
_ORDERS = select(exists().where(payment_orders.c.state.in_((*OPEN, PaymentState.SETTLED))))


@dataclass
class Office:
    """A node without loops: it does its work when it is told that time has passed."""

    node: Node
    stage: DemoChain
    url: str
    indexer: Indexer
    courier: Courier
    worker: JobWorker
    planner: JobPlanner
    deposits: DepositWatch
    bureau: SampleBureau
    resources: ExitStack
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)
    calls: int = 0
    _read: int = 0

    def work(self) -> None:
        """Do everything that can be done now: read the chain, jobs, notices, transactions.

        Raises:
            VerificationFailed: DEMO:WORK when the work does not come to an end.
        """
        node = self.node
        for _ in range(ROUNDS_MAX):
            self.indexer.catch_up()
            busy = False
            if self._waits(_JOBS):
                while self.worker.work():
                    busy = True
            if self._waits(_NOTICES):
                while self.courier.deliver_one():
                    busy = True
            moved = self._send()
            moved += self._pay()
            if node.publication is not None:
                moved += node.publication.release()
            if not (busy or moved or self.deposits.look()):
                return
        raise VerificationFailed("DEMO:WORK", "the node's work does not come to an end")

    @property
    def reminded_before(self) -> list[int]:
        """How many days before a due date borrowers are reminded, by the policy."""
        pack, day = self.node.services.kyc.context.pack, self.node.foundation.business.today()
        return sorted(
            {step.days for segment in Segment for step in reminder_plan(pack, segment, day)} - {0}
        )

    @property
    def tiers_from(self) -> tuple[int, int, int]:
        """How many days past due a loan comes to its tiers, by the policy."""
        number, day = (
            self.node.services.kyc.context.pack.number,
            self.node.foundation.business.today(),
        )
        return (
            1, number("collection.tier_2_from", day), number("collection.tier_3_from", day),
        )  # fmt: skip

    def states(self, numbers: list[int]) -> dict[int, LoanState]:
        """Return issued loans as the chain has them.

        Args:
            numbers: The loans' numbers on chain.

        Returns:
            Their states by number.
        """
        self.indexer.catch_up()
        return self.node.services.servicing.desk.dues.states(numbers)

    def free(self, wallet: str) -> int:
        """Return what a wallet has in the Escrow.

        Args:
            wallet: Its address.

        Returns:
            Minor units.
        """
        return self.node.services.servicing.desk.dues.free(wallet)

    def pass_days(self) -> None:
        """Plan the days that have come, and do their work."""
        self.indexer.catch_up()
        self.planner.plan_due()
        self.work()

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **request: Any
    ) -> Any:
        """Send a request to the API.

        Args:
            method: The HTTP method.
            path: Below the node's URL, with the query.
            headers: The request's headers, such as those of `staff`.
            request: Further arguments of the HTTP client: json, body.

        Returns:
            The JSON of the response, None when it is empty.

        Raises:
            VerificationFailed: DEMO:API with the node's sentence when it refuses.
        """
        self.calls += 1
        response = self.pool.request(
            method, self.url + path, headers=headers, timeout=60, retries=False, **request
        )
        if response.status >= 400:
            refusal = response.data.decode("utf-8", "replace")[:500]
            raise VerificationFailed("DEMO:API", f"{method} {path}: {refusal}")
        return json.loads(response.data) if response.data else None

    def staff(self, wallet: str) -> dict[str, str]:
        """Open a session for a member of staff, as `tallystick token` does.

        Args:
            wallet: The address of their wallet.

        Returns:
            The headers of the session.
        """
        opened = open_development_session(
            self.node.foundation.database, self.node.foundation.clock, wallet
        )
        return {"authorization": f"Bearer {opened.token}"}

    def code_for(self, phone: str) -> str:
        """Read the newest code that was sent to a number, where the sandbox has written it.

        Args:
            phone: The number as it was stated.

        Returns:
            Six digits.

        Raises:
            VerificationFailed: DEMO:CODE when none was sent since the last call.
        """
        while self.courier.deliver_one():
            pass
        with (self.node.foundation.settings.data_dir / NOTICES).open("rb") as file:
            file.seek(self._read)
            lines = file.readlines()
            self._read = file.tell()
        for line in reversed(lines):
            notice = json.loads(line)
            if notice["to"].endswith(phone) and "code" in notice["content"]:
                return str(notice["content"]["code"])
        raise VerificationFailed("DEMO:CODE", "no code was sent")

    def authorise(self, key: str) -> None:
        """Authorise an order at the bank in the client's place.

        Args:
            key: The order's key.
        """
        assert self.node.services.payments is not None, "a node under development has a bank"
        self.node.services.payments.tick()  # hands the order over
        bank = self.node.services.payments.custodian
        assert isinstance(bank, SandboxBank), "a node under development has the sandbox"
        bank.authorise(key)

    def bring_for_the_platform(self, wallet: str, amount: int) -> None:
        """Bring the platform's own money through the same bank, with the next work.

        Args:
            wallet: The address that gets the tokens.
            amount: In minor units, at least 1.
        """
        assert self.node.services.payments is not None, "a node under development has a bank"
        key = "the platform's own"
        self.node.services.payments.deposit(key, account="platform", wallet=wallet, amount=amount)
        self.authorise(key)

    def review_halts(self, reason: str) -> int:
        """Look at what a velocity limit has halted, as compliance does, and let it go on.

        Args:
            reason: What they saw.

        Returns:
            How many actions went on.
        """
        guard, by = self.node.services.risk.guard, self.node.foundation.site.platform
        with self.node.foundation.database.writing() as connection:
            halted = [row for row in guard.all(connection, HALTS_MAX) if row.lifted_at is None]
            for row in halted:
                guard.lift(connection, row.id, by.deployment.roles.compliance[0], reason)
        return len(halted)

    def close(self) -> None:
        """Stop serving, and close the database."""
        self.pool.clear()
        self.resources.close()

    def _send(self) -> int:
        """Let each account that has something to send do so; a look costs questions."""
        node = self.node
        with node.foundation.database.reading() as connection:
            busy = open_accounts(connection)
        if not busy:
            return 0
        first = [] if node.senders.engine is None else [node.senders.engine]
        moved = sum(
            engine.tick()
            for engine in (*first, *node.senders.engines.values())
            if engine.ledger.address in busy
        )
        with node.foundation.database.reading() as connection:
            if open_accounts(connection, SendState.SENT):
                self.stage.seal()
        return moved

    def _pay(self) -> int:
        desk = self.node.services.payments
        assert desk is not None, "a node under development has a bank"
        return desk.tick() if self._waits(_ORDERS) else 0

    def _waits(self, question: Select[bool]) -> bool:
        """Whether there is something for a part of the node: a look of the part costs more."""
        now = self.node.foundation.clock()
        with self.node.foundation.database.reading() as connection:
            return bool(connection.scalar(question, {"now": now}))


def open_office(
    stage: DemoChain, platform: Platform, folder: Path, settings: dict[str, Any]
) -> Office:
    """Put a node together in a folder that holds its keys, and serve it on a free port.

    Args:
        stage: The chain.
        platform: The platform on it.
        folder: The node's directory.
        settings: Further settings of the node.

    Returns:
        The node, which is served until it is closed.
    """
    node_settings, _ = load_settings(
        {"data_dir": folder, "dev": True, "rate_limit": False, **settings}, {}
    )

    def clock() -> datetime:
        return datetime.fromtimestamp(stage.next_second(), UTC)

    with ExitStack() as resources:
        bound = listen("127.0.0.1", 0)
        resources.callback(bound.close)
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        site = ChainSite(platform, None, clock)
        # A run that is broken off is thrown away, so nothing waits for the disk.
        database = Database(sqlite_url(folder / DATABASE_FILE), durable=False)
        resources.callback(database.close)
        upgrade(database)
        node = assemble(node_settings, database, site, url, clock)
        furnish(node, resources)
        node.services.kyc.begin_development()
        bureau = SampleBureau(node.foundation.business.today)
        # The public data is the bureau here.
        node.services.kyc.bureaus.bureaus.clear()
        node.services.kyc.bureaus.bureaus[bureau.name] = bureau
        node.kinds = [
            kind
            for kind in daily_kinds(node_settings, node.foundation.database, node)
            if kind.name in KINDS
        ]
        channels = channels_of(node.foundation, node.services.kyc.context.vault, resources)
        _wait_for_no_disk(node, channels)
        server = http_server(application_of(node), RpcLimits(), 1)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([bound])), daemon=True)
        thread.start()
        resources.callback(thread.join)
        resources.callback(lambda: setattr(server, "should_exit", True))
        return Office(
            node=node,
            stage=stage,
            url=url,
            indexer=indexer_of(node),
            courier=Courier(node.foundation.outbox, channels),
            worker=JobWorker(node.foundation.queue, node.kinds, "demo"),
            planner=JobPlanner(node.foundation.queue, node.kinds, node.foundation.business),
            deposits=DepositWatch(node.services.servicing),
            bureau=bureau,
            resources=resources.pop_all(),
        )


def _wait_for_no_disk(node: Node, channels: dict[str, Channel]) -> None:
    """A run that is broken off is thrown away."""
    for name, channel in channels.items():
        if isinstance(channel, SandboxNotices):
            channels[name] = replace(channel, durable=False)
    bank = None if node.services.payments is None else node.services.payments.custodian
    assert isinstance(bank, SandboxBank), "a node under development has the sandbox"
    bank.durable = False
