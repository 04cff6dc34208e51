"""Instalments for a calendar: what the contracts keep, read back by a calendar's own reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

from tallystick.loans.dates import date_from_day
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import remaining_rows

if TYPE_CHECKING:
    from node.api.builders import Api


def test_every_instalment_is_a_day_with_a_reminder(site: Api) -> None:
    loan = site.network.loans.active()
    site.index()
    answer = site.client.get(f"/loans/{loan}/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    # Typed as the union of all values that there can be.
    entries: list[Any] = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    rows = remaining_rows(live_state(site.network.platform, loan))
    assert [entry["dtstart"].dt for entry in entries] == [date_from_day(row.due) for row in rows]
    exponent = site.node.services.standing.read().exponent
    for entry, row in zip(entries, rows, strict=True):
        amount = str(entry["summary"]).split(": ")[1].split(" ")[0].replace(",", "")
        assert round(float(amount) * 10**exponent) == row.payment
        (alarm,) = entry.walk("VALARM")
        assert alarm["trigger"].dt == timedelta(days=-3)
        assert f"/loans/{loan}/repay" in entry["url"]
    assert len({str(entry["uid"]) for entry in entries}) == len(rows)
    assert site.client.get(f"/loans/{loan}/calendar.ics").content == answer.content
    assert f"/loans/{loan}/calendar.ics" in site.client.get(f"/loans/{loan}").text


def test_a_loan_that_does_not_run_has_none(site: Api) -> None:
    loan = site.network.loans.listed()
    site.index()
    answer = site.client.get(f"/loans/{loan}/calendar.ics")
    assert (answer.status_code, "LOAN:SCHEDULE" in answer.text) == (409, True)
    assert site.client.get("/loans/99/calendar.ics").status_code == 422


def test_it_is_in_the_readers_language(site: Api) -> None:
    loan = site.network.loans.active()
    site.index()
    text = site.client.get(f"/loans/{loan}/calendar.ics?lang=zh-CN").content.decode()
    assert "期" in text
