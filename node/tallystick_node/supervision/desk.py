"""What every part of supervision works with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import supervision_salt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from tallystick.platform.deployment import SandboxLimits
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock, Clock
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.vault.store import Vault
    from tallystick_node.storage import Database

__all__ = ["SupervisionDesk"]

_SALT_BYTES = 32
_ONLY = 1


@dataclass(frozen=True, slots=True)
class SupervisionDesk:
    """Database, vault, time and files, built once and shared by all parts.

    sandbox: the deployment's caps; None outside of a supervisor's sandbox.
    """

    database: Database
    vault: Vault
    audit_log: AuditLog
    alerts: Alerts
    clock: Clock
    business: BusinessClock
    data_dir: Path
    sandbox: SandboxLimits | None = None

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.clock()

    @property
    def today(self) -> date:
        """The business date."""
        return self.business.today()

    def salt(self, connection: Connection) -> bytes:
        """Return what borrowers' wallets are hashed with; it is made when first needed.

        Args:
            connection: An open transaction that writes.

        Returns:
            32 bytes, the same for as long as the database lives.
        """
        kept = select(supervision_salt.c.salt)
        salt = connection.scalar(kept)
        if salt is None:
            row = {"id": _ONLY, "salt": secrets.token_bytes(_SALT_BYTES)}
            connection.execute(insert_absent(connection, supervision_salt).values(**row))
            salt = connection.scalar(kept)
        assert isinstance(salt, bytes), "it was put there just now"
        return salt

    def seal(
        self, connection: Connection, table: str, row: int, texts: Mapping[str, str], *,
        first: bool = False,
    ) -> None:  # fmt: skip
        """Seal texts of a row under a key of its own.

        Args:
            connection: An open database transaction.
            table: The row's table.
            row: The row's number.
            texts: By their fields.
            first: Whether nothing of the row was sealed before.
        """
        holder = _holder(table, row)
        if first:
            self.vault.open_for(connection, holder)
        for field, text in texts.items():
            self.vault.put(connection, holder, Place(table, str(row), field), text.encode())

    def unseal(self, connection: Connection, table: str, row: int, field: str) -> str:
        """Return a text of a row.

        Args:
            connection: An open database transaction.
            table: The row's table.
            row: The row's number.
            field: The text's field.

        Returns:
            The text.

        Raises:
            VaultRefused: When the vault cannot open it.
        """
        return self.vault.get_text(connection, _holder(table, row), Place(table, str(row), field))

    def note(
        self, connection: Connection, act: str, subject: str, actor: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Journal what was done; last in a transaction.

        Args:
            connection: An open database transaction.
            act: What was done, such as `regulator.read`.
            subject: To what.
            actor: Who does it.
            details: Numbers and codes.
        """
        self.audit_log.add(connection, actor=actor, act=act, subject=subject, details=details or {})


def _holder(table: str, row: int) -> str:
    return f"supervision:{table}:{row}"
