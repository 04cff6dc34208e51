"""A loan that a token secures: asked for, named in the offer, approved, locked, drawn down."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_lending import BORROWER, OTHER, apply, examine, known
from node.underwriting.cases import UNIT
from node.web.forms import enter, send
from node.web.reading import read
from node.web.test_borrowing_pages import TYPED, bearer
from tallystick.chain.artifacts import artifact
from tallystick.chain.codec import Interface
from tallystick.chain.contracts import Collateral
from tallystick.chain.signer import signature_bytes
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.operator import Operator
from tallystick.platform.messages import Offer, SignedOffer
from tallystick.platform.workouts import collateral_hash
from tallystick_node.kyc.signatures import read_signature

if TYPE_CHECKING:
    from node.api.builders import Api

TOKEN, FLOOR, DAY = 2**255 + 7, 1_500 * UNIT, 86_400


@pytest.fixture
def deed(site: Api) -> str:
    """An ERC-721 that the council has admitted, with a token of the borrower's."""
    network, actors = site.network, site.network.session.actors
    sender, shape = network.platform.sender, Interface("Deed", artifact("mocks/Deed")["abi"])
    code = bytes.fromhex(artifact("mocks/Deed")["bytecode"].removeprefix("0x"))
    network.session.chain.fund(actors.deployer.address)

    def put(to: str | None, data: bytes) -> Any:
        sent = sender.send(actors.deployer, {"to": to, "data": data}, 5_000_000)
        return sender.wait(sent, 60).contract

    address = str(put(None, code))
    owner = actors.borrowers[0].address
    put(address, shape.function("mint").encode((owner, TOKEN)))
    first, second = (Operator(network.platform, member) for member in actors.council[:2])
    number = first.act.council.propose_collection(address, allowed=True).send().result
    second.act.council.approve(number).send()
    network.session.chain.travel(seconds=DAY + 1)
    first.act.council.execute(number).send()
    return address


def named(deed: str, **changed: str) -> dict[str, str]:
    token = {"collection": deed, "token_id": str(TOKEN), "floor_price": str(FLOOR)}
    return token | changed


def shown_transaction(text: str) -> dict[str, str]:
    shown: dict[str, str] = json.loads(unescape(re.findall('data-transaction="([^"]+)"', text)[0]))
    return shown


def test_a_token_secures_a_loan_from_the_form_to_its_drawing(site: Api, deed: str) -> None:
    known(site, BORROWER)
    enter(site, BORROWER)
    typed = TYPED | {
        "key": "form-0001", "collateral.collection": deed, "collateral.token_id": str(TOKEN),
        "collateral.floor_price": "1,500",
    }  # fmt: skip
    sent = send(site, "/borrow", **typed)
    assert sent.status_code == 303, sent.text
    number = str(sent.headers["location"].rpartition("/")[2])
    here = f"/applications/{number}"
    early = site.client.get(f"{here}/collateral")
    assert (early.status_code, "APPLICATION:COLLATERAL" in early.text) == (409, True)
    assert {FLOOR} <= set(read(site.client.get(here).text).figures)
    again = unescape(site.client.get(f"/borrow?of={number}").text)
    assert f'value="{deed}"' in again
    assert 'value="1500"' in again
    examine(site, number)
    answered = site.client.post(f"/v1{here}/offer", headers=bearer(site))
    assert answered.status_code == 201, answered.text
    document = answered.json()
    offer = Offer.parse(document["offer"])
    assert offer.collateral == collateral_hash(deed, TOKEN, FLOOR)
    assert document["collateral"] == named(deed)
    statement = site.client.get(document["risk_statement"]).json()
    assert statement["safeguards"].startswith("a token that the offer names")

    borrower = Borrower(site.network.platform, site.network.session.actors.borrowers[0])
    signed = SignedOffer(
        offer, document["signed_by"], signature_bytes(read_signature(document["first"]))
    )
    loan = borrower.act.list(signed).send().result
    site.index()
    underwriting = site.node.services.underwriting
    with site.node.foundation.database.writing() as connection:
        assert underwriting.offers.follow(connection) == 1
    answer = site.client.get(f"/v1{here}", headers=bearer(site)).json()
    assert (answer["loan"], answer["loan_status"]) == (loan, "listed")
    assert f"/loans/{loan}" in read(site.client.get("/applications").text).links
    page = site.client.get(here).text
    assert f"{here}/collateral" in page

    place = site.network.platform.address("Collateral")
    assert not site.network.platform.read(Collateral.is_locked(loan))
    for step, to in (("approve", deed), ("lock", place)):
        text = site.client.get(f"{here}/collateral").text
        transaction = shown_transaction(text)
        assert (step in text, transaction["to"]) == (True, to)
        sender = site.network.platform.sender
        data = bytes.fromhex(transaction["data"][2:])
        sender.wait(
            sender.send(
                site.network.session.actors.borrowers[0], {"to": to, "data": data}, 500_000
            ),
            60,
        )
    assert site.network.platform.read(Collateral.is_locked(loan))
    refused = site.client.get(f"{here}/collateral")
    assert "COLL:LOCK:AGAIN" in refused.text


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"token_id": "8"}, 409, "APPLICATION:COLLATERAL"),
        ({"collection": "0x" + "12" * 20}, 409, "APPLICATION:COLLATERAL"),
        ({"collection": "0x12"}, 422, "INPUT:FIELDS"),
        ({"token_id": "-1"}, 422, "INPUT:FIELDS"),
        ({"token_id": str(2**256)}, 422, "INPUT:FIELDS"),
        ({"floor_price": "0"}, 422, "INPUT:FIELDS"),
        ({"price": "5"}, 422, "INPUT:FIELDS"),
    ],
)
def test_a_token_that_could_not_be_locked_is_refused_at_once(
    site: Api, deed: str, changed: dict[str, str], status: int, code: str
) -> None:
    headers = known(site, BORROWER)
    refused = apply(site, headers, collateral=named(deed, **changed))
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert site.client.get("/v1/applications", headers=headers).json() == []


def test_nobody_pledges_the_token_of_another_or_locks_for_them(site: Api, deed: str) -> None:
    mine, theirs = known(site, BORROWER), known(site, OTHER, "321")
    refused = apply(site, theirs, collateral=named(deed))
    assert (refused.status_code, refused.json()["code"]) == (409, "APPLICATION:COLLATERAL")
    number = apply(site, mine, collateral=named(deed)).json()["id"]
    enter(site, OTHER)
    foreign = site.client.get(f"/applications/{number}/collateral")
    assert (foreign.status_code, "APPLICATION:NONE" in foreign.text) == (404, True)


def test_a_form_with_half_a_token_names_what_is_missing(site: Api, deed: str) -> None:
    known(site, BORROWER)
    enter(site, BORROWER)
    refused = send(site, "/borrow", **TYPED, key="form-0001", **{"collateral.collection": deed})
    assert refused.status_code == 422
    assert 'data-field="collateral.floor_price"' in refused.text
    assert f'value="{deed}"' in refused.text
