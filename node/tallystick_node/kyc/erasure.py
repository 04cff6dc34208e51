"""To be forgotten, and to take along what is known of oneself."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from tallystick_node.kyc.checks import DAY as CHECKED_WITHIN
from tallystick_node.kyc.duplicates import TRIED_WITHIN
from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.gas_sponsorship import sponsored
from tallystick_node.kyc.records import RECORDS, whose
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.retention import Left, Remnant
from tallystick_node.storage.tables import (
    assessments,
    blacklist,
    checks,
    doubles,
    evidence,
    persons,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Table

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.obligations import Obligations
    from tallystick_node.kyc.retention import Remnants
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
# Sealed for staff, about who is looked for.
_UNTOLD = frozenset({"screenings", "rating_reviews", "match_lifts"})


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erases and exports."""

    context: Context
    wallets: Wallets
    watchlist: Watchlist
    obligations: Obligations
    remnants: Remnants

    def erase(self, person: str, *, actor: str = "client") -> None:
        """Forget a person: their key is destroyed, and with it every value; their rows go too.

        What is left: that they were registered and erased, the journal, payments, for the books,
        and what must outlive it, by keyed marks (`Remnants`).

        Args:
            person: The person's identifier.
            actor: Who does it, for the journal.

        Raises:
            PersonRefused: CASE:REVIEW while they are held; ERASE:LOAN while a loan of theirs lives;
                ERASE:APPLICATION and ERASE:ORDER while an application is in work, an offer may be
                listed, or a payment is on its way; ERASE:RETENTION until the policy's
                `retention.years` have passed since the last event of a loan; PEOPLE:UNKNOWN.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            TransportError: When the chain's node does not answer.
        """
        context = self.context
        with context.database.writing() as connection:
            context.person(connection, person, lock=True)
            self._check(connection, person)
            self._leave(connection, person)
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
                if place.table not in _UNTOLD
            ]
            who = whose(connection, person)
            tables = {
                record.name: [
                    {
                        key: _plain(value)
                        for key, value in row_values.items()
                        if key not in _HIDDEN | record.hidden
                    }
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
            "language": row.language,
            "values": values,
            **tables,
        }

    def _check(self, connection: Connection, person: str) -> None:
        self.watchlist.require_free(connection, person)
        wallets = self.wallets.of(connection, person)
        live = self.obligations.live_loans(connection, wallets)
        if live:
            raise PersonRefused(
                "ERASE:LOAN",
                f"{len(live)} loans of this person are not ended; the law keeps their records",
            )
        in_work = self.obligations.applications(connection, person, self.context.now)
        if in_work:
            raise PersonRefused(
                "ERASE:APPLICATION",
                f"{in_work} applications are in work or have an offer that is open; withdraw them,"
                " or wait until they end",
            )
        moving = self.obligations.orders(connection, wallets)
        if moving:
            raise PersonRefused(
                "ERASE:ORDER", f"{moving} payments have not ended; ask again when they have"
            )
        years = self.context.number("retention.years")
        last = self.obligations.last_day(connection, wallets)
        until = None if last is None else later_by_months(last, years * MONTHS)
        if until is not None and self.context.today <= until:
            raise PersonRefused(
                "ERASE:RETENTION",
                f"records of ended loans are kept for {years} years, here until {until}",
            )

    def _leave(self, connection: Connection, person: str) -> None:
        """Keep what a new registration must not undo."""
        self.remnants.leave_wallets(connection, person)
        for row in self._rows(connection, checks, person, checks.c.image.is_not(None)):
            self.remnants.leave_picture(connection, row.image)
        self.remnants.leave(connection, person, *self._outliving(connection, person))

    def _outliving(self, connection: Connection, person: str) -> Iterator[Left]:
        context = self.context
        # Of an earlier erasure, under the marks of now.
        for kind in (Remnant.CHECK, Remnant.WAIT, Remnant.GAS, Remnant.TRY):
            for row in self.remnants.of(connection, person, kind):
                yield Left(kind, row.at, row.until, row.details)
        for row in self._rows(connection, blacklist, person, blacklist.c.lifted.is_not(True)):
            details = {name: getattr(row, name) for name in ("reason", "by", "loan", "decided_by")}
            yield Left(Remnant.PROHIBITION, row.since, details=details)
        since = context.now - CHECKED_WITHIN
        for row in self._rows(connection, checks, person, checks.c.at > since):
            yield Left(Remnant.CHECK, row.at, row.at + CHECKED_WITHIN, {"kind": row.kind})
        tried = doubles.c.at > context.now - TRIED_WITHIN
        for row in self._rows(connection, doubles, person, tried):
            # Each for itself, two within one moment too.
            yield Left(Remnant.TRY, row.at, row.at + TRIED_WITHIN, {"row": row.id})
        wait = timedelta(hours=context.number("entrytest.retake_hours"))
        failed = assessments.c.passed.is_(False) & (assessments.c.taken_at > context.now - wait)
        for row in self._rows(connection, assessments, person, failed):
            yield Left(Remnant.WAIT, row.taken_at, row.taken_at + wait)
        if sponsored(connection, person):
            yield Left(Remnant.GAS, context.now)

    def _rows(
        self, connection: Connection, table: Table, person: str, which: ColumnElement[bool]
    ) -> Sequence[Row[Any]]:
        return connection.execute(
            select(table).where(table.c.person == person, which).order_by(table.c.id)
        ).all()

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
                erased_at=self.context.now, language=None,
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
