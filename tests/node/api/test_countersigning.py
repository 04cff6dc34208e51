"""The second signature of an offer over HTTP: seen by underwriters, signed in any wallet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eth_account import Account
from eth_account.messages import encode_typed_data

from node.api.builders import key_of
from node.api.test_lending import BORROWER, FIRST, SECOND, apply, examine, known, staff
from node.underwriting.cases import UNIT
from node.underwriting.council import set_parameter
from tallystick.chain.signer import signature_bytes
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform.messages import Offer, SignedOffer
from tallystick_node.kyc.signatures import read_signature

if TYPE_CHECKING:
    from node.api.builders import Api

PATH = "/v1/staff/offers"


def test_a_second_underwriter_signs_what_the_list_shows_and_the_borrower_lists_it(
    api: Api,
) -> None:
    set_parameter(api.network, "single_signer_max", 6_000 * UNIT - 1)
    headers = known(api, BORROWER)
    number = apply(api, headers).json()["id"]
    examine(api, number)
    path = f"/v1/applications/{number}/offer"
    first = api.client.post(path, headers=headers).json()
    assert (first["complete"], first["second"], first["second_by"]) == (False, None, None)
    second = staff(api, SECOND)
    (waits,) = api.client.get(PATH, headers=second).json()
    assert (waits["application"], waits["principal"]) == (number, str(6_000 * UNIT))
    assert waits["signed_by"] == key_of(FIRST).address
    signable = encode_typed_data(full_message=json.loads(json.dumps(waits["message"])))
    signature = "0x" + bytes(Account.sign_message(signable, key_of(SECOND).key).signature).hex()
    signed = api.client.post(
        f"{PATH}/{number}/signature", json={"signature": signature}, headers=second
    )
    assert signed.status_code == 204, signed.text
    whole = api.client.post(path, headers=headers).json()
    assert (whole["complete"], whole["second_by"]) == (True, key_of(SECOND).address)
    offer = SignedOffer(
        Offer.parse(whole["offer"]), whole["signed_by"],
        signature_bytes(read_signature(whole["first"])),
        whole["second_by"], bytes.fromhex(whole["second"][2:]),
    )  # fmt: skip
    act = Borrower(api.network.platform, api.network.session.actors.borrower).act
    assert act.list(offer).send().result == 1
    again = api.client.post(
        f"{PATH}/{number}/signature", json={"signature": signature}, headers=second
    )
    assert (again.status_code, again.json()["code"]) == (404, "COUNTERSIGN:NONE")


def test_offers_are_for_underwriters_and_signatures_are_hex(api: Api) -> None:
    for headers, status in (
        ({}, 401),
        (staff(api, "compliance"), 403),
        (known(api, BORROWER), 403),
    ):
        assert api.client.get(PATH, headers=headers).status_code == status
        path = f"{PATH}/{'a' * 32}/signature"
        answer = api.client.post(path, json={"signature": "0x" + "11" * 65}, headers=headers)
        assert answer.status_code == status
    second = staff(api, SECOND)
    assert api.client.get(PATH, headers=second).json() == []
    for bad in ("0x", "0x1", "11" * 65, "0xzz", "0x" + "11" * 1_025):
        path = f"{PATH}/{'a' * 32}/signature"
        assert api.client.post(path, json={"signature": bad}, headers=second).status_code == 422
