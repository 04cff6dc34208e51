"""Automatic lending over a chain and a database: signed mandates, rounds, calls that are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tallystick.platform._sync.investor import Investor
from tallystick.platform.mandates import Mandate, SignedMandate
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.matching.service import Matching, make_matching

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import MemorySigner
    from tallystick_node.storage import Database

__all__ = ["UNITS", "MatchingScene", "matching_of"]

UNITS = 10**9
CAP = 10**20


def matching_of(database: Database, network: Network, time: Time) -> Matching:
    return make_matching(
        database=database, platform=network.platform,
        sends=SendBook(network.platform, time), account=network.keeper.address,
        audit_log=AuditLog(time), clock=time,
    )  # fmt: skip


@dataclass
class MatchingScene:
    """The room with the keeper as executor, and what tests do with it again and again."""

    network: Network
    database: Database
    time: Time
    matching: Matching

    @property
    def investors(self) -> tuple[MemorySigner, ...]:
        return self.network.session.actors.investors

    def signed(self, owner: MemorySigner, **limits: Any) -> SignedMandate:
        platform = self.network.platform
        usual: dict[str, Any] = {
            "executor": self.network.keeper.address, "level_max": 3, "statement": 3,
            "ticket": 10**6, "person_max": 2 * UNITS, "group_max": 3 * UNITS, "day_max": 10**12,
            "exposure_max": 10**12, "lifetime_max": 10**12, "nonce": 1,
            "expiry": platform.now() + 10**6,
        }  # fmt: skip
        mandate = Mandate(owner=owner.address, **(usual | limits))
        return Investor(platform, owner).act.sign_mandate(mandate)

    def put(self, owner: MemorySigner, **limits: Any) -> str:
        return self.matching.register.put(self.signed(owner, **limits), owner.address)

    def index(self) -> None:
        platform = self.network.platform
        self.time.now = datetime.fromtimestamp(platform.now(), UTC)
        Indexer(self.database, ChainReader(platform), platform, self.time).catch_up()

    def send(self, ticks: int = 6) -> None:
        """Send what is planned, and index what came of it."""
        audit_log = AuditLog(self.time)
        ledger = SendLedger(self.database, self.time, audit_log, self.network.keeper.address, CAP)
        engine = SendEngine(self.network.connection, ledger, self.network.keeper, self.time, 60, 0)
        for _ in range(ticks):
            engine.tick()
        self.index()

    def lend(self) -> int:
        """Make a round and send it."""
        self.index()
        lent = self.matching.maker.turn()
        self.send()
        return lent

    def units(self, owner: MemorySigner, loan: int) -> int:
        return Investor(self.network.platform, owner).view.note(loan).units
