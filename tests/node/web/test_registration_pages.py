"""Registration on one page: each step with its form, theirs alone, without a word of screening."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from node.api.builders import key_of, sign
from node.api.test_lending import known
from node.api.test_people import code_of
from node.api.test_tipping_off import TELLING, held
from node.kyc.builders import answers, id_number
from node.web.forms import OWN, enter, send
from node.web.reading import read
from tallystick_node.kyc.assessment_rules import WARNING
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.levels import SCREENING_MISSING
from tallystick_node.kyc.refusals import UNDER_REVIEW
from tallystick_node.web.account.progress import sayable

if TYPE_CHECKING:
    from node.api.builders import Api

NAME, PHONE, NUMBER = "investor 0", "13912345678", id_number("377")
CARD = "6228480402564890018"


def registered(site: Api, name: str = NAME, phone: str = PHONE) -> str:
    """Register with the page's forms."""
    address = enter(site, name)
    site.time.pass_by(seconds=1)
    assert send(site, "/account/code", phone=phone).status_code == 303
    response = send(site, "/account/register", phone=phone, code=code_of(site), kind="natural")
    assert (response.status_code, response.headers["location"]) == (
        303, "/account?done=register#register",
    )  # fmt: skip
    return address


def account(site: Api) -> str:
    response = site.client.get("/account")
    assert response.status_code == 200, response.text
    return response.text


def step(text: str, name: str) -> str:
    """What the table says of a step."""
    row = re.search(rf'<a href="#{name}">[^<]*</a></th><td>(.*?)</td>', text, re.DOTALL)
    assert row, name
    return " ".join(re.sub("<[^>]*>", " ", row[1]).split())


def ladder_text(text: str) -> str:
    transaction = re.search(r'data-transaction="([^"]+)"', text)
    assert transaction, text
    return str(json.loads(unescape(transaction[1]))["message"])


def test_who_is_nobody_yet_gets_the_two_ways_in(site: Api) -> None:
    address = enter(site, NAME)
    text = account(site)
    assert address in text
    assert 'action="/account/register"' in text
    assert 'action="/account/return"' in text
    assert 'action="/account/checks/identity"' not in text


def test_somebody_comes_in_by_forms_alone(site: Api) -> None:
    registered(site)
    for field, value in (("name", "欧阳明"), ("id_number", NUMBER), ("card", CARD),
                         ("income", "60,000.50")):  # fmt: skip
        assert send(site, f"/account/fields/{field}", value=value).status_code == 303
    assert send(site, "/account/consents", purpose="identity_check").status_code == 303
    text = account(site)
    assert step(text, "phone").startswith("✓ done")
    assert step(text, "fields").startswith("✓ done")
    assert step(text, "identity") == "to do"
    for kind in ("identity", "card"):
        assert send(site, f"/account/checks/{kind}").status_code == 303
    text = account(site)
    assert step(text, "identity").startswith("✓ done")
    assert step(text, "card").startswith("✓ done")
    assert step(text, "liveness") == "to do"
    assert NUMBER not in text
    assert CARD not in text
    assert "6228****0018" in text
    with site.node.foundation.database.reading() as connection:
        kyc = site.node.services.kyc
        person = kyc.wallets.owner(key_of(NAME).address)
        assert person is not None
        income = kyc.evidence.value(connection, person, Field.INCOME)
    assert income == str(60_000_500_000)


@pytest.mark.parametrize(
    ("path", "typed", "code"),
    [
        ("/account/fields/card", "6222021234567890123", "CARD:CHECKSUM"),
        ("/account/fields/income", "1e3", "INPUT:AMOUNT"),
        ("/account/fields/country", "Atlantis", "FIELD:COUNTRY"),
        ("/account/fields/phone", "13700001111", "PHONE:CODE"),
    ],
)
def test_a_refused_field_keeps_what_was_typed_and_changes_nothing(
    site: Api, path: str, typed: str, code: str
) -> None:
    registered(site)
    response = send(site, path, value=typed)
    assert response.status_code in {409, 422}
    assert f"<code>{code}</code>" in response.text
    assert (f'value="{typed}"' in response.text) is (code != "PHONE:CODE")
    assert response.headers["cache-control"] == "no-store"
    assert typed not in account(site)


def test_a_check_without_a_consent_asks_nobody(site: Api) -> None:
    registered(site)
    response = send(site, "/account/checks/identity")
    assert (response.status_code, "CONSENT:NONE" in response.text) == (409, True)
    assert step(account(site), "identity") == "to do"


@pytest.mark.parametrize(
    ("mark", "status", "stands"),
    [("901", 303, "✗ refused because: the name does not match NAME"), ("904", 503, "to do")],
)
def test_a_check_that_failed_says_why(site: Api, mark: str, status: int, stands: str) -> None:
    registered(site)
    send(site, "/account/fields/name", value="欧阳明")
    send(site, "/account/fields/id_number", value=id_number(mark))
    send(site, "/account/consents", purpose="identity_check")
    assert send(site, "/account/checks/identity").status_code == status
    assert step(account(site), "identity") == stands


def test_a_consent_is_withdrawn(site: Api) -> None:
    registered(site)
    send(site, "/account/consents", purpose="credit_report")
    number = re.search(r"/account/consents/(\d+)/withdrawal", account(site))
    assert number
    assert send(site, f"/account/consents/{number[1]}/withdrawal").status_code == 303
    assert "/withdrawal" not in account(site)
    again = send(site, f"/account/consents/{number[1]}/withdrawal")
    assert (again.status_code, "CONSENT:NONE" in again.text) == (409, True)


@pytest.mark.parametrize(("language", "chinese"), [("zh-CN", True), ("en", False)])
def test_the_questionnaire_is_in_the_readers_language(
    site: Api, language: str, chinese: bool
) -> None:
    registered(site)
    text = site.client.get("/account/questionnaire", params={"lang": language}).text
    assert ("您出借的一笔借款停止还款。您会怎样？" in text) is chinese
    assert ("A loan of yours stops paying." in text) is not chinese


def test_the_questionnaire_is_answered_by_form_and_signed_by_wallet(site: Api) -> None:
    registered(site)
    typed = answers(income="120000", liquid="900000", commitments="20000")
    response = send(site, "/account/questionnaire", **typed)
    assert response.status_code == 303, response.text
    path = response.headers["location"]
    shown = site.client.get(path).text
    assert read(shown).figures == [1_000_000_000_000, 100_000_000_000]
    assert step(account(site), "questionnaire") == "waiting for the signature of your wallet"
    body = {
        "address": key_of(NAME).address, "signature": sign(key_of(NAME), ladder_text(shown)),
    }  # fmt: skip
    forged = {**body, "signature": sign(key_of("investor 1"), ladder_text(shown))}
    refused = site.client.post(f"{path}/signature", json=forged, headers=OWN)
    assert (refused.status_code, refused.json()["code"]) == (409, "ANSWERS:SIGNER")
    assert site.client.post(f"{path}/signature", json=body, headers=OWN).status_code == 200
    assert step(account(site), "questionnaire").startswith("✓ done")


def test_an_answer_that_lacks_is_named_and_the_others_are_kept(site: Api) -> None:
    registered(site)
    typed = answers(income="120000.5", liquid="9", commitments="2")
    name = next(iter(typed))
    response = send(site, "/account/questionnaire", **{k: v for k, v in typed.items() if k != name})
    assert (response.status_code, "ANSWERS:FORM" in response.text) == (422, True)
    assert name in response.text
    assert 'value="120000.5"' in response.text
    assert response.text.count(" checked") == len(typed) - 4
    assert step(account(site), "questionnaire") == "to do"


def test_who_fails_the_test_repeats_the_warning(site: Api) -> None:
    registered(site)
    typed = answers(best=False, income="120000", liquid="9", commitments="2")
    path = send(site, "/account/questionnaire", **typed).headers["location"]
    assert step(account(site), "warning") == "to do"
    wrong = send(site, f"{path}/warning", words="I know")
    assert (wrong.status_code, "WARNING:WORDS" in wrong.text) == (409, True)
    assert send(site, f"{path}/warning", words=WARNING).status_code == 303
    assert step(account(site), "warning") == "✓ done"


def test_what_is_stated_is_declared_with_the_wallet(site: Api) -> None:
    registered(site)
    send(site, "/account/fields/name", value="欧阳明")
    text = site.client.get("/account/declaration").text
    body = {"address": key_of(NAME).address, "signature": sign(key_of(NAME), ladder_text(text))}
    assert site.client.post("/account/declaration", json=body, headers=OWN).status_code == 200
    assert step(account(site), "declaration") == "✓ done"
    send(site, "/account/fields/name", value="欧阳")
    assert step(account(site), "declaration") == "to do: Name"


def test_nothing_of_one_client_is_on_the_page_of_another(site: Api) -> None:
    mine = registered(site)
    send(site, "/account/fields/email", value="somebody@example.org")
    send(site, "/account/fields/name", value="欧阳明")
    path = send(
        site, "/account/questionnaire", **answers(income="1", liquid="2", commitments="1")
    ).headers["location"]
    assert mine in account(site)
    registered(site, "investor 1", "13712345679")
    theirs = account(site)
    for secret in (mine, "欧****", "s****", "139****"):
        assert secret not in theirs
    assert site.client.get(path).status_code == 404
    exported = site.client.get("/account/export").text
    assert mine not in exported
    assert "somebody@example.org" not in exported


def test_the_export_is_the_apis(site: Api) -> None:
    registered(site)
    response = site.client.get("/account/export")
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    assert response.json() == site.client.get("/v1/me/export", headers=bearer).json()
    assert "attachment" in response.headers["content-disposition"]
    assert response.headers["cache-control"] == "no-store"


def test_other_sessions_end_and_this_one_goes_on(site: Api) -> None:
    registered(site)
    other = site.sign_in(NAME)
    stranger = site.sign_in("investor 3")
    assert send(site, "/account/sessions/end").status_code == 303
    assert site.client.get("/v1/session", headers=other).status_code == 401
    assert site.client.get("/v1/session", headers=stranger).status_code == 200
    assert site.client.get("/account").status_code == 200


def test_what_is_missing_is_what_the_api_says(site: Api) -> None:
    known(site, "borrower 0")
    enter(site, "borrower 0")
    shown = unescape(account(site))
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    asked = site.client.get("/v1/me/credentials/missing?lend=true", headers=bearer).json()
    assert asked["missing"]
    assert all(f"<li>{sentence}</li>" in shown for sentence in asked["missing"])


def test_whoever_is_held_reads_one_sentence_and_nothing_of_screening(site: Api) -> None:
    held(site)
    enter(site, "borrower 0")
    text = account(site)
    assert UNDER_REVIEW in text
    assert TELLING.search(read(text).text) is None


def test_a_screening_that_lacks_is_never_named() -> None:
    assert sayable([SCREENING_MISSING]) == [UNDER_REVIEW]
    assert sayable([SCREENING_MISSING, "state your name"]) == ["state your name"]
    assert sayable([]) == []


@pytest.mark.parametrize(
    "path", ["/account", "/account/questionnaire", "/account/declaration", "/account/export"]
)
def test_registration_is_for_who_has_signed_in(site: Api, path: str) -> None:
    response = site.client.get(path, follow_redirects=False)
    assert response.headers["location"].startswith("/sign-in?next=%2Faccount")


@pytest.mark.parametrize("path", ["/account/declaration", "/account/export"])
def test_who_is_nobody_yet_is_told_to_register(site: Api, path: str) -> None:
    enter(site, NAME)
    response = site.client.get(path)
    assert (response.status_code, "PEOPLE:UNKNOWN" in response.text) == (404, True)
