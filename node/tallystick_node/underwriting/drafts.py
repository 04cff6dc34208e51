"""An application that is not sent yet: the words of its form, sealed, seen by its writer alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.key_ring import VaultRefused
from tallystick_node.infrastructure.vault.sealing import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context

__all__ = ["DRAFT_FIELDS", "FIELD_CHARACTERS_MAX", "Drafts"]

# The fields of the form, as people type them: nothing is checked before it is sent.
DRAFT_FIELDS = frozenset({
    "amount", "months", "title", "description", "purpose", "method", "home", "repayment_source",
    "project_reference", "owed_elsewhere", "debt_payments", "employed_months",
    "collateral.collection", "collateral.token_id", "collateral.floor_price",
    "product", "region", "industry", "disclosure_agreed", "harvest_month",
    "invoice.debtor", "invoice.number", "invoice.amount", "invoice.due",
})  # fmt: skip
FIELD_CHARACTERS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Drafts:
    """Keeps one draft for each person."""

    context: Context

    def keep(self, connection: Connection, person: str, fields: Mapping[str, str]) -> None:
        """Keep a draft, over the one that there is.

        Args:
            connection: An open transaction that writes.
            person: The person's identifier.
            fields: What was typed, by the form's names; empty texts are left out.

        Raises:
            InputError: DRAFT:FIELD for a field that the form does not have, or a text of over 2,000
                characters.
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            VaultRefused: When the vault cannot seal it.
        """
        self.context.person(connection, person)
        for name, text in fields.items():
            if name not in DRAFT_FIELDS or len(text) > FIELD_CHARACTERS_MAX:
                raise InputError(
                    "DRAFT:FIELD",
                    f"{name[:32]!r} is not a field of an application, or has more than"
                    f" {FIELD_CHARACTERS_MAX:,} characters",
                )
        kept = {name: text for name, text in sorted(fields.items()) if text}
        value = json.dumps(kept, ensure_ascii=False).encode()
        self.context.vault.put(connection, person, _place(person), value)

    def read(self, connection: Connection, person: str) -> dict[str, str]:
        """Return a person's draft.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            What was typed, by the form's names; empty without a draft.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        try:
            text = self.context.vault.get_text(connection, person, _place(person))
        except VaultRefused as refused:
            if refused.code == "VAULT:NOTHING":
                return {}
            raise
        return dict(json.loads(text))

    def drop(self, connection: Connection, person: str) -> None:
        """Forget a draft; nothing of its words is left.

        Args:
            connection: An open transaction that writes.
            person: The person's identifier.
        """
        if self.read(connection, person):
            self.context.vault.put(connection, person, _place(person), b"{}")


def _place(person: str) -> Place:
    return Place("application_drafts", person, "words")
