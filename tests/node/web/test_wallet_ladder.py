"""From form to receipt in a real browser, with a wallet that may decline or be elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from playwright.sync_api import Page, expect

from node.entrypoints.process import NodeProcess
from node.web.browser import Visit, accessibility, launched, needs_browser, visited
from node.web.wallet import Wallet
from tallystick.platform._sync.borrower import BorrowerView
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import listing
from tallystick.platform._sync.platform import Platform
from tallystick.platform.listing import LoanStatus
from tallystick_node.demo.show import run_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.long, needs_browser]

LOANS, SEED = 2, 169
OPEN = LOANS + 1
WORDS = {
    "en": {"review": "Review", "use": "Use Test wallet", "done": "Done", "lend": "Lend"},
    "zh-CN": {"review": "核对", "use": "使用 Test wallet", "done": "完成", "lend": "出借"},
}


@dataclass
class Stage:
    """A node that a demonstration has left, and its chain."""

    url: str
    platform: Platform
    keys: dict[str, str]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("ladder") / "demo"
    run_demo(LOANS, SEED, folder)
    keys = json.loads((folder / "keys" / "dev-keys.json").read_text("utf-8"))
    with NodeProcess(folder) as node:
        node.ready()
        with Platform.connect(node.url + "/rpc", folder / "deployment.json") as platform:
            yield Stage(node.url, platform, keys)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visited(browser, bypass_csp=True) as result:
        yield result


def wallet_of(stage: Stage, page: Page, role: str = "investor") -> Wallet:
    account = Account.from_key(stage.keys[role])
    wallet = Wallet(account, stage.platform.connection, stage.platform.chain_id)
    wallet.install(page)
    return wallet


def sign_in(stage: Stage, page: Page, language: str = "en") -> None:
    page.goto(f"{stage.url}/sign-in?next=/me&lang={language}")
    page.get_by_role("button", name=WORDS[language]["use"]).click()
    page.wait_for_url(f"{stage.url}/me")


def reviewed(stage: Stage, page: Page, amount: str, language: str = "en") -> None:
    page.goto(f"{stage.url}/loans/{OPEN}/lend")
    page.fill("#amount", amount)
    page.check("[name=read]")
    page.get_by_role("button", name=WORDS[language]["review"]).click()


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("width", [375, 1280])
def test_somebody_lends_and_sees_what_they_have(
    browser: Browser, stage: Stage, language: str, width: int
) -> None:
    with visited(browser, width, bypass_csp=True) as visit:
        wallet = wallet_of(stage, visit.page)
        sign_in(stage, visit.page, language)
        view = InvestorView(stage.platform, wallet.account.address)
        cash, units = view.balance(), view.note(OPEN).units
        reviewed(stage, visit.page, "25.5", language)
        assert accessibility(visit) == []
        visit.page.get_by_role("button", name=WORDS[language]["use"]).click()
        expect(visit.page.locator("h1")).to_have_text(WORDS[language]["done"], timeout=20_000)
        assert accessibility(visit) == []
        assert (view.balance(), view.note(OPEN).units) == (cash - 25_500_000, units + 25_500_000)
        visit.page.goto(f"{stage.url}/me")
        assert accessibility(visit) == []
        shown = visit.page.eval_on_selector_all("main data", "all => all.map(one => one.value)")
        assert str(view.balance()) in shown
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.complaints == []


def test_the_wallet_gets_what_the_page_has_shown(stage: Stage, visit: Visit) -> None:
    wallet = wallet_of(stage, visit.page)
    sign_in(stage, visit.page)
    reviewed(stage, visit.page, "25")
    shown = visit.page.locator("main").inner_text()
    visit.page.get_by_role("button", name="Use Test wallet").click()
    expect(visit.page.locator("h1")).to_have_text("Done", timeout=20_000)
    (transaction,) = wallet.sent
    assert transaction["to"] in shown
    assert transaction["from"] == wallet.account.address
    assert int(transaction["data"][10:74], 16) == OPEN
    assert int(transaction["data"][74:138], 16) == 25_000_000
    assert "25000000" in shown


def test_a_wallet_that_declines_has_sent_nothing(stage: Stage, visit: Visit) -> None:
    wallet = wallet_of(stage, visit.page)
    sign_in(stage, visit.page)
    view = InvestorView(stage.platform, wallet.account.address)
    before = view.note(OPEN).units
    wallet.declines = {"eth_sendTransaction"}
    reviewed(stage, visit.page, "25")
    visit.page.get_by_role("button", name="Use Test wallet").click()
    status = visit.page.get_by_role("status").last
    expect(status).to_have_text("You declined in your wallet. Nothing was sent.")
    assert view.note(OPEN).units == before


def test_a_wallet_on_another_chain_is_asked_to_switch(stage: Stage, visit: Visit) -> None:
    wallet = wallet_of(stage, visit.page)
    sign_in(stage, visit.page)
    wallet.chain_id = 1
    reviewed(stage, visit.page, "25")
    visit.page.get_by_role("button", name="Use Test wallet").click()
    expect(visit.page.locator("h1")).to_have_text("Done", timeout=20_000)
    methods = [method for method, _ in wallet.asked]
    assert "wallet_switchEthereumChain" in methods
    assert "wallet_addEthereumChain" in methods
    assert wallet.chain_id == stage.platform.chain_id


def test_a_wallet_with_another_account_is_asked_for_the_right_one(
    stage: Stage, visit: Visit
) -> None:
    wallet = wallet_of(stage, visit.page)
    sign_in(stage, visit.page)
    right = wallet.account.address
    wallet.account = Account.from_key(stage.keys["borrower"])
    reviewed(stage, visit.page, "25")
    visit.page.get_by_role("button", name="Use Test wallet").click()
    expect(visit.page.get_by_role("status").last).to_contain_text(right)
    assert wallet.sent == []


def test_without_a_wallet_the_page_says_how_to_get_one(stage: Stage, visit: Visit) -> None:
    visit.page.route("**/dev-wallet.js", lambda route: route.abort())
    visit.page.goto(f"{stage.url}/sign-in")
    expect(visit.page.get_by_text("No wallet has answered")).to_be_visible()


def test_a_visitor_without_a_wallet_lends_with_the_nodes_own(stage: Stage, visit: Visit) -> None:
    visit.page.goto(f"{stage.url}/sign-in?next=/loans/{OPEN}/lend")
    visit.page.get_by_role("button", name="Use Demo wallet: investor").click()
    visit.page.wait_for_url(f"{stage.url}/loans/{OPEN}/lend")
    reviewed(stage, visit.page, "30")
    visit.page.get_by_role("button", name="Use Demo wallet: investor").click()
    expect(visit.page.locator("h1")).to_have_text("Done", timeout=20_000)
    visit.page.goto(f"{stage.url}/me/withdraw?amount=1")
    visit.page.get_by_role("button", name="Use Demo wallet: investor").click()
    expect(visit.page.locator("h1")).to_have_text("Done", timeout=20_000)
    visit.page.get_by_role("button", name="Sign out").click()
    expect(visit.page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_visitor_fills_a_loan_draws_it_and_repays(stage: Stage, browser: Browser) -> None:
    """With the wallets that the node lends, and nothing else."""
    listed = listing(stage.platform, OPEN)
    with visited(browser, bypass_csp=True) as visit:
        page = visit.page

        def act(path: str, role: str) -> None:
            page.goto(f"{stage.url}{path}")
            page.get_by_role("button", name=f"Use Demo wallet: {role}").click()
            expect(page.locator("h1")).to_have_text("Done", timeout=20_000)

        def enter(role: str) -> None:
            page.goto(f"{stage.url}/sign-in?next=/me&lang=en")
            page.get_by_role("button", name=f"Use Demo wallet: {role}").click()
            page.wait_for_url(f"{stage.url}/me")

        enter("investor")
        left = listed.terms.principal - listing(stage.platform, OPEN).funded
        digest = "0x" + listed.disclosure_hash.hex()
        amount = f"{left // 10**6}.{left % 10**6:06}"
        act(f"/loans/{OPEN}/lend?amount={amount}&read={digest}", "investor")
        page.get_by_role("button", name="Sign out").click()
        enter("borrower")
        act(f"/loans/{OPEN}/draw", "borrower")
        page.goto(f"{stage.url}/loans/{OPEN}/repay")
        assert accessibility(visit) == []
        assert listing(stage.platform, OPEN).status is LoanStatus.ACTIVE
        view = BorrowerView(stage.platform, Account.from_key(stage.keys["borrower"]).address)
        before = view.payoff_quote(OPEN).principal
        act(f"/loans/{OPEN}/repay?amount=1000", "borrower")
        assert view.payoff_quote(OPEN).principal < before
        assert visit.complaints == []
