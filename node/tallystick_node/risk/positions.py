"""Where clients' money stands, day by day: looked at with the risks, read by the stress test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from tallystick.chain.contracts import Token
from tallystick_node.payments.books import newest_reconciliations
from tallystick_node.payments.order_states import redemptions_waiting
from tallystick_node.risk.refusals import NoRisk
from tallystick_node.risk.withdrawal_run import CoinPosition
from tallystick_node.storage.tables import risk_positions

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.storage import Database

__all__ = ["keep_position", "newest_position", "position_of"]

_PAGE = 1_000


def position_of(platform: Platform, index: ChainIndex, database: Database) -> CoinPosition:
    """Look where clients' money stands now; coins and claims are of one block.

    Args:
        platform: The platform.
        index: Its events.
        database: The node's.

    Returns:
        The position.

    Raises:
        NothingIndexed: INDEX:EMPTY before the index has looked.
        TransportError: When the chain's node does not answer.
    """
    block = index.freshness().block
    escrow = platform.address("Escrow")
    claims = _sum(index, "Deposited", block) - _sum(index, "Withdrawn", block)
    with database.reading() as connection:
        books = newest_reconciliations(connection, 1)
        queued_orders, queued = redemptions_waiting(connection)
    return CoinPosition(
        platform.read(Token.balanceOf(escrow), block=block), claims,
        platform.read(Token.totalSupply(), block=block),
        books[0].bank if books else None, queued, queued_orders,
    )  # fmt: skip


def keep_position(connection: Connection, day: date, position: CoinPosition) -> None:
    """Keep a day's position in place of an earlier look at the same day.

    Args:
        connection: An open transaction that writes.
        day: The business date.
        position: What stands where.
    """
    connection.execute(delete(risk_positions).where(risk_positions.c.day == day))
    connection.execute(
        insert(risk_positions).values(
            day=day, escrow_coins=position.escrow_coins, escrow_claims=position.escrow_claims,
            tokens=position.tokens, bank=position.bank, queued=position.queued,
            queued_orders=position.queued_orders,
        )
    )  # fmt: skip


def newest_position(connection: Connection) -> tuple[date, CoinPosition]:
    """Return the newest position that was looked at.

    Args:
        connection: An open database transaction.

    Returns:
        Its day, and the position.

    Raises:
        NoRisk: RISK:UNMEASURED before the first look.
    """
    row = connection.execute(
        select(risk_positions).order_by(risk_positions.c.day.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise NoRisk("RISK:UNMEASURED", "nothing was measured yet; the node looks once a day")
    return row.day, CoinPosition(
        row.escrow_coins, row.escrow_claims, row.tokens, row.bank, row.queued, row.queued_orders
    )


def _sum(index: ChainIndex, name: str, until: int) -> int:
    """The amounts of every event of a name up to a block."""
    total, place = 0, (0, -1)
    while True:
        page = index.events(name=name, after=place, limit=_PAGE).answer
        total += sum(int(event.fields["amount"]) for event in page if event.block <= until)
        if len(page) < _PAGE:
            return total
        place = page[-1].block, page[-1].place
