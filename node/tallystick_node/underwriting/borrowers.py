"""A borrower as the stages see them, gathered from the people service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.providers.identity_numbers import age_on
from tallystick_node.kyc.rating_rules import RiskRating
from tallystick_node.storage.tables import documents, evidence, persons, vault_marks
from tallystick_node.underwriting.case import BorrowerFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from tallystick_node.kyc.documents import Document
    from tallystick_node.kyc.evidence import EvidenceFinding
    from tallystick_node.kyc.providers.protocols import BureauReport
    from tallystick_node.kyc.service import Kyc

__all__ = ["DEVICE", "Applicant", "Borrowers"]

DEVICE = "device"
YEAR = timedelta(days=365)
BUREAU_DAYS_MAX = 30
_ASKED = (Field.NAME, Field.ID_NUMBER)


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant as staff see them: neither name nor number. income: minor units a year."""

    kind: PersonKind
    age: int | None
    level: int
    income: int | None = field(repr=False)
    income_evidence: EvidenceFinding | None
    documents: Sequence[Document]

    @property
    def income_verified(self) -> bool:
        """Whether somebody has verified the income, and it holds today."""
        return self.income_evidence is not None and self.income_evidence.holds


@dataclass(frozen=True, slots=True)
class Borrowers:
    """Looks people up for underwriting."""

    people: Kyc

    def of(self, connection: Connection, person: str, stake: int) -> BorrowerFacts:
        """Return what is known today of a person who asks for a loan.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            stake: What they ask for, in minor units.

        Returns:
            The borrower.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        people = self.people
        row = people.context.person(connection, person)
        findings = people.evidence.findings(connection, person)
        income = people.evidence.value(connection, person, Field.INCOME)
        rated = people.ratings.of_stake(connection, person, stake)
        standing = people.watchlist.standing(connection, person)
        return BorrowerFacts(
            person=person,
            natural=row.kind == PersonKind.NATURAL,
            level=people.levels.of(connection, person).number,
            clear=standing.clear,
            due_diligence_missing=rated is RiskRating.HIGH
            and not people.ratings.reviewed(connection, person),
            related=row.related_to is not None,
            age=self._age(connection, person),
            income=None if income is None else int(income),
            income_verified=Field.INCOME in findings and findings[Field.INCOME].holds,
            incomes=self._incomes(connection, person),
            documents=frozenset(
                document.kind for document in people.documents.of(connection, person)
            ),
            shares=self._shares(connection, person),
            care_missing=bool(people.care.missing(connection, person)),
        )

    def seen_by_staff(self, connection: Connection, person: str) -> Applicant:
        """Return what a decision of staff needs to know of an applicant, by what is known today.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The applicant.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        people = self.people
        income = people.evidence.value(connection, person, Field.INCOME)
        return Applicant(
            kind=PersonKind(people.context.person(connection, person).kind),
            age=self._age(connection, person),
            level=people.levels.of(connection, person).number,
            income=None if income is None else int(income),
            income_evidence=people.evidence.findings(connection, person).get(Field.INCOME),
            documents=people.documents.of(connection, person),
        )

    def note_device(self, connection: Connection, person: str, device: str) -> None:
        """Remember, by its mark alone, a device that a person has used.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            device: What identifies the device.
        """
        self.people.context.vault.add_mark(connection, person, DEVICE, device, sole=False)

    def bureau(self, person: str) -> BureauReport | None:
        """Return the newest report of at most 30 days, or ask for one where there is consent.

        While the bureau does not answer, the application waits.

        Args:
            person: The person's identifier.

        Returns:
            The report; None without consent, without a bureau, or for anyone who has not stated a
            name and identity number, as a legal person never does.

        Raises:
            ProviderFailed: When the bureau does not answer.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        people = self.people
        with people.context.database.reading() as connection:
            last = self.last_report(connection, person)
            open_ones = people.consents.open_ones(connection, person)
            asked = [people.evidence.value(connection, person, field) for field in _ASKED]
        fresh = people.context.today - timedelta(days=BUREAU_DAYS_MAX)
        if last is not None and last.as_of >= fresh:
            return last
        consents = [
            number
            for number, purpose in open_ones.items()
            if purpose == ConsentPurpose.CREDIT_REPORT
        ]
        if not consents or not people.bureaus.bureaus or None in asked:
            return None
        name = next(iter(people.bureaus.bureaus))
        return people.bureaus.inquire(person, name, consents[-1], actor="node")

    def last_report(self, connection: Connection, person: str) -> BureauReport | None:
        """Return the newest report that is kept, however old; nobody is asked.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The report, None when there is none.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        bureaus = self.people.bureaus
        kept = [
            report
            for name in bureaus.bureaus
            if (report := bureaus.report(connection, person, name)) is not None
        ]
        return max(kept, key=lambda kept_report: kept_report.as_of, default=None)

    def describe(self, connection: Connection, person: str) -> str:
        """Return what kind of person it is, as a risk statement words it.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            `natural` or `legal`.
        """
        kind: str = connection.execute(
            select(persons.c.kind).where(persons.c.id == person)
        ).scalar_one()
        return kind

    def _age(self, connection: Connection, person: str) -> int | None:
        born = self.people.evidence.born(connection, person)
        return None if born is None else age_on(born, self.people.context.today)

    def _incomes(self, connection: Connection, person: str) -> tuple[int, ...]:
        rows = connection.scalars(
            select(evidence.c.id)
            .where(
                evidence.c.person == person,
                evidence.c.field == Field.INCOME,
                evidence.c.about.is_(None),
                evidence.c.at >= self.people.context.now - YEAR,
            )
            .order_by(evidence.c.id)
        )
        vault = self.people.context.vault
        places = [Place("evidence", str(row), Field.INCOME) for row in rows]
        return tuple(int(vault.get_text(connection, person, place)) for place in places)

    def _shares(self, connection: Connection, person: str) -> dict[str, int]:
        """Count the other people with one of the same documents, cards or devices."""
        own = select(documents.c.mark).where(documents.c.person == person)
        others = connection.scalars(
            select(documents.c.person)
            .distinct()
            .where(documents.c.mark.in_(own), documents.c.person != person)
        )
        shares = {"document": len(others.all())}
        for name, kind in (("card", Field.CARD), ("device", DEVICE)):
            marks = select(vault_marks.c.mark).where(
                vault_marks.c.holder == person, vault_marks.c.field == kind
            )
            holders = connection.scalars(
                select(vault_marks.c.holder)
                .distinct()
                .where(
                    vault_marks.c.field == kind,
                    vault_marks.c.mark.in_(marks),
                    vault_marks.c.holder != person,
                )
            )
            shares[name] = len(holders.all())
        return shares
