"""Credit reports: pulled with a consent for just that, each inquiry journalled, reports sealed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.providers.protocols import BureauAsked, BureauReport, ProviderFailed
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import checks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.consents import Consents
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence
    from tallystick_node.kyc.providers.protocols import CreditBureau

__all__ = ["BUREAU", "Bureaus"]

BUREAU = "bureau"


@dataclass(frozen=True, slots=True)
class Bureaus:
    """Asks bureaus by their names."""

    context: Context
    evidence: Evidence
    consents: Consents
    bureaus: dict[str, CreditBureau]
    conflicts: Conflicts

    def inquire(self, person: str, bureau: str, consent: int, *, actor: str) -> BureauReport:
        """Pull a credit report; without an open consent for it nothing is asked.

        The inquiry is journalled before it is made, so that none goes unrecorded, whatever comes
        back.

        Args:
            person: The person's identifier.
            bureau: The bureau's name, as configured.
            consent: The number of the person's consent to a credit report.
            actor: Who does it, for the journal.

        Returns:
            The report.

        Raises:
            PersonRefused: BUREAU:NONE when no such bureau is set up; CONSENT:NONE when the consent
                is not open; EVIDENCE:MISSING when name or identity number was not stated;
                PEOPLE:UNKNOWN.
            Forbidden: ACCESS:OWN when it is about the member of staff who asks.
            ProviderFailed: When the bureau does not give a report; the attempt is kept.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        asked = self.bureaus.get(bureau)
        if asked is None:
            raise PersonRefused(
                "BUREAU:NONE", f"no such bureau is set up; there are: {', '.join(self.bureaus)}"
            )
        with self.context.database.writing() as connection:
            self.conflicts.not_about_oneself(connection, actor, person)
            self.consents.check(connection, person, consent, ConsentPurpose.CREDIT_REPORT)
            name, number = self.evidence.needed(connection, person, Field.NAME, Field.ID_NUMBER)
            self.context.note(
                connection, "bureau.inquired", person, actor=actor,
                details={"bureau": bureau, "consent": consent},
            )  # fmt: skip
        try:
            report = asked.inquire(BureauAsked(name, number, consent))
        except ProviderFailed as failed:
            self._keep(person, bureau, consent, (failed.code,), None)
            raise
        self._keep(person, bureau, consent, () if report.found else ("NO_RECORD",), report)
        return report

    def report(self, connection: Connection, person: str, bureau: str) -> BureauReport | None:
        """Return the newest report that a bureau gave.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            bureau: The bureau's name.

        Returns:
            The report, None before the first.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = connection.execute(
            select(checks)
            .where(
                checks.c.person == person,
                checks.c.kind == BUREAU,
                checks.c.provider == bureau,
                checks.c.reference.is_not(None),
            )
            .order_by(checks.c.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        kept = json.loads(self.context.vault.get_text(connection, person, _place(row.id)))
        columns = tuple((str(name), str(value)) for name, value in kept["columns"])
        as_of = date.fromisoformat(kept["as_of"])
        return BureauReport(**{**kept, "as_of": as_of, "columns": columns})

    def _keep(
        self,
        person: str,
        bureau: str,
        consent: int,
        codes: tuple[str, ...],
        report: BureauReport | None,
    ) -> None:
        with self.context.database.writing() as connection:
            self.context.person(connection, person)
            number = connection.execute(
                insert(checks)
                .values(
                    person=person, kind=BUREAU, provider=bureau, passed=not codes,
                    codes=list(codes), consent=consent, at=self.context.now,
                    reference=None if report is None else report.reference,
                )
                .returning(checks.c.id)
            ).scalar_one()  # fmt: skip
            if report is not None:
                kept = {**asdict(report), "as_of": report.as_of.isoformat()}
                text = canonical(kept).encode()
                self.context.vault.put(connection, person, _place(number), text)
            self.context.note(
                connection, "bureau.answered", person, actor="node",
                details={"bureau": bureau, "consent": consent, "codes": list(codes)},
            )  # fmt: skip


def _place(check: int) -> Place:
    return Place("checks", str(check), "report")
