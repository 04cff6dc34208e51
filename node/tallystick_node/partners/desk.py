"""What every part of the partners' room works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.kyc.context import Context
    from tallystick_node.storage import Database

__all__ = ["PartnersDesk"]


@dataclass(frozen=True, slots=True)
class PartnersDesk:
    """Database, vault, log and time, as the people service has them."""

    context: Context
    business: BusinessClock

    @property
    def database(self) -> Database:
        """The node's."""
        return self.context.database

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.context.now

    @property
    def today(self) -> date:
        """The business date."""
        return self.business.today()

    def note(
        self, connection: Connection, act: str, subject: str, actor: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Write down what was done.

        Args:
            connection: The transaction in which it is done.
            act: What, such as partner.key_proposed.
            subject: To what.
            actor: By whom.
            details: Facts without anybody's data.
        """
        self.context.audit_log.add(
            connection, actor=actor, act=act, subject=subject, details=dict(details or {})
        )
