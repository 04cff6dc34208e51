"""Whoever is held hears one sentence, wherever they ask, and nothing of screening or fraud."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from node.api.builders import Api, key_of
from node.api.test_lending import apply, examine, known
from node.api.test_staff_on_themselves import session
from tallystick_node.bootstrap.services import desk_of
from tallystick_node.kyc.cosigners import Cosigner
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import UNDER_REVIEW, PersonRefused
from tallystick_node.payments.finality import Finality
from tallystick_node.storage.tables import applications, blacklist, messages
from tallystick_node.underwriting.reasons import ReviewReason, told

if TYPE_CHECKING:
    from tallystick_node.kyc.credentials import Credentials

BORROWER = "borrower 0"
TELLING = re.compile(
    r"screen|sanction|watch|blacklist|fraud|held|\bhold\b|suspic|shared|duplicate|velocity|\bmatch",
    re.IGNORECASE,
)


def held(api: Api) -> dict[str, str]:
    """Somebody of level 2 with a credential and an application, who is then confirmed as listed."""
    headers = known(api, BORROWER)
    people = api.node.services.kyc
    person = person_of(api)
    assert apply(api, headers).status_code == 201
    with_key(api).request(person, key_of(BORROWER).address, lend=False, borrow=True)
    people.evidence.state(person, Field.NAME, "SANDBOX LISTED PERSON")
    people.watchlist.screen(person)
    with people.context.database.reading() as connection:
        (hit,) = people.watchlist.open_hits(connection)
    for staff in ("one", "two"):
        people.watchlist.decide(hit["id"], staff=staff, same_person=True)
    return headers


def with_key(api: Api, *cosigners: Cosigner) -> Credentials:
    """Credentials of a node that has an attestor's key."""
    return replace(
        api.node.services.kyc.credentials, cosigners=cosigners,
        signer=api.network.session.actors.attestors[0],
    )  # fmt: skip


def person_of(api: Api) -> str:
    person = api.node.services.kyc.wallets.owner(key_of(BORROWER).address)
    assert person is not None
    return person


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/me/credentials", {"address": key_of(BORROWER).address, "lend": True}),
        ("POST", "/v1/me/sponsorship", None),
        ("DELETE", "/v1/me", None),
        ("POST", "/v1/deposits", {"amount": "100"}),
        ("POST", "/v1/withdrawals", {"amount": "100"}),
        ("POST", "/v1/applications/{application}/offer", None),
    ],
)
@pytest.mark.long
def test_every_refusal_is_the_same(api: Api, method: str, path: str, body: Any) -> None:
    headers = held(api)
    listed = api.client.get("/v1/applications", headers=headers).json()
    sponsorship = api.node.services.sponsorship
    api.node.services.sponsorship = type(sponsorship)(
        sponsorship.database, sponsorship.book, sponsorship.levels, sponsorship.clock, "0x1", 1, 1
    )
    api.node.services.payments = desk_of(
        api.node.foundation, api.node.senders.sends, api.network.session.actors.custodian,
        Finality(), ExitStack(),
    )  # fmt: skip
    path = path.replace("{application}", listed[0]["id"])
    headers |= {"idempotency-key": "money-0001"}
    response = api.client.request(method, path, json=body, headers=headers)
    document = response.json()
    assert (response.status_code, document["code"]) == (409, "CASE:REVIEW")
    assert document["detail"] == UNDER_REVIEW


def test_what_they_see_of_themselves_says_no_more(api: Api) -> None:
    headers = held(api)
    me = api.client.get("/v1/me", headers=headers)
    assert (me.json()["level"], me.json()["missing"]) == (0, [UNDER_REVIEW])
    asked = "/v1/me/credentials/missing?lend=true&borrow=true"
    missing = api.client.get(asked, headers=headers)
    assert missing.json() == {"missing": [UNDER_REVIEW]}
    for response in (me, missing):
        assert TELLING.search(response.text) is None


def test_an_export_names_no_rule_and_no_cause(api: Api) -> None:
    headers = held(api)
    number = api.client.get("/v1/applications", headers=headers).json()[0]["id"]
    examine(api, number)
    with api.node.foundation.database.writing() as connection:
        connection.execute(
            update(applications)
            .where(applications.c.id == number)
            .values(reasons=["fraud.document_reused", "watchlist"])
        )
        connection.execute(
            insert(blacklist).values(
                person=person_of(api), reason="fraud", by="staff", since=api.time()
            )
        )
    export = api.client.get("/v1/me/export", headers=headers).json()
    assert export["applications"][0]["told"]
    text = json.dumps({**export, "blacklist": [sorted(row) for row in export["blacklist"]]})
    text = text.replace('"blacklist"', "").replace("SANDBOX LISTED PERSON", "")
    assert TELLING.search(text) is None, TELLING.search(text)


def test_a_refused_application_and_its_notice_name_no_list(api: Api) -> None:
    headers = held(api)
    number = api.client.get("/v1/applications", headers=headers).json()[0]["id"]
    examine(api, number)
    response = api.client.get(f"/v1/applications/{number}", headers=headers)
    assert response.json()["state"] == "refused"
    with api.node.foundation.database.reading() as connection:
        notices = connection.scalars(
            select(messages.c.content).where(messages.c.key == f"decision {number}")
        ).all()
    for text in (response.text, json.dumps(notices)):
        assert TELLING.search(text) is None
    assert notices[0]["reasons"] == response.json()["reasons"]


@pytest.mark.parametrize(
    "reason",
    [
        ReviewReason.VELOCITY, ReviewReason.DEVICE_SHARED, ReviewReason.CARD_SHARED,
        ReviewReason.DOCUMENT_REUSED, ReviewReason.PROJECT_DUPLICATE, ReviewReason.RISK_RATING,
        ReviewReason.PROJECT_SIMILAR, ReviewReason.RELATED, ReviewReason.IDENTITY,
    ],
)  # fmt: skip
def test_beside_a_list_no_rule_of_fraud_is_told(reason: ReviewReason) -> None:
    expected = ("We could not verify what was given",)
    assert told((reason, ReviewReason.WATCHLIST), ("Low income",)) == expected


def test_staff_see_the_cause(api: Api) -> None:
    held(api)
    queue = api.client.get("/v1/staff/people/queue", headers=session(api, "compliance")).json()
    (match,) = queue["matches"]
    assert (match["person"], match["publisher"]) == (person_of(api), "SANDBOX")
    (on_chain,) = match["on_chain"]
    assert on_chain["wallet"] == key_of(BORROWER).address
    assert on_chain["calls"][0].startswith("Freezes.freeze(")


def test_another_nodes_hold_is_not_passed_on(api: Api) -> None:
    known(api, BORROWER)

    class Holding(Cosigner):
        place = "https://other.example"

        def cosign(self, request: object) -> Any:
            del request
            raise PersonRefused("COSIGN:HELD", "this person is held here")

    issued = with_key(api, Holding()).request(
        person_of(api), key_of(BORROWER).address, lend=False, borrow=True
    )
    assert issued.refusals == {"https://other.example": "COSIGN:REFUSED"}
