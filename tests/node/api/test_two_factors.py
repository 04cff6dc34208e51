"""What takes two factors: money out to a bank, another wallet, another telephone number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from node.api.builders import Api, key_of, sign
from node.api.test_passkeys import ask, by_passkey, refused, with_factor
from node.api.test_passkeys import registered as with_passkey
from node.api.test_people import registered
from node.api.test_withdrawal import desk as desk  # noqa: PLC0414 - the fixture

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.payments.service import PaymentsDesk

CLIENT, FURTHER = "investor 0", "investor 3"


@pytest.fixture
def real(api: Api) -> Api:
    """A node that is not under development where it asks who somebody is."""
    services = api.node.services
    services.auth = replace(
        services.auth, sessions=replace(services.auth.sessions, development=False)
    )
    return api


def order(api: Api, headers: dict[str, str]) -> Any:
    key = {"idempotency-key": "money-0001"}
    return api.client.post("/v1/withdrawals", json={"amount": "100"}, headers=headers | key)


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_money_goes_out_with_two_factors_alone(real: Api, desk: PaymentsDesk, time: Time) -> None:
    del desk
    borrower = "borrower 0"
    assert refusal(order(real, real.sign_in(borrower))) == (403, "ACCESS:FACTOR")
    headers = real.sign_in_twice(borrower)
    assert order(real, headers).status_code == 201
    time.pass_by(seconds=15 * 60 + 1)
    assert refusal(order(real, headers)) == (403, "ACCESS:FRESH")


def test_under_development_who_has_a_factor_gives_it(api: Api, desk: PaymentsDesk) -> None:
    del desk
    borrower = "borrower 0"
    headers = api.sign_in(borrower)
    assert order(api, headers).status_code == 201
    api.sign_in_twice(borrower)
    assert refusal(order(api, headers)) == (403, "ACCESS:FACTOR")


def test_another_wallet_takes_two_factors(real: Api) -> None:
    headers, wallet = registered(real, CLIENT), key_of(FURTHER)
    asked = real.client.post(
        "/v1/me/wallets/challenge", json={"address": wallet.address}, headers=headers
    ).json()
    body = {
        "address": wallet.address, "nonce": asked["nonce"],
        "signature": sign(wallet, asked["message"]),
    }  # fmt: skip
    response = real.client.post("/v1/me/wallets", json=body, headers=headers)
    assert refusal(response) == (403, "ACCESS:FACTOR")
    assert wallet.address not in real.client.get("/v1/me", headers=headers).json()["wallets"]
    headers = real.sign_in_twice(CLIENT)
    assert real.client.post("/v1/me/wallets", json=body, headers=headers).status_code == 204


def test_another_telephone_number_takes_two_factors(real: Api) -> None:
    headers = registered(real, CLIENT)
    body = {"phone": "+8613912345678", "code": "000000"}
    response = real.client.post("/v1/me/phone", json=body, headers=headers)
    assert refusal(response) == (403, "ACCESS:FACTOR")
    response = real.client.post("/v1/me/phone", json=body, headers=real.sign_in_twice(CLIENT))
    assert refusal(response)[1] != "ACCESS:FACTOR"


def test_an_app_begun_with_a_stolen_key_is_no_factor_beside_a_passkey(
    real: Api, time: Time
) -> None:
    thief = real.sign_in(CLIENT)
    secret = ask(real, "session/second-factor/enrolment", thief)["secret"]
    owner = real.sign_in(CLIENT)
    device = with_passkey(real, owner)
    code = pyotp.TOTP(secret).at(time())
    answer = refused(real, "session/second-factor", thief, code=code)
    assert answer == (403, "ACCESS:FACTOR")
    with_factor(real, owner, device)
    ask(real, "session/second-factor", owner, code=code)


def test_a_removed_passkey_leaves_no_session_that_it_opened(real: Api) -> None:
    owner = real.sign_in(CLIENT)
    device = with_passkey(real, owner)
    thief = by_passkey(real, device)
    with_factor(real, owner, device)
    (kept,) = real.client.get("/v1/session/passkeys", headers=owner).json()["passkeys"]
    path = f"/v1/session/passkeys/{kept['id']}"
    assert real.client.delete(path, headers=owner).status_code == 204
    answer = refused(real, "session/second-factor/enrolment", thief)
    assert answer == (401, "ACCESS:TOKEN")
    assert real.client.get("/v1/session", headers=owner).status_code == 200


def test_another_wallet_of_a_person_brings_no_factor_of_its_own(real: Api, time: Time) -> None:
    """Whoever has stolen one of two keys cannot make a factor of their own with it."""
    headers, wallet = registered(real, CLIENT), key_of(FURTHER)
    begun = real.sign_in(FURTHER)
    at = "/v1/session/second-factor"
    secret = real.client.post(f"{at}/enrolment", headers=begun).json()["secret"]
    asked = real.client.post(
        "/v1/me/wallets/challenge", json={"address": wallet.address}, headers=headers
    ).json()
    headers = real.sign_in_twice(CLIENT)
    body = {
        "address": wallet.address, "nonce": asked["nonce"],
        "signature": sign(wallet, asked["message"]),
    }  # fmt: skip
    assert real.client.post("/v1/me/wallets", json=body, headers=headers).status_code == 204
    stolen = real.sign_in(FURTHER)
    for path, sent in (
        (f"{at}/enrolment", {}),
        ("/v1/session/passkey-options", {}),
        (at, {"code": pyotp.TOTP(secret).at(time())}),
    ):
        response = real.client.post(path, json=sent, headers=stolen)
        assert refusal(response) == (403, "ACCESS:OTHER"), path
    assert real.client.get("/v1/session", headers=headers).json()["second_factor"] == "given"
