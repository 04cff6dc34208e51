"""Lists that are filtered, and a transaction that is waited for, without a page loaded anew."""

from __future__ import annotations

import json
import os
from html import escape
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from node.web.browser import accessibility, launched, needs_browser, visited
from tallystick_node.web.assets import asset
from tallystick_node.web.charts import PLOTTED_FROM, PlotLine, plot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_browser]

# Somebody who reads; a page that is loaded anew has forgotten it.
MARK = "window.readsOn = true"
MARKED = "window.readsOn === true"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


def filtered(page: Page, rate: str) -> None:
    page.get_by_label("Rate a year at least").fill(rate)
    page.get_by_role("button", name="Show").click()


def test_a_filter_changes_the_list_where_it_stands(browser: Browser, demo_node: DemoNode) -> None:
    with visited(browser) as visit:
        visit.page.goto(f"{demo_node.url}/market")
        visit.page.evaluate(MARK)
        filtered(visit.page, "99")
        expect(visit.page.locator("main")).to_contain_text("open loans fits")
        assert visit.page.evaluate(MARKED)
        assert "rate=99" in visit.page.url
        # Whoever reads with a keyboard is still where they were.
        assert visit.page.evaluate("document.activeElement.textContent") == "Show"
        filtered(visit.page, "0.01")
        expect(visit.page.locator("table")).to_have_count(1)
        visit.page.go_back()
        expect(visit.page.locator("main")).to_contain_text("open loans fits")
        visit.page.reload()
        expect(visit.page.locator("main")).to_contain_text("open loans fits")
        assert visit.complaints == []


def test_a_refused_filter_is_said_in_place(browser: Browser, demo_node: DemoNode) -> None:
    with visited(browser) as visit:
        visit.page.goto(f"{demo_node.url}/market")
        visit.page.evaluate(MARK)
        filtered(visit.page, "cheap")
        expect(visit.page.locator("main")).to_contain_text("INPUT:RATE")
        assert visit.page.evaluate(MARKED)
        assert [line for line in visit.complaints if "422" not in line] == []


def test_a_list_is_sorted_where_it_stands(browser: Browser, demo_node: DemoNode) -> None:
    with visited(browser, bypass_csp=True) as visit:
        visit.page.goto(f"{demo_node.url}/market")
        visit.page.evaluate(MARK)
        visit.page.get_by_label("Order").select_option("rate")
        visit.page.get_by_role("button", name="Show").click()
        visit.page.wait_for_url("**sort=rate*")
        assert visit.page.get_by_label("Order").input_value() == "rate"
        assert visit.page.evaluate(MARKED)
        assert accessibility(visit) == []


def test_an_injected_element_gets_no_htmx(browser: Browser, demo_node: DemoNode) -> None:
    """Without the page's nonce its attributes are taken away before they do anything."""
    with visited(browser) as visit:
        visit.page.goto(f"{demo_node.url}/market")
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        visit.page.evaluate("""() => {
            const line = document.createElement("p");
            line.id = "injected";
            line.setAttribute("hx-get", "/fees");
            line.setAttribute("hx-trigger", "load");
            document.querySelector("main").append(line);
            htmx.process(line);
        }""")
        expect(visit.page.locator("#injected")).not_to_have_attribute("hx-get", "/fees")
        assert not [url for url in asked if url.endswith("/fees")]


def test_a_transaction_is_waited_for_without_a_reload(
    browser: Browser, demo_node: DemoNode
) -> None:
    with visited(browser) as visit:
        visit.page.goto(f"{demo_node.url}/sent/0x{'11' * 32}")
        visit.page.evaluate(MARK)
        with visit.page.expect_request("**/sent/**look=3*"):
            pass
        assert visit.page.evaluate(MARKED)
        assert visit.complaints == []


def test_a_plan_of_many_instalments_is_drawn_to_be_pointed_at(
    browser: Browser, demo_node: DemoNode
) -> None:
    count = PLOTTED_FROM + 40
    lines = [PlotLine("principal", "--principal", tuple(range(count))),
             PlotLine("interest", "--interest", tuple(range(count, 0, -1)))]  # fmt: skip
    drawn = plot(range(1, count + 1), "Instalment", "EURC", 6, lines)
    style, script = asset("uPlot.min.css"), asset("plot.js")
    extra = (
        f'<link rel="stylesheet" href="{style.path}" integrity="{style.integrity}">'
        f'<script type="module" src="{script.path}" integrity="{script.integrity}"></script></head>'
    )

    def longer(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace("</head>", extra, 1)
        text = text.replace('<div class="plot">', f'<div class="plot" data-plot="{escape(drawn)}">')
        route.fulfill(response=answer, body=text)

    with visited(browser) as visit:
        visit.page.route("**/loans/3", longer)
        visit.page.goto(f"{demo_node.url}/loans/3")
        expect(visit.page.locator(".plot canvas")).to_have_count(1)
        expect(visit.page.locator(".plot svg")).to_have_count(0)
        expect(visit.page.locator(".plot")).to_contain_text("principal")
        visit.page.locator(".plot .u-over").hover()
        expect(visit.page.locator(".plot")).to_contain_text("EURC")
        if shots := os.environ.get("TALLYSTICK_SHOTS"):
            visit.page.screenshot(path=f"{shots}/plot.png", full_page=True)
        visit.page.set_viewport_size({"width": 375, "height": 700})
        visit.page.wait_for_function("document.documentElement.scrollWidth <= 375")
        assert visit.complaints == []


def test_few_points_are_the_servers_own_picture() -> None:
    line = PlotLine("principal", "--principal", tuple(range(PLOTTED_FROM)))
    assert plot(range(PLOTTED_FROM), "Instalment", "EURC", 6, [line]) == ""
    longer = PlotLine("principal", "--principal", tuple(range(PLOTTED_FROM + 1)))
    assert json.loads(plot(range(PLOTTED_FROM + 1), "Instalment", "EURC", 6, [longer]))
