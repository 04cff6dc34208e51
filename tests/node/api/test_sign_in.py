"""Signing in over HTTP, and what a session opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from node.api.builders import Api, key_of, sign
from tallystick_node.auth.sessions import open_development_session

if TYPE_CHECKING:
    from node.times import Time

OUTSIDER, STAFF = "outsider", "compliance"


def challenge(api: Api, name: str = OUTSIDER) -> str:
    response = api.client.post("/v1/sign-in", json={"address": key_of(name).address})
    return str(response.json()["message"])


def test_whoever_signs_is_signed_in(api: Api) -> None:
    headers = api.sign_in(OUTSIDER)
    document = api.client.get("/v1/session", headers=headers).json()
    assert document["wallet"] == key_of(OUTSIDER).address
    assert document["roles"] == []
    assert document["second_factor"] == "none"


def test_roles_are_the_chain_s(api: Api) -> None:
    document = api.client.get("/v1/session", headers=api.sign_in(STAFF)).json()
    assert document["roles"] == ["compliance"]


def test_nobody_is_signed_in_without_a_token(api: Api) -> None:
    response = api.client.get("/v1/session")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "ACCESS:TOKEN"
    assert api.client.get("/v1/session", headers={"authorization": "Bearer x"}).status_code == 401


def test_a_nonce_counts_once(api: Api) -> None:
    message = challenge(api)
    signature = sign(key_of(OUTSIDER), message)
    assert api.open(message, signature).status_code == 201
    response = api.open(message, signature)
    assert (response.status_code, response.json()["code"]) == (422, "SIGNIN:NONCE")


def test_a_nonce_that_is_not_ours_is_refused(api: Api) -> None:
    message = challenge(api)
    nonce = message.split("Nonce: ")[1].split("\n")[0]
    changed = message.replace(nonce, "0" * len(nonce))
    response = api.open(changed, sign(key_of(OUTSIDER), changed))
    assert response.json()["code"] == "SIGNIN:NONCE"


def test_another_wallet_s_signature_is_refused_and_uses_nothing_up(api: Api) -> None:
    message = challenge(api)
    response = api.open(message, sign(key_of("somebody else"), message))
    assert (response.status_code, response.json()["code"]) == (422, "SIGNIN:SIGNATURE")
    assert api.open(message, sign(key_of(OUTSIDER), message)).status_code == 201


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("0x", "INPUT:FIELDS"),
        ("0x000", "SIGNATURE:FORM"),
        ("0x00", "SIGNIN:SIGNATURE"),
        ("0x" + "11" * 65, "SIGNIN:SIGNATURE"),
        ("0x" + "ff" * 200, "SIGNIN:SIGNATURE"),
    ],
    ids=range(5),
)
def test_a_signature_that_is_none_is_refused(api: Api, signature: str, code: str) -> None:
    response = api.open(challenge(api), signature)
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_an_old_challenge_is_refused(api: Api, time: Time) -> None:
    message = challenge(api)
    time.pass_by(seconds=601)
    response = api.open(message, sign(key_of(OUTSIDER), message))
    assert response.json()["code"] == "SIGNIN:TIME"


def test_signing_out_ends_the_session(api: Api) -> None:
    headers = api.sign_in(OUTSIDER)
    assert api.client.delete("/v1/session", headers=headers).status_code == 204
    assert api.client.get("/v1/session", headers=headers).status_code == 401


def test_a_session_ends_by_itself(api: Api, time: Time) -> None:
    headers = api.sign_in(OUTSIDER)
    time.pass_by(seconds=12 * 3_600)
    assert api.client.get("/v1/session", headers=headers).status_code == 401


def test_staff_give_a_second_factor_whose_codes_count_once(api: Api, time: Time) -> None:
    headers = api.sign_in(STAFF)
    other = key_of(OUTSIDER).address
    refused = api.client.delete(f"/v1/staff/{other}/second-factor", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS:FACTOR")

    enrolled = api.client.post("/v1/session/second-factor/enrolment", headers=headers)
    code = pyotp.TOTP(enrolled.json()["secret"]).at(time())
    response = api.client.post("/v1/session/second-factor", json={"code": code}, headers=headers)
    assert response.json()["second_factor"] == "given"
    again = api.client.post("/v1/session/second-factor", json={"code": code}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (403, "ACCESS:CODE")

    allowed = api.client.delete(f"/v1/staff/{other}/second-factor", headers=headers)
    assert (allowed.status_code, allowed.json()["code"]) == (422, "ACCESS:FACTOR")  # they have none
    own = key_of(STAFF).address
    refused = api.client.delete(f"/v1/staff/{own}/second-factor", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS:OWN")


def test_a_stolen_wallet_key_brings_no_second_factor_of_its_own(api: Api, time: Time) -> None:
    headers = api.sign_in(STAFF)
    enrolled = api.client.post("/v1/session/second-factor/enrolment", headers=headers)
    code = pyotp.TOTP(enrolled.json()["secret"]).at(time())
    api.client.post("/v1/session/second-factor", json={"code": code}, headers=headers)
    response = api.client.post("/v1/session/second-factor/enrolment", headers=api.sign_in(STAFF))
    assert (response.status_code, response.json()["code"]) == (403, "ACCESS:ENROLLED")


def test_guessing_codes_locks_for_a_while(api: Api, time: Time) -> None:
    headers = api.sign_in(STAFF)
    enrolled = api.client.post("/v1/session/second-factor/enrolment", headers=headers)
    generator = pyotp.TOTP(enrolled.json()["secret"])
    step = int(time().timestamp()) // 30
    near = {generator.generate_otp(step + offset) for offset in (-1, 0, 1)}
    wrong = next(code for code in ("000000", "111111", "222222", "333333") if code not in near)

    def give(code: str) -> str:
        response = api.client.post(
            "/v1/session/second-factor", json={"code": code}, headers=headers
        )
        return str(response.json().get("code", "given"))

    assert [give(wrong) for _ in range(5)] == ["ACCESS:CODE"] * 5
    assert give(generator.at(time())) == "ACCESS:LOCKED"
    time.pass_by(seconds=15 * 60)
    assert give(generator.at(time())) == "given"


def test_who_is_no_staff_is_refused_by_role(api: Api) -> None:
    response = api.client.delete(
        f"/v1/staff/{key_of(STAFF).address}/second-factor", headers=api.sign_in(OUTSIDER)
    )
    assert (response.status_code, response.json()["code"]) == (403, "ACCESS:ROLE")


def test_a_development_token_counts_under_development_alone(api: Api) -> None:
    opened = open_development_session(
        api.node.foundation.database, api.node.foundation.clock, key_of(STAFF).address
    )
    headers = {"authorization": f"Bearer {opened.token}"}
    response = api.client.get("/v1/session", headers=headers)
    assert response.json()["second_factor"] == "given"
    object.__setattr__(api.node.services.auth.sessions, "development", False)
    assert api.client.get("/v1/session", headers=headers).status_code == 401


def test_no_token_and_no_secret_stands_in_the_database(api: Api) -> None:
    headers = api.sign_in(STAFF)
    secret = api.client.post("/v1/session/second-factor/enrolment", headers=headers).json()[
        "secret"
    ]
    token = headers["authorization"].split()[1]
    with api.node.foundation.database.reading() as connection:
        for table in ("sessions", "second_factors", "journal"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert rows
            assert token not in str(rows)
            assert secret not in str(rows)
