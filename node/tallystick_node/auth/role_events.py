"""Roles that a wallet has lost at some block, whatever it has by now: read from the chain's events.

A look at the chain sees the moment alone; a role that went and came back between two looks is
seen here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from tallystick_node.auth.rights import ROLE_BITS, SEAT_ACTIVE, Role
from tallystick_node.storage.tables import events, index_cursor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy import Connection

__all__ = ["indexed_block", "roles_lost"]

_ABOUT_ROLES = or_(
    and_(
        events.c.contract == "Governor",
        events.c.name.in_(("RolesSet", "MemberReplaced", "TreasurySet")),
    ),
    and_(events.c.contract == "Registry", events.c.name == "SeatChanged"),
)


def indexed_block(connection: Connection) -> int | None:
    """Return up to which block the tables know the chain.

    Args:
        connection: An open database transaction.

    Returns:
        The block's number, None before the first look.
    """
    block: int | None = connection.scalar(select(index_cursor.c.block))
    return block


def roles_lost(connection: Connection, wallet: str, after: int) -> frozenset[str]:
    """Return the roles that a wallet has been without at the end of an event after a block.

    Args:
        connection: An open database transaction.
        wallet: The checksummed address.
        after: The block's number; only later ones count.

    Returns:
        The names of the roles, among them such as it never had, or has again.
    """
    rows = connection.execute(
        select(events.c.contract, events.c.name, events.c.fields).where(
            _ABOUT_ROLES, events.c.block > after
        )
    )
    return frozenset(role.value for row in rows for role in _lost(row.name, row.fields, wallet))


def _lost(name: str, fields: Mapping[str, Any], wallet: str) -> set[Role]:
    """What one event leaves the wallet without."""
    if name == "RolesSet" and fields["account"] == wallet:
        bits = int(fields["role_bits"])
        return {role for role, bit in ROLE_BITS.items() if not bits & bit}
    if name == "MemberReplaced" and fields["member"] == wallet:
        return {Role.COUNCIL}
    if name == "TreasurySet" and fields["account"] != wallet:
        return {Role.TREASURY}
    if name == "SeatChanged" and fields["seat"] == wallet and int(fields["state"]) != SEAT_ACTIVE:
        return {Role.ATTESTOR}
    return set()
