"""What any request can meet: late bodies, days, redirections, caches, a database that is away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import generate_latest
from sqlalchemy.exc import OperationalError

from tallystick_node.api import bodies
from tallystick_node.api.bodies import BoundedBodies

if TYPE_CHECKING:
    from node.api.builders import Api


def test_a_body_that_does_not_come_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS_MIN", 0.0)
    monkeypatch.setattr(bodies, "BYTES_PER_SECOND_MIN", bodies.BODY_BYTES_MAX * 20)
    sent: list[dict[str, Any]] = []

    async def served(*_: Any) -> None:
        raise AssertionError("a request without its body is not passed on")

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1/sign-in", "method": "POST", "headers": []}
    asyncio.run(BoundedBodies(served)(scope, receive, send))
    assert sent[0]["status"] == 408
    assert b"API:SLOW" in sent[1]["body"]


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2020-W01-1", "2020-001",
            "1700000000", "20200101", "２０２０-01-01", ""],
)  # fmt: skip
def test_a_day_beyond_any_business_or_in_another_form_is_refused(api: Api, day: str) -> None:
    person = api.sign_in("investor")
    path = f"/v1/accounts/{api.network.session.actors.investor.address}/statement"
    for name, other in (("from", "to"), ("to", "from")):
        answer = api.client.get(path, params={name: day, other: "2026-01-31"}, headers=person)
        assert answer.status_code == 422, answer.text
        assert answer.json()["code"] == "INPUT:FIELDS"


def test_a_path_with_a_slash_too_many_names_no_host(api: Api) -> None:
    answer = api.client.get(
        "/v1/platform/", headers={"host": "evil.example"}, follow_redirects=False
    )
    assert answer.status_code == 404
    assert "evil.example" not in answer.text + str(answer.headers)


def test_answers_of_the_api_are_kept_by_nobody(api: Api) -> None:
    assert api.client.get("/v1/platform").headers["cache-control"] == "no-store"
    assert api.client.get("/v1/me").headers["cache-control"] == "no-store"


def test_methods_without_end_are_one_series(api: Api) -> None:
    for number in range(20):
        api.client.request(f"MADE{number}", "/v1/platform")
    text = generate_latest(api.client.app.state.registry).decode()  # type: ignore[attr-defined]
    assert 'method="other"' in text
    assert "MADE" not in text


def test_a_database_that_is_away_is_said_to_be_away(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise OperationalError("SELECT secret", {}, Exception("disk full at /var/lib/secret"))

    monkeypatch.setattr(type(api.node.services.index), "freshness", away)
    answer = api.client.get("/v1/platform")
    assert answer.status_code == 503
    assert answer.json()["code"] == "DATABASE:AWAY"
    assert "secret" not in answer.text


def test_the_platform_is_read_once_for_each_block(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = api.client.get("/v1/platform").json()

    def executed(*_: Any) -> Any:
        raise AssertionError("it is in memory")

    monkeypatch.setattr(type(api.node.services.platform.connection), "call", executed)
    assert api.client.get("/v1/platform").json() == first
