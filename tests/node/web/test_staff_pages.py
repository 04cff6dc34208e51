"""Pages of underwriters: for the role with its second factor, figures of the API, four eyes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pyotp
import pytest

from node.api.builders import key_of
from node.api.test_lending import BORROWER, FIRST, SECOND, apply, examine, known
from node.kyc.builders import id_number
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read
from tallystick_node.underwriting.case import UnderwritingStage
from tallystick_node.underwriting.reasons import Override
from tallystick_node.web.page import environment_of

if TYPE_CHECKING:
    from typing import Any

    from node.api.builders import Api

CASES = "/staff/credit-reviews"
CASINO = "A casino weekend that I have wished for."


@pytest.fixture
def case(site: Api) -> str:
    """A case that the stages refer to people."""
    number: str = apply(site, known(site, BORROWER), description=CASINO).json()["id"]
    examine(site, number)
    return number


def api_of(site: Api, path: str) -> Any:
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    return site.client.get(f"/v1{path}", headers=bearer).json()


def verdict(site: Api, case: str, who: str, value: str, reason: str) -> int:
    enter_as_staff(site, who)
    assert send(site, f"{CASES}/{case}/claim").status_code == 303
    response = send(site, f"{CASES}/{case}/decision", verdict=value, reason=reason)
    return response.status_code


def test_who_has_no_role_reads_that_they_have_none(site: Api, case: str) -> None:
    enter(site, BORROWER)
    shell = site.client.get("/staff")
    assert (shell.status_code, "no role of staff" in shell.text) == (200, True)
    for path in (CASES, f"{CASES}/{case}", f"{CASES}/{case}/documents/1"):
        response = site.client.get(path)
        assert (response.status_code, "ACCESS:ROLE" in response.text) == (403, True)
        assert "casino" not in response.text
    for path in ("claim", "decision"):
        response = send(site, f"{CASES}/{case}/{path}", verdict="approve", reason="explained")
        assert (response.status_code, "ACCESS:ROLE" in response.text) == (403, True)


@pytest.mark.parametrize("path", ["/staff", CASES, f"{CASES}/{'0' * 32}"])
def test_staff_sign_in_first(site: Api, path: str) -> None:
    response = site.client.get(path, follow_redirects=False)
    assert response.headers["location"].startswith("/sign-in?next=%2Fstaff")


def test_a_second_factor_opens_the_pages(site: Api, case: str) -> None:
    enter(site, FIRST)
    assert "ACCESS:FACTOR" in site.client.get(f"{CASES}/{case}").text
    assert "underwriter" in site.client.get("/staff").text
    enrolled = send(site, "/staff/second-factor/enrolment")
    secret = re.search(r'<code class="hash">([A-Z2-7]{16,})</code>', enrolled.text)
    assert secret
    assert enrolled.headers["cache-control"] == "no-store"
    wrong = send(site, "/staff/second-factor", code="12345")
    assert (wrong.status_code, "INPUT:FIELDS" in wrong.text) == (422, True)
    code = pyotp.TOTP(secret[1]).at(site.time())
    refused = send(site, "/staff/second-factor", code=f"{(int(code) + 1) % 10**6:06d}")
    assert (refused.status_code, "ACCESS:CODE" in refused.text) == (403, True)
    assert send(site, "/staff/second-factor", code=code).status_code == 303
    shell = site.client.get("/staff").text
    assert "Cases that wait" in shell
    assert secret[1] not in shell
    assert site.client.get(f"{CASES}/{case}").status_code == 200


def test_the_queue_and_a_case_have_the_figures_of_the_api(site: Api, case: str) -> None:
    enter_as_staff(site, FIRST)
    (row,) = api_of(site, "/staff/credit-reviews")
    queue = read(site.client.get(CASES).text)
    assert queue.figures == [int(row["amount"]), row["p_default_ppm"]]
    assert queue.sums == [int(row["amount"])]
    assert f"{CASES}/{case}" in queue.links
    document = api_of(site, f"/staff/credit-reviews/{case}")
    text = site.client.get(f"{CASES}/{case}").text
    shown = read(text)
    order, applicant = document["order"], document["applicant"]
    assert shown.figures[:6] == [
        int(order["amount"]), document["p_default_ppm"], document["rate_ppm"],
        int(order["owed_elsewhere"]), int(order["debt_payments"]), int(applicant["income"]),
    ]  # fmt: skip
    facts = {name: fact for stage in document["findings"] for name, fact in stage["facts"].items()}
    assert {int(facts["amount"]), int(facts["limit"]), facts["obligations_ppm"]} <= set(
        shown.figures[6:]
    )
    rules = site.node.services.underwriting.applications.rules
    assert {rules.amount_min, rules.amount_max, rules.default_refuse_ppm} <= set(shown.figures[6:])
    for sentence in (*document["card_reasons"], CASINO, "purpose.words"):
        assert sentence in unescape(text)


def test_no_identity_is_on_a_case(site: Api, case: str) -> None:
    enter_as_staff(site, FIRST)
    text = site.client.get(f"{CASES}/{case}").text
    for secret in ("欧阳明", id_number("123"), "6228480402564890018", key_of(BORROWER).address):
        assert secret not in text


def test_papers_open_with_a_claim_alone(site: Api, case: str) -> None:
    enter_as_staff(site, FIRST)
    before = site.client.get(f"{CASES}/{case}")
    papers = api_of(site, f"/staff/credit-reviews/{case}")["applicant"]["documents"]
    path = f"{CASES}/{case}/documents/{papers[0]['id']}"
    assert path not in before.text
    refused = site.client.get(path)
    assert (refused.status_code, "REVIEW:CLAIM" in refused.text) == (409, True)
    assert send(site, f"{CASES}/{case}/claim").status_code == 303
    assert path in site.client.get(f"{CASES}/{case}").text
    assert site.client.get(path).content.startswith(b"%PDF-")
    enter_as_staff(site, SECOND)
    assert "by a colleague" in site.client.get(CASES).text
    taken = send(site, f"{CASES}/{case}/claim")
    assert (taken.status_code, "REVIEW:CLAIMED" in taken.text) == (409, True)


def test_the_second_pair_of_eyes_sees_the_first_verdict_after_its_own(site: Api, case: str) -> None:
    assert verdict(site, case, FIRST, "approve", "verified_by_call") == 303
    own = site.client.get(f"{CASES}/{case}").text
    assert "proposed to approve" in own
    assert "another one of staff has to confirm" in own
    enter_as_staff(site, SECOND)
    blind = site.client.get(f"{CASES}/{case}").text
    assert "proposed to approve" not in blind
    assert "verified by a call</li>" not in blind
    assert ": verified by a call" not in blind
    assert "approve" not in read(site.client.get(CASES).text).text
    assert verdict(site, case, SECOND, "approve", "verified_by_document") == 303
    after = site.client.get(f"{CASES}/{case}").text
    assert "proposed to approve" in after
    assert "approved" in after
    assert 'action="/staff/credit-reviews/' not in after
    assert "The queue is empty." in site.client.get(CASES).text


def test_a_refused_verdict_keeps_what_was_chosen(site: Api, case: str) -> None:
    enter_as_staff(site, FIRST)
    send(site, f"{CASES}/{case}/claim")
    response = send(
        site, f"{CASES}/{case}/decision", verdict="approve", reason="suspicion_confirmed"
    )
    assert (response.status_code, "REVIEW:REASON" in response.text) == (409, True)
    assert '<option value="approve" selected>' in response.text
    assert '<option value="suspicion_confirmed" selected>' in response.text
    lacking = send(site, f"{CASES}/{case}/decision", verdict="maybe", reason="")
    assert (lacking.status_code, 'data-field="verdict"' in lacking.text) == (422, True)
    assert api_of(site, "/staff/credit-reviews")[0]["proposed"] is None


def test_without_a_claim_nothing_is_decided(site: Api, case: str) -> None:
    enter_as_staff(site, FIRST)
    response = send(site, f"{CASES}/{case}/decision", verdict="approve", reason="verified_by_call")
    assert (response.status_code, "REVIEW:CLAIM" in response.text) == (409, True)
    assert api_of(site, f"/staff/credit-reviews/{case}")["state"] == "referred"


def test_a_case_that_there_is_not(site: Api) -> None:
    enter_as_staff(site, FIRST)
    response = site.client.get(f"{CASES}/{'0' * 32}")
    assert (response.status_code, "APPLICATION:NONE" in response.text) == (404, True)


def test_every_reason_and_stage_has_its_words() -> None:
    module: Any = environment_of("zh-CN").get_template("review_words.html").module
    assert set(module.overrides_named) == {reason.value for reason in Override}
    assert set(module.stages_named) == {stage.value for stage in UnderwritingStage}
