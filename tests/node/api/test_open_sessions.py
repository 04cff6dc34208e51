"""Which sessions are open, ending one, and those of staff that are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp

from node.api.builders import Api, key_of
from tallystick_node.auth.sessions import open_development_session

if TYPE_CHECKING:
    from node.times import Time

OWNER, OTHER, STAFF = "outsider", "lender", "compliance"


def sessions(api: Api, headers: dict[str, str]) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = api.client.get("/v1/sessions", headers=headers).json()[
        "sessions"
    ]
    return listed


def open_to_staff(api: Api, time: Time) -> dict[str, str]:
    headers = api.sign_in(STAFF)
    enrolled = api.client.post("/v1/session/second-factor/enrolment", headers=headers)
    code = pyotp.TOTP(enrolled.json()["secret"]).at(time())
    answer = api.client.post("/v1/session/second-factor", json={"code": code}, headers=headers)
    assert answer.status_code == 200, answer.text
    return headers


def test_somebody_sees_their_sessions_and_no_others(api: Api, time: Time) -> None:
    first = api.sign_in(OWNER)
    time.pass_by(seconds=120)
    second = api.sign_in(OWNER)
    api.sign_in(OTHER)
    rows = sessions(api, second)
    assert [(row["method"], row["current"]) for row in rows] == [
        ("wallet", True), ("wallet", False),
    ]  # fmt: skip
    time.pass_by(seconds=60)
    api.client.get("/v1/session", headers=first)
    used = {row["created_at"]: row["used_at"] for row in sessions(api, first)}
    assert len(set(used.values())) == 2
    assert used[rows[1]["created_at"]] == time().isoformat().replace("+00:00", "Z")


def test_a_session_is_ended_by_its_name(api: Api, time: Time) -> None:
    first = api.sign_in(OWNER)
    time.pass_by(seconds=1)
    second = api.sign_in(OWNER)
    name = next(row["id"] for row in sessions(api, second) if not row["current"])
    stranger = api.sign_in(OTHER)
    for headers, expected in ((stranger, 422), (second, 204), (second, 422)):
        response = api.client.delete(f"/v1/sessions/{name}", headers=headers)
        assert response.status_code == expected
    assert api.client.get("/v1/session", headers=first).status_code == 401
    assert api.client.get("/v1/session", headers=second).status_code == 200


def test_staff_who_leave_a_session_alone_sign_in_again(api: Api, time: Time) -> None:
    headers = open_to_staff(api, time)
    time.pass_by(seconds=14 * 60)
    assert api.client.get("/v1/session", headers=headers).status_code == 200
    time.pass_by(seconds=15 * 60)  # used a quarter of an hour ago
    assert api.client.get("/v1/session", headers=headers).status_code == 200
    time.pass_by(seconds=15 * 60 + 1)
    response = api.client.get("/v1/session", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "ACCESS:IDLE")
    response = api.client.get("/v1/session", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "ACCESS:TOKEN")


def test_clients_may_leave_theirs_alone(api: Api, time: Time) -> None:
    headers = api.sign_in(OWNER)
    time.pass_by(seconds=3_600)
    assert api.client.get("/v1/session", headers=headers).status_code == 200


def test_a_token_of_a_node_under_development_stays(api: Api, time: Time) -> None:
    opened = open_development_session(api.node.services.database, time, key_of(STAFF).address)
    headers = {"authorization": f"Bearer {opened.token}"}
    time.pass_by(seconds=3_600)
    assert api.client.get("/v1/session", headers=headers).status_code == 200
    assert sessions(api, headers)[0]["method"] == "token"
