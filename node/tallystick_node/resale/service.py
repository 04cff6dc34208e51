"""The second market of a node: one object that routes, pages and the loop ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.resale.bids import BidBoard
from tallystick_node.resale.board import AskBoard
from tallystick_node.resale.bulk_sale import BulkSale
from tallystick_node.resale.exit_desk import ExitDesk
from tallystick_node.resale.order_desk import OrderDesk
from tallystick_node.resale.order_log import OrderLog
from tallystick_node.resale.order_watch import OrderWatch
from tallystick_node.resale.sales import SaleBook

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
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
    *, database: Database, platform: Platform, index: ChainIndex, audit_log: AuditLog, clock: Clock
) -> ResaleMarket:
    """Put the second market together.

    Args:
        database: Keeps the orders and their log.
        platform: The platform.
        index: What was read of its chain.
        audit_log: Takes what was done.
        clock: The time of the platform's business.

    Returns:
        The service.
    """
    log = OrderLog(database)
    asks = AskBoard(database, platform, clock, log, audit_log)
    bids = BidBoard(database, platform, clock, log, audit_log)
    sales = SaleBook(database, clock)
    return ResaleMarket(
        asks, bids, OrderDesk(database, platform, asks, bids), log, sales,
        BulkSale(platform, index, asks, sales),
        ExitDesk(platform, asks, bids),
        OrderWatch(database, platform, index, asks, bids, log, clock),
    )  # fmt: skip
