"""Where and in what borrowers work, as far as they have agreed that lenders see it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import or_, select

from tallystick_node.storage.tables import applications
from tallystick_node.underwriting.offers import project_hash

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["NOT_STATED", "CoarsePlace", "coarse_places"]

NOT_STATED = "–"


class CoarsePlace(NamedTuple):
    """A first-level region (ISO 3166-2) and a section of industry (ISIC), each or a dash."""

    region: str = NOT_STATED
    industry: str = NOT_STATED


def coarse_places(connection: Connection, wallets: Collection[str]) -> dict[str, CoarsePlace]:
    """Return the places of borrowers' projects, by what the chain knows a project by.

    Args:
        connection: An open database transaction.
        wallets: The borrowers' checksummed addresses.

    Returns:
        The places by the project's hash in hex; a project of which nothing is stated has none.
    """
    rows = connection.execute(
        select(applications.c.project, applications.c.region, applications.c.industry).where(
            applications.c.wallet.in_(wallets),
            or_(applications.c.region.is_not(None), applications.c.industry.is_not(None)),
        )
    )
    return {
        "0x" + project_hash(row.project).hex(): CoarsePlace(
            row.region or NOT_STATED, row.industry or NOT_STATED
        )
        for row in rows
    }
