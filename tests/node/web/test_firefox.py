"""What people do most, in Firefox ESR: pages, wallets and the verifier are for no one browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from eth_account import Account

from node.web.firefox import Firefox, firefox, needs_firefox
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_firefox]

OPEN, ENTER, TAB = 3, "\ue007", "\ue004"
INVESTOR, BORROWER = (f"[data-rdns$='{role}']" for role in ("investor", "borrower"))
AT = "(path) => location.pathname === path && document.readyState === 'complete'"
SAYS = "(at, words) => document.querySelector(at)?.innerText.includes(words)"
WIDTH = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox") / "profile") as result:
        yield result
        assert result.complaints == []


def sign_in(window: Firefox, node: DemoNode, wallet: str, after: str) -> None:
    window.goto(f"{node.url}/sign-in?next={after}&lang=en")
    window.click(wallet)
    window.until(AT, after)


def act(window: Firefox, wallet: str) -> None:
    """Confirm what is reviewed, and wait for its block."""
    window.click(wallet)
    window.until(SAYS, "h1", "Done")


def test_everybody_reads_the_market_a_loan_and_a_report(
    window: Firefox, demo_node: DemoNode
) -> None:
    window.goto(demo_node.url)
    window.click("a.nav-link[href='/market']")
    window.until(AT, "/market")
    window.click(f"main a[href='/loans/{OPEN}']")
    window.until(AT, f"/loans/{OPEN}")
    assert f"Loan {OPEN}" in window.text("h1")
    assert window.run(WIDTH)
    window.click("a[hreflang='zh-CN']")
    window.until(SAYS, "h1", f"借款 {OPEN}")
    window.goto(f"{demo_node.url}/reports?lang=en&theme=dark")
    window.click("main a[href^='/reports/2015-06']")
    window.until(AT, "/reports/2015-06")
    assert window.run("() => document.documentElement.dataset.bsTheme") == "dark"


def test_the_keyboard_comes_to_the_content(window: Firefox, demo_node: DemoNode) -> None:
    window.goto(f"{demo_node.url}/fees")
    window.press(TAB)
    assert window.run("() => document.activeElement.className") == "skip"
    window.press(ENTER)
    window.until("() => document.activeElement.id === 'main'")


def test_somebody_lends_withdraws_and_leaves(window: Firefox, demo_node: DemoNode) -> None:
    keys = json.loads((demo_node.folder / "keys" / "dev-keys.json").read_text("utf-8"))
    file = demo_node.folder / "deployment.json"
    with Platform.connect(demo_node.url + "/rpc", file) as platform:
        view = InvestorView(platform, Account.from_key(keys["investor"]).address)
        cash, units = view.balance(), view.note(OPEN).units
        sign_in(window, demo_node, INVESTOR, f"/loans/{OPEN}/lend")
        window.click("#amount")
        window.press("none")
        window.click("[name=read]")
        window.click("main form .btn-primary")
        window.until("() => document.activeElement.id === 'mistake'")
        window.goto(f"{demo_node.url}/loans/{OPEN}/lend")
        window.click("#amount")
        window.press("25.5")
        window.click("[name=read]")
        window.click("main form .btn-primary")
        act(window, INVESTOR)
        assert (view.balance(), view.note(OPEN).units) == (cash - 25_500_000, units + 25_500_000)
        window.goto(f"{demo_node.url}/me/withdraw?amount=1")
        act(window, INVESTOR)
        window.goto(f"{demo_node.url}/me")
        shown = window.run(
            "() => [...document.querySelectorAll('main data')].map((it) => it.value)"
        )
        assert str(cash - 26_500_000) in shown
    window.goto(f"{demo_node.url}/me/statements?year=2016")
    assert window.run(WIDTH)
    window.click("form[action='/sign-out'] button")
    window.until("() => document.querySelector('a[href=\"/sign-in\"]') !== null")


def test_a_borrower_sees_their_own(window: Firefox, demo_node: DemoNode) -> None:
    sign_in(window, demo_node, BORROWER, "/me")
    for path in ("/account", "/applications", "/account/security"):
        window.goto(f"{demo_node.url}{path}")
        assert window.text("h1")
        assert window.run(WIDTH)


def test_a_report_is_computed_again_in_the_browser(window: Firefox, demo_node: DemoNode) -> None:
    window.goto(f"{demo_node.url}/reports/2015-06?lang=en")
    window.click("main a[href^='/verify']")
    window.until("() => document.querySelector('[data-result][data-verdict=holds] h2') !== null")
    window.goto(f"{demo_node.url}/verify?lang=en")
    window.until("() => !document.querySelector('form[data-verify] button').disabled")
    window.click("textarea")
    window.press('{"kind": "report"}')
    window.click("form[data-verify] button")
    window.until("() => document.querySelector('[data-result][data-verdict] h2') !== null")
    assert window.run("() => document.querySelector('[data-verdict=holds]') === null")
