"""What every part of support works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.support.ticket_rules import OfficeHours

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick_node.disclosure.workdays import Calendar
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.support.status_rules import StatusComponent

__all__ = ["SupportDesk"]


@dataclass(frozen=True, slots=True)
class SupportDesk:
    """The context, built once and shared by all parts.

    waiting: returns whose deposit or withdrawal is under way. answers: returns the complaints that
    have had their final response since a moment, with whose they are. index: what of loans is read.
    """

    kyc: Kyc
    calendar: Calendar
    alerts: Alerts
    waiting: Callable[[Connection, StatusComponent], Collection[str]]
    answers: Callable[[Connection, datetime], Iterable[tuple[int, str]]]
    index: ChainIndex

    @property
    def context(self) -> Context:
        """Database, vault, journal, clocks and policy."""
        return self.kyc.context

    @property
    def now(self) -> datetime:
        """This moment, on this machine: outages are of this machine."""
        return self.context.clock()

    @property
    def business_now(self) -> datetime:
        """This moment on the platform's calendar, by which the clocks of tickets are read."""
        return self.context.business.clock()

    @property
    def office(self) -> OfficeHours:
        """When the office is open today.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        opens, closes = (self.context.number(f"support.{key}_hour") for key in ("open", "close"))
        return OfficeHours(self.calendar, opens, closes, self.context.business.utc_offset_seconds)

    def note(
        self, connection: Connection, act: str, subject: str, actor: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Journal what was done; last in a transaction. Nobody is named: things are, by number.

        Args:
            connection: An open transaction that writes.
            act: What was done, such as `outage.opened`.
            subject: To what, such as `outage 7`.
            actor: Who does it.
            details: Numbers and codes.
        """
        self.context.audit_log.add(
            connection, actor=actor, act=act, subject=subject, details=details or {}
        )
