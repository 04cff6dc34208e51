"""The second market of a node: one object that routes, pages and the loop ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.dates import date_from_day
from tallystick_node.resale.bids import BidBoard
from tallystick_node.resale.board import AskBoard
from tallystick_node.resale.bulk_sale import BulkSale
from tallystick_node.resale.exit_desk import ExitDesk
from tallystick_node.resale.lock_steps import lock_steps, require_unlocked
from tallystick_node.resale.order_desk import OrderDesk
from tallystick_node.resale.order_log import OrderLog
from tallystick_node.resale.order_watch import OrderWatch
from tallystick_node.resale.sales import SaleBook

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.storage import Database

__all__ = ["ResaleMarket", "make_resale"]


@dataclass(frozen=True, slots=True)
class ResaleMarket:
    """Asks and bids of notes, the log of what became of them, and the watch that writes it.

    desk: several orders of one wallet at once. sales: what was paid for notes. bulk: several notes
    for sale at once. exits: notes paired with bids.
    """

    asks: AskBoard
    bids: BidBoard
    desk: OrderDesk
    log: OrderLog
    sales: SaleBook
    bulk: BulkSale
    exits: ExitDesk
    watch: OrderWatch


def make_resale(
    *,
    database: Database,
    platform: Platform,
    index: ChainIndex,
    audit_log: AuditLog,
    clock: Clock,
    pack: Pack,
) -> ResaleMarket:
    """Put the second market together.

    Args:
        database: Keeps the orders and their log.
        platform: The platform.
        index: What was read of its chain.
        audit_log: Takes what was done.
        clock: The time of the platform's business.
        pack: Whose steps of a lock hold for asks.

    Returns:
        The service.
    """
    log = OrderLog(database)
    asks = AskBoard(database, platform, clock, log, audit_log, _lock_of(platform, index, pack))
    bids = BidBoard(database, platform, clock, log, audit_log)
    sales = SaleBook(database, clock)
    return ResaleMarket(
        asks, bids, OrderDesk(database, platform, asks, bids), log, sales,
        BulkSale(platform, index, asks, sales),
        ExitDesk(platform, asks, bids),
        OrderWatch(database, platform, index, asks, bids, log, clock),
    )  # fmt: skip


def _lock_of(platform: Platform, index: ChainIndex, pack: Pack) -> Callable[[int, int], None]:
    def require(loan: int, price_ppm: int) -> None:
        today = platform.today()
        written = pack.figure("resale.lock_steps", date_from_day(today)).value
        assert isinstance(written, list), "the pack's shape was checked when it was read"
        steps = lock_steps(written)
        facts = index.loan(loan).answer if steps else None
        if facts is not None and facts.issue_day is not None:
            require_unlocked(steps, today - facts.issue_day, price_ppm)

    return require
