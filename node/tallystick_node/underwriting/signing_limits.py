"""Whether one underwriter may sign an offer alone, by the council's two limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.chain.contracts import Governor, Offers, Registry
from tallystick.errors import ConfigError
from tallystick.platform.decisions import PARAMETERS
from tallystick.platform.messages import NOBODY
from tallystick_node.storage.tables import applications, credit_offers
from tallystick_node.underwriting.applications import ApplicationState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform

__all__ = ["needs_second"]

_SINGLE = PARAMETERS.index("single_signer_max")
_TOTAL = PARAMETERS.index("single_signer_total_max")


def needs_second(
    platform: Platform, connection: Connection, signer: str, principal: int, now: datetime
) -> bool:
    """Return whether an offer is listed only with another underwriter's signature.

    What the signer's person has signed in 30 days is the chain's figure, which counts listings;
    offers of this node that may still be listed are added, so that it is never asked too late.

    Args:
        platform: Whose Governor, Registry and Offers are read.
        connection: An open database transaction.
        signer: The first underwriter's address.
        principal: Of the offer, in minor units.
        now: This moment.

    Returns:
        True above the limit for one offer, or for 30 days.

    Raises:
        ConfigError: UNDERWRITING:ENROLLED when the signer is not enrolled: nothing that they sign
            can be listed.
        TransportError: When the chain's node does not answer.
    """
    head = platform.read(Registry.head_of(signer))
    if head == NOBODY:
        raise ConfigError(
            "UNDERWRITING:ENROLLED",
            f"{signer} is not enrolled, and no offer is listed without enrolled signers",
        )
    if principal > platform.read(Governor.parameter(_SINGLE)):
        return True
    signed = platform.read(Offers.signed_total(head)) + _open(connection, signer, now)
    return signed + principal > int(platform.read(Governor.parameter(_TOTAL)))


def _open(connection: Connection, signer: str, now: datetime) -> int:
    """What this node has signed by the same key and is not listed yet."""
    offers = connection.scalars(
        select(credit_offers.c.offer)
        .join(applications, applications.c.id == credit_offers.c.application)
        .where(
            applications.c.state == ApplicationState.OFFERED,
            credit_offers.c.signed_by == signer,
            credit_offers.c.expires_at >= now,
        )
    )
    return sum(int(offer["principal"]) for offer in offers)
