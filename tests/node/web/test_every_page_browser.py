"""Every page there is, as everybody who may read it, in a real browser: nobody lists them here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.builders import URL
from node.api.test_lending import FIRST
from node.api.test_servicing import staff as with_factor
from node.web.belongings import belongings
from node.web.browser import accessibility, launched, needs_browser, visited
from node.web.reach import CUT
from node.web.serving import served
from node.web.test_nobody_elses import QUERIES, enter, values_of
from node.web.test_page_states import pages
from tallystick_node.web.session import SESSION_COOKIE

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api
    from node.web.browser import Visit

pytestmark = [pytest.mark.long, needs_browser]

# Whose pages others have too come first; a page is looked at as the first of them who may read it.
READERS = ("nobody", "client", FIRST, "servicer", "compliance", "council 0", "guardian")
LOOKS = (("en", "light"), ("zh-CN", "dark"))
TELEPHONE = 375


def session_of(site: Api, reader: str, owner: dict[str, str]) -> dict[str, str]:
    if reader in ("nobody", "client"):
        return {"nobody": {}, "client": owner}[reader]
    return with_factor(site, reader)


def paths_by_reader(site: Api, folder: Path) -> dict[str, tuple[dict[str, str], list[str]]]:
    """What each reader can open that none before them could: their session and the paths."""
    owned, seen, result = belongings(site, folder), set[str](), {}
    values = values_of(owned)
    for reader in READERS:
        session, own = session_of(site, reader, owned.session), []
        for path, answer in pages(site, values, enter(site, session)):
            if answer.status_code == 200 and path not in seen:
                seen.add(path)
                own.append(path)
        result[reader] = (session, own)
    return result


def let_in(visit: Visit, session: dict[str, str], language: str, theme: str) -> None:
    cookies = {"language": language, "theme": theme}
    if session:
        cookies[SESSION_COOKIE] = session["authorization"].partition(" ")[2]
    visit.context.add_cookies(
        [{"name": name, "value": value, "url": URL} for name, value in cookies.items()]
    )


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_read_by_whoever_may(
    site: Api, tmp_path: Path, look: tuple[str, str]
) -> None:
    """axe finds nothing, nothing is cut off on a telephone, and the console stays silent."""
    defects: dict[str, list[str]] = {}
    counts = {}
    readers = paths_by_reader(site, tmp_path)
    with served(site) as stage, launched(stage.arguments) as browser:
        for reader, (session, paths) in readers.items():
            counts[reader] = len(paths)
            with (
                visited(browser, bypass_csp=True) as wide,
                visited(browser, TELEPHONE) as narrow,
            ):
                for visit in (wide, narrow):
                    let_in(visit, session, *look)
                for path in paths:
                    defects[f"{reader} {path}"] = looked_at(wide, narrow, path)
    assert {where: lines for where, lines in defects.items() if lines} == {}
    assert counts["nobody"] > 15, counts
    assert counts["client"] > 15, counts
    assert all(counts[reader] >= 1 for reader in (FIRST, "servicer", "compliance")), counts


def looked_at(wide: Visit, narrow: Visit, path: str) -> list[str]:
    lines = []
    wide.page.goto(f"{URL}{path}")
    assert wide.page.locator("h1").count() == 1, path
    lines += accessibility(wide)
    narrow.page.goto(f"{URL}{path}")
    reach = narrow.page.evaluate(CUT)
    if reach["over"] > 0:
        lines.append(f"wider than {TELEPHONE} pixels by {reach['over']}")
    lines += reach["cut"]
    for visit in (wide, narrow):
        lines += visit.complaints
        visit.complaints.clear()
    return lines


def test_the_questions_of_addresses_are_of_pages_that_there_are(site: Api) -> None:
    from node.web.route_table import readable  # noqa: PLC0415 - one test's need

    assert set(QUERIES) <= set(readable(site))
