"""A second market over a chain and a database: signed asks and bids, and looks at the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.platform._sync.investor import Investor
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.infrastructure.policy.packs import Pack, load_pack
from tallystick_node.resale.service import ResaleMarket, make_resale

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform.messages import SignedAsk, SignedBid
    from tallystick_node.storage import Database

__all__ = ["DAY", "ResaleScene", "resale_scene"]

DAY = 86_400
# What the third investor has in the Escrow.
CASH = 10**10


@dataclass
class ResaleScene:
    """A loan of two lenders, and a third investor who has no note of it."""

    resale: ResaleMarket
    network: Network
    database: Database
    indexer: Indexer
    time: Time

    @property
    def investors(self) -> tuple[MemorySigner, ...]:
        return self.network.session.actors.investors

    def act(self, place: int) -> Investor:
        return Investor(self.network.platform, self.investors[place])

    def address(self, place: int) -> str:
        return self.investors[place].address

    def ask(
        self, place: int = 0, units: int = 200_000_000, price_ppm: int = 950_000, days: int = 14,
        dpd_max: int = 0, loan: int = 1,
    ) -> SignedAsk:  # fmt: skip
        expiry = self.network.platform.now() + days * DAY
        return self.act(place).act.sell(loan, units, price_ppm, expiry=expiry, dpd_max=dpd_max)

    def bid(
        self, place: int = 2, units: int = 200_000_000, price_ppm: int = 950_000, days: int = 14,
        dpd_max: int = 0, loan: int = 1,
    ) -> SignedBid:  # fmt: skip
        expiry = self.network.platform.now() + days * DAY
        return self.act(place).act.bid(loan, units, price_ppm, expiry=expiry, dpd_max=dpd_max)

    def put_ask(self, place: int = 0, **terms: int) -> str:
        return self.resale.asks.put(self.ask(place, **terms), self.address(place))

    def put_bid(self, place: int = 2, **terms: int) -> str:
        return self.resale.bids.put(self.bid(place, **terms), self.address(place))

    def pass_days(self, days: int) -> None:
        self.network.connection.request("evm_increaseTime", days * DAY)
        self.network.mine()

    def look(self) -> int:
        """Let the index read the chain, and the watch look at it."""
        self.indexer.catch_up()
        return self.resale.watch.look()

    def facts(self) -> list[tuple[str, str | None]]:
        """What the log says, with the digest of each."""
        return [(entry.fact.value, entry.digest) for entry in self.resale.log.entries(0, 200)]


def resale_scene(
    database: Database, network: Network, time: Time, pack: Pack | None = None
) -> ResaleScene:
    """A loan that runs, of two lenders, and an investor with cash."""
    assert network.loans.active() == 1
    platform = network.platform
    indexer = Indexer(database, ChainReader(platform), platform, time, 0)
    indexer.catch_up()
    resale = make_resale(
        database=database, platform=platform, index=ChainIndex(database),
        audit_log=AuditLog(time), clock=time, pack=pack or load_pack("generic", 6),
    )  # fmt: skip
    scene = ResaleScene(resale, network, database, indexer, time)
    view, act = scene.act(2).view, scene.act(2).act
    act.withdraw(view.balance() - CASH).send()
    return scene
