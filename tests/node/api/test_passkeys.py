"""Passkeys: registered, signed in with, given as a second factor; and each refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from node.api.builders import URL, Api, key_of
from node.api.passkey_device import PasskeyDevice

if TYPE_CHECKING:
    from node.times import Time

OWNER, OTHER = "outsider", "lender"


def ask(api: Api, path: str, headers: dict[str, str] | None = None, **body: str) -> Any:
    response = api.client.post(f"/v1/{path}", json=body, headers=headers or {})
    assert response.status_code in (200, 201), response.text
    return response.json()


def refused(
    api: Api, path: str, headers: dict[str, str] | None = None, **body: str
) -> tuple[int, str]:
    response = api.client.post(f"/v1/{path}", json=body, headers=headers or {})
    return response.status_code, response.json()["code"]


def registered(api: Api, headers: dict[str, str], device: PasskeyDevice | None = None) -> Any:
    device = device or PasskeyDevice(URL)
    options = ask(api, "session/passkey-options", headers)["options"]
    ask(api, "session/passkeys", headers, name="phone", credential=device.create(options))
    return device


def by_passkey(api: Api, device: PasskeyDevice) -> dict[str, str]:
    options = ask(api, "sign-in/passkey")["options"]
    opened = ask(api, "passkey-sessions", credential=device.get(options))
    return {"authorization": f"Bearer {opened['token']}"}


def with_factor(api: Api, headers: dict[str, str], device: PasskeyDevice) -> None:
    options = ask(api, "session/second-factor/passkey/options", headers)["options"]
    ask(api, "session/second-factor/passkey", headers, credential=device.get(options))


def test_a_passkey_signs_its_owner_in(api: Api) -> None:
    device = registered(api, api.sign_in(OWNER))
    headers = by_passkey(api, device)
    document = api.client.get("/v1/session", headers=headers).json()
    assert document["wallet"] == key_of(OWNER).address
    assert document["second_factor"] == "confirmed"  # set up, and not given by signing in


def test_a_passkey_is_the_second_factor_beside_the_wallet(api: Api) -> None:
    headers = api.sign_in(OWNER)
    device = registered(api, headers)
    with_factor(api, headers, device)
    assert api.client.get("/v1/session", headers=headers).json()["second_factor"] == "given"


def test_one_passkey_is_not_two_factors(api: Api) -> None:
    device = registered(api, api.sign_in(OWNER))
    headers = by_passkey(api, device)
    asked = refused(api, "session/second-factor/passkey/options", headers)
    assert asked == (403, "ACCESS:SAME")


def test_another_factor_takes_the_one_that_is_set_up(api: Api, time: Time) -> None:
    headers = api.sign_in(OWNER)
    device = registered(api, headers)
    assert refused(api, "session/passkey-options", headers) == (403, "ACCESS:FACTOR")
    assert refused(api, "session/second-factor/enrolment", headers) == (403, "ACCESS:FACTOR")
    with_factor(api, headers, device)
    registered(api, headers)
    time.pass_by(seconds=15 * 60 + 1)
    assert refused(api, "session/passkey-options", headers) == (403, "ACCESS:FRESH")


def test_a_passkey_is_removed_with_two_factors_by_its_owner_alone(api: Api) -> None:
    headers, strangers = api.sign_in(OWNER), api.sign_in(OTHER)
    device = registered(api, headers)
    path = "/v1/session/passkeys/" + json.loads(device.create({"challenge": ""}))["id"]
    response = api.client.delete(path, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "ACCESS:FACTOR")
    secret = ask(api, "session/second-factor/enrolment", strangers)["secret"]
    ask(api, "session/second-factor", strangers, code=pyotp.TOTP(secret).at(api.time()))
    response = api.client.delete(path, headers=strangers)
    assert (response.status_code, response.json()["code"]) == (422, "PASSKEY:UNKNOWN")
    with_factor(api, headers, device)
    assert api.client.delete(path, headers=headers).status_code == 204
    assert api.client.get("/v1/session/passkeys", headers=headers).json() == {"passkeys": []}


def test_an_answer_counts_once(api: Api) -> None:
    device = registered(api, api.sign_in(OWNER))
    answer = device.get(ask(api, "sign-in/passkey")["options"])
    ask(api, "passkey-sessions", credential=answer)
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:CHALLENGE")


def test_an_old_answer_is_refused(api: Api, time: Time) -> None:
    device = registered(api, api.sign_in(OWNER))
    answer = device.get(ask(api, "sign-in/passkey")["options"])
    time.pass_by(seconds=301)
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:CHALLENGE")


def test_an_answer_to_another_question_is_refused(api: Api) -> None:
    headers = api.sign_in(OWNER)
    device = registered(api, headers)
    options = ask(api, "session/second-factor/passkey/options", headers)["options"]
    answer = device.get(options)
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:CHALLENGE")


@pytest.mark.parametrize("wrong", ["origin", "user", "key", "copy"])
def test_an_answer_that_does_not_hold_is_refused(api: Api, wrong: str) -> None:
    device = registered(api, api.sign_in(OWNER))
    by_passkey(api, device)
    if wrong == "origin":
        device.origin = "http://evil.test"
    elif wrong == "user":
        device.verified = False
    elif wrong == "key":
        device.key = PasskeyDevice(URL).key
    else:
        device.count = 0  # a copy of the device has signed less often
    answer = device.get(ask(api, "sign-in/passkey")["options"])
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:SIGNATURE")


def test_a_passkey_that_nobody_has_registered_is_refused(api: Api) -> None:
    answer = PasskeyDevice(URL).get(ask(api, "sign-in/passkey")["options"])
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:UNKNOWN")


@pytest.mark.parametrize(
    "answer",
    [
        "{}",
        "[]",
        "null",
        '{"id": 1}',
        "{" * 9,
        "[" * 4_000,
        '{"id":"a","rawId":"b","response":{}}',
    ],
    ids=range(7),
)
def test_what_is_no_answer_is_refused(api: Api, answer: str) -> None:
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:FORM")


def test_a_broken_registration_keeps_nothing(api: Api) -> None:
    headers = api.sign_in(OWNER)
    device = PasskeyDevice("http://evil.test")
    options = ask(api, "session/passkey-options", headers)["options"]
    answer = device.create(options)
    kept = refused(api, "session/passkeys", headers, name="phone", credential=answer)
    assert kept == (422, "PASSKEY:SIGNATURE")
    assert api.client.get("/v1/session/passkeys", headers=headers).json() == {"passkeys": []}


def test_a_colleague_removes_lost_factors_and_the_sessions_end(api: Api, time: Time) -> None:
    headers = api.sign_in(OWNER)
    device = registered(api, headers)
    colleague = api.sign_in("compliance")
    secret = ask(api, "session/second-factor/enrolment", colleague)["secret"]
    ask(api, "session/second-factor", colleague, code=pyotp.TOTP(secret).at(time()))
    path = f"/v1/staff/{key_of(OWNER).address}/second-factor"
    assert api.client.delete(path, headers=colleague).status_code == 204
    assert api.client.get("/v1/session", headers=headers).status_code == 401
    answer = device.get(ask(api, "sign-in/passkey")["options"])
    assert refused(api, "passkey-sessions", credential=answer) == (422, "PASSKEY:UNKNOWN")


def test_a_wallet_has_ten_passkeys(api: Api) -> None:
    headers = api.sign_in(OWNER)
    first = registered(api, headers)
    with_factor(api, headers, first)
    for _ in range(9):
        registered(api, headers)
    assert refused(api, "session/passkey-options", headers) == (422, "PASSKEY:MANY")
