"""A session ends with what it rested on: the second factor, the role, the only wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from node.api.builders import Api, key_of
from node.api.test_people import PHONE, code_of, post, registered
from node.api.test_staff_on_themselves import session
from tallystick.chain.contracts import Governor
from tallystick_node.auth import rights

if TYPE_CHECKING:
    from node.times import Time

STAFF = "compliance"
QUEUE = "/v1/staff/people/queue"


def confirmed(api: Api, name: str = STAFF) -> dict[str, str]:
    """A session of staff with its second factor given."""
    headers = api.sign_in(name)
    enrolled = api.client.post("/v1/session/second-factor/enrolment", headers=headers).json()
    code = pyotp.TOTP(enrolled["secret"]).at(api.time.now)
    response = api.client.post("/v1/session/second-factor", json={"code": code}, headers=headers)
    assert response.status_code == 200, response.text
    return headers


def test_resetting_a_second_factor_ends_the_sessions_it_opened(api: Api) -> None:
    headers, other = confirmed(api), api.sign_in(STAFF)
    assert api.client.get(QUEUE, headers=headers).status_code == 200
    address = key_of(STAFF).address
    council = session(api, "council 0")
    gone = api.client.delete(f"/v1/staff/{address}/second-factor", headers=council)
    assert gone.status_code == 204, gone.text
    for token in (headers, other):
        response = api.client.get("/v1/session", headers=token)
        assert (response.status_code, response.json()["code"]) == (401, "ACCESS:TOKEN")
    assert api.client.get("/v1/session", headers=council).status_code == 200


@pytest.mark.parametrize("name", [STAFF, "underwriter"])
def test_a_role_that_is_lost_and_given_back_needs_a_new_session(
    api: Api, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    headers = confirmed(api, name)
    assert api.client.get("/v1/session", headers=headers).status_code == 200
    monkeypatch.setattr(rights, "FRESH_SECONDS", 0)
    with monkeypatch.context() as lost:
        lost.setattr(rights.Rights, "_read", lambda *_: set())
        assert api.client.get("/v1/session", headers=headers).status_code == 401
    assert api.network.platform.read(Governor.roles_of(key_of(name).address))
    assert api.client.get("/v1/session", headers=headers).status_code == 401
    again = api.sign_in(name)
    assert api.client.get("/v1/session", headers=again).json()["second_factor"] == "confirmed"


def test_a_role_more_ends_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = confirmed(api)
    monkeypatch.setattr(rights, "FRESH_SECONDS", 0)
    read = rights.Rights._read
    with monkeypatch.context() as more:
        more.setattr(
            rights.Rights, "_read", lambda self, wallet: read(self, wallet) | {rights.Role.COUNCIL}
        )
        assert api.client.get(QUEUE, headers=headers).status_code == 200
    assert api.client.get(QUEUE, headers=headers).status_code == 401


def test_a_session_without_a_second_factor_is_nobodys_role(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = api.sign_in(STAFF)
    assert api.client.get("/v1/session", headers=headers).status_code == 200
    monkeypatch.setattr(rights, "FRESH_SECONDS", 0)
    monkeypatch.setattr(rights.Rights, "_read", lambda *_: set())
    assert api.client.get("/v1/session", headers=headers).json()["roles"] == []


def test_coming_back_with_another_wallet_ends_the_others_sessions(api: Api, time: Time) -> None:
    first = registered(api)
    stranger = api.sign_in("investor 5")
    time.pass_by(seconds=1)
    other = api.sign_in("investor 2")
    api.client.post("/v1/registration/codes", json={"phone": PHONE}, headers=other)
    post(api, other, "registration/return", {"phone": PHONE, "code": code_of(api)})
    assert api.client.get("/v1/me", headers=first).status_code == 401
    assert api.client.get("/v1/me", headers=other).status_code == 200
    assert api.client.get("/v1/session", headers=stranger).status_code == 200
