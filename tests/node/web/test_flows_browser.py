"""Whole stories in a real browser, both languages, telephone and desk: days pass between acts."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from node.api.builders import URL, key_of
from node.api.test_lending import BORROWER, apply, examine, known
from node.api.test_servicing import dues, late, look, step
from node.underwriting.cases import UNIT
from node.web.browser import accessibility, launched, needs_browser, visited
from node.web.serving import Served, served
from tallystick.chain.signer import signature_bytes
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import live_state
from tallystick.platform._sync.operator import Operator
from tallystick.platform.restructurings import Restructuring, SignedRestructuring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from node.api.builders import Api
    from node.web.browser import Visit

pytestmark = [
    pytest.mark.long, needs_browser,
    pytest.mark.parametrize("language", ["en", "zh-CN"]),
    pytest.mark.parametrize("width", [375, 1280]),
]  # fmt: skip

DAY = 86_400
SELLER, BUYER, SERVICER = "investor 0", "investor 1", "servicer"


@contextmanager
def opened(stage: Served, browser: Browser, who: str, language: str, width: int) -> Iterator[Visit]:
    """A window of somebody who is signed in; its console has to stay empty."""
    with visited(browser, width, bypass_csp=True) as visit:
        stage.enter(visit, who, language)
        yield visit
        assert visit.complaints == []


def go(visit: Visit, path: str) -> None:
    """Open a page, which is readable and no wider than its window."""
    visit.page.goto(f"{URL}{path}")
    fits(visit)


def fits(visit: Visit) -> None:
    assert accessibility(visit) == []
    width = visit.page.viewport_size["width"]  # type: ignore[index]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, visit.page.url


def shown(visit: Visit) -> list[str]:
    values: list[str] = visit.page.eval_on_selector_all(
        "main data", "all => all.map(one => one.value)"
    )
    return values


def test_an_ask_is_filled_and_both_see_it(site: Api, language: str, width: int) -> None:
    loan = site.network.loans.active()
    site.index()
    units = 200 * UNIT
    with served(site) as stage, launched(stage.arguments) as browser:
        with opened(stage, browser, SELLER, language, width) as visit:
            view = InvestorView(site.network.platform, key_of(SELLER).address)
            kept = view.note(loan).units
            go(visit, f"/loans/{loan}/sell")
            for name, value in {"units": "200", "price": "95", "days": "14", "dpd": "0"}.items():
                visit.page.fill(f"main [name={name}]", value)
            visit.page.locator("main form .btn-primary").click()
            fits(visit)
            visit.page.locator("[data-rdns='test.wallet']").click()
            visit.page.wait_for_url("**/asks/**")
            ask = visit.page.url.removeprefix(URL)
            assert str(units) in shown(visit)
        with opened(stage, browser, BUYER, language, width) as visit:
            go(visit, "/market/resale")
            visit.page.locator(f"main a[href='{ask}']").first.click()
            fits(visit)
            visit.page.locator(f"main a[href='{ask}/buy']").click()
            visit.page.fill("main [name=units]", "200")
            visit.page.locator("main form .btn-primary").click()
            fits(visit)
            stage.sign(visit.page)
            go(visit, "/me")
            bought = InvestorView(site.network.platform, key_of(BUYER).address).note(loan)
            assert str(bought.units) in shown(visit)
        with opened(stage, browser, SELLER, language, width) as visit:
            go(visit, "/me")
            assert str(kept - units) in shown(visit)
            assert view.note(loan).units == kept - units
            go(visit, ask)
            expect(visit.page.locator("main .loss[role=status]")).to_be_visible()


def test_who_is_late_promises_pays_and_is_left_alone(site: Api, language: str, width: int) -> None:
    loan = late(site, 3)
    owed = dues(site, loan).due
    main = f"{owed // UNIT}.{owed % UNIT:06}"
    borrower, actors = site.network.session.actors.borrower, site.network.session.actors
    at = f"/staff/collections/loans/{loan}"
    with served(site) as stage, launched(stage.arguments) as browser:
        with opened(stage, browser, SERVICER, language, width) as visit:
            go(visit, "/staff/collections")
            visit.page.locator(f"main a[href='{at}']").first.click()
            fits(visit)
            due = str(site.node.services.servicing.desk.today + timedelta(days=3))
            promise = visit.page.locator(f"form[action='{at}/promise']")
            promise.locator("[name=amount]").fill(main)
            promise.locator("[name=due]").fill(due)
            promise.locator("button").click()
            visit.page.wait_for_url("**done=promise**")
            fits(visit)
            visit.page.select_option("[name=way]", "call")
            visit.page.locator(f"form[action='{at}/contact'] button").click()
            expect(visit.page.locator("#mistake")).to_contain_text("CONTACT:PROMISE")
            assert visit.page.evaluate("document.activeElement.id") == "mistake"
            visit.complaints.clear()  # of the refusal, which the console calls an error
        actors.deposit(site.network.platform, borrower, owed)
        with opened(stage, browser, BORROWER, language, width) as visit:
            go(visit, f"/loans/{loan}/repay")
            visit.page.fill("main [name=amount]", main)
            visit.page.locator("main form .btn-primary").click()
            fits(visit)
            stage.sign(visit.page)
        assert dues(site, loan).due == 0
        site.network.session.chain.travel(days=1)
        step(site)
        look(site, loan)
        with opened(stage, browser, SERVICER, language, width) as visit:
            go(visit, "/staff/collections")
            assert visit.page.locator(f"main tbody a[href='{at}']").count() == 0
            go(visit, at)
            assert "0" in visit.page.locator("main .facts dd").nth(1).inner_text()


def proposed(site: Api, loan: int) -> None:
    """Borrower and servicer propose twice the time at half the rate."""
    platform, actors = site.network.platform, site.network.session.actors
    proposal = Restructuring(
        loan=loan, rate_ppm=60_000, n=24, period=1, window_seconds=7 * DAY,
        version=live_state(platform, loan).version, expiry=platform.now() + DAY,
    )  # fmt: skip
    signed = SignedRestructuring(
        restructuring=proposal,
        servicer=actors.servicer.address,
        by_borrower=signature_bytes(proposal.sign(platform, actors.borrower)),
        by_servicer=signature_bytes(proposal.sign(platform, actors.servicer)),
    )
    Operator(platform, actors.servicer).act.propose_restructuring(signed).send()
    site.index()


def test_lenders_vote_and_see_a_default_and_what_is_recovered(
    site: Api, language: str, width: int
) -> None:
    loan = late(site, 3)
    proposed(site, loan)
    platform, actors = site.network.platform, site.network.session.actors
    with served(site) as stage, launched(stage.arguments) as browser:  # noqa: SIM117 - of two kinds
        with opened(stage, browser, SELLER, language, width) as visit:
            go(visit, "/me/votes")
            visit.page.locator(f"main a[href='/loans/{loan}/vote']").first.click()
            fits(visit)
            visit.page.locator("[name=answer][value=no]").click()
            fits(visit)
            stage.sign(visit.page)
            go(visit, f"/loans/{loan}/vote")
            against = InvestorView(platform, key_of(SELLER).address).note(loan).units
            assert str(against) in shown(visit)
            site.network.session.chain.travel(days=100)
            step(site)
            servicer = Operator(platform, actors.servicer).act
            servicer.declare_default(loan).send()
            step(site)
            stage.enter(visit, SELLER, language)
            go(visit, f"/loans/{loan}")
            expect(visit.page.locator(".standing-defaulted").first).to_be_visible()
            actors.deposit(platform, actors.borrower, 1_000 * UNIT)
            servicer.collect_debts([loan]).send()
            step(site)
            go(visit, "/me")
            claimable = InvestorView(platform, key_of(SELLER).address).note(loan)
            assert str(claimable.claimable_principal + claimable.claimable_interest) in shown(visit)
            go(visit, f"/me/claim?loan={loan}")
            stage.sign(visit.page)


def test_a_refusal_says_why_and_what_would_change_it(site: Api, language: str, width: int) -> None:
    headers = known(site, BORROWER)
    number = apply(site, headers, amount=str(49_000 * UNIT)).json()["id"]
    examine(site, number)
    reasons = site.client.get(f"/v1/applications/{number}", headers=headers).json()["reasons"]
    assert reasons
    with (
        served(site) as stage, launched(stage.arguments) as browser,
        opened(stage, browser, BORROWER, language, width) as visit,
    ):  # fmt: skip
        go(visit, "/applications")
        visit.page.locator(f"main a[href='/applications/{number}']").first.click()
        fits(visit)
        assert visit.page.locator("main li").count() >= len(reasons)
        visit.page.locator(f"main a[href='/borrow?of={number}']").click()
        assert visit.page.input_value("#title") == "A new roof"
        fits(visit)
