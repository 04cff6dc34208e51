"""Lists come as files too: the rows that are shown, filtered, sorted, and their reader's alone."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from node.api.test_lending import BORROWER, FIRST, apply, examine, known
from node.web.forms import enter, enter_as_staff
from node.web.test_account_pages import sign_in

if TYPE_CHECKING:
    from node.api.builders import Api

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(site: Api, path: str) -> list[dict[str, str]]:
    joined = "&" if "?" in path else "?"
    answer = site.client.get(f"{path}{joined}file=csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    sheet = site.client.get(f"{path}{joined}file=xlsx")
    assert (sheet.status_code, sheet.headers["content-type"]) == (200, XLSX)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_market_s_file_has_the_loans_that_the_filter_shows(site: Api) -> None:
    assert rows_of(site, "/market") == []
    listed = [site.network.loans.listed(risk_level=level) for level in (1, 3)]
    site.index()
    assert [row["loan"] for row in rows_of(site, "/market")] == [str(each) for each in listed]
    (row,) = rows_of(site, "/market?level=1")
    assert (row["loan"], row["currency"]) == (str(listed[0]), "TUSD")
    assert float(row["amount"]) > 0
    text = site.client.get("/market?level=1").text
    assert 'href="/market?level=1&amp;file=csv&amp;list=market"' in text
    assert "1 row</span>" in text


def test_notes_are_their_holders_alone_and_sorted_as_asked(site: Api) -> None:
    loans = [site.network.loans.active() for _ in range(2)]
    site.index()
    first, *_, other = site.network.session.actors.investors
    sign_in(site, first)
    mine = rows_of(site, "/me")
    assert {int(row["loan"]) for row in mine} == set(loans)
    down = rows_of(site, "/me?sort=-loan")
    assert [row["loan"] for row in down] == [str(each) for each in sorted(loans, reverse=True)]
    assert rows_of(site, "/me?list=debts") == []
    text = site.client.get("/me?sort=-loan").text
    assert '<option value="-loan" selected>' in text
    site.client.cookies.clear()
    assert site.client.get("/me?file=csv", follow_redirects=False).status_code == 303
    sign_in(site, site.network.session.actors.outsider)
    assert rows_of(site, "/me") == []
    del other


def test_a_borrower_s_debts_and_applications_are_files_too(site: Api) -> None:
    loan = site.network.loans.active()
    site.index()
    sign_in(site, site.network.session.actors.borrower)
    (row,) = rows_of(site, "/me?list=debts")
    assert (row["loan"], row["state"]) == (str(loan), "active")
    site.client.cookies.clear()
    number = apply(site, known(site, BORROWER)).json()["id"]
    enter(site, BORROWER)
    (row,) = rows_of(site, "/applications")
    assert (row["application"], row["currency"]) == (number, "TUSD")
    site.client.cookies.clear()
    enter(site, "investor 1")
    answer = site.client.get("/applications?file=csv")
    assert number not in answer.text


def test_staff_take_their_queue_along_and_nobody_else(site: Api) -> None:
    number = apply(
        site, known(site, BORROWER), description="A casino weekend that I have wished for."
    ).json()["id"]
    examine(site, number)
    path = "/staff/credit-reviews"
    enter_as_staff(site, FIRST)
    (row,) = rows_of(site, path)
    assert row["application"] == number
    assert "claimed_by" not in row
    site.client.cookies.clear()
    enter(site, BORROWER)
    for form in ("csv", "xlsx"):
        answer = site.client.get(f"{path}?file={form}")
        assert (answer.status_code, number in answer.text) == (403, False)


def test_a_statement_is_a_spreadsheet_too(site: Api) -> None:
    site.network.loans.active()
    site.index()
    assert site.client.get("/me/statements.xlsx", follow_redirects=False).status_code == 303
    sign_in(site, site.network.session.actors.investors[0])
    answer = site.client.get("/me/statements.xlsx")
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)


@pytest.mark.parametrize("path", ["/market", "/market/resale"])
def test_another_kind_of_file_is_refused(site: Api, path: str) -> None:
    assert site.client.get(f"{path}?file=exe").status_code == 422
    assert rows_of(site, "/market/resale") == []
