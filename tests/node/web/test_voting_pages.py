"""A ballot on a page: what would change, how it stands, and the vote as the wallet shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.web.reading import read
from node.web.test_account_pages import sign_in, transaction_of
from tallystick.chain.signer import signature_bytes
from tallystick.loans.dates import day_from_date
from tallystick.loans.restructuring import restructure
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.loans import live_state
from tallystick.platform._sync.operator import Operator
from tallystick.platform.listing import remaining_rows
from tallystick.platform.restructurings import Restructuring, SignedRestructuring

if TYPE_CHECKING:
    from node.api.builders import Api

DAY = 86_400


@pytest.fixture
def ballot(site: Api) -> int:
    """A loan whose parties propose twice the time at half the rate."""
    network = site.network
    loan, platform, actors = network.loans.active(), network.platform, network.session.actors
    proposal = Restructuring(
        loan=loan, rate_ppm=60_000, n=24, period=1, window_seconds=7 * DAY,
        version=live_state(platform, loan).version, expiry=platform.now() + DAY,
    )  # fmt: skip
    servicer, borrower = actors.servicer, actors.borrower
    signed = SignedRestructuring(
        restructuring=proposal, servicer=servicer.address,
        by_borrower=signature_bytes(proposal.sign(platform, borrower)),
        by_servicer=signature_bytes(proposal.sign(platform, servicer)),
    )  # fmt: skip
    Operator(platform, servicer).act.propose_restructuring(signed).send()
    site.index()
    return loan


def test_before_and_after_are_those_of_the_sdk(site: Api, ballot: int) -> None:
    sign_in(site, site.network.session.actors.investors[0])
    assert f"/loans/{ballot}/vote" in read(site.client.get("/me/votes").text).links
    shown = read(site.client.get(f"/loans/{ballot}/vote").text)
    state = live_state(site.network.platform, ballot)
    today = day_from_date(site.node.services.business.today())
    changed = restructure(state, today, rate_ppm=60_000, n=24, period=1)
    for course in (state, changed):
        rows = remaining_rows(course)
        assert sum(row.payment for row in rows) in shown.figures
        assert sum(row.interest for row in rows) in shown.figures


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_vote_is_reviewed_as_the_wallet_will_show_it(site: Api, ballot: int, answer: str) -> None:
    sign_in(site, site.network.session.actors.investors[0])
    call = transaction_of(site.client.get(f"/loans/{ballot}/vote/review?answer={answer}"))
    assert call["to"] == site.network.platform.address("Ballots")
    assert int(call["data"][-64:], 16) == (answer == "yes")


def test_who_has_voted_or_lent_nothing_is_told_so(site: Api, ballot: int) -> None:
    voter = site.network.session.actors.investors[0]
    Investor(site.network.platform, voter).act.vote(ballot, in_favour=True).send()
    sign_in(site, voter)
    again = site.client.get(f"/loans/{ballot}/vote/review?answer=yes")
    assert "BALLOT:VOTE:AGAIN" in again.text
    assert "data-transaction" not in again.text
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.investors[3])
    assert "You have no note of this loan." in site.client.get(f"/loans/{ballot}/vote").text


def test_a_loan_that_asks_nothing_has_no_ballot(site: Api, ballot: int) -> None:
    sign_in(site, site.network.session.actors.investors[0])
    other = site.network.loans.active()
    missing = site.client.get(f"/loans/{other}/vote")
    assert (missing.status_code, "BALLOT:NONE" in missing.text) == (404, True)
    assert site.client.get(f"/loans/{ballot}/vote/review?answer=maybe").status_code == 422
