"""Pages in a real browser, of a real node with a real chain: readable, without a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.web.browser import accessibility, launched, needs_browser, visited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_browser]

PATHS = (
    "/", "/market", "/loans/1", "/loans/2", "/loans/3", "/reports", "/reports/2015-06", "/fees",
    "/about", "/exit", "/code", "/audits", "/verify", "/nowhere",
)  # fmt: skip
# Of telephones, and of a window at 400 %.
NARROW = (320, 375)


@pytest.fixture(scope="module")
def url(demo_node: DemoNode) -> str:
    return demo_node.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_every_page(
    browser: Browser, url: str, language: str, theme: str
) -> None:
    with visited(browser, bypass_csp=True) as visit:
        defects = {}
        for path in PATHS:
            visit.page.goto(f"{url}{path}?lang={language}&theme={theme}")
            defects[path] = accessibility(visit)
    assert {path: lines for path, lines in defects.items() if lines} == {}


@pytest.mark.parametrize("width", NARROW)
def test_no_page_is_wider_than_a_telephone(browser: Browser, url: str, width: int) -> None:
    with visited(browser, width) as visit:
        for path in PATHS:
            visit.page.goto(f"{url}{path}")
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_no_page_breaks_its_own_policy(browser: Browser, url: str) -> None:
    with visited(browser) as visit:
        for path in PATHS:
            visit.page.goto(f"{url}{path}")
        missing = [line for line in visit.complaints if "404" in line]
    assert len(missing) == 1  # of the page that is not there
    assert visit.complaints == missing


def test_pages_are_read_without_javascript(browser: Browser, url: str) -> None:
    with visited(browser, java_script_enabled=False) as visit:
        visit.page.goto(url)
        visit.page.get_by_role("link", name="Market", exact=True).click()
        visit.page.get_by_role("link", name="3", exact=True).click()
        assert "Loan 3" in visit.page.title()
        visit.page.get_by_role("link", name="简体中文").click()
        assert "借款 3" in visit.page.title()


def test_the_keyboard_alone_comes_to_the_content(browser: Browser, url: str) -> None:
    with visited(browser) as visit:
        visit.page.goto(f"{url}/market")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the content"
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "main"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.pathname") == "/market/resale"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.pathname") == "/loans"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.name") == "level"


def test_a_report_is_the_published_file(browser: Browser, url: str) -> None:
    with visited(browser) as visit:
        visit.page.goto(f"{url}/reports")
        visit.page.get_by_role("link", name="June 2015").click()
        published = visit.context.request.get(f"{url}/reports/monthly-2015-06.v1.json").json()
        page = visit.page
        shown = page.eval_on_selector_all("main data", "all => all.map(one => one.value)")
    for figure in published["figures"]:
        if figure["unit"] in {"minor", "ppm"} and figure["value"] is not None:
            assert figure["value"] in shown, figure["code"]
