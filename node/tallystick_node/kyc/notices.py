"""Notices to people: the outbox knows a reference, which is resolved only on delivery."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.vault.key_ring import VaultRefused
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.one_time_codes import CODE_HOLDER, code_place
from tallystick_node.storage.tables import evidence

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.notifications.courier import Channel
    from tallystick_node.infrastructure.notifications.messages import Message
    from tallystick_node.infrastructure.vault.store import Vault
    from tallystick_node.storage import Database

__all__ = ["PERSON_HOLDER", "SealedNotices"]

PERSON_HOLDER = "person:"


@dataclass(frozen=True, slots=True)
class SealedNotices:
    """Resolves `code:ID` and `person:ID`, and hands on to the real channel.

    field: what a person is reached by there; a code always goes to its own telephone number.
    """

    database: Database
    vault: Vault
    inner: Channel
    field: Field = Field.PHONE

    def deliver(self, message: Message) -> None:
        """Deliver a message; one whose recipient's value is gone for good is dropped.

        Args:
            message: The message with a reference as its recipient.

        Raises:
            Undelivered: NOTICE:SEALED when the vault cannot open the recipient now; otherwise as
                the real channel raises it.
        """
        try:
            with self.database.reading() as connection:
                opened = self._opened(connection, message)
        except VaultRefused as refused:
            if refused.code in {"VAULT:FORGOTTEN", "VAULT:NOTHING"}:
                return
            raise Undelivered("NOTICE:SEALED", "the recipient cannot be opened") from refused
        self.inner.deliver(opened)

    def _opened(self, connection: Connection, message: Message) -> Message:
        if message.recipient.startswith(CODE_HOLDER):
            name = message.recipient.removeprefix(CODE_HOLDER)
            number, code = (
                self.vault.get_text(connection, message.recipient, code_place(name, field))
                for field in ("number", "code")
            )
            return replace(message, recipient=number, content={**message.content, "code": code})
        if message.recipient.startswith(PERSON_HOLDER):
            person = message.recipient.removeprefix(PERSON_HOLDER)
            return replace(message, recipient=self._value_of(connection, person))
        return message

    def _value_of(self, connection: Connection, person: str) -> str:
        newest = connection.scalar(
            select(evidence.c.id)
            .where(
                evidence.c.person == person,
                evidence.c.field == self.field,
                evidence.c.about.is_(None),
            )
            .order_by(evidence.c.id.desc())
            .limit(1)
        )
        place = Place("evidence", str(newest), self.field)
        return self.vault.get_text(connection, person, place)
