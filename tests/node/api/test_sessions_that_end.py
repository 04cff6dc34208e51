"""A session ends with what it rested on: the second factor, the role, the only wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from node.api.builders import Api, key_of
from node.api.test_people import PHONE, code_of, post, registered
from node.api.test_staff_on_themselves import session
from tallystick.chain.contracts import Governor
from tallystick.platform._sync.operator import Operator
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


def set_roles(api: Api, *bits: int) -> None:
    """Decide the roles of the compliance key, one after another, in blocks that follow at once."""
    platform = api.network.platform
    first, second = (
        Operator(platform, member).act.council for member in api.network.session.actors.council[:2]
    )
    numbers = [first.propose_roles(key_of(STAFF).address, each).send().result for each in bits]
    for number in numbers:
        second.approve(number).send()
    api.network.session.chain.travel(seconds=platform.deployment.roles.delay_seconds)
    for number in numbers:
        first.execute(number).send()
    assert platform.read(Governor.roles_of(key_of(STAFF).address)) == bits[-1]


def test_a_role_that_is_lost_and_given_back_between_two_looks_ends_the_session(api: Api) -> None:
    api.index()
    headers, other = confirmed(api), session(api, "underwriter")
    assert api.client.get(QUEUE, headers=headers).status_code == 200
    set_roles(api, 0, 1)
    api.index()
    response = api.client.get(QUEUE, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "ACCESS:TOKEN")
    assert api.client.get("/v1/session", headers=other).status_code == 200
    # A new session rests on the role as it is since.
    again = session(api, STAFF)
    for _ in range(2):
        assert api.client.get(QUEUE, headers=again).status_code == 200


def test_a_decision_that_leaves_the_role_ends_nothing(api: Api) -> None:
    api.index()
    headers = confirmed(api)
    set_roles(api, 5, 1)  # GUARDIAN comes and goes; the session was never opened for it
    api.index()
    assert api.client.get(QUEUE, headers=headers).status_code == 200


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
