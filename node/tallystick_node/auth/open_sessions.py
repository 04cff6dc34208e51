"""Which sessions of a wallet are open, for its owner to look at and to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from tallystick.errors import InputError
from tallystick_node.storage.tables import sessions

if TYPE_CHECKING:
    from tallystick_node.auth.sessions import Sessions

__all__ = ["OpenSession", "end_session", "open_sessions"]

# What names a session in public: too little of its hash to look its token up by.
_NAME_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session. method: wallet, passkey or token; used_at: within a minute."""

    id: str
    method: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    second_factor: bool
    current: bool


def open_sessions(of: Sessions, wallet: str, key: str) -> list[OpenSession]:
    """Return the sessions of a wallet that have not ended.

    Args:
        of: The node's sessions.
        wallet: The checksummed address.
        key: The key of the session that asks.

    Returns:
        The sessions, the newest first.
    """
    with of.database.reading() as connection:
        rows = connection.execute(
            select(sessions)
            .where(
                sessions.c.wallet == wallet,
                sessions.c.ended_at.is_(None),
                sessions.c.expires_at > of.clock(),
            )
            .order_by(sessions.c.created_at.desc(), sessions.c.token_hash)
        ).all()
    return [
        OpenSession(
            row.token_hash[:_NAME_CHARACTERS], row.method, row.created_at,
            row.used_at or row.created_at, row.expires_at, row.second_factor_at is not None,
            row.token_hash == key,
        )
        for row in rows
    ]  # fmt: skip


def end_session(of: Sessions, wallet: str, name: str) -> None:
    """End one session of a wallet.

    Args:
        of: The node's sessions.
        wallet: The checksummed address.
        name: The session's `id`, 16 hex digits.

    Raises:
        InputError: ACCESS:SESSION when the wallet has no such open session.
    """
    if len(name) != _NAME_CHARACTERS:  # a shorter one would end several
        raise InputError("ACCESS:SESSION", "this wallet has no such open session")
    with of.database.writing() as connection:
        ended = connection.execute(
            update(sessions)
            .where(
                sessions.c.wallet == wallet,
                sessions.c.token_hash.startswith(name, autoescape=True),
                sessions.c.ended_at.is_(None),
            )
            .values(ended_at=of.clock())
        )
    if ended.rowcount == 0:
        raise InputError("ACCESS:SESSION", "this wallet has no such open session")
