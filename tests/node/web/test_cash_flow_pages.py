"""A bank's file on the way from the applicant to the underwriter: read, shown, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from node.api.test_lending import BORROWER, FIRST
from node.kyc.builders import PDF
from node.web.forms import enter_as_staff, send
from node.web.reading import read
from node.web.test_staff_pages import CASES, api_of
from node.web.test_staff_pages import case as case  # noqa: PLC0414 - the fixture

if TYPE_CHECKING:
    from node.api.builders import Api

FILES = Path(__file__).parents[1] / "cashflow" / "files"


def hand_in(site: Api, content: bytes, kind: str = "bank_statement") -> tuple[int, dict[str, str]]:
    answer = site.client.post(
        f"/v1/me/documents?kind={kind}", content=content, headers=site.sign_in(BORROWER)
    )
    return answer.status_code, answer.json()


@pytest.fixture
def file(site: Api, case: str) -> str:
    """The path of a bank's file among the case's papers."""
    status, kept = hand_in(site, (FILES / "read" / "chinese_income_expense.csv").read_bytes())
    assert (status, kept["media_type"]) == (201, "text/plain")
    return f"{CASES}/{case}/documents/{kept['id']}"


def test_an_underwriter_reads_what_the_file_shows(site: Api, case: str, file: str) -> None:
    enter_as_staff(site, FIRST)
    refused = site.client.get(f"{file}/cash-flow")
    assert refused.status_code == 409, "nobody has claimed the case"
    assert send(site, f"{CASES}/{case}/claim").status_code == 303
    assert f"{file}/cash-flow" in site.client.get(f"{CASES}/{case}").text
    shown = read(site.client.get(f"{file}/cash-flow").text)
    (account,) = api_of(site, f"{file}/cash-flow")
    figures = account["figures"]
    assert (account["currency"], account["movements"]) == ("CNY", 3)
    assert (figures["mean_in"], figures["largest_payer_ppm"]) == ("1925025", 1_000_000)
    assert [month["came"] for month in figures["months"]] == ["2000000", "1850050"]
    assert (figures["debt_out"], figures["lowest"]) == ("300000", "2200000")
    for text in ("19,250.25", "20,000.00", "22,000.00", "3,000.00"):
        assert text in shown.text


def test_a_paper_that_is_no_bank_file_shows_nothing(site: Api, case: str) -> None:
    _, kept = hand_in(site, PDF + b"statement%%EOF")
    enter_as_staff(site, FIRST)
    send(site, f"{CASES}/{case}/claim")
    answer = site.client.get(f"{CASES}/{case}/documents/{kept['id']}/cash-flow")
    assert (answer.status_code, "BANKFILE:NONE" in answer.text) == (409, True)


def test_a_file_that_cannot_be_read_is_refused_with_its_line_and_not_kept(
    site: Api, case: str
) -> None:
    del case
    before = len(site.client.get("/v1/me", headers=site.sign_in(BORROWER)).json()["documents"])
    status, problem = hand_in(site, (FILES / "refused" / "wrong_balance.csv").read_bytes())
    assert (status, problem["code"]) == (422, "BANKFILE:BALANCE")
    assert problem["detail"].startswith("line 4: ")
    status, problem = hand_in(site, (FILES / "read" / "iso_signed.csv").read_bytes(), "tax")
    assert (status, problem["code"]) == (422, "DOCUMENT:TYPE")
    after = site.client.get("/v1/me", headers=site.sign_in(BORROWER)).json()["documents"]
    assert len(after) == before
