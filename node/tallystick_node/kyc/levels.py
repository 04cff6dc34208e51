"""KYC levels: 0 registered, 1 identity verified, 2 bank card and face as well.

The level is never kept: it follows from the evidence of the day it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.kyc.checks import CARD, IDENTITY, LIVENESS
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.refusals import UNDER_REVIEW, PersonRefused
from tallystick_node.storage.tables import checks, persons

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence, EvidenceFinding
    from tallystick_node.kyc.watchlist import Watchlist

__all__ = ["SCREENING_MISSING", "Levels", "VerificationLevel"]

# Pages of the person themselves leave it out: what lists are searched is not theirs to hear of.
SCREENING_MISSING = "the screening against every list must be clear"

_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class VerificationLevel:
    """A level, and what is missing for the next one, a sentence each."""

    number: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """Says how well somebody is known today."""

    context: Context
    evidence: Evidence
    watchlist: Watchlist
    conflicts: Conflicts

    def of(self, connection: Connection, person: str) -> VerificationLevel:
        """Return a person's level.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The level, and what is missing for the next; of anyone held, level 0 and no cause.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        row = self.context.person(connection, person)
        standing = self.watchlist.standing(connection, person)
        if standing.held:
            return VerificationLevel(0, (UNDER_REVIEW,))
        findings = self.evidence.findings(connection, person)
        missing = (
            self._natural(findings)
            if row.kind == PersonKind.NATURAL
            else self._legal(findings, row)
        )
        if not standing.clear:
            missing.append(SCREENING_MISSING)
        if missing:
            return VerificationLevel(0, tuple(missing))
        if row.kind == PersonKind.LEGAL:
            return VerificationLevel(*self._by_representative(connection, row.representative))
        missing = []
        if not _holds(findings, Field.CARD, CARD):
            missing.append("the four elements of a card must match")
        if not self._face(connection, person):
            missing.append("the face must be checked with a fresh challenge")
        return VerificationLevel(1 if missing else 2, tuple(missing))

    def represent(self, company: str, person: str, *, staff: str, document: int) -> None:
        """Let staff write down who acts for a company, by one of its documents.

        Args:
            company: The identifier of the legal person.
            person: The identifier of the natural person who acts for it.
            staff: The member of staff who does it.
            document: The number of the company's document.

        Raises:
            PersonRefused: PERSON:KIND when they are not a legal and a natural person;
                DOCUMENT:NONE; PEOPLE:UNKNOWN.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        with self.context.database.writing() as connection:
            acting = self.context.person(connection, person)
            represented = self.context.person(connection, company, lock=True)
            self.conflicts.not_about_oneself(connection, staff, company, person)
            if (represented.kind, acting.kind) != (PersonKind.LEGAL, PersonKind.NATURAL):
                raise PersonRefused("PERSON:KIND", "a natural person acts for a legal one")
            self.evidence.documents.check(connection, company, document)
            connection.execute(
                persons.update().where(persons.c.id == company).values(representative=person)
            )
            self.context.note(
                connection, "person.represented", company, actor=staff,
                details={"by": person, "document": document},
            )  # fmt: skip

    def _natural(self, findings: dict[Field, EvidenceFinding]) -> list[str]:
        return [
            f"{field} must match the register of persons"
            for field in (Field.NAME, Field.ID_NUMBER)
            if not _holds(findings, field, IDENTITY)
        ]

    def _legal(self, findings: dict[Field, EvidenceFinding], row: object) -> list[str]:
        missing = [
            f"{field} must be verified by staff with a document"
            for field in (Field.NAME, Field.COMPANY_NUMBER)
            if not _holds(findings, field, "document")
        ]
        if getattr(row, "representative", None) is None:
            missing.append("staff must write down who acts for the company")
        return missing

    def _by_representative(
        self, connection: Connection, person: str
    ) -> tuple[int, tuple[str, ...]]:
        """A company is known as well as who acts for it."""
        level = self.of(connection, person)
        return level.number, tuple(f"of who acts for it: {sentence}" for sentence in level.missing)

    def _face(self, connection: Connection, person: str) -> bool:
        since = self.context.now - self.context.number("evidence.valid_months") * _MONTH
        last = connection.execute(
            select(checks)
            .where(checks.c.person == person, checks.c.kind == LIVENESS, checks.c.at >= since)
            .order_by(checks.c.id.desc())
        ).all()
        answered = [
            check for check in last if not any(c.startswith("PROVIDER:") for c in check.codes)
        ]
        return bool(answered) and bool(answered[0].passed)


def _holds(findings: dict[Field, EvidenceFinding], field: Field, method: str) -> bool:
    finding = findings.get(field)
    return finding is not None and finding.holds and finding.method == method
