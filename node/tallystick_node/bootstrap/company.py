"""What is stated about the company, by a node's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.bootstrap.foundation import pack_of
from tallystick_node.bootstrap.services import publishing_signer
from tallystick_node.disclosure.company_book import CompanyBook
from tallystick_node.disclosure.company_jobs import CompanyDays
from tallystick_node.infrastructure.indexer.queries import ChainIndex

if TYPE_CHECKING:
    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.senders import Senders

__all__ = ["company_of"]


def company_of(foundation: Foundation, senders: Senders) -> CompanyDays:
    """Return what is stated, with the daily look at it.

    Args:
        foundation: What the process stands on.
        senders: Who sends transactions.

    Returns:
        The service; without a publisher's key nothing is anchored.
    """
    publisher = publishing_signer(foundation.settings)
    book = CompanyBook(
        foundation.database, senders.sends, None if publisher is None else publisher.address
    )
    pack = pack_of(foundation)
    return CompanyDays(book, ChainIndex(foundation.database), pack, foundation.alerts)
