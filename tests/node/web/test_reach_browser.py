"""Pages for whoever has no mouse, a narrow window, or letters of twice the size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from playwright.sync_api import expect

from node.web.browser import launched, needs_browser, visited
from node.web.reach import CUT
from node.web.wallet import Wallet
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.platform import Platform
from tallystick_node.entrypoints.development import token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_browser]

OPEN = 3
PUBLIC = (
    "/", "/market", "/market/resale", f"/loans/{OPEN}", "/loans/1", "/reports", "/reports/2015-06",
    "/fees", "/about", "/exit", "/governance", "/code", "/audits", "/verify", "/sign-in",
    "/nowhere",
)  # fmt: skip
OWN = (
    "/me", "/me/votes", "/me/statements?year=2016", "/me/withdraw?amount=1", "/loans/1/sell",
    f"/loans/{OPEN}/lend", "/account", "/account/security", "/account/money", "/borrow",
    "/applications",
)  # fmt: skip
STAFF = (
    "/staff",
    "/staff/credit-reviews",
    "/staff/collections",
    "/staff/operations",
    "/staff/risk",
)
TABS_MAX = 80
BROKEN = """() => {
  const line = document.createElement("p");
  line.textContent = "too much for any window";
  line.style.cssText = "width: 3000px; height: 2px; overflow: hidden";
  document.querySelector("main").append(line);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


@pytest.fixture(scope="module")
def platform(demo_node: DemoNode) -> Iterator[Platform]:
    file = demo_node.folder / "deployment.json"
    with Platform.connect(demo_node.url + "/rpc", file) as result:
        yield result


def wallet_of(node: DemoNode, platform: Platform, page: Page) -> Wallet:
    keys = json.loads((node.folder / "keys" / "dev-keys.json").read_text("utf-8"))
    wallet = Wallet(Account.from_key(keys["investor"]), platform.connection, platform.chain_id)
    wallet.install(page)
    return wallet


def paths_of(role: str) -> tuple[str, ...]:
    return {"nobody": PUBLIC, "investor": OWN, "underwriter": STAFF}[role]


def token(node: DemoNode, role: str) -> str:
    return token_of(node.folder, role, None).token


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is where it is wanted; wherever it comes it has to be seen."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        seen = page.evaluate(
            """() => { const style = getComputedStyle(document.activeElement);
            return style.outlineStyle !== "none" || style.boxShadow !== "none"; }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("text => document.activeElement.matches(text)", selector):
            return
    raise AssertionError(f"the keyboard does not come to {selector}")


def test_the_keyboard_alone_signs_in_and_lends(
    browser: Browser, demo_node: DemoNode, platform: Platform
) -> None:
    with visited(browser) as visit:
        page, wallet = visit.page, wallet_of(demo_node, platform, visit.page)
        view = InvestorView(platform, wallet.account.address)
        before, button = view.note(OPEN).units, "[data-rdns='test.wallet']"
        page.goto(f"{demo_node.url}/sign-in?next=/loans/{OPEN}/lend")
        expect(page.locator(button)).to_be_visible()
        tab_to(page, button)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{demo_node.url}/loans/{OPEN}/lend")
        tab_to(page, "#amount")
        page.keyboard.type("none")
        tab_to(page, "[name=read]")
        page.keyboard.press("Space")
        tab_to(page, "main form .btn-primary")
        page.keyboard.press("Enter")
        expect(page.locator("#mistake")).to_be_focused()
        assert page.input_value("#amount") == "none"
        tab_to(page, "#amount")
        page.keyboard.press("Control+a")
        page.keyboard.type("25")
        tab_to(page, "[name=read]")
        if not page.is_checked("[name=read]"):
            page.keyboard.press("Space")
        tab_to(page, "main form .btn-primary")
        page.keyboard.press("Enter")
        expect(page.locator(button)).to_be_visible()
        tab_to(page, button)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Done", timeout=20_000)
        assert view.note(OPEN).units == before + 25_000_000


@pytest.mark.parametrize("role", ["nobody", "investor", "underwriter"])
def test_every_page_begins_with_a_way_past_its_head(
    browser: Browser, demo_node: DemoNode, role: str
) -> None:
    with visited(browser) as visit:
        if role != "nobody":
            visit.context.add_cookies(
                [{"name": "session", "value": token(demo_node, role), "url": demo_node.url}]
            )
        for path in paths_of(role):
            visit.page.goto(f"{demo_node.url}{path}")
            if visit.page.evaluate("document.activeElement !== document.body"):
                continue  # on a form's mistake, which is below the head
            visit.page.keyboard.press("Tab")
            assert visit.page.evaluate("document.activeElement.className") == "skip", path
            visit.page.keyboard.press("Enter")
            assert visit.page.evaluate("document.activeElement.id") == "main", path


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("role", ["nobody", "investor", "underwriter"])
@pytest.mark.parametrize(
    ("width", "letters"), [(320, "100%"), (640, "100%"), (1280, "200%"), (640, "200%")]
)
def test_nothing_is_cut_off_in_a_narrow_window_or_with_large_letters(
    browser: Browser, demo_node: DemoNode, role: str, language: str, width: int, letters: str
) -> None:
    """A window of 640 pixels is one of 1,280 at 200 %; 320 one at 400 %."""
    wrong = {}
    with visited(browser, width) as visit:
        cookies = [{"name": "language", "value": language, "url": demo_node.url}]
        if role != "nobody":
            cookies.append(
                {"name": "session", "value": token(demo_node, role), "url": demo_node.url}
            )
        visit.context.add_cookies(cookies)  # type: ignore[arg-type]
        for path in paths_of(role):
            visit.page.goto(f"{demo_node.url}{path}")
            visit.page.evaluate(
                "size => { document.documentElement.style.fontSize = size; }", letters
            )
            reach = visit.page.evaluate(CUT)
            if reach["over"] > 0 or reach["cut"]:
                wrong[path] = reach
        visit.page.evaluate(BROKEN)
        assert visit.page.evaluate(CUT)["cut"], "what is cut off would not be seen here"
    assert wrong == {}
