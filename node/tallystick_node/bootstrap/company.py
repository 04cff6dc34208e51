"""What is stated about the company, and the daily dataset, by a node's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.bootstrap.foundation import pack_of
from tallystick_node.bootstrap.services import publishing_signer
from tallystick_node.disclosure.company_book import CompanyBook
from tallystick_node.disclosure.company_jobs import CompanyDays
from tallystick_node.disclosure.dataset_book import DatasetBook
from tallystick_node.disclosure.dataset_jobs import DatasetDays
from tallystick_node.disclosure.dataset_store import DATASETS, DatasetStore
from tallystick_node.infrastructure.indexer.queries import ChainIndex

if TYPE_CHECKING:
    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.senders import Senders

__all__ = ["company_of", "datasets_of"]


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


def datasets_of(foundation: Foundation, senders: Senders) -> DatasetDays:
    """Return what publishes the dataset of each day.

    Args:
        foundation: What the process stands on.
        senders: Who sends transactions.

    Returns:
        The service; without a publisher's key nothing is anchored.
    """
    settings, publisher = foundation.settings, publishing_signer(foundation.settings)
    book = DatasetBook(
        database=foundation.database, store=DatasetStore(settings.data_dir / DATASETS),
        sends=senders.sends, audit_log=foundation.audit_log, clock=foundation.clock,
        account=None if publisher is None else publisher.address,
        days_kept=settings.publication.dataset_days,
    )  # fmt: skip
    return DatasetDays(
        book, foundation.site.platform, ChainIndex(foundation.database), foundation.business
    )
