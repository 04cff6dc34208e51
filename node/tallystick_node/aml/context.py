"""What every part of the watch works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.sealing import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.workdays import Calendar
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.service import Kyc

__all__ = ["TEXT_MAX", "AmlDesk", "written_text"]

TEXT_MAX = 4000
_DAY = timedelta(days=1)


def written_text(text: str, what: str) -> str:
    """Return a text that staff have typed.

    Args:
        text: The text.
        what: What it is, for the sentence.

    Returns:
        The text without blanks around it.

    Raises:
        InputError: AML:TEXT when it is empty or too long.
    """
    plain = text.strip()
    if not 0 < len(plain) <= TEXT_MAX:
        raise InputError("AML:TEXT", f"{what} is a text of 1 to {TEXT_MAX} characters")
    return plain


@dataclass(frozen=True, slots=True)
class AmlDesk:
    """The context, built once and shared by all parts.

    reporter: who reports to the authority, as its reports name the platform.
    """

    kyc: Kyc
    platform: Platform
    calendar: Calendar
    alerts: Alerts
    currency: str
    reporter: str

    @property
    def context(self) -> Context:
        """Database, vault, journal, clocks and policy."""
        return self.kyc.context

    @property
    def offset(self) -> int:
        """Of the platform's days, in seconds."""
        return self.context.business.utc_offset_seconds

    def due(self, day: date, key: str) -> date:
        """Return the day by which something is due.

        Args:
            day: When its time begins; it is not counted.
            key: The policy's key of the number of working days.

        Returns:
            The last day.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover the day.
        """
        return self.calendar.workday(day + _DAY, max(1, self.context.pack.number(key, day)))

    def is_own(self, connection: Connection, staff: str, people: Iterable[str]) -> bool:
        """Return whether something is about a member of staff: then they are not to know of it.

        Args:
            connection: An open database transaction.
            staff: The member of staff.
            people: Whom it is about.

        Returns:
            True when one of them is the member of staff, or somebody they stand for.
        """
        conflicts = self.kyc.conflicts
        return any(conflicts.is_own(connection, staff, person) for person in people)

    def note(
        self, connection: Connection, act: str, subject: str, actor: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Journal what was done; last in a transaction. Nobody is named: cases are, by number.

        Args:
            connection: An open database transaction.
            act: What was done, such as `aml.case_opened`.
            subject: To what, such as `aml case 7`.
            actor: Who does it.
            details: Numbers and codes.
        """
        self.context.audit_log.add(
            connection, actor=actor, act=act, subject=subject, details=details or {}
        )

    def seal(self, connection: Connection, table: str, row: int, case: int, text: str) -> None:
        """Seal a text under the key of a case.

        Args:
            connection: An open database transaction.
            table: Whose row it belongs to.
            row: The row's number.
            case: The case's number.
            text: The text.
        """
        place = Place(table, str(row), "text")
        self.context.vault.put(connection, holder_of(case), place, text.encode())

    def unseal(self, connection: Connection, table: str, row: int, case: int) -> str:
        """Return a text that was sealed under the key of a case.

        Args:
            connection: An open database transaction.
            table: Whose row it belongs to.
            row: The row's number.
            case: The case's number.

        Returns:
            The text.

        Raises:
            VaultRefused: When the vault cannot open it.
        """
        place = Place(table, str(row), "text")
        return self.context.vault.get_text(connection, holder_of(case), place)


def holder_of(case: int) -> str:
    """Return by what the vault knows a case.

    Args:
        case: The case's number.

    Returns:
        The holder.
    """
    return f"aml:case:{case}"
