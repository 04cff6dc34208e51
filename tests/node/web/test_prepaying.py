"""A part is paid ahead: both ways are compared first, and what is shown is what becomes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from node.web.reading import read
from node.web.test_account_pages import sign_in, transaction_of
from tallystick.loans.state import Mode
from tallystick.platform._sync.borrower import Borrower, BorrowerView
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import remaining_rows

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner


@pytest.fixture
def borrower(site: Api) -> MemorySigner:
    site.network.loans.active()
    site.index()
    signer = site.network.session.actors.borrower
    sign_in(site, signer)
    return signer


@pytest.mark.parametrize("mode", [Mode.SMALLER, Mode.SHORTER])
def test_what_is_shown_is_what_becomes_of_the_loan(
    site: Api, borrower: MemorySigner, mode: Mode
) -> None:
    platform = site.network.platform
    amount = BorrowerView(platform, borrower.address).payoff_quote(1).total // 4 // 10**4
    query = f"amount={amount / 100}"
    compared = read(site.client.get(f"/loans/1/prepay?{query}").text)
    review = site.client.get(f"/loans/1/prepay?{query}&mode={mode.name.lower()}")
    call = Borrower(platform, borrower).act.prepay(1, amount * 10**4, mode)
    assert transaction_of(review)["data"] == call.call.request["data"]
    interest = sum(row.interest for row in remaining_rows(live_state(platform, 1)))
    paid = call.send().result
    after = remaining_rows(live_state(platform, 1))
    assert paid == amount * 10**4
    assert after[0].payment in read(review.text).figures
    assert {after[0].payment, sum(row.interest for row in after)} <= set(compared.figures)
    assert sum(row.interest for row in after) < interest


@pytest.mark.usefixtures("borrower")
def test_a_crumb_is_refused_and_the_whole_is_a_payoff(site: Api) -> None:
    crumb = site.client.get("/loans/1/prepay?amount=0.000001")
    assert "SERV:PREPAY:CRUMB" in crumb.text
    assert "mode=smaller" not in crumb.text
    whole = site.client.get("/loans/1/prepay?amount=100000000", follow_redirects=False)
    assert (whole.status_code, whole.headers["location"]) == (303, "/loans/1/payoff")
    wrong = site.client.get("/loans/1/prepay?amount=abc")
    assert (wrong.status_code, 'value="abc"' in wrong.text) == (422, True)
    whole_due = BorrowerView(site.network.platform, site.network.session.actors.borrower.address)
    for typed in ("abc", "0", ""):
        figures = read(site.client.get(f"/loans/1/prepay?amount={typed}").text).figures
        assert whole_due.payoff_quote(1).total in figures


@pytest.mark.usefixtures("borrower")
def test_a_way_that_is_not_open_leads_to_no_signature(site: Api) -> None:
    refused = site.client.get("/loans/1/prepay?amount=0.000001&mode=shorter")
    assert "data-transaction" not in refused.text
    assert site.client.get("/loans/1/prepay?amount=1&mode=faster").status_code == 422


@pytest.mark.usefixtures("borrower")
def test_the_form_for_instalments_leads_there(site: Api) -> None:
    assert re.search('href="/loans/1/prepay"', site.client.get("/loans/1/repay").text)
