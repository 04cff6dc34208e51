"""The evidence of a case in one ZIP file: what it says is the same whenever it is made."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.aml.flow_graph import HOPS_MAX, FlowGraph
from tallystick_node.storage.tables import aml_alerts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from tallystick_node.aml.case_book import CaseBook
    from tallystick_node.aml.case_files import CaseFiles
    from tallystick_node.aml.case_tags import CaseTags
    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.flow_book import FlowBook
    from tallystick_node.aml.flows import Flow
    from tallystick_node.aml.freeze_register import FreezeRegister
    from tallystick_node.aml.report_book import ReportBook

__all__ = ["EvidencePack", "flow_rows"]

FLOW_COLUMNS = ("id", "at", "kind", "source", "destination", "amount", "loan", "country", "cash")
# Files of an archive have a date; a fixed one keeps equal content equal.
_STAMP = (2000, 1, 1, 0, 0, 0)


def flow_rows(flows: Iterable[Flow]) -> list[dict[str, Any]]:
    """Return flows as rows of a table.

    Args:
        flows: The flows.

    Returns:
        Values by column; amounts as text.
    """
    return [
        {
            "id": flow.id, "at": flow.at, "kind": flow.kind, "source": flow.source,
            "destination": flow.destination, "amount": str(flow.amount), "loan": flow.loan,
            "country": flow.country, "cash": flow.cash,
        }
        for flow in flows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """Makes it."""

    desk: AmlDesk
    cases: CaseBook
    flows: FlowBook
    reports: ReportBook
    tags: CaseTags
    files: CaseFiles
    register: FreezeRegister

    def document(self, connection: Connection, number: int) -> dict[str, Any]:
        """Return what a case is, for JSON.

        Args:
            connection: An open database transaction.
            number: The case.

        Returns:
            The case, its people, alerts, flows, acts, tags, files, freezes, links and reports.

        Raises:
            NoAml: AML:CASE when there is none.
        """
        row = self.cases.case(connection, number)
        alerts = connection.execute(
            select(aml_alerts).where(aml_alerts.c.case == number).order_by(aml_alerts.c.id)
        ).all()
        people = self.cases.people(connection, number)
        near = self.flows.of_nodes(connection, people, HOPS_MAX)
        part = FlowGraph(near).around(people)
        return {
            "case": number, "state": row.state, "level": row.level, "outcome": row.outcome,
            "opened_at": row.opened_at.isoformat(), "due_on": str(row.due_on),
            "people": people, "linked": self.cases.linked(connection, number),
            "alerts": [
                {
                    "alert": alert.id, "rule": alert.rule, "version": alert.version,
                    "day": str(alert.day), "amount": str(alert.amount), "score": alert.score,
                    "facts": alert.facts, "flows": alert.flows,
                }
                for alert in alerts
            ],
            "graph": {"nodes": part.nodes, "flows": flow_rows(part.flows)},
            "acts": [
                {"kind": act.kind, "by": act.by, "at": act.at.isoformat(), "text": act.text}
                for act in self.cases.acts(connection, number)
            ],
            "tags": self.tags.of_case(connection, number),
            "files": [
                {"file": file.number, "name": file.name, "by": file.by, "size": file.size}
                for file in self.files.of_case(connection, number)
            ],
            "freezes": [
                {
                    "freeze": freeze.id, "person": freeze.person, "wallet": freeze.wallet,
                    "state": freeze.state, "until": freeze.until, "transaction": freeze.tx_hash,
                    "order": freeze.order, "order_file": freeze.order_file,
                    "attestations": freeze.attestations,
                }
                for freeze in self.register.of_case(connection, number)
            ],
            "reports": [
                {
                    "report": report.id, "kind": report.kind, "version": report.version,
                    "sha256": report.sha256, "receipt": report.receipt,
                }
                for report in self.reports.of_case(connection, number)
            ],
        }  # fmt: skip

    def archive(self, connection: Connection, number: int, staff: str) -> bytes:
        """Return the ZIP file of a case, and journal who took it.

        Args:
            connection: An open transaction that writes.
            number: The case.
            staff: The member of staff.

        Returns:
            A ZIP with `case.json`, each report and file, and `manifest.json` with all hashes.

        Raises:
            NoAml: AML:CASE when there is none.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        self.desk.kyc.conflicts.not_about_oneself(
            connection, staff, *self.cases.people(connection, number)
        )
        document = self.document(connection, number)
        files = {"case.json": _text(document)}
        for report in document["reports"]:
            name = f"report-{report['kind']}-{report['version']}.json"
            files[name] = self.reports.file(connection, report["report"], staff)
        for known in document["files"]:
            _, content = self.files.open(connection, number, known["file"], staff)
            files[f"file-{known['file']}"] = content
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        files["manifest.json"] = _text(hashes)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(name, _STAMP), content)
        self.desk.note(connection, "aml.case_exported", f"aml case {number}", staff)
        return buffer.getvalue()


def _text(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode()
