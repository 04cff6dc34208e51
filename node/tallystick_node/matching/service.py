"""Automatic lending of a node: one object that routes, pages and the loop ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.matching.market_view import MarketView
from tallystick_node.matching.outlook import Outlook
from tallystick_node.matching.register import MandateRegister
from tallystick_node.matching.round_book import RoundBook
from tallystick_node.matching.round_maker import RoundMaker

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.storage import Database

__all__ = ["Matching", "make_matching"]


@dataclass(frozen=True, slots=True)
class Matching:
    """Mandates, their rounds, and what they would come to."""

    register: MandateRegister
    rounds: RoundBook
    maker: RoundMaker
    outlook: Outlook
    account: str | None


def make_matching(
    *,
    database: Database,
    platform: Platform,
    sends: SendBook,
    account: str | None,
    audit_log: AuditLog,
    clock: Clock,
) -> Matching:
    """Put automatic lending together.

    Args:
        database: Keeps mandates and rounds.
        platform: The platform.
        sends: Takes the calls.
        account: Whose account executes; None for a node that sends nothing.
        audit_log: Takes what was done.
        clock: The time of the platform's business.

    Returns:
        The service.
    """
    register = MandateRegister(database, platform, sends, account, audit_log, clock)
    book = RoundBook(database, clock)
    return Matching(
        register,
        book,
        RoundMaker(
            MarketView.of(database, platform), register, book, sends, account, audit_log
        ),
        # Whoever asks for an outlook does not wait for a round, nor a round for them.
        Outlook(MarketView.of(database, platform), platform, register, account),
        account,
    )  # fmt: skip
