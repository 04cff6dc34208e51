"""The node's own audits, one a day: a file each, never written over, which anybody may repeat.

What a node says of itself proves nothing. A day that is missing, or a verdict that others do not
come to, says something all the same.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.audit.auditor import Auditor
from tallystick.disclosure.canonical import canonical
from tallystick_node.disclosure.report_store import AGREEMENTS, REPORTS
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.notifications.alerts import Alerts

__all__ = ["AUDIT", "AUDITS", "DailyAudit", "audit_days", "audit_of"]

AUDIT = "disclosure.audit"
# The node's directory of them.
AUDITS = "audits"
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.json")


@dataclass(frozen=True, slots=True)
class DailyAudit:
    """The kind of job; `platform` is None where it is not run."""

    data_dir: Path
    audit_log: AuditLog
    alerts: Alerts
    platform: Platform | None

    @property
    def kind(self) -> JobKind:
        """It audits the platform as it is: days that were missed stay missing."""
        return JobKind(AUDIT, self._audit, of_today=True)

    def _audit(self, job: Job) -> Effect:
        """Audit chain, reports and texts; what does not hold is told to the operator."""
        day = job.key.business_date
        document = audit_of(self.data_dir, day) or self._made(day)
        failed = [check["id"] for check in document["checks"] if not check["ok"]]
        details = {"block": document["block"], "failed": ", ".join(failed)}

        def effect(connection: Connection) -> None:
            act = "audit.failed" if failed else "audit.passed"
            if failed:
                self.alerts.put(connection, job.key, act, details)
            self.audit_log.add(connection, actor="node", act=act, subject=str(day), details=details)

        return effect

    def _made(self, day: date) -> Mapping[str, Any]:
        """Audit, and keep the outcome: whole or not at all."""
        assert self.platform is not None, "a node that runs this has a platform"
        reports, texts = (self.data_dir / name for name in (REPORTS, AGREEMENTS))
        published = any(_is_published(file) for file in reports.glob("*.json"))
        verdict = Auditor(self.platform).verify(
            reports=str(reports) if published else None,
            texts=str(texts) if texts.is_dir() else None,
        )
        document = verdict.document() | {
            "day": day.isoformat(), "block": str(verdict.block), "events": str(verdict.events),
        }  # fmt: skip
        folder = self.data_dir / AUDITS
        folder.mkdir(exist_ok=True)
        unfinished = folder / f"{day}.unfinished"
        with unfinished.open("wb") as stream:
            stream.write(canonical(document))
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(folder / f"{day}.json")
        return document


def audit_days(data_dir: Path) -> list[date]:
    """Return the days of which there is an audit.

    Args:
        data_dir: The node's directory.

    Returns:
        The days, the newest first.
    """
    names = (file.name for file in (data_dir / AUDITS).glob("*.json"))
    days = (date.fromisoformat(name[:10]) for name in names if _NAME.fullmatch(name))
    return sorted(days, reverse=True)


def audit_of(data_dir: Path, day: date) -> Mapping[str, Any] | None:
    """Return the audit of a day.

    Args:
        data_dir: The node's directory.
        day: The business date.

    Returns:
        Verdict, block, events, seconds and checks; None when there is none of that day.
    """
    file = data_dir / AUDITS / f"{day.isoformat()}.json"
    if not file.is_file():
        return None
    document: dict[str, Any] = json.loads(file.read_bytes())
    return document


def _is_published(file: Path) -> bool:
    return file.name != "index.json"
