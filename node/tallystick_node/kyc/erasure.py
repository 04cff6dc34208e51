"""To be forgotten, and to take along what is known of oneself."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.records import RECORDS, whose
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import evidence, persons

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.obligations import Obligations
    from tallystick_node.kyc.wallets import Wallets
    from tallystick_node.kyc.watchlist import Watchlist

__all__ = ["Erasure"]

MONTHS = 12
# Marks are of use with the ring alone, tokens to sign in with; names of staff are their own.
_HIDDEN = frozenset(
    {
        "mark", "image", "token_hash", "fingerprint", "by", "done_by", "accepted_by", "seen_by",
        "claimed_by", "proposed_by", "decided_by",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erases and exports."""

    context: Context
    wallets: Wallets
    watchlist: Watchlist
    obligations: Obligations

    def erase(self, person: str, *, actor: str = "client") -> None:
        """Forget a person: their key is destroyed, and with it every value; their rows go too.

        What is left: that they were registered and erased, the journal, and payments, for the
        books.

        Args:
            person: The person's identifier.
            actor: Who does it, for the journal.

        Raises:
            PersonRefused: ERASE:LOAN while a loan of theirs lives; ERASE:RETENTION until the
                policy's `retention.years` have passed since the last event of a loan; ERASE:HELD
                while a hit is open; PEOPLE:UNKNOWN.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            TransportError: When the chain's node does not answer.
        """
        context = self.context
        with context.database.writing() as connection:
            context.person(connection, person, lock=True)
            self._check(connection, person)
            self._remove(connection, person)
            context.note(connection, "person.erased", person, actor=actor)
        context.database.settle()

    def export(self, person: str) -> dict[str, Any]:
        """Return everything kept of a person, for that person, but what `records` withholds.

        Args:
            person: The person's identifier.

        Returns:
            A JSON object; binary values in Base64.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        context = self.context
        with context.database.writing() as connection:
            row = context.person(connection, person)
            values = [
                {"of": place.table, "row": place.row, "field": place.field, **_readable(value)}
                for place, value in context.vault.contents(connection, person)
                if place.table not in {"screenings", "rating_reviews"}
            ]
            who = whose(connection, person)
            tables = {
                record.name: [
                    {key: _plain(value) for key, value in row_values.items() if key not in _HIDDEN}
                    for row_values in connection.execute(
                        select(record.table).where(record.rows(who))
                    ).mappings()
                ]
                for record in RECORDS
                if not record.withheld
            }
            context.note(connection, "person.exported", person)
        return {
            "person": person,
            "kind": row.kind,
            "registered_at": _plain(row.registered_at),
            "values": values,
            **tables,
        }

    def _check(self, connection: Connection, person: str) -> None:
        wallets = self.wallets.of(connection, person)
        live = self.obligations.live_loans(connection, wallets)
        if live:
            raise PersonRefused(
                "ERASE:LOAN",
                f"{len(live)} loans of this person are not ended; the law keeps their records",
            )
        years = self.context.number("retention.years")
        last = self.obligations.last_day(connection, wallets)
        until = None if last is None else later_by_months(last, years * MONTHS)
        if until is not None and self.context.today <= until:
            raise PersonRefused(
                "ERASE:RETENTION",
                f"records of ended loans are kept for {years} years, here until {until}",
            )
        if self.watchlist.standing(connection, person).held:
            raise PersonRefused(
                "ERASE:HELD", "the law keeps these records for now; ask again later"
            )

    def _remove(self, connection: Connection, person: str) -> None:
        who = whose(connection, person)
        # Findings point to statements, so they go first.
        connection.execute(
            delete(evidence).where(evidence.c.person == person, evidence.c.about.is_not(None))
        )
        for record in RECORDS:
            if not record.kept:
                connection.execute(delete(record.table).where(record.rows(who)))
        self.context.vault.forget(connection, person)
        connection.execute(
            update(persons)
            .where(persons.c.id == person)
            .values(
                state="erased", commitment=None, related_to=None, representative=None,
                erased_at=self.context.now,
            )
        )  # fmt: skip


def _readable(value: bytes) -> dict[str, str]:
    try:
        return {"text": value.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode("ascii")}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | bool | dict | list) or value is None:
        return value
    return str(value)
