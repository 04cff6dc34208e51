"""A loan's instalments for a calendar: an entry on each due day, a reminder three days before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fastapi import Response
from icalendar import Alarm, Calendar, Event

from tallystick.loans.dates import date_from_day
from tallystick.platform._sync.loans import listing, live_state
from tallystick.platform.listing import LoanStatus, ScheduledRow, remaining_rows
from tallystick_node.api.refusals import Conflict
from tallystick_node.api.routes.loans import Number
from tallystick_node.api.services import PlatformDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
REMINDER_DAYS = 3


@router.get("/loans/{number}/calendar.ics")
def read_calendar(page: PageDep, platform: PlatformDep, number: Number) -> Response:
    """What is still to be paid of a loan, as its contracts keep it at this moment."""
    if listing(platform, number).status is not LoanStatus.ACTIVE:
        raise Conflict("LOAN:SCHEDULE", "only a loan that runs has instalments to come")
    rows = remaining_rows(live_state(platform, number))
    data = _calendar(page, platform, number, rows).to_ical()
    disposition = f'attachment; filename="loan-{number}.ics"'
    return Response(
        data, media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": disposition, "cache-control": "no-cache"},
    )  # fmt: skip


def _calendar(
    page: WebPage, platform: Platform, number: int, rows: tuple[ScheduledRow, ...]
) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Tallystick//Loan//EN")
    calendar.add("version", "2.0")
    # Of the block that it was read at: the same answer is the same bytes.
    stamp = datetime.fromtimestamp(platform.now(), UTC)
    for row in rows:
        calendar.add_component(_entry(page, platform, number, row, stamp))
    return calendar


def _entry(
    page: WebPage, platform: Platform, number: int, row: ScheduledRow, stamp: datetime
) -> Event:
    say, wording = page.texts.gettext, page.wording
    due: date = date_from_day(row.due)
    title = say("Instalment %(number)s of loan %(loan)s: %(amount)s") % {
        "number": row.number, "loan": number,
        "amount": f"{wording.amount(row.payment)} {wording.symbol}",
    }  # fmt: skip
    entry = Event()
    entry.add("uid", f"loan-{number}-{row.number}@{platform.chain_id}.tallystick")
    entry.add("summary", title)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", due)
    entry.add("dtend", due + timedelta(days=1))
    entry.add("url", f"{page.url}/loans/{number}/repay")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", title)
    reminder.add("trigger", timedelta(days=-REMINDER_DAYS))
    entry.add_component(reminder)
    return entry
