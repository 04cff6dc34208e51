"""What a machine tries of an exercise: a real backup put back elsewhere, the journal, the chain."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick.audit.auditor import Auditor
from tallystick.errors import TallystickError
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.network import open_site
from tallystick_node.entrypoints.backup import back_up, restore
from tallystick_node.entrypoints.verification import verified
from tallystick_node.entrypoints.wind_down_drill import closed_copy
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import loans, persons
from tallystick_node.supervision.exercises import ExerciseRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.supervision.exercises import Runbook

__all__ = ["rehearsed"]

_OPEN = ("listed", "funded", "active", "defaulted")
_BACKUP = "backup.tallystick"


def rehearsed(name: str, runbook: Runbook, settings: Settings) -> ExerciseRecord:
    """Try what a machine can of a runbook; the node itself is left as it is.

    Args:
        name: The runbook's name.
        runbook: Its steps.
        settings: The node's.

    Returns:
        The record: of each tried step whether it worked, how long it took, and what was seen.
    """
    began, results = datetime.now(UTC), {}
    with tempfile.TemporaryDirectory(prefix="tallystick-exercise-") as folder:
        for place, step in enumerate(runbook.steps, 1):
            if step.check:
                results[place] = _tried(step.check, settings, Path(folder), step.within_minutes)
    seconds = int((datetime.now(UTC) - began).total_seconds())
    return ExerciseRecord(name, began, seconds, results)


def _tried(check: str, settings: Settings, folder: Path, minutes: int) -> dict[str, Any]:
    began = time.monotonic()
    try:
        seen = _CHECKS[check](settings, folder)
    except (TallystickError, OSError) as failed:
        seen = {"why": str(failed), "ok": False}
    seconds = int(time.monotonic() - began)
    ok = bool(seen.pop("ok", True)) and seconds <= minutes * 60
    return {"check": check, "ok": ok, "seconds": seconds, "seen": seen}


def _backup(settings: Settings, folder: Path) -> dict[str, Any]:
    file = folder / _BACKUP
    if not file.exists():
        back_up(settings, file)
    return {"bytes": str(file.stat().st_size)}


def _restore(settings: Settings, folder: Path) -> dict[str, Any]:
    """Put the backup into a new folder, and compare every table of the index with the chain."""
    _backup(settings, folder)
    chain = {} if settings.rpc is None else {"rpc": settings.rpc}
    anew, _ = load_settings({"data_dir": folder / "anew", **chain}, {})
    restore(anew, folder / _BACKUP)
    checks = verified(anew)
    return {
        "ok": all(check.ok for check in checks),
        **{check.id: check.detail for check in checks},
    }  # fmt: skip


def _journal(settings: Settings, _: Path) -> dict[str, Any]:
    database = database_of(settings)
    try:
        with database.reading() as connection:
            head = AuditLog(machine_time).verify(connection)
    finally:
        database.close()
    return {"entries": str(head.number), "head": head.hash}


def _people(settings: Settings, _: Path) -> dict[str, Any]:
    """How many would have to be written to."""
    database = database_of(settings)
    try:
        with database.reading() as connection:
            known = connection.scalar(select(func.count()).select_from(persons))
    finally:
        database.close()
    return {"persons": str(known)}


def _loans(settings: Settings, _: Path) -> dict[str, Any]:
    database = database_of(settings)
    try:
        with database.reading() as connection:
            rows = connection.execute(
                select(loans.c.status, func.count(), func.sum(loans.c.balance))
                .where(loans.c.status.in_(_OPEN))
                .group_by(loans.c.status)
            ).all()
    finally:
        database.close()
    return {status: f"{count} loans, {balance or 0} outstanding" for status, count, balance in rows}


def _audit(settings: Settings, _: Path, *, detect: bool = False) -> dict[str, Any]:
    site = open_site(settings)
    try:
        verdict = Auditor(site.platform).verify(detect=detect)
    finally:
        site.close()
    failed = [check.id for check in verdict.checks if not check.ok]
    alarms = [detection.id for detection in verdict.detections or () if detection.alarm]
    return {
        "checks": str(len(verdict.checks)), "failed": failed, "alarms": alarms,
        "ok": not failed and not alarms,
    }  # fmt: skip


_CHECKS: dict[str, Callable[[Settings, Path], dict[str, Any]]] = {
    "backup": _backup, "restore": _restore, "journal": _journal, "people": _people,
    "loans": _loans, "audit": _audit, "detect": partial(_audit, detect=True),
    "closing": closed_copy,
}  # fmt: skip
