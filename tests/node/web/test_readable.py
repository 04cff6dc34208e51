"""Refusals for people, wherever they come from; programs get problem documents as before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tallystick_node.api.problems import problem
from tallystick_node.web.readable import ReadableRefusals

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from node.api.builders import Api

PEOPLE, PROGRAMS = {"accept": "text/html,application/xhtml+xml"}, {"accept": "*/*"}
PATHS = [
    ("/reports/abc", 404), ("/docs/nothing", 404), ("/agreements/zz", 404), ("/nowhere", 404),
]  # fmt: skip


@pytest.mark.parametrize(("path", "status"), PATHS)
def test_people_get_a_page_and_programs_a_document(site: Api, path: str, status: int) -> None:
    page = site.client.get(path, headers=PEOPLE)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    document = site.client.get(path, headers=PROGRAMS)
    assert document.status_code == status
    assert document.headers["content-type"] == "application/problem+json"
    assert document.json()["code"] in page.text


def test_the_api_answers_browsers_too_as_programs(site: Api) -> None:
    answer = site.client.get("/v1/loans/99", headers=PEOPLE)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_that_is_too_long_is_refused_on_a_page(site: Api) -> None:
    headers = {**PEOPLE, "content-type": "application/x-www-form-urlencoded"}
    answer = site.client.post("/borrow", content=b"a" * 10**6, headers=headers)
    assert answer.status_code == 413
    assert "<code>API:SIZE</code>" in answer.text


def test_a_method_that_is_none_keeps_what_is_allowed(site: Api) -> None:
    answer = site.client.put("/market", headers=PEOPLE)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert "<h1>" in answer.text


@pytest.mark.parametrize(("language", "word"), [("en", "cannot be shown"), ("zh-CN", "无法显示")])
def test_who_asks_too_often_is_told_without_a_look_at_anything(language: str, word: str) -> None:
    async def refuse(request: Request) -> Response:
        return problem(
            request, 429, "RATE:LIMIT",
            "at most 60 requests a minute from one address; try again in 7 seconds",
            headers={"retry-after": "7"},
        )  # fmt: skip

    app = Starlette(routes=[Route("/", refuse)])
    app.add_middleware(ReadableRefusals)
    answer = TestClient(app).get("/", headers={**PEOPLE, "accept-language": language})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert word in answer.text
    assert "RATE:LIMIT" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/market", "/v1/platform", "/v1/loans", "/livez", "/openapi.json"]
)
def test_head_answers_as_get_without_its_body(site: Api, path: str) -> None:
    whole, head = site.client.get(path), site.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_head_of_what_is_not_there_is_refused_without_a_body(site: Api) -> None:
    answer = site.client.head("/v1/loans/99")
    assert (answer.status_code, answer.content) == (404, b"")
