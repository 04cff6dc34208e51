"""Products on pages: terms for everybody, the form's choice, visits and invoices; no script."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import key_of
from node.api.test_lending import BORROWER, FIRST, SECOND, examine, known, staff
from node.api.test_lending import apply as ordered
from node.api.test_products import COMPANY, ON_INVOICE, company, invoice
from node.products.test_onsite import PNG
from node.underwriting.cases import UNIT
from node.web.forms import OWN, enter, enter_as_staff, send
from node.web.reading import read
from node.web.test_borrowing_pages import apply, number_of
from tallystick_node.products.catalogue import load_catalogue

if TYPE_CHECKING:
    from node.api.builders import Api

SEEN = {
    "visited_on": "2026-03-01", "place": "The workshop", "confirmed": "yes",
    "findings": "Two machines run and six people work.",
}  # fmt: skip


@pytest.fixture
def borrower(site: Api) -> str:
    known(site, BORROWER)
    return enter(site, BORROWER)


def mine(site: Api, path: str) -> Any:
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    return site.client.get(f"/v1{path}", headers=bearer).json()


def test_everybody_reads_every_template_and_who_refuses_it(site: Api) -> None:
    text = site.client.get("/products").text
    shown = read(text)
    for template in load_catalogue().products.values():
        assert template.said("en").title in shown.text
    assert "Every pack asks who clients are" in shown.text
    assert "It is off." in shown.text
    listed = {product["name"]: product for product in site.client.get("/v1/products").json()}
    assert (listed["personal"]["available"], listed["lend_first"]["available"]) == (True, False)
    chinese = site.client.get("/products", headers={"accept-language": "zh-CN"}).text
    assert "农业种植贷" in chinese


@pytest.mark.usefixtures("borrower")
def test_the_form_chooses_a_product_and_refuses_what_is_beyond_it(site: Api) -> None:
    form = site.client.get("/borrow").text
    assert '<option value="rural"' in form
    for none in ("lend_first", "institution", "permissionless"):
        assert f'<option value="{none}"' not in form
    refused = apply(site, product="rural")
    assert (refused.status_code, "PRODUCT:AMOUNT" in refused.text) == (422, True)
    assert '<option value="rural" selected' in refused.text
    number = number_of(apply(site, product="rural", amount="2,000"))
    assert mine(site, f"/applications/{number}")["product"] == "rural"
    assert "Small rural loan" in site.client.get(f"/applications/{number}").text


@pytest.mark.usefixtures("borrower")
def test_region_and_industry_take_a_tick(site: Api) -> None:
    refused = apply(site, region="CN-ZJ", industry="A")
    assert (refused.status_code, "PRODUCT:COARSE" in refused.text) == (422, True)
    finer = apply(site, region="CN-ZJ-HZ", disclosure_agreed="yes")
    assert (finer.status_code, 'data-field="region"' in finer.text) == (422, True)
    number_of(apply(site, region="CN-ZJ", industry="A", disclosure_agreed="yes"))


@pytest.mark.usefixtures("borrower")
def test_a_visit_is_reported_and_another_decides(site: Api) -> None:
    number = number_of(apply(site, product="onsite"))
    examine(site, number)
    assert "no report of a visit" in site.client.get(f"/applications/{number}").text
    case = f"/staff/credit-reviews/{number}"
    enter_as_staff(site, FIRST)
    assert f"{case}/artefacts" in site.client.get(case).text
    assert "PRODUCT:ONSITE_MISSING" in site.client.get(f"{case}/artefacts").text
    bad = send(site, f"{case}/artefacts", **(SEEN | {"findings": "short"}))
    assert (bad.status_code, 'value="The workshop"' in bad.text) == (422, True)
    assert send(site, f"{case}/artefacts", **SEEN).status_code == 303
    shown = site.client.get(f"{case}/artefacts").text
    assert "Two machines run" in shown
    assert "PRODUCT:ONSITE_MISSING" not in shown
    assert send(site, f"{case}/claim").status_code == 303
    own = send(site, f"{case}/decision", verdict="approve", reason="verified_by_document")
    assert (own.status_code, "REVIEW:VISITOR" in own.text) == (409, True)
    enter_as_staff(site, SECOND)
    assert "Two machines run" in site.client.get(f"{case}/artefacts").text
    site.time.pass_by(seconds=31 * 60)
    enter_as_staff(site, SECOND)
    assert send(site, f"{case}/claim").status_code == 303
    other = send(site, f"{case}/decision", verdict="approve", reason="verified_by_document")
    assert other.status_code == 303


@pytest.mark.usefixtures("borrower")
def test_a_picture_of_a_visit_is_kept_and_opened_by_staff_alone(site: Api) -> None:
    number = number_of(apply(site, product="onsite"))
    enter_as_staff(site, FIRST)
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    body = SEEN | {"confirmed": True}
    at = f"/v1/staff/credit-reviews/{number}/onsite-reports"
    report = site.client.post(at, json=body, headers=bearer).json()["report"]
    photos = f"/v1/staff/onsite-reports/{report}/photos"
    kept = site.client.post(photos, content=PNG, headers=bearer)
    assert kept.status_code == 201, kept.text
    page = f"/staff/onsite-reports/{report}/photos/{kept.json()['photo']}"
    assert site.client.get(page).content == PNG
    enter(site, BORROWER)
    assert site.client.get(page).status_code == 403


@pytest.mark.usefixtures("borrower")
def test_enterprises_are_entered_by_staff_and_only_known_companies(site: Api) -> None:
    assert site.client.get("/staff/enterprises").status_code == 403
    enter_as_staff(site, FIRST)
    assert "None yet." in site.client.get("/staff/enterprises").text
    wallet = key_of(BORROWER).address
    refused = send(site, "/staff/enterprises", act="enter", name="Works Ltd", wallet=wallet)
    assert (refused.status_code, "PRODUCT:ENTERPRISE" in refused.text) == (409, True)
    assert 'value="Works Ltd"' in refused.text
    gone = send(site, "/staff/enterprises", act="end", wallet=wallet)
    assert (gone.status_code, "PRODUCT:NO_ENTERPRISE" in gone.text) == (404, True)


@pytest.mark.usefixtures("borrower")
def test_an_invoice_to_nobody_registered_is_refused_and_kept_typed(site: Api) -> None:
    due = (site.node.services.kyc.context.today + timedelta(days=180)).isoformat()
    typed = {
        "product": "supply_chain", "purpose": "small_business", "method": "bullet", "months": "6",
        "invoice.debtor": key_of("nobody").address, "invoice.number": "17",
        "invoice.amount": "10,000", "invoice.due": due,
    }  # fmt: skip
    refused = apply(site, **typed)
    assert (refused.status_code, "PRODUCT:NO_ENTERPRISE" in refused.text) == (404, True)
    assert 'value="10,000"' in refused.text
    assert "No invoice waits for you." in site.client.get("/me/invoices").text
    nobodys = site.client.get("/me/invoices/0x" + "1" * 64)
    assert (nobodys.status_code, "PRODUCT:NO_INVOICE" in nobodys.text) == (404, True)


def test_a_debtor_reads_what_their_wallet_signs_and_confirms_it(site: Api) -> None:
    company(site)
    headers, office = known(site, BORROWER), staff(site, "compliance")
    entry = {"wallet": key_of(COMPANY).address, "name": "Works Ltd"}
    entered = site.client.post("/v1/staff/enterprises", json=entry, headers=office)
    assert entered.status_code == 204, entered.text
    asked = ordered(site, headers, **ON_INVOICE, invoice=invoice(site))
    assert asked.status_code == 201, asked.text
    debtor = enter(site, COMPANY)
    (waiting,) = mine(site, "/invoices")
    at = f"/me/invoices/{waiting['invoice']}"
    assert f'href="{at}"' in site.client.get("/me/invoices").text
    page = site.client.get(at).text
    assert "INV-17" in page
    assert 'data-ladder="sign"' in page
    for value in waiting["typed_data"]["message"].values():
        assert str(value) in page
    signed = key_of(COMPANY).sign_typed_data(full_message=waiting["typed_data"])
    signature = "0x" + bytes(signed.signature).hex()
    wrong = site.client.post(
        at, json={"address": debtor, "signature": "0x" + "11" * 65}, headers=OWN
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "PRODUCT:SIGNATURE")
    enter(site, BORROWER)
    assert site.client.get(at).status_code == 404
    others = site.client.post(at, json={"address": debtor, "signature": signature}, headers=OWN)
    assert (others.status_code, others.json()["code"]) == (404, "PRODUCT:NO_INVOICE")
    enter(site, COMPANY)
    assert (
        site.client.post(
            at, json={"address": debtor, "signature": signature}, headers=OWN
        ).status_code
        == 200
    )
    assert "data-ladder" not in site.client.get(at).text
    assert f'href="{at}"' not in site.client.get("/me/invoices").text


def test_two_of_staff_enter_an_institution_on_a_page(site: Api) -> None:
    person = company(site)
    enter_as_staff(site, "compliance")
    assert 'href="/staff/institutions"' in site.client.get("/staff").text
    form = {"act": "propose", "person": person, "lend_max": "5,000"}
    nobody = send(site, "/staff/institutions", **(form | {"person": "0" * 32}))
    assert (nobody.status_code, 'value="5,000"' in nobody.text) == (409, True)
    refused = send(site, "/staff/institutions", **(form | {"lend_max": "much"}))
    assert (refused.status_code, person in refused.text) == (422, True)
    assert send(site, "/staff/institutions", **form).status_code == 303
    seen = str(5_000 * UNIT)
    own = send(site, "/staff/institutions", act="confirm", person=person, seen=seen)
    assert own.status_code == 409
    enter_as_staff(site, "council 0")
    assert f"Confirm {person}" in site.client.get("/staff/institutions").text
    assert f'name="seen" value="{seen}"' in site.client.get("/staff/institutions").text
    for unseen, status in (("", 422), ("1", 409)):
        tried = send(site, "/staff/institutions", act="confirm", person=person, seen=unseen)
        assert tried.status_code == status
    kept = send(site, "/staff/institutions", act="confirm", person=person, seen=seen)
    assert kept.status_code == 303
    assert f"Confirm {person}" not in site.client.get("/staff/institutions").text
    assert send(site, "/staff/institutions", act="end", person=person).status_code == 303
    assert "None yet." in site.client.get("/staff/institutions").text


def test_kinds_of_clients_are_counts_of_five_and_more(site: Api) -> None:
    enter_as_staff(site, "compliance")
    assert "Nothing was counted yet" in site.client.get("/staff/segments").text
    known(site, BORROWER)
    products = site.node.services.underwriting.products
    effect = products.segments.count(products.people.context.today, {})
    with site.node.foundation.database.writing() as connection:
        effect(connection)
    enter_as_staff(site, "compliance")
    shown = site.client.get("/staff/segments").text
    assert "not shown" in shown
    assert "income a year" in shown
    enter(site, BORROWER)
    assert site.client.get("/staff/segments").status_code == 403
