"""The evidence of a dispute in one ZIP file: texts, letters, journal, events, proofs."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.complaints.refusals import NoComplaint

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.anchors import ComplaintAnchors
    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.letters import ComplaintLetters
    from tallystick_node.complaints.redress import ComplaintRedress
    from tallystick_node.complaints.register import ComplaintRegister
    from tallystick_node.infrastructure.indexer.queries import ChainIndex

__all__ = ["DisputePack"]

# Files of an archive have a date; a fixed one keeps equal content equal.
_STAMP = (2000, 1, 1, 0, 0, 0)
EVENTS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class DisputePack:
    """Makes it."""

    desk: ComplaintsDesk
    register: ComplaintRegister
    letters: ComplaintLetters
    redress: ComplaintRedress
    anchors: ComplaintAnchors
    index: ChainIndex

    def archive(self, connection: Connection, number: int, staff: str) -> bytes:
        """Return the ZIP file of a complaint, and journal who took it.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            staff: The member of staff.

        Returns:
            A ZIP with `complaint.json`, each letter, `journal.json`, `events.json` of the loan,
            `proofs.json` and `manifest.json` with the hash of every file.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            Forbidden: ACCESS:OWN when it is their own.
            NothingIndexed: INDEX:EMPTY before the chain was read.
        """
        row = self.register.workable(connection, number, staff)
        files = {
            "complaint.json": _json(self._complaint(connection, row)),
            "journal.json": _json(self._journal(connection, row)),
            "events.json": _json(self._events(row)),
            "proofs.json": _json(self._proofs(connection, row)),
            **self._letters(connection, row),
        }
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        files["manifest.json"] = _json(hashes)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(name, _STAMP), content)
        content = buffer.getvalue()
        self.desk.note(
            connection, "complaint.exported", f"complaint {number}", staff,
            {"sha256": hashlib.sha256(content).hexdigest()},
        )  # fmt: skip
        return content

    def _complaint(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        names = (
            "channel", "product", "issue", "sub_issue", "loan", "vulnerable", "received_on",
            "recorded_at", "commitment", "state", "rung", "outcome", "root_cause",
            "ombudsman_until", "closed_at",
        )  # fmt: skip
        words = ("happened", "wanted", "salt", "contact")
        return {
            "complaint": row.id,
            **{name: getattr(row, name) for name in names},
            **{name: self.register.words(connection, row, name) for name in words},
            "redress": str(row.redress),
            "paid": [
                {"tx": paid.tx_hash, "amount": str(paid.amount), "block": paid.block}
                for paid in self.redress.transactions(connection, row.id)
            ],
            "clocks": [clock._asdict() for clock in self.register.turns(connection, row.id)],
            "acts": [asdict(act) for act in self.register.acts(connection, row)],
        }

    def _letters(self, connection: Connection, row: Row[Any]) -> dict[str, bytes]:
        files = {}
        for letter in self.letters.of(connection, row.id):
            try:
                html = self.letters.read(connection, row, letter.id)
            except NoComplaint:
                continue  # went with the client; the journal has its hash
            files[f"letter-{letter.id}-{letter.kind}.html"] = html.encode()
        return files

    def _journal(self, connection: Connection, row: Row[Any]) -> list[dict[str, Any]]:
        subjects = [f"complaint {row.id}"]
        if row.loan is not None:
            subjects.append(f"loan {row.loan}")
        audit_log = self.desk.context.audit_log
        entries: list[dict[str, Any]] = [
            asdict(entry) for entry in audit_log.about(connection, subjects)
        ]
        head = audit_log.head(connection)
        return [*entries, {"head": head.number, "hash": head.hash}]

    def _events(self, row: Row[Any]) -> list[dict[str, Any]]:
        if row.loan is None:
            return []
        known = self.index.events(loan=row.loan, limit=EVENTS_MAX)
        return [asdict(event) for event in known.answer]

    def _proofs(self, connection: Connection, row: Row[Any]) -> list[dict[str, Any]]:
        proofs = (self.anchors.proof(connection, row.id, turn) for turn in range(1, row.turn + 1))
        return [
            {**asdict(proof), "entry": proof.entry.document()}
            for proof in proofs
            if proof is not None
        ]


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, default=str).encode()
