"""A loan is asked for and judged over HTTP; money is ordered once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete

from node.api.builders import Api, key_of
from node.kyc.builders import PDF, Room, id_number, picture
from node.underwriting.cases import UNIT
from tallystick.chain.signer import signature_bytes
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform.messages import Offer, SignedOffer
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.signatures import read_signature
from tallystick_node.storage.tables import documents

if TYPE_CHECKING:
    import httpx2

BORROWER, OTHER, FIRST, SECOND = "borrower 0", "borrower 1", "underwriter", "second underwriter"
ORDER = {
    "amount": str(6_000 * UNIT), "months": 12, "purpose": "home_improvement",
    "title": "A new roof", "description": "The old roof leaks and is to be replaced.",
    "repayment_source": "Salary as a teacher", "owed_elsewhere": "0",
    "debt_payments": str(100 * UNIT), "employed_months": 60, "home": "own",
}  # fmt: skip


def known(api: Api, name: str, sequence: str = "123") -> dict[str, str]:
    """Let somebody be a person of level 2 with a verified income; returns their session."""
    people = api.node.services.kyc
    phone = f"139{hash_of(name):08d}"
    headers = api.sign_in(name)
    room = Room(people, api.time)
    person = people.registration.register(phone, room.code_for(phone))
    with people.context.database.writing() as connection:
        people.wallets.bind_shown(connection, person, key_of(name).address)
    for field, value in (
        (Field.NAME, "欧阳明"), (Field.ID_NUMBER, id_number(sequence)),
        (Field.CARD, "6228480402564890018"), (Field.INCOME, str(60_000 * UNIT)),
    ):  # fmt: skip
        people.evidence.state(person, field, value)
    consent = people.consents.give(person, ConsentPurpose.IDENTITY_CHECK)
    people.consents.give(person, ConsentPurpose.CREDIT_REPORT)
    assert people.checks.identity(person, consent).passed
    people.watchlist.screen(person)
    assert people.checks.card(person, consent).passed
    challenge = people.checks.liveness_challenge(person)
    assert people.checks.liveness(person, consent, challenge, picture(person.encode())).passed
    people.documents.upload(person, "identity_card", PDF + b"id" + person.encode() + b"%%EOF")
    kept = people.documents.upload(person, "proof_of_income", PDF + person.encode() + b"%%EOF")
    people.evidence.verify_by_staff(
        person, Field.INCOME, staff="staff", document=kept.number, expires_on=None
    )
    return headers


def hash_of(name: str) -> int:
    return sum(name.encode()) * 7_919 % 10**8


def apply(
    api: Api, headers: dict[str, str], key: str = "order-0001", **changes: Any
) -> httpx2.Response:
    return api.client.post(
        "/v1/applications", json=ORDER | changes, headers=headers | {"idempotency-key": key}
    )


def examine(api: Api, number: str) -> None:
    effect = api.node.services.underwriting.examination.examine(number)
    with api.node.foundation.database.writing() as connection:
        effect(connection)


def staff(api: Api, name: str) -> dict[str, str]:
    opened = open_development_session(
        api.node.foundation.database, api.node.foundation.clock, key_of(name).address
    )
    return {"authorization": f"Bearer {opened.token}"}


def test_an_application_becomes_an_offer_that_the_contract_lists(api: Api) -> None:
    headers = known(api, BORROWER)
    result = apply(api, headers)
    assert result.status_code == 201, result.text
    number = result.json()["id"]
    assert result.json()["state"] == "submitted"
    examine(api, number)
    response = api.client.get(f"/v1/applications/{number}", headers=headers).json()
    assert (response["state"], response["amount"]) == ("approved", str(6_000 * UNIT))
    offer = api.client.post(f"/v1/applications/{number}/offer", headers=headers)
    assert offer.status_code == 201, offer.text
    document = offer.json()
    first = signature_bytes(read_signature(document["first"]))
    signed = SignedOffer(Offer.parse(document["offer"]), document["signed_by"], first)
    assert (document["second"], document["second_by"], document["complete"]) == (None, None, True)
    borrower = Borrower(api.network.platform, api.network.session.actors.borrowers[0])
    loan = borrower.act.list(signed).send().result
    assert api.client.get(document["agreement"]).status_code == 200
    assert api.client.get(document["risk_statement"]).json()["worst_case"]["cash_lost"]
    api.index()
    assert api.client.get(f"/v1/loans/{loan}").json()["loan"]["status"] == "listed"
    # It says so at once: the day's job writes it down later.
    response = api.client.get(f"/v1/applications/{number}", headers=headers).json()
    assert (response["state"], response["loan"]) == ("listed", loan)
    assert api.client.get("/v1/applications", headers=headers).json()[0]["loan"] == loan


def test_the_same_key_asks_once_and_another_body_under_it_is_refused(api: Api) -> None:
    headers = known(api, BORROWER)
    first, again = apply(api, headers), apply(api, headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(api.client.get("/v1/applications", headers=headers).json()) == 1
    other = apply(api, headers, months=24)
    assert (other.status_code, other.json()["code"]) == (422, "API:KEY")
    assert apply(api, headers, key="order-0002", months=24).status_code == 201


def test_without_a_key_nothing_is_asked_for(api: Api) -> None:
    headers = known(api, BORROWER)
    response = api.client.post("/v1/applications", json=ORDER, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "INPUT:FIELDS")
    assert api.client.get("/v1/applications", headers=headers).json() == []


def test_without_papers_it_is_refused_before_anything_is_decided(api: Api) -> None:
    headers = known(api, BORROWER)
    with api.node.foundation.database.writing() as connection:
        connection.execute(delete(documents).where(documents.c.kind == "proof_of_income"))
    refused = apply(api, headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "APPLICATION:DOCUMENTS")
    assert "proof_of_income" in refused.json()["detail"]
    assert "identity_card" not in refused.json()["detail"]
    assert api.client.get("/v1/applications", headers=headers).json() == []
    uploaded = api.client.post(
        "/v1/me/documents?kind=proof_of_income", content=PDF + b"a later one%%EOF", headers=headers
    )
    assert uploaded.status_code == 201
    assert apply(api, headers).status_code == 201


def test_a_refusal_keeps_no_key(api: Api) -> None:
    headers = known(api, BORROWER)
    bad = apply(api, headers, purpose="yacht")
    assert bad.status_code == 422
    assert apply(api, headers).status_code == 201


@pytest.mark.long
@pytest.mark.parametrize(
    "change",
    [
        {"amount": 6_000}, {"amount": "6.5"}, {"amount": "-1"}, {"amount": "0"}, {"months": 0},
        {"amount": "1" + "0" * 19}, {"title": ""}, {"home": "tent"}, {"extra": 1},
    ],
)  # fmt: skip
def test_a_bad_order_names_its_field_and_changes_nothing(api: Api, change: dict[str, Any]) -> None:
    headers = known(api, BORROWER)
    response = apply(api, headers, **change)
    assert response.status_code == 422
    assert next(iter(change)) in response.json()["errors"][0]["field"]
    assert api.client.get("/v1/applications", headers=headers).json() == []


def test_an_application_is_its_owner_s_alone(api: Api) -> None:
    number = apply(api, known(api, BORROWER)).json()["id"]
    other = known(api, OTHER, "321")
    for method, path in (("GET", ""), ("POST", "/offer"), ("POST", "/withdrawal")):
        response = api.client.request(method, f"/v1/applications/{number}{path}", headers=other)
        assert (response.status_code, response.json()["code"]) == (404, "APPLICATION:NONE")


def test_two_underwriters_decide_a_doubtful_case(api: Api) -> None:
    headers = known(api, BORROWER)
    number = apply(api, headers, description="A casino weekend that I have wished for.").json()[
        "id"
    ]
    examine(api, number)
    first, second = staff(api, FIRST), staff(api, SECOND)
    (waiting,) = api.client.get("/v1/staff/credit-reviews", headers=first).json()
    assert (waiting["application"], waiting["reasons"]) == (number, ["purpose.words"])
    case = api.client.get(f"/v1/staff/credit-reviews/{number}", headers=first).json()
    assert "findings" in case, case
    assert [finding["stage"] for finding in case["findings"]][-1] == "decision"
    decision = {"verdict": "approve", "reason": "verified_by_call"}
    for who, state in ((first, "referred"), (second, "approved")):
        claimed = api.client.post(f"/v1/staff/credit-reviews/{number}/claim", headers=who)
        assert claimed.status_code == 204
        response = api.client.post(
            f"/v1/staff/credit-reviews/{number}/decision", json=decision, headers=who
        )
        assert response.json() == {"state": state}
    response = api.client.post(f"/v1/staff/credit-reviews/{number}/claim", headers=first)
    assert (response.status_code, response.json()["code"]) == (409, "REVIEW:NONE")


def test_the_queue_is_for_underwriters(api: Api) -> None:
    for headers, status in ((known(api, BORROWER), 403), ({}, 401), (staff(api, "treasury"), 403)):
        assert api.client.get("/v1/staff/credit-reviews", headers=headers).status_code == status


def test_a_node_without_a_custodian_takes_no_money(api: Api) -> None:
    headers = known(api, BORROWER) | {"idempotency-key": "money-0001"}
    response = api.client.post("/v1/deposits", json={"amount": "100"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (409, "PAYMENT:CUSTODIAN")
