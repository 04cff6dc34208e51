"""The people room over HTTP: a person's way in, what staff does, and what refusals look like."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import Api, key_of, sign
from node.kyc.builders import PDF, answers, id_number, picture
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.kyc.one_time_codes import CODE_HOLDER, code_place
from tallystick_node.storage.tables import codes

if TYPE_CHECKING:
    from node.times import Time

PHONE = "13912345678"
NUMBER = id_number("377")
Headers = dict[str, str]


def code_of(api: Api) -> str:
    """The newest code, read where it is sealed."""
    context = api.node.services.kyc.context
    with context.database.reading() as connection:
        name = connection.scalars(select(codes.c.id).order_by(codes.c.sent_at.desc())).first()
        assert name is not None
        return context.vault.get_text(connection, CODE_HOLDER + name, code_place(name, "code"))


def registered(api: Api, name: str = "investor 0", phone: str = PHONE) -> Headers:
    headers = api.sign_in(name)
    asked = api.client.post("/v1/registration/codes", json={"phone": phone}, headers=headers)
    assert asked.status_code == 202, asked.text
    body = {"phone": phone, "code": code_of(api)}
    response = api.client.post("/v1/registration", json=body, headers=headers)
    assert response.status_code == 201, response.text
    return headers


def staff(api: Api, time: Time, name: str = "compliance") -> Headers:
    opened = open_development_session(api.node.foundation.database, time, key_of(name).address)
    return {"authorization": f"Bearer {opened.token}"}


def put(api: Api, headers: Headers, field: str, value: str) -> Any:
    return api.client.put(f"/v1/me/fields/{field}", json={"value": value}, headers=headers)


def post(api: Api, headers: Headers, path: str, body: Any = None, status: int = 201) -> Any:
    response = api.client.post(f"/v1/{path}", json=body, headers=headers)
    assert response.status_code == status, response.text
    return response.json() if response.content else None


def checked(api: Api) -> Headers:
    """A person of level 2."""
    api.node.services.kyc.begin_development()
    headers = registered(api)
    for field, value in (
        ("name", "欧阳明"),
        ("id_number", NUMBER),
        ("card", "6228480402564890018"),
    ):
        assert put(api, headers, field, value).status_code == 204
    consent = post(api, headers, "me/consents", {"purpose": "identity_check"})["id"]
    for check in ("identity", "card"):
        assert post(api, headers, f"me/checks/{check}", {"consent": consent})["passed"]
    challenge = post(api, headers, "me/checks/liveness/challenge")["challenge"]
    image = base64.b64encode(picture(b"api")).decode()
    body = {"consent": consent, "challenge": challenge, "image": image}
    assert post(api, headers, "me/checks/liveness", body)["passed"]
    return headers


def test_a_person_comes_in_and_sees_themselves_masked(api: Api) -> None:
    headers = checked(api)
    me = api.client.get("/v1/me", headers=headers)
    assert me.status_code == 200
    document = me.json()
    assert (document["level"], document["missing"]) == (2, [])
    shown = {field["field"]: field["shown"] for field in document["fields"]}
    assert shown["card"] == "6228****0018"
    assert shown["phone"] == "139****5678"
    assert NUMBER not in me.text
    assert document["wallets"] == [key_of("investor 0").address]


def test_nobody_is_a_person_before_they_register(api: Api) -> None:
    response = api.client.get("/v1/me", headers=api.sign_in("investor 1"))
    assert (response.status_code, response.json()["code"]) == (404, "PEOPLE:UNKNOWN")
    assert api.client.get("/v1/me").status_code == 401
    assert api.client.post("/v1/registration/codes", json={"phone": PHONE}).status_code == 401


def test_who_comes_back_with_another_wallet_is_the_same_person(api: Api, time: Time) -> None:
    headers = registered(api)
    first = api.client.get("/v1/me", headers=headers).json()["id"]
    time.pass_by(seconds=1)
    other = api.sign_in("investor 2")
    api.client.post("/v1/registration/codes", json={"phone": PHONE}, headers=other)
    body = {"phone": PHONE, "code": code_of(api)}
    again = api.client.post("/v1/registration", json=body, headers=other)
    assert (again.status_code, again.json()["code"]) == (409, "REGISTER:KNOWN")
    time.pass_by(seconds=1)
    api.client.post("/v1/registration/codes", json={"phone": PHONE}, headers=other)
    response = post(api, other, "registration/return", {"phone": PHONE, "code": code_of(api)})
    assert response["id"] == first
    assert len(response["wallets"]) == 2


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_number", NUMBER[:-1] + "?", "ID:FORM"),
        ("card", "6222021234567890123", "CARD:CHECKSUM"),
        ("phone", "13700001111", "PHONE:CODE"),
        ("income", "12.5", "FIELD:INCOME"),
    ],
)
def test_a_refusal_names_the_rule_and_not_the_value(
    api: Api, field: str, value: str, code: str
) -> None:
    response = put(api, registered(api), field, value)
    assert response.status_code in {409, 422}
    assert response.json()["code"] == code
    assert value not in response.text


def test_a_document_is_uploaded_as_bytes_and_opened_by_staff_alone(api: Api, time: Time) -> None:
    headers = registered(api)
    raw = {**headers, "content-type": "application/octet-stream"}
    response = api.client.post("/v1/me/documents?kind=tax", content=PDF, headers=raw)
    assert (response.status_code, response.json()["media_type"]) == (201, "application/pdf")
    wrong = api.client.post("/v1/me/documents?kind=tax", content=b"MZ", headers=raw)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "DOCUMENT:TYPE")
    large = api.client.post("/v1/me/documents?kind=tax", content=b"0" * 10_485_761, headers=raw)
    assert (large.status_code, large.json()["code"]) == (422, "API:SIZE")
    person = api.client.get("/v1/me", headers=headers).json()["id"]
    path = f"/v1/staff/people/{person}/documents/{response.json()['id']}"
    assert api.client.get(path, headers=headers).status_code == 403
    opened = api.client.get(path, headers=staff(api, time))
    assert opened.content == PDF
    assert opened.headers["content-disposition"] == "attachment"


def test_the_questionnaire_is_answered_signed_and_shown_without_its_answers(api: Api) -> None:
    headers = registered(api)
    assert "right" not in api.client.get("/v1/questionnaire").text
    response = post(api, headers, "me/assessments", {"answers": answers()})
    assert (response["risk_class"], response["signed"]) == (5, False)
    wallet = key_of("investor 0")
    path = f"/v1/me/assessments/{response['id']}/message?address={wallet.address}"
    message = api.client.get(path, headers=headers).json()["message"]
    body = {"address": wallet.address, "signature": sign(wallet, message)}
    post(api, headers, f"me/assessments/{response['id']}/signature", body, 204)
    wrong = api.client.post(
        "/v1/me/assessments", json={"answers": answers(income="1.5")}, headers=headers
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "ANSWERS:FORM")


def test_a_credential_waits_for_what_is_missing_and_for_a_seat(api: Api) -> None:
    headers = checked(api)
    missing = api.client.get("/v1/me/credentials/missing?lend=true", headers=headers).json()
    assert missing["missing"] == ["answer the investor questionnaire and sign it"]
    body = {"address": key_of("investor 0").address, "borrow": True}
    response = api.client.post("/v1/me/credentials", json=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (409, "CREDENTIAL:ATTESTOR")


def test_a_further_wallet_signs_for_itself(api: Api) -> None:
    headers = registered(api)
    wallet = key_of("investor 3")
    asked = post(api, headers, "me/wallets/challenge", {"address": wallet.address})
    body = {"address": wallet.address, "nonce": asked["nonce"]}
    forged = {**body, "signature": sign(key_of("investor 4"), asked["message"])}
    response = api.client.post("/v1/me/wallets", json=forged, headers=headers)
    assert (response.status_code, response.json()["code"]) == (409, "WALLET:SIGNER")
    post(api, headers, "me/wallets", {**body, "signature": sign(wallet, asked["message"])}, 204)
    assert wallet.address in api.client.get("/v1/me", headers=headers).json()["wallets"]


def test_staff_decides_with_four_eyes(api: Api, time: Time) -> None:
    api.node.services.kyc.begin_development()
    headers = registered(api)
    put(api, headers, "name", "SANDBOX LISTED PERSON")
    person = api.client.get("/v1/me", headers=headers).json()["id"]
    api.node.services.kyc.watchlist.screen(person)
    first, two = staff(api, time), staff(api, time, "attestor 0")
    queue = api.client.get("/v1/staff/people/queue", headers=first).json()
    (hit,) = queue["screenings"]
    path = f"staff/screenings/{hit['id']}/votes"
    assert post(api, first, path, {"same_person": False})["decision"] is None
    assert post(api, two, path, {"same_person": False})["decision"] == "cleared"
    refused = api.client.post(f"/v1/{path}", json={"same_person": True}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS:ROLE")


def test_staff_rates_calls_and_reviews(api: Api, time: Time) -> None:
    headers = registered(api)
    person = api.client.get("/v1/me", headers=headers).json()["id"]
    raw = {**headers, "content-type": "application/octet-stream"}
    document = api.client.post("/v1/me/documents?kind=tax", content=PDF, headers=raw).json()["id"]
    first, two = staff(api, time), staff(api, time, "attestor 0")
    body = {"exposed": True, "cash_business": False, "stake": "0"}
    assert post(api, first, f"staff/people/{person}/rating", body)["level"] == "H"
    post(api, first, f"staff/people/{person}/calls", {"understood": True}, 204)
    text = "Where the money comes from, and which papers were seen and compared."
    review = {"text": text, "documents": [document]}
    number = post(api, first, f"staff/people/{person}/reviews", review)["id"]
    path = f"/v1/staff/reviews/{number}/decision"
    own = api.client.post(path, json={"approved": True}, headers=first)
    assert (own.status_code, own.json()["code"]) == (409, "REVIEW:SELF")
    assert api.client.post(path, json={"approved": True}, headers=two).status_code == 204
    assert api.client.get(f"/v1/staff/reviews/{number}", headers=two).json() == {"text": text}


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_list_comes_in_over_http(api: Api, time: Time) -> None:
    sdn = b'1,"X Y",-0- ,"P"' + b",-0- " * 7 + b',"Digital Currency Ad"\n\x1a'
    body = {
        "sdn": encoded(sdn), "alt": encoded(b'1,2,"aka","Z Y",-0- \n\x1a'),
        "comments": encoded(b'1,"dress - ETH 0xAA"\n\x1a'), "published_on": "2026-01-02",
    }  # fmt: skip
    result = post(api, staff(api, time), "staff/sanctions/ofac", body)
    assert (result["publisher"], result["entries"]) == ("OFAC", 1)
    assert result["published_at"].startswith("2026-01-02T00:00:00")
    raw = {**staff(api, time), "content-type": "application/xml"}
    response = api.client.post("/v1/staff/sanctions/un", content=b"<html/>", headers=raw)
    assert (response.status_code, response.json()["code"]) == (422, "LIST:FORM")


@pytest.mark.parametrize(
    ("sdn", "alt"), [(b"", b"\x1a"), (b"\x1a", b""), (b"\x1a", b'1,2,"aka","Z Y",-0- \n')]
)
def test_a_list_that_was_cut_does_not_come_in(api: Api, time: Time, sdn: bytes, alt: bytes) -> None:
    row = b'1,"X Y",-0- ,"P"' + b",-0- " * 8 + b"\n"
    body = {"sdn": encoded(row + sdn), "alt": encoded(alt)}
    response = api.client.post("/v1/staff/sanctions/ofac", json=body, headers=staff(api, time))
    assert (response.status_code, response.json()["code"]) == (422, "LIST:CUT")


def test_a_list_that_shrank_asks_first_over_http(api: Api, time: Time) -> None:
    def xml(count: int) -> bytes:
        people = "".join(
            f"<INDIVIDUAL><DATAID>{n}</DATAID><FIRST_NAME>Anton Exa{n}</FIRST_NAME></INDIVIDUAL>"
            for n in range(count)
        )
        return (
            f"<CONSOLIDATED_LIST><INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
        ).encode()

    raw = {**staff(api, time), "content-type": "application/xml"}
    path = "/v1/staff/sanctions/un"
    assert api.client.post(path, content=xml(40), headers=raw).status_code == 201
    response = api.client.post(path, content=xml(9), headers=raw)
    assert (response.status_code, response.json()["code"]) == (422, "LIST:SHRUNK")
    confirmed = api.client.post(f"{path}?confirmed=true", content=xml(9), headers=raw)
    assert (confirmed.status_code, confirmed.json()["entries"]) == (201, 9)


def test_a_report_needs_the_persons_consent(api: Api, time: Time) -> None:
    headers = checked(api)
    person = api.client.get("/v1/me", headers=headers).json()["id"]
    path = f"/v1/staff/people/{person}/bureau-reports"
    body = {"bureau": "sandbox", "consent": 1}
    response = api.client.post(path, json=body, headers=staff(api, time))
    assert (response.status_code, response.json()["code"]) == (409, "CONSENT:NONE")
    consent = post(api, headers, "me/consents", {"purpose": "credit_report"})["id"]
    result = post(api, staff(api, time), path[4:], {**body, "consent": consent})
    assert (result["bureau"], result["found"], result["score"]) == ("sandbox", True, 720)


def test_a_person_takes_their_data_along_and_is_forgotten(api: Api) -> None:
    headers = checked(api)
    document = api.client.get("/v1/me/export", headers=headers).json()
    assert NUMBER in {value.get("text") for value in document["values"]}
    assert api.client.delete("/v1/me", headers=headers).status_code == 204
    assert api.client.get("/v1/me", headers=headers).status_code == 401  # the session is gone too
    again = api.sign_in("investor 0")
    assert api.client.get("/v1/me", headers=again).status_code == 404


def test_a_co_signing_node_refuses_with_its_code(api: Api) -> None:
    response = api.client.post("/v1/cosign", json={"level": "secret-name"})
    assert (response.status_code, response.json()["code"]) == (422, "COSIGN:FORM")
    assert "secret-name" not in response.text
