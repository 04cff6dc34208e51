"""Reports to the authority: their fields by the policy pack, versions, sending and receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError
from tallystick_node.aml.case_rules import CaseOutcome
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import aml_alerts, aml_reports

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.aml.case_book import CaseBook
    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.flow_book import FlowBook

__all__ = ["ReportBook", "ReportKind"]

FIELD_CHARACTERS_MAX = 4000
RECEIPT_CHARACTERS_MAX = 128


class ReportKind(StrEnum):
    """What is reported: a suspicion, or a large transaction."""

    STR = "str"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class ReportBook:
    """Writes reports and keeps their versions."""

    desk: AmlDesk
    cases: CaseBook
    flows: FlowBook

    def required(self, kind: ReportKind) -> list[str]:
        """Return the fields that the policy asks for today.

        Args:
            kind: The kind of report.

        Returns:
            Their names, in order.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        context = self.desk.context
        return context.pack.words(f"aml.{kind}.fields", context.today)

    def draft(
        self, connection: Connection, case: int, kind: ReportKind, fields: Mapping[str, str],
        staff: str,
    ) -> int:  # fmt: skip
        """Write the next version of a report; what is known of person and flows is filled in.

        Args:
            connection: An open transaction that writes.
            case: The case.
            kind: The kind of report.
            fields: Values by the policy's names; they go before what is filled in.
            staff: The member of staff.

        Returns:
            The report's number.

        Raises:
            NoAml: AML:CASE when there is no such case.
            InputError: AML:FIELD for an unknown, long or missing field, with the names of all that
                are missing; AML:DAY for a day to come.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        row = self.cases.case(connection, case, lock=True)
        people = self.cases.people(connection, case)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, *people)
        names = self.required(kind)
        unknown = sorted(set(fields) - set(names))
        if unknown:
            raise InputError("AML:FIELD", f"a report has no field {unknown[0][:40]!r}")
        version = 1 + (self._last_version(connection, case, kind) or 0)
        known = self._known(connection, case, people)
        known["report_number"] = f"{kind.upper()}-{case}-{version}"
        document = {name: str(fields.get(name) or known.get(name) or "").strip() for name in names}
        self._check(document)
        number = connection.execute(
            insert(aml_reports)
            .values(
                case=case, kind=kind, version=version, by=staff, at=self.desk.context.now,
                sha256=hashlib.sha256(canonical(document).encode()).hexdigest(),
                due_on=row.report_due_on or row.due_on,
            )
            .returning(aml_reports.c.id)
        ).scalar_one()  # fmt: skip
        self.desk.seal(connection, "aml_reports", number, case, canonical(document))
        self._note(connection, "aml.report_drafted", number, staff, case)
        return int(number)

    def report(self, connection: Connection, number: int) -> Row[Any]:
        """Return a report without what it says.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            Its row.

        Raises:
            NoAml: AML:REPORT when there is none.
        """
        row = connection.execute(
            select(aml_reports).where(aml_reports.c.id == number)
        ).one_or_none()
        if row is None:
            raise NoAml("AML:REPORT", f"there is no report {number}")
        return row

    def of_case(self, connection: Connection, case: int) -> Sequence[Row[Any]]:
        """Return the reports of a case.

        Args:
            connection: An open database transaction.
            case: The case.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(aml_reports).where(aml_reports.c.case == case).order_by(aml_reports.c.id)
        ).all()

    def file(self, connection: Connection, number: int, staff: str) -> bytes:
        """Return the file of a report, and journal who opened it.

        Args:
            connection: An open transaction that writes.
            number: The report.
            staff: The member of staff.

        Returns:
            UTF-8 JSON, an object of the policy's fields in their order, with kind and version.

        Raises:
            NoAml: AML:REPORT when there is none.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.report(connection, number)
        people = self.cases.people(connection, row.case)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, *people)
        text = self.desk.unseal(connection, "aml_reports", number, row.case)
        kept = json.loads(text)
        # In the policy's order; what it no longer asks for comes last.
        names = [*self.required(ReportKind(row.kind)), *kept]
        fields = {name: kept[name] for name in names if name in kept}
        document = {"kind": row.kind, "version": row.version, "fields": fields}
        self._note(connection, "aml.report_opened", number, staff, row.case)
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    def send(self, connection: Connection, number: int, staff: str) -> None:
        """Write down that a report was sent, by another person than who wrote it.

        Args:
            connection: An open transaction that writes.
            number: The report.
            staff: The member of staff.

        Raises:
            NoAml: AML:REPORT when there is none.
            AmlRefused: AML:SENT when it was sent; AML:OLD when a newer version is there; AML:EYES
                for who wrote it; AML:CONFIRMED for a suspicion that two have not confirmed.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.report(connection, number)
        case = self.cases.case(connection, row.case, lock=True)
        people = self.cases.people(connection, row.case)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, *people)
        if row.sent_at is not None:
            raise AmlRefused("AML:SENT", f"report {number} was sent already")
        if row.version != self._last_version(connection, row.case, row.kind):
            raise AmlRefused("AML:OLD", "there is a newer version of this report; send that")
        if row.kind == ReportKind.STR and case.outcome != CaseOutcome.CONFIRMED:
            raise AmlRefused("AML:CONFIRMED", "a suspicion is reported once two have confirmed it")
        if self.desk.kyc.conflicts.seen_by(connection, staff, [row.by]):
            raise AmlRefused("AML:EYES", "whoever wrote it does not send it; a colleague does")
        connection.execute(
            update(aml_reports)
            .where(aml_reports.c.id == number)
            .values(sent_by=staff, sent_at=self.desk.context.now)
        )
        self._note(connection, "aml.report_sent", number, staff, row.case)

    def acknowledge(self, connection: Connection, number: int, receipt: str, staff: str) -> None:
        """Write down the authority's receipt.

        Args:
            connection: An open transaction that writes.
            number: The report.
            receipt: What the authority names it by.
            staff: The member of staff.

        Raises:
            InputError: AML:RECEIPT when it is empty or too long.
            NoAml: AML:REPORT when there is none.
            AmlRefused: AML:UNSENT when it was not sent, or has a receipt.
        """
        plain = receipt.strip()
        if not 0 < len(plain) <= RECEIPT_CHARACTERS_MAX:
            raise InputError(
                "AML:RECEIPT", f"a receipt has 1 to {RECEIPT_CHARACTERS_MAX} characters"
            )
        row = self.report(connection, number)
        if row.sent_at is None or row.receipt is not None:
            raise AmlRefused("AML:UNSENT", "only a report that was sent gets a receipt, and one")
        connection.execute(
            update(aml_reports)
            .where(aml_reports.c.id == number)
            .values(receipt=plain, received_at=self.desk.context.now)
        )
        self._note(connection, "aml.report_received", number, staff, row.case)

    def _check(self, document: Mapping[str, str]) -> None:
        missing = [name for name, value in document.items() if not value]
        if missing:
            raise InputError("AML:FIELD", f"the report needs {', '.join(missing)}")
        long = [name for name, value in document.items() if len(value) > FIELD_CHARACTERS_MAX]
        if long:
            raise InputError(
                "AML:FIELD", f"{long[0]} has more than {FIELD_CHARACTERS_MAX} characters"
            )
        if "day" in document:
            try:
                day = date.fromisoformat(document["day"])
            except ValueError:
                day = date.max
            if day > self.desk.context.today:
                raise InputError("AML:DAY", "the day of a report is a date that has come")

    def _known(self, connection: Connection, case: int, people: list[str]) -> dict[str, str]:
        """What the platform knows by itself, by the policy's names of fields."""
        alerts = connection.execute(
            select(aml_alerts).where(aml_alerts.c.case == case).order_by(aml_alerts.c.id)
        ).all()
        known = {
            "reporter": self.desk.reporter,
            "currency": self.desk.currency,
            "related_people": str(max(0, len(people) - 1)),
        }
        if alerts:
            since, until = (
                _day(value, self.desk.offset)
                for value in (min(a.since for a in alerts), max(a.until for a in alerts))
            )
            ids = sorted({flow for alert in alerts for flow in alert.flows})
            known |= {
                "day": until, "period": f"{since} to {until}",
                "amount": str(max(alert.amount for alert in alerts)),
                "rules": ", ".join(sorted({f"{a.rule} v{a.version}" for a in alerts})),
                "flows": self._told(connection, ids),
                "direction": str(alerts[0].facts.get("side", "in")),
                "channel": "cash" if "cash" in str(alerts[0].facts.get("side", "")) else "transfer",
            }  # fmt: skip
        if people:
            known |= self._person(connection, people[0])
        return known

    def _told(self, connection: Connection, ids: list[str]) -> str:
        lines = [
            f"{_moment(flow.at)} {flow.kind} {flow.amount} {flow.source} to {flow.destination}"
            for flow in self.flows.of_ids(connection, ids)
        ]
        return "; ".join(lines)[:FIELD_CHARACTERS_MAX]

    def _person(self, connection: Connection, person: str) -> dict[str, str]:
        kyc = self.desk.kyc
        erased = kyc.profiles.erased(connection, person)

        def value(field: Field) -> str:
            return "" if erased else kyc.evidence.value(connection, person, field) or ""

        number, kind = value(Field.ID_NUMBER), "identity number"
        if not number:
            number, kind = value(Field.COMPANY_NUMBER), "company number"
        wallets = [] if erased else kyc.wallets.of(connection, person)
        return {
            "person_name": value(Field.NAME), "person_id_kind": kind, "person_id_number": number,
            "person_country": value(Field.COUNTRY), "person_occupation": value(Field.JOB),
            "account": ", ".join(wallets),
        }  # fmt: skip

    def _last_version(self, connection: Connection, case: int, kind: str) -> int | None:
        version: int | None = connection.scalar(
            select(func.max(aml_reports.c.version)).where(
                aml_reports.c.case == case, aml_reports.c.kind == kind
            )
        )
        return version

    def _note(self, connection: Connection, act: str, report: int, staff: str, case: int) -> None:
        self.desk.note(connection, act, f"aml report {report}", staff, {"case": case})


def _day(at: int, offset: int) -> str:
    return datetime.fromtimestamp(at + offset, UTC).date().isoformat()


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
