"""Products over the API and the SDK: the list, guarantors, vouches, invoices, institutions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import Api, key_of
from node.api.test_client import client
from node.api.test_lending import BORROWER, OTHER, apply, examine, known, staff
from node.kyc.builders import PDF, Room, id_number
from node.kyc.test_checks import USCC
from node.underwriting.cases import UNIT
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.products.catalogue import load_catalogue

if TYPE_CHECKING:
    import httpx2

COMPANY = "factory"


def post(api: Api, path: str, headers: dict[str, str], **body: Any) -> httpx2.Response:
    return api.client.post(f"/v1{path}", json=body, headers=headers)


def company(api: Api) -> str:
    """A known company with a wallet; returns its identifier."""
    people = api.node.services.kyc
    room = Room(people, api.time)
    phone = room.new_number()
    person = people.registration.register(phone, room.code_for(phone), PersonKind.LEGAL, USCC)
    people.evidence.state(person, Field.NAME, "北京示例有限公司")
    document = people.documents.upload(person, "business_licence", PDF).number
    for field in (Field.NAME, Field.COMPANY_NUMBER):
        people.evidence.verify_by_staff(
            person, field, staff="staff", document=document, expires_on=None
        )
    people.watchlist.screen(person)
    people.levels.represent(person, room.full(id_number("457")), staff="staff", document=document)
    with people.context.database.writing() as connection:
        people.wallets.bind_shown(connection, person, key_of(COMPANY).address)
    return person


def invoice(api: Api, **changed: Any) -> dict[str, Any]:
    today: date = api.node.services.kyc.context.today
    return {
        "debtor": key_of(COMPANY).address, "number": "INV-17", "amount": str(10_000 * UNIT),
        "due": (today + timedelta(days=180)).isoformat(),
    } | changed  # fmt: skip


ON_INVOICE: dict[str, Any] = {
    "product": "supply_chain", "purpose": "small_business", "method": 3, "months": 6,
}  # fmt: skip


def test_the_sdk_lists_every_template(api: Api) -> None:
    listed = client(api, None).products.list_products()
    assert [product.name for product in listed] == list(load_catalogue().products)
    supply = next(product for product in listed if product.name == "supply_chain")
    assert (supply.advance_ppm, supply.after_due_days) == (800_000, 30)
    assert listed[0].amount_max is None


def test_an_unknown_product_or_field_is_refused_and_nothing_kept(api: Api) -> None:
    headers = known(api, BORROWER)
    for change, status, code in (
        ({"product": "yacht"}, 422, "PRODUCT:NONE"),
        ({"product": "lend_first"}, 409, "PRODUCT:OFF"),
        ({"product": "no product!"}, 422, "INPUT:FIELDS"),
        ({"harvest_month": 13}, 422, "INPUT:FIELDS"),
        ({"harvest_month": 5}, 422, "PRODUCT:SEASON"),
        ({"region": "CN-ZJ"}, 422, "PRODUCT:COARSE"),
        ({"invoice": invoice(api)}, 422, "PRODUCT:INVOICE"),
    ):
        response = apply(api, headers, **change)
        assert (response.status_code, response.json()["code"]) == (status, code), change
    assert api.client.get("/v1/applications", headers=headers).json() == []


def test_an_invoice_goes_from_the_application_to_the_debtors_signature(api: Api) -> None:
    company(api)
    headers, office = known(api, BORROWER), staff(api, "compliance")
    assert apply(api, headers, **ON_INVOICE, invoice=invoice(api)).status_code == 404
    entered = post(
        api, "/staff/enterprises", office, wallet=key_of(COMPANY).address, name="Works Ltd"
    )
    assert entered.status_code == 204, entered.text
    assert [row["name"] for row in api.client.get("/v1/enterprises", headers=headers).json()] == [
        "Works Ltd"
    ]
    asked = apply(api, headers, **ON_INVOICE, invoice=invoice(api))
    assert asked.status_code == 201, asked.text
    number = asked.json()["id"]
    again = apply(api, headers, key="order-0002", **ON_INVOICE, invoice=invoice(api))
    assert (again.status_code, again.json()["code"]) == (409, "PRODUCT:INVOICE_TWICE")

    def missing() -> str | None:
        at = f"/v1/applications/{number}/artefacts"
        (shown,) = api.client.get(at, headers=headers).json()["artefacts"]
        code: str | None = shown["missing"]
        return code

    assert missing() == "PRODUCT:INVOICE_UNCONFIRMED"
    debtor = api.sign_in(COMPANY)
    (waiting,) = api.client.get("/v1/invoices", headers=debtor).json()
    assert (waiting["number"], waiting["amount"]) == ("INV-17", str(10_000 * UNIT))
    assert api.client.get("/v1/invoices", headers=headers).json() == []
    path = f"/invoices/{waiting['invoice']}/confirmation"
    wrong = post(api, path, debtor, signature="0x" + "11" * 65)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "PRODUCT:SIGNATURE")
    signed = key_of(COMPANY).sign_typed_data(full_message=waiting["typed_data"])
    signature = "0x" + bytes(signed.signature).hex()
    stranger = post(api, path, headers, signature=signature)
    assert (stranger.status_code, stranger.json()["code"]) == (404, "PRODUCT:NO_INVOICE")
    assert missing() == "PRODUCT:INVOICE_UNCONFIRMED"
    assert post(api, path, debtor, signature=signature).status_code == 204
    assert missing() is None
    off = api.client.delete(f"/v1/staff/enterprises/{key_of(COMPANY).address}", headers=office)
    assert off.status_code == 204


def test_another_client_guarantees_and_vouches(api: Api) -> None:
    headers, other = known(api, BORROWER), known(api, OTHER, "321")
    number = apply(api, headers, product="guaranteed").json()["id"]
    at = f"/applications/{number}/guarantee"
    own = post(api, at, headers, amount="5")
    assert (own.status_code, own.json()["code"]) == (409, "PRODUCT:GUARANTOR_OWN")
    assert post(api, at, other, amount=str(3_000 * UNIT)).status_code == 204
    shown = api.client.get(f"/v1/applications/{number}/artefacts", headers=headers).json()
    assert [each["missing"] for each in shown["artefacts"]] == [None]
    hidden = api.client.get(f"/v1/applications/{number}/artefacts", headers=other)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "APPLICATION:NONE")
    wallet = key_of(BORROWER).address
    unasked = post(api, "/vouches", other, wallet=wallet)
    assert (unasked.status_code, unasked.json()["code"]) == (409, "PRODUCT:VOUCH")
    assert post(api, "/me/consents", headers, purpose="social_data").status_code == 201
    assert post(api, "/vouches", other, wallet=wallet).status_code == 204
    assert post(api, "/vouches/withdrawal", other, wallet=wallet).status_code == 204
    examine(api, number)
    late = post(api, at, other, amount="5")
    assert late.status_code == 409


def test_two_of_staff_enter_an_institution(api: Api) -> None:
    person = company(api)
    first, second = staff(api, "compliance"), staff(api, "council 0")
    at = f"/staff/people/{person}/institution"
    assert post(api, at, first, lend_max=str(10 * UNIT)).status_code == 204
    same = post(api, f"{at}/confirmation", first, lend_max=str(10 * UNIT))
    assert (same.status_code, same.json()["code"]) == (409, "PRODUCT:SAME")
    other = post(api, f"{at}/confirmation", second, lend_max=str(11 * UNIT))
    assert (other.status_code, other.json()["code"]) == (409, "PRODUCT:PROPOSAL")
    assert post(api, f"{at}/confirmation", second, lend_max=str(10 * UNIT)).status_code == 204
    (listed,) = api.client.get("/v1/staff/institutions", headers=second).json()
    assert (listed["person"], listed["lend_max"]) == (person, str(10 * UNIT))
    assert listed["confirmed_at"] is not None
    assert api.client.delete(f"/v1{at}", headers=second).status_code == 204
    assert api.client.get("/v1/staff/institutions", headers=second).json() == []


@pytest.mark.parametrize("path", ["enterprises", "institutions", "segments"])
def test_clients_read_nothing_of_staff(api: Api, path: str) -> None:
    headers = known(api, BORROWER)
    assert api.client.get(f"/v1/staff/{path}", headers=headers).status_code == 403
    assert api.client.get(f"/v1/staff/{path}", headers=staff(api, "compliance")).json() == []
