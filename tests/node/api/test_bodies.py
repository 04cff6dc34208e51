"""What a body may be: bounds at, below and above, told before it is read, and short refusals."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from node.api.builders import URL, Api
from node.api.test_people import registered
from node.kyc.builders import PDF
from tallystick_node.api.app import make_app
from tallystick_node.api.bodies import BODY_BYTES_MAX, BOUNDS, LONG_ACCOUNT_MAX, bound_of
from tallystick_node.bootstrap.application import application_of
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = {"content-type": "application/json"}


def flood(size: int) -> bytes:
    """A JSON object of so many bytes, each of whose fields breaks a rule."""
    fields = ",".join(f'"{number:08}":1' for number in range((size - 2) // 13))
    return ("{" + fields + " " * (size - 2 - len(fields)) + "}").encode()


def test_one_body_of_wrong_fields_costs_nobody_anything(api: Api) -> None:
    response = api.client.post("/v1/sign-in", content=flood(BODY_BYTES_MAX), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (422, "INPUT:FIELDS")
    assert len(response.json()["errors"]) == 20
    assert len(response.content) < 10_000


def test_a_long_field_is_not_read_back_at_length(api: Api) -> None:
    body = json.dumps({"f" * 10_000: 1}).encode()
    response = api.client.post("/v1/sign-in", content=body, headers=JSON)
    assert response.status_code == 422
    assert len(response.content) < 2_000


@pytest.mark.parametrize("more", [1, 10, 2**20])
def test_a_body_over_the_bound_is_refused(api: Api, more: int) -> None:
    response = api.client.post("/v1/sign-in", content=flood(BODY_BYTES_MAX + more), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (413, "API:SIZE")


def test_a_body_of_unstated_length_is_cut_at_the_bound(api: Api) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 64 * 2**20:
            sent += 4_096
            yield b" " * 4_096

    response = api.client.post("/v1/sign-in", content=endless(), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (413, "API:SIZE")


@pytest.mark.parametrize(
    "path", ["/v1/me/checks/liveness", "/v1/me/documents?kind=tax", "/v1/staff/sanctions/ofac"]
)
def test_only_who_is_signed_in_may_upload(api: Api, path: str) -> None:
    large = b"x" * (BODY_BYTES_MAX + 1)
    for headers in ({}, {"authorization": "Bearer " + "0" * 64}, {"authorization": "Basic x"}):
        response = api.client.post(path, content=large, headers=JSON | headers)
        assert (response.status_code, response.json()["code"]) == (401, "ACCESS:TOKEN")


def test_who_is_no_staff_sends_no_list(api: Api) -> None:
    large = b"x" * (BODY_BYTES_MAX + 1)
    stranger = api.sign_in("outsider") | JSON
    response = api.client.post("/v1/staff/sanctions/ofac", content=large, headers=stranger)
    assert (response.status_code, response.json()["code"]) == (403, "ACCESS:ROLE")
    officer = api.sign_in("compliance") | JSON
    response = api.client.post("/v1/staff/sanctions/ofac", content=large, headers=officer)
    assert (response.status_code, response.json()["code"]) == (403, "ACCESS:FACTOR")


def test_an_account_has_two_long_bodies_taken_in_at_once(api: Api) -> None:
    headers = api.sign_in("outsider")
    sent: list[int] = []

    async def asked(body: asyncio.Future[bytes]) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": await body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                sent.append(message["status"])

        scope = {
            "type": "http", "path": "/v1/me/documents", "raw_path": b"/v1/me/documents",
            "method": "POST", "query_string": b"kind=tax", "scheme": "http", "http_version": "1.1",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        await api.client.app(scope, receive, send)

    async def everybody() -> None:
        body: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        waiting = [asyncio.create_task(asked(body)) for _ in range(LONG_ACCOUNT_MAX + 1)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert sent == [429]
        body.set_result(PDF)
        await asyncio.gather(*waiting)
        await asked(body)

    asyncio.run(everybody())
    assert sent.count(429) == 1
    assert len(sent) == LONG_ACCOUNT_MAX + 2


def test_a_document_of_the_largest_size_is_taken(api: Api) -> None:
    headers = registered(api) | {"content-type": "application/octet-stream"}
    whole = PDF + b"0" * (DOCUMENT_BYTES_MAX - len(PDF))
    answer = api.client.post("/v1/me/documents?kind=tax", content=whole, headers=headers)
    assert answer.json().get("code") != "API:SIZE"
    longer = api.client.post("/v1/me/documents?kind=tax", content=whole + b"0", headers=headers)
    assert (longer.status_code, longer.json()["code"]) == (422, "API:SIZE")


def test_who_asks_too_often_is_refused_before_the_body_is_read(api: Api) -> None:
    operation = application_of(api.node).state.operation
    limited = TestClient(make_app(api.node.services, operation, requests_per_minute=1), URL)
    assert limited.get("/v1/loans").status_code == 200
    response = limited.post("/v1/sign-in", content=flood(2**22), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (429, "RATE:LIMIT")


# Paths of pages, which the API's description leaves out.
PAGES = ("/borrow", "/account/papers", "/account/face")


def test_every_larger_bound_is_of_a_path_that_there_is(api: Api) -> None:
    paths = [
        path.replace("{person}", "0" * 32).replace("{number}", "1").replace("{report}", "1")
        for path in (*api.client.get("/openapi.json").json()["paths"], *PAGES)
    ]
    for form, bound in BOUNDS:
        assert any(form.fullmatch(path) for path in paths), form.pattern
        assert bound.bytes_max > BODY_BYTES_MAX
    assert bound_of("/v1/sign-in").bytes_max == BODY_BYTES_MAX == 16_384


@pytest.mark.parametrize(
    "path",
    [
        "/v1/loans?status=%00", "/v1/loans?borrower=a%00b", "/v1/applications/%00",
        "/v1/orders/%00", "/v1/loans?%00=1", "/agreements/%00.json", "/v1/accounts/0x%00",
    ],
)  # fmt: skip
def test_an_address_with_a_nul_is_no_fault_of_ours(api: Api, path: str) -> None:
    """PostgreSQL takes no U+0000 in a text."""
    headers = registered(api)
    response = api.client.get(path, headers=headers)
    assert response.status_code < 500
    assert response.status_code == 200 or ":" in response.json()["code"]
