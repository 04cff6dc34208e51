"""The complaints desk of a node, by its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.bootstrap.services import publishing_signer
from tallystick_node.complaints.desk import ComplaintsDesk
from tallystick_node.complaints.service import Complaints, make_complaints
from tallystick_node.disclosure.agreements.agreement import Currency
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.servicing.effectiveness import conduct

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.senders import Senders
    from tallystick_node.kyc.service import Kyc

__all__ = ["complaints_of"]


def complaints_of(foundation: Foundation, kyc: Kyc, senders: Senders) -> Complaints:
    """Return the complaints desk.

    Args:
        foundation: What the process stands on.
        kyc: Knows the people.
        senders: Who sends transactions.

    Returns:
        The service; without a publisher's key its lists are not anchored.
    """
    settings, platform = foundation.settings, foundation.site.platform
    publisher = publishing_signer(settings)
    desk = ComplaintsDesk(
        kyc=kyc,
        platform=platform,
        calendar=Calendar(settings.publication.holidays, settings.publication.workdays),
        alerts=foundation.alerts,
        currency=Currency(*platform.token()),
        language=settings.notices.language,
        ombudsman=settings.complaints.ombudsman,
        contacts=_contacts,
    )
    return make_complaints(
        desk,
        sends=senders.sends,
        publisher=None if publisher is None else publisher.address,
        index=ChainIndex(foundation.database),
    )


def _contacts(connection: Connection) -> int:
    return conduct(connection).contacts
