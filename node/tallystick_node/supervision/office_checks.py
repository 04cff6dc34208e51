"""Items that the node's own work answers: audits, reports, journal, jobs, lists, wording."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.errors import VerificationFailed
from tallystick.loans.dates import date_from_day
from tallystick_node.disclosure.audits import audit_days, audit_of
from tallystick_node.disclosure.report_store import REPORTS, ReportStore
from tallystick_node.storage.tables import loans
from tallystick_node.supervision.ground import EVIDENCE_MAX, CheckedItem
from tallystick_node.supervision.wording import published_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.supervision.ground import CheckGround

__all__ = ["office_items"]

AUDIT_DAYS_MAX, LIST_DAYS_MAX, JOB_HOURS_MAX = 2, 31, 24
_SUBJECT = "monthly:"


def office_items(ground: CheckGround) -> Iterator[CheckedItem]:
    """Yield the items that the node's own records answer.

    Args:
        ground: Where they look.

    Yields:
        Each item, answered.

    Raises:
        ConfigError: POLICY:DAY when the policy pack does not cover the day.
    """
    yield _audit(ground)
    yield _reports(ground)
    yield _journal(ground)
    yield _jobs(ground)
    yield _lists(ground)
    yield _factors(ground)
    yield _transport(ground)
    yield _wording(ground)


def _audit(ground: CheckGround) -> CheckedItem:
    days = audit_days(ground.data_dir)
    newest = audit_of(ground.data_dir, days[0]) if days else None
    failed = [check["id"] for check in newest["checks"] if not check["ok"]] if newest else []
    ok = newest is not None and not failed and ground.is_recent(days[0], AUDIT_DAYS_MAX)
    return CheckedItem(
        "audit.daily", "Interim Measures 2016 (China) art. 28, 38; COBS 18.12 (UK)",
        "money is whole: the daily audit of the chain has passed within two days", ok,
        {
            "newest": days[0].isoformat() if days else None, "failed": failed,
            "checks": len(newest["checks"]) if newest else 0,
        },
    )  # fmt: skip


def _reports(ground: CheckGround) -> CheckedItem:
    with ground.database.reading() as connection:
        first = connection.scalar(select(func.min(loans.c.issue_day)))
    known = ReportStore(ground.data_dir / REPORTS).published()
    published = {report.subject for report in known}
    due = [] if first is None else _months(date_from_day(first), ground.day)
    missing = [month for month in due if _SUBJECT + month not in published]
    return CheckedItem(
        "disclosure.monthly", "Disclosure Guidelines 2017 (China) art. 8",
        "every month since the first loan has its published report", not missing,
        {"months": len(due), "missing": missing[:EVIDENCE_MAX]},
    )  # fmt: skip


def _months(first: date, today: date) -> list[str]:
    """The months that are over, but for one that ended within the last ten days."""
    months, month = [], first.replace(day=1)
    while (after := (month + timedelta(days=32)).replace(day=1)) + timedelta(days=10) <= today:
        months.append(f"{month:%Y-%m}")
        month = after
    return months


def _journal(ground: CheckGround) -> CheckedItem:
    law, duty = "rows L5, M4", "the journal of all acts is whole: each entry holds the one before"
    try:
        with ground.database.reading() as connection:
            head = ground.audit_log.verify(connection)
    except VerificationFailed as broken:
        return CheckedItem("journal.whole", law, duty, ok=False, evidence={"why": broken.sentence})
    evidence = {"entries": head.number, "head": head.hash}
    return CheckedItem("journal.whole", law, duty, ok=True, evidence=evidence)


def _jobs(ground: CheckGround) -> CheckedItem:
    dead = ground.queue.counts().get("dead", 0)
    oldest = ground.queue.oldest_open()
    late = oldest is not None and ground.now - oldest > timedelta(hours=JOB_HOURS_MAX)
    return CheckedItem(
        "jobs.alive", "row L21", "no daily duty lies undone: no job is dead or a day late",
        not dead and not late,
        {"dead": dead, "oldest": None if oldest is None else oldest.isoformat()},
    )  # fmt: skip


def _lists(ground: CheckGround) -> CheckedItem:
    old = {
        name: read_on.date().isoformat()
        for name, read_on in ground.lists.items()
        if not ground.is_recent(read_on.date(), LIST_DAYS_MAX)
    }
    return CheckedItem(
        "lists.fresh", "FATF recommendations 6 and 7",
        "sanctions lists are there, none older than 31 days",
        bool(ground.lists) and not old, {"lists": len(ground.lists), "old": old},
    )  # fmt: skip


def _factors(ground: CheckGround) -> CheckedItem:
    return CheckedItem(
        "staff.two_factors", "rows L2, B9", "whoever works on clients' cases has two factors",
        not ground.without_factor, {"without": list(ground.without_factor)[:EVIDENCE_MAX]},
    )  # fmt: skip


def _transport(ground: CheckGround) -> CheckedItem:
    url = ground.public_url
    return CheckedItem(
        "transport.tls", "row L1", "clients reach the node over TLS alone",
        url is not None and url.startswith("https://"), {"public_url": url},
    )  # fmt: skip


def _wording(ground: CheckGround) -> CheckedItem:
    against = [
        {"text": place, "words": words}
        for place, text in published_texts()
        if (words := ground.policy.forbidden_words(text))
    ]
    return CheckedItem(
        "wording.clean", "Interim Measures 2016 (China) art. 10 (10); COBS 4.2 (UK)",
        "no text that the product can show promises what nobody may promise", not against,
        {"texts": sum(1 for _ in published_texts()), "against_it": against[:EVIDENCE_MAX]},
    )  # fmt: skip
