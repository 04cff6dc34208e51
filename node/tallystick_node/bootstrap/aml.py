"""The watch over money laundering of a node, by its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.aml.service import Aml, make_aml
from tallystick_node.disclosure.workdays import Calendar

if TYPE_CHECKING:
    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.senders import Senders
    from tallystick_node.kyc.service import Kyc

__all__ = ["aml_of"]


def aml_of(foundation: Foundation, kyc: Kyc, senders: Senders) -> Aml:
    """Return the watch.

    Args:
        foundation: What the process stands on.
        kyc: Knows the people.
        senders: Whose account may hold COMPLIANCE.

    Returns:
        The service.
    """
    publication, platform = foundation.settings.publication, foundation.site.platform
    return make_aml(
        kyc,
        platform=platform,
        calendar=Calendar(publication.holidays, publication.workdays),
        alerts=foundation.alerts,
        sends=senders.sends,
        account=senders.account,
        currency=platform.token().symbol,
        reporter=platform.address("Escrow"),
    )
