"""The node's own audits, day by day and check by check, and how anybody repeats them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import Response
from fastapi.responses import JSONResponse

from tallystick.audit.catalogue import CHECKS, COMPANY_CHECKS, REPORT_CHECKS, TEXT_CHECKS
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import DataDirDep, WatchersDep
from tallystick_node.disclosure.agreement_of_audits import audited_days
from tallystick_node.disclosure.audits import audit_days, audit_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["ShownAudit", "router"]

router = pages_router()
# A page of them; older ones are found by their day.
DAYS_SHOWN = 100
WATCHED_DAYS_SHOWN = 31
MEANINGS = CHECKS | REPORT_CHECKS | TEXT_CHECKS | COMPANY_CHECKS


@dataclass(frozen=True)
class ShownAudit:
    """One day's audit in a line."""

    day: date
    passed: bool
    block: int
    checks: int
    failed: int


@router.get("/audits")
def read_audits(page: PageDep, data_dir: DataDirDep, watchers: WatchersDep) -> Response:
    """Every day of which there is an audit, the node's own beside those of its watchers."""
    days = audit_days(data_dir)
    audits = [_shown(data_dir, day) for day in days[:DAYS_SHOWN]]
    watched = audited_days(data_dir, watchers, WATCHED_DAYS_SHOWN)
    return page(
        "audits.html", audits=audits, days=len(days), heard=watchers.heard(), watched=watched
    )


@router.get("/audits/{day}.json")
def read_audit_file(data_dir: DataDirDep, day: date) -> Response:
    """A day's audit as `tallystick audit --json` prints it."""
    return JSONResponse(_required(data_dir, day), headers={"access-control-allow-origin": "*"})


@router.get("/audits/{day}")
def read_audit(page: PageDep, data_dir: DataDirDep, day: date) -> Response:
    """A day's audit, check by check."""
    return page("audit.html", audit=_required(data_dir, day), date=day, meanings=MEANINGS)


@router.get("/audits/{day}/watchers/{digest}.json")
def read_watchers_file(watchers: WatchersDep, day: date, digest: str) -> Response:
    """A watcher's verdict, as `tallystick watch verify` takes it."""
    kept = watchers.find(digest)
    if kept.day != day:
        raise NotHere("API:AUDIT", f"this node has no such verdict of {day}")
    return JSONResponse(dict(kept.document), headers={"access-control-allow-origin": "*"})


def _required(data_dir: DataDirDep, day: date) -> dict[str, object]:
    audit = audit_of(data_dir, day)
    if audit is None:
        raise NotHere("API:AUDIT", f"this node has no audit of {day}")
    return dict(audit)


def _shown(data_dir: DataDirDep, day: date) -> ShownAudit:
    audit = audit_of(data_dir, day)
    assert audit is not None, "its file was listed just now, and is never removed"
    failed = sum(not check["ok"] for check in audit["checks"])
    return ShownAudit(day, not failed, int(audit["block"]), len(audit["checks"]), failed)
