"""A page for everybody is made once a second; nobody gets what is another's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fastapi import Response

from node.web.forms import enter
from tallystick_node.web import kept_pages
from tallystick_node.web.kept_pages import PAGES_MAX, KeptPages

if TYPE_CHECKING:
    from node.api.builders import Api


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "KEPT_SECONDS", 60.0)


def page(text: str = "page", cache: str = "no-cache", status: int = 200) -> Response:
    return Response(text, status, {"cache-control": cache})


def test_fifty_readers_at_once_have_one_page_made() -> None:
    calls = []

    async def make() -> Response:
        calls.append(1)
        await asyncio.sleep(0.01)
        return page()

    async def read() -> list[Response]:
        pages = KeptPages()
        return await asyncio.gather(*(pages.answer(("/",), make) for _ in range(50)))

    answers = asyncio.run(read())
    assert {bytes(answer.body) for answer in answers} == {b"page"}
    assert len(calls) == 1


@pytest.mark.parametrize("other", [page(cache="no-store"), page(status=404), page(cache="")])
def test_what_is_somebodys_or_refused_is_not_kept(other: Response) -> None:
    calls = []

    async def make() -> Response:
        calls.append(1)
        return other

    async def read() -> None:
        pages = KeptPages()
        for _ in range(3):
            await pages.answer(("/",), make)

    asyncio.run(read())
    assert len(calls) == 3


def test_so_many_pages_are_kept_and_no_more() -> None:
    async def read() -> int:
        pages = KeptPages()
        for place in range(PAGES_MAX + 50):
            await pages.answer((str(place),), lambda: asyncio.sleep(0, page()))
        return len(pages._pages)

    assert asyncio.run(read()) == PAGES_MAX


def test_nobody_gets_what_a_reader_who_has_signed_in_was_shown(site: Api) -> None:
    before = site.client.get("/market").text
    address = enter(site, "investor 0")
    own = site.client.get("/market")
    assert "/sign-out" in own.text
    assert own.headers["cache-control"] == "no-store"
    site.client.cookies.clear()
    after = site.client.get("/market")
    assert after.text == before
    assert address not in after.text
    assert after.headers["cache-control"] == "no-cache"


def test_each_language_and_look_is_a_page_of_its_own(site: Api) -> None:
    english = site.client.get("/fees", headers={"accept-language": "en"}).text
    chinese = site.client.get("/fees", headers={"accept-language": "zh-CN"}).text
    assert english != chinese
    assert site.client.get("/fees", headers={"accept-language": "en"}).text == english
    dark = site.client.get("/fees?theme=dark")
    assert "set-cookie" in dark.headers
    assert 'data-bs-theme="dark"' in site.client.get("/fees").text
