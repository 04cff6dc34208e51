"""Evidence: what was stated about each field, who looked at it, how, when, and how long it holds.

Rows are only added. A field's value is the newest statement; a finding about an older one says
nothing about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from tallystick.errors import InputError
from tallystick.loans.dates import add_months, date_from_day, day_from_date
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import FINDABLE, SOLE, Field, read_field
from tallystick_node.kyc.providers.identity_numbers import AGE_MAX, AGE_MIN, age_on, born_in
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import evidence, persons

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect
    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.documents import Documents
    from tallystick_node.kyc.duplicates import Doubles
    from tallystick_node.kyc.retention import Remnants

__all__ = ["DECLARED", "Evidence", "EvidenceFinding", "later_by_months"]

STATED, VERIFIED, REFUSED, DECLARED = "stated", "verified", "refused", "declared"
_NUMBERS = {Field.ID_NUMBER: "natural", Field.COMPANY_NUMBER: "legal"}


@dataclass(frozen=True, slots=True)
class EvidenceFinding:
    """The newest word on a field's present value; `holds` is whether it is verified today."""

    field: Field
    row: int
    verdict: str
    method: str
    verifier: str
    reference: str | None
    at: datetime
    expires_on: date | None
    holds: bool


def later_by_months(day: date, months: int) -> date:
    """Return the day some months on, the last of its month where there is no such day.

    Args:
        day: A local date of the platform.
        months: How many months, 0 or more.

    Returns:
        A local date.
    """
    return date_from_day(add_months(day_from_date(day), months))


_NEWEST = (
    select(evidence.c.id)
    .where(
        evidence.c.person == bindparam("of_person"),
        evidence.c.field == bindparam("of_field"),
        evidence.c.about.is_(None),
    )
    .order_by(evidence.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """States, verifies, reads."""

    context: Context
    documents: Documents
    remnants: Remnants
    conflicts: Conflicts
    doubles: Doubles

    def state(
        self, person: str, field: Field, text: str, *, and_then: Effect = lambda _: None
    ) -> None:
        """Record what a person says of themselves.

        Args:
            person: The person's identifier.
            field: Which field; a telephone number is changed by `Registration.change_number`.
            text: The value as it was typed.
            and_then: What follows in the same transaction, once the value is kept.

        Raises:
            InputError: FIELD:… or the field's own code, when the value breaks its rule.
            PersonRefused: PHONE:CODE for a telephone number; PERSON:KIND for a field that such a
                person does not have; PERSON:NUMBER when a number would change; PERSON:KNOWN when
                somebody else has it (the refusal does not say who, and staff see it);
                PERSON:TRIES after three of those within a day; PEOPLE:UNKNOWN.
            VaultRefused: When the vault cannot seal it.
        """
        if field is Field.PHONE:
            raise PersonRefused("PHONE:CODE", "a number is changed by a code that is sent to it")
        value = read_field(field, text, self.context.today, self.context.issuers())
        with self.context.database.writing() as connection:
            row = self.context.person(connection, person, lock=True)
            wrong = _NUMBERS.get(field, row.kind) != row.kind
            if wrong:
                raise PersonRefused("PERSON:KIND", f"a {row.kind} person has no {field}")
            self._of_age(connection, person, field, value)
            if field in _NUMBERS:
                self.doubles.require_tries_left(connection, person)

            def write() -> None:
                number = self.write(connection, person, field, value)
                self.context.note(
                    connection, "evidence.stated", person, details={"field": field, "row": number}
                )

            known = self.doubles.attempt(
                connection, person, field,
                lambda: self.context.vault.find(connection, field, value), write,
            )  # fmt: skip
            if known is None:
                and_then(connection)
        if known is not None:  # raised out here, so that it is kept who tried
            raise known

    def born(self, connection: Connection, person: str) -> date | None:
        """Return when a person was born: by their number, which an authority gave, else as stated.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The date; None where neither says it.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        number = self.value(connection, person, Field.ID_NUMBER)
        born = None if number is None else born_in(number)
        if born is None:
            stated = self.value(connection, person, Field.BIRTH_DATE)
            born = None if stated is None else date.fromisoformat(stated)
        return born

    def _of_age(self, connection: Connection, person: str, field: Field, value: str) -> None:
        """Hold a number without a date of birth against the stated one, whichever comes last."""
        if field not in {Field.BIRTH_DATE, Field.ID_NUMBER}:
            return
        held = {
            Field.BIRTH_DATE: self.value(connection, person, Field.BIRTH_DATE),
            Field.ID_NUMBER: self.value(connection, person, Field.ID_NUMBER),
        } | {field: value}
        number, stated = held[Field.ID_NUMBER], held[Field.BIRTH_DATE]
        if number is None or born_in(number):
            return
        if stated is None:
            raise PersonRefused("EVIDENCE:MISSING", "state birth_date before this number")
        age = age_on(date.fromisoformat(stated), self.context.today)
        if not AGE_MIN <= age <= AGE_MAX:
            raise InputError("ID:AGE", f"the holder must be {AGE_MIN} to {AGE_MAX} years old")

    def write(
        self, connection: Connection, person: str, field: Field, value: str, method: str = "stated"
    ) -> int:
        """Keep a value that was checked already, in the caller's transaction.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            field: Which field.
            value: The value in the form that `read_field` returns.
            method: How it came to be stated.

        Returns:
            The number of the new row.

        Raises:
            PersonRefused: PERSON:KNOWN when somebody else has the value; PERSON:NUMBER when an
                identity number or social credit code would change; WALLET:TAKEN when a wallet of
                theirs was that of an erased person with another number.
            VaultRefused: When the vault cannot seal it.
        """
        context = self.context
        # Before it is looked for: who has a number learns of no other whether it is somebody's.
        if field in _NUMBERS:
            self._require_same(connection, person, field, value)
        row = connection.execute(
            insert(evidence)
            .values(
                person=person, field=field, verdict=STATED, method=method, verifier="self",
                at=context.now,
            )
            .returning(evidence.c.id)
        ).scalar_one()  # fmt: skip
        context.vault.put(connection, person, Place("evidence", str(row), field), value.encode())
        if field in FINDABLE:
            context.vault.drop_marks(connection, person, field)
            sole = field in SOLE
            if not context.vault.add_mark(connection, person, field, value, sole=sole):
                raise PersonRefused(
                    "PERSON:KNOWN",
                    f"somebody is registered with this {field} already; sign in, or ask us",
                )
        if field in _NUMBERS:
            self._commit(connection, person, field, value)
        if field in SOLE:
            self.remnants.claim(connection, person)
        return int(row)

    def verify(
        self,
        connection: Connection,
        person: str,
        field: Field,
        *,
        passed: bool,
        method: str,
        verifier: str,
        reference: str | None = None,
        expires_on: date | None = None,
    ) -> None:
        """Add a finding about a field's present value, in the caller's transaction.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            field: Which field.
            passed: Whether the value was confirmed.
            method: How it was checked.
            verifier: Who checked it.
            reference: What the verifier calls the check.
            expires_on: The last day it holds; by the policy's `evidence.valid_months` without one.

        Raises:
            PersonRefused: EVIDENCE:MISSING when nothing was stated.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        context = self.context
        months = context.number("evidence.valid_months")
        connection.execute(
            insert(evidence).values(
                person=person, field=field, about=self._present(connection, person, field),
                verdict=VERIFIED if passed else REFUSED, method=method, verifier=verifier,
                reference=reference, at=context.now,
                expires_on=expires_on or later_by_months(context.today, months),
            )
        )  # fmt: skip

    def verify_by_staff(
        self, person: str, field: Field, *, staff: str, document: int, expires_on: date | None
    ) -> None:
        """Let staff vouch for a field by a document of the person.

        Args:
            person: The person's identifier.
            field: Which field.
            staff: The member of staff who does it.
            document: The number of the person's document.
            expires_on: The last day it holds; by the policy's `evidence.valid_months` without one.

        Raises:
            PersonRefused: DOCUMENT:NONE; EVIDENCE:MISSING when nothing was stated; PEOPLE:UNKNOWN.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        with self.context.database.writing() as connection:
            self.context.person(connection, person)
            self.conflicts.not_about_oneself(connection, staff, person)
            self.documents.check(connection, person, document)
            self.verify(
                connection, person, field, passed=True, method="document", verifier=staff,
                reference=f"document:{document}", expires_on=expires_on,
            )  # fmt: skip
            self.context.note(
                connection, "evidence.verified", person, actor=staff,
                details={"field": field, "document": document},
            )  # fmt: skip

    def value(self, connection: Connection, person: str, field: Field) -> str | None:
        """Return a field's present value.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            field: Which field.

        Returns:
            The value, None when nothing was stated.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = self._newest(connection, person, field)
        if row is None:
            return None
        place = Place("evidence", str(row), field)
        return self.context.vault.get_text(connection, person, place)

    def needed(self, connection: Connection, person: str, *fields: Field) -> list[str]:
        """Return the present values of fields that must have one.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            *fields: Which fields.

        Returns:
            The values in the order of the fields.

        Raises:
            PersonRefused: EVIDENCE:MISSING, naming the fields without a value.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        values = {field: self.value(connection, person, field) for field in fields}
        missing = [field for field, value in values.items() if value is None]
        if missing:
            raise PersonRefused("EVIDENCE:MISSING", f"state {', '.join(missing)} first")
        return [value for value in values.values() if value is not None]

    def findings(self, connection: Connection, person: str) -> dict[Field, EvidenceFinding]:
        """Return the newest finding about the present value of each field.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Findings by field; fields without any are left out.
        """
        rows = connection.execute(
            select(evidence)
            .where(evidence.c.person == person, evidence.c.verdict != DECLARED)
            .order_by(evidence.c.id)
        ).all()
        newest: dict[Field, EvidenceFinding] = {}
        stated: dict[Field, int] = {}
        for row in rows:
            field = Field(row.field)
            if row.about is None:
                stated[field] = row.id
            elif row.about != stated.get(field):
                continue
            holds = row.verdict == VERIFIED and (
                row.expires_on is None or self.context.today <= row.expires_on
            )
            newest[field] = EvidenceFinding(
                field, row.id, row.verdict, row.method, row.verifier, row.reference, row.at,
                row.expires_on, holds,
            )  # fmt: skip
        return newest

    def _present(self, connection: Connection, person: str, field: Field) -> int:
        row = self._newest(connection, person, field)
        if row is None:
            raise PersonRefused("EVIDENCE:MISSING", f"state {field} first")
        return row

    def _newest(self, connection: Connection, person: str, field: Field) -> int | None:
        wanted = {"of_person": person, "of_field": field}
        row: int | None = connection.scalar(_NEWEST, wanted)
        return row

    def _require_same(self, connection: Connection, person: str, field: Field, value: str) -> None:
        """A commitment that credentials were issued for stays what it is."""
        known = connection.scalar(select(persons.c.commitment).where(persons.c.id == person))
        if known not in {None, self.context.commitment(_NUMBERS[field], value)}:
            raise PersonRefused(
                "PERSON:NUMBER", f"a person's {field} does not change; ask us when it was mistyped"
            )

    def _commit(self, connection: Connection, person: str, field: Field, value: str) -> None:
        commitment = self.context.commitment(_NUMBERS[field], value)
        connection.execute(
            update(persons).where(persons.c.id == person).values(commitment=commitment)
        )
