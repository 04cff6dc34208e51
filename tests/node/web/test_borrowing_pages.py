"""Asking for a loan with forms: once, with what was typed kept, and theirs alone."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from node.api.test_lending import BORROWER, OTHER, examine, known
from node.api.test_people import registered
from node.api.test_tipping_off import TELLING, held
from node.web.forms import enter, send
from node.web.reading import read
from tallystick.chain.signer import signature_bytes
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import PPM, schedule
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform.messages import Offer, SignedOffer
from tallystick_node.kyc.signatures import read_signature
from tallystick_node.storage.tables import applications
from tallystick_node.underwriting.reasons import ReviewReason, told
from tallystick_node.web.page import environment_of

if TYPE_CHECKING:
    import httpx2

    from node.api.builders import Api

TYPED = {
    "amount": "6,000", "months": "12", "method": "annuity", "purpose": "home_improvement",
    "title": "A new roof", "description": "The old roof leaks and is to be replaced.",
    "repayment_source": "Salary as a teacher", "project_reference": "", "owed_elsewhere": "0",
    "debt_payments": "100", "employed_months": "60", "home": "own",
}  # fmt: skip


@pytest.fixture
def borrower(site: Api) -> str:
    """Somebody of level 2 with a verified income, signed in."""
    known(site, BORROWER)
    return enter(site, BORROWER)


def apply(site: Api, **changed: str) -> httpx2.Response:
    return send(site, "/borrow", **({"key": "form-0001"} | TYPED | changed))


def number_of(response: httpx2.Response) -> str:
    assert response.status_code == 303, response.text
    return str(response.headers["location"].rpartition("/")[2])


def bearer(site: Api) -> dict[str, str]:
    return {"authorization": f"Bearer {site.client.cookies['session']}"}


@pytest.mark.usefixtures("borrower")
def test_an_application_is_what_the_api_has(site: Api) -> None:
    number = number_of(apply(site))
    document = site.client.get(f"/v1/applications/{number}", headers=bearer(site)).json()
    exponent = site.node.services.standing.read().exponent
    assert Decimal(document["amount"]).scaleb(-exponent) == 6_000
    shown = read(site.client.get(f"/applications/{number}").text)
    assert shown.figures[0] == int(document["amount"])
    assert "We examine it" in shown.text
    listed = read(site.client.get("/applications").text)
    assert f"/applications/{number}" in listed.links
    assert listed.figures == [int(document["amount"])]


@pytest.mark.usefixtures("borrower")
def test_a_form_that_is_sent_twice_applies_once(site: Api) -> None:
    assert number_of(apply(site)) == number_of(apply(site))
    assert len(site.client.get("/v1/applications", headers=bearer(site)).json()) == 1
    other = apply(site, months="24")
    assert (other.status_code, "<code>API:KEY</code>" in other.text) == (422, True)


@pytest.mark.usefixtures("borrower")
def test_each_form_has_a_key_of_its_own(site: Api) -> None:
    keys = {
        re.findall('name="key" value="([^"]+)"', site.client.get("/borrow").text)[0]
        for _ in range(2)
    }
    assert len(keys) == 2
    refused = apply(site, key="short")
    assert (refused.status_code, "API:KEY" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", "0"), ("amount", "1e3"), ("months", "0"), ("months", "twelve"), ("title", "x"),
        ("description", "short"), ("home", "tent"), ("purpose", "yacht"), ("method", "never"),
        ("owed_elsewhere", "-1"), ("employed_months", ""), ("project_reference", "x"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("borrower")
def test_what_was_typed_is_kept_and_the_field_is_named(site: Api, name: str, value: str) -> None:
    response = apply(site, **{name: value})
    assert response.status_code == 422
    assert f'<li data-field="{name}">' in response.text
    assert "Input should" not in response.text
    assert 'value="Salary as a teacher"' in response.text
    assert name == "description" or TYPED["description"] in response.text
    if name not in {"home", "purpose", "method", "description"}:
        assert f'value="{value}"' in response.text
    assert site.client.get("/v1/applications", headers=bearer(site)).json() == []


@pytest.mark.usefixtures("borrower")
def test_a_field_that_there_is_not_is_refused(site: Api) -> None:
    response = apply(site, rate="1")
    assert (response.status_code, 'data-field="rate"' in response.text) == (422, True)


def test_papers_that_lack_are_named_before_and_after(site: Api) -> None:
    registered(site, BORROWER)
    enter(site, BORROWER)
    assert "proof of income" in site.client.get("/borrow").text
    response = apply(site)
    assert (response.status_code, "APPLICATION:DOCUMENTS" in response.text) == (409, True)
    assert 'value="6,000"' in response.text


@pytest.mark.usefixtures("borrower")
def test_words_of_the_longest_fit_in_any_script(site: Api) -> None:
    number_of(apply(site, description="\U00020000" * 2_000, repayment_source="\u4e2d" * 300))


@pytest.mark.usefixtures("borrower")
def test_a_refusal_names_at_most_four_reasons_and_what_would_change_them(site: Api) -> None:
    number = number_of(apply(site))
    reasons = told((ReviewReason.TERM, ReviewReason.INCOME, ReviewReason.SCORE), ("Few years",))
    with site.node.foundation.database.writing() as connection:
        connection.execute(
            update(applications)
            .where(applications.c.id == number)
            .values(state="refused", told=list(reasons))
        )
    text = unescape(site.client.get(f"/applications/{number}").text)
    for reason in reasons:
        assert reason in text
    assert text.count("What would change it:") == len(reasons) == 3
    again = unescape(site.client.get(f"/borrow?of={number}").text)
    assert 'value="6000"' in again
    assert "The old roof leaks" in again
    assert 'value="annuity" selected' in again


@pytest.mark.usefixtures("borrower")
def test_a_refusal_says_what_would_have_passed_and_it_does(site: Api) -> None:
    number = number_of(apply(site, amount="50,000", months="60"))
    examine(site, number)
    document = site.client.get(f"/v1/applications/{number}", headers=bearer(site)).json()
    assert document["state"] == "refused"
    possible = document["possible"]
    shown = read(site.client.get(f"/applications/{number}").text)
    assert int(possible["amount"]) in shown.figures
    exponent = site.node.services.standing.read().exponent
    amount = str(Decimal(possible["amount"]).scaleb(-exponent))
    again = number_of(apply(site, key="form-0002", amount=amount, months=str(possible["months"])))
    examine(site, again)
    document = site.client.get(f"/v1/applications/{again}", headers=bearer(site)).json()
    assert (document["state"] == "refused", document["possible"]) == (False, None)


@pytest.mark.parametrize("reason", list(ReviewReason))
def test_every_reason_that_is_told_has_words_and_a_remedy(reason: ReviewReason) -> None:
    module: Any = environment_of("zh-CN").get_template("loan_words.html").module
    words = module.reasons_named
    (sentence,) = told((reason,), ("Of the card",))
    assert sentence in words or sentence == "Of the card"
    if sentence in words:
        assert words[sentence][0] != sentence


@pytest.mark.usefixtures("borrower")
def test_who_waits_is_said_and_a_withdrawal_is_meant(site: Api) -> None:
    number = number_of(apply(site))
    path = f"/applications/{number}/withdrawal"
    unsure = send(site, path)
    assert (unsure.status_code, "INPUT:SURE" in unsure.text) == (422, True)
    examine(site, number)
    assert "You: confirm the terms" in site.client.get(f"/applications/{number}").text
    assert send(site, path, sure="yes").status_code == 303
    text = site.client.get(f"/applications/{number}").text
    assert "you have withdrawn it" in text
    assert path not in text
    again = send(site, path, sure="yes")
    assert (again.status_code, "APPLICATION:STATE" in again.text) == (409, True)


def test_an_approved_application_is_confirmed_and_listed_with_the_wallet(
    site: Api, borrower: str
) -> None:
    number = number_of(apply(site))
    path = f"/applications/{number}/offer"
    early = send(site, path)
    assert (early.status_code, "APPLICATION:STATE" in early.text) == (409, True)
    examine(site, number)
    before = site.client.get(f"/applications/{number}").text
    assert path in before
    unconfirmed = site.client.get(path)
    assert (unconfirmed.status_code, "APPLICATION:STATE" in unconfirmed.text) == (409, True)
    assert send(site, path).status_code == 303
    text = site.client.get(path).text
    document = site.client.post(f"/v1{path}", headers=bearer(site)).json()
    shown = read(text)
    offer = Offer.parse(document["offer"])
    payments = schedule(offer.terms).payments
    withheld = [
        div_ceil(offer.principal * share, PPM)
        for share in (offer.origination_ppm, offer.reserve_ppm)
    ]
    assert shown.figures[:4] == [offer.principal, *withheld, offer.principal - sum(withheld)]
    assert {offer.rate_ppm, payments[0], payments[-1], sum(payments)} <= set(shown.figures)
    # All of it stood there before the terms were confirmed.
    assert set(shown.figures) <= set(read(before).figures)
    assert f"/loan-agreements/0x{offer.agreement_hash.hex()}" in text
    assert f"/risk-statements/0x{offer.disclosure_hash.hex()}" in text
    transaction = json.loads(unescape(re.findall('data-transaction="([^"]+)"', text)[0]))
    platform = site.network.platform
    assert transaction["from"] == borrower
    assert transaction["to"] == platform.address("Offers")
    first = signature_bytes(read_signature(document["first"]))
    signed = SignedOffer(offer, document["signed_by"], first)
    plan = Borrower(platform, site.network.session.actors.borrowers[0]).act.list(signed)
    assert transaction["data"] == plan.call.request["data"]


def test_whoever_is_held_reads_no_list_on_a_refused_application(site: Api) -> None:
    headers = held(site)
    number = site.client.get("/v1/applications", headers=headers).json()[0]["id"]
    examine(site, number)
    enter(site, BORROWER)
    text = read(site.client.get(f"/applications/{number}").text).text
    assert "We could not verify what was given" in text
    assert TELLING.search(text) is None


@pytest.mark.usefixtures("borrower")
def test_an_application_is_on_its_owners_page_alone(site: Api) -> None:
    number = number_of(apply(site))
    known(site, OTHER, "321")
    enter(site, OTHER)
    paths = (f"/applications/{number}", f"/borrow?of={number}", f"/applications/{number}/offer")
    for path in paths:
        response = site.client.get(path)
        assert (response.status_code, "APPLICATION:NONE" in response.text) == (404, True)
    refused = send(site, f"/applications/{number}/withdrawal", sure="yes")
    assert (refused.status_code, "APPLICATION:NONE" in refused.text) == (404, True)
    assert number not in site.client.get("/applications").text


@pytest.mark.parametrize("path", ["/borrow", "/applications", f"/applications/{'0' * 32}"])
def test_who_has_not_registered_asks_for_nothing(site: Api, path: str) -> None:
    assert site.client.get(path, follow_redirects=False).status_code == 303
    enter(site, "investor 0")
    response = site.client.get(path)
    assert (response.status_code, "PEOPLE:UNKNOWN" in response.text) == (404, True)
