"""What every part of the complaints desk works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, local_day
from tallystick_node.complaints.rules import clock_of
from tallystick_node.infrastructure.vault.key_ring import VaultRefused
from tallystick_node.kyc.notices import PERSON_HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.complaints.rules import ComplaintClock
    from tallystick_node.complaints.vocabulary import ComplaintProduct
    from tallystick_node.disclosure.agreements.agreement import Currency
    from tallystick_node.disclosure.workdays import Calendar
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.vault.sealing import Place
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.service import Kyc

__all__ = ["WORDS_MAX", "ComplaintsDesk", "written_words"]

WORDS_MAX = 4_000


def written_words(text: str, what: str) -> str:
    """Return what somebody has written.

    Args:
        text: The text.
        what: What it is, for the sentence.

    Returns:
        The text without blanks around it.

    Raises:
        InputError: COMPLAINT:TEXT when it is empty or too long.
    """
    plain = text.strip()
    if not 0 < len(plain) <= WORDS_MAX:
        raise InputError("COMPLAINT:TEXT", f"{what} is a text of 1 to {WORDS_MAX} characters")
    return plain


@dataclass(frozen=True, slots=True)
class ComplaintsDesk:
    """The context, built once and shared by all parts.

    ombudsman: who decides next by the operator's settings; empty for the lines of the pack.
    contacts: returns how many contacts with borrowers there were.
    """

    kyc: Kyc
    platform: Platform
    calendar: Calendar
    alerts: Alerts
    currency: Currency
    language: str
    ombudsman: str
    contacts: Callable[[Connection], int]

    @property
    def context(self) -> Context:
        """Database, vault, journal, clocks and policy."""
        return self.kyc.context

    @property
    def offset(self) -> int:
        """Of the platform's days, in seconds."""
        return self.context.business.utc_offset_seconds

    @property
    def now(self) -> datetime:
        """This moment on the platform's calendar, by which clocks are read."""
        return self.context.business.clock()

    @property
    def own_right(self) -> int:
        """What a member of staff may award without a colleague, in minor units."""
        return self.context.number("complaints.redress_own_max")

    def clock(self, received_on: date, product: ComplaintProduct) -> ComplaintClock:
        """Work the clock of a complaint out.

        Args:
            received_on: The platform's day on which it is received.
            product: What it is about.

        Returns:
            The clock.

        Raises:
            ConfigError: POLICY:DAY or COMPLAINT:PACK when the pack's figures are not sound.
        """
        return clock_of(self.context.pack, self.calendar, received_on, product, self.offset)

    def day_of(self, moment: datetime) -> date:
        """Return the platform's day of a moment.

        Args:
            moment: The moment.

        Returns:
            The local date.
        """
        return date_from_day(local_day(int(moment.timestamp()), self.offset))

    def last_day(self, end: datetime) -> date:
        """Return the platform's day on which an end of a clock lies; midnight ends the day before.

        Args:
            end: The end.

        Returns:
            The last local date that is in time.
        """
        return self.day_of(end - timedelta(seconds=1))

    def outside(self) -> str:
        """Return who decides when the client does not agree with the platform.

        Returns:
            Names and addresses, in one line.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        lines = self.context.pack.words("complaints.ombudsman", self.context.today)
        return self.ombudsman or "; ".join(lines)

    def note(
        self, connection: Connection, act: str, subject: str, actor: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Journal what was done; last in a transaction. Nobody is named: complaints are, by number.

        Args:
            connection: An open transaction that writes.
            act: What was done, such as `complaint.filed`.
            subject: To what, such as `complaint 7`.
            actor: Who does it.
            details: Numbers and codes.
        """
        self.context.audit_log.add(
            connection, actor=actor, act=act, subject=subject, details=details or {}
        )

    def tell(self, connection: Connection, person: str | None, key: str, text: str) -> None:
        """Send a client a notice; it says nothing that they would not want others to see.

        Args:
            connection: An open transaction that writes.
            person: The client; None for somebody who is not registered.
            key: What the notice is known by; it is sent once.
            text: In words.
        """
        if person is not None:
            self.context.outbox.put(
                connection, key=key, channel="notice", recipient=PERSON_HOLDER + person,
                content={"template": "complaint", "text": text, "subject": text},
            )  # fmt: skip

    def holder(self, connection: Connection, person: str | None, name: str) -> str:
        """Return under whose key something is sealed, and make the key of a thing of nobody.

        Args:
            connection: An open transaction that writes.
            person: The client; None for somebody who is not registered.
            name: The complaint or ticket, such as `complaint:7`.

        Returns:
            The holder.
        """
        if person is None:
            self.context.vault.open_for(connection, name)
        return person or name

    def seal(self, connection: Connection, holder: str, place: Place, text: str) -> None:
        """Seal a text; of a client who was erased nothing is kept any more.

        Args:
            connection: An open transaction that writes.
            holder: Under whose key.
            place: Where it stands.
            text: The text.

        Raises:
            VaultRefused: When the vault cannot seal it.
        """
        try:
            self.context.vault.put(connection, holder, place, text.encode())
        except VaultRefused as refused:
            if refused.code != "VAULT:FORGOTTEN":
                raise

    def unseal(self, connection: Connection, holder: str, place: Place) -> str | None:
        """Return a text that was sealed.

        Args:
            connection: An open database transaction.
            holder: Under whose key.
            place: Where it stands.

        Returns:
            The text; None when it went with its holder, or was never there.

        Raises:
            VaultRefused: When the vault cannot open it.
        """
        try:
            return self.context.vault.get_text(connection, holder, place)
        except VaultRefused as refused:
            if refused.code in {"VAULT:FORGOTTEN", "VAULT:NOTHING"}:
                return None
            raise
