"""A mandate proposed on the page and over the API: within the class, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.web.reading import read
from node.web.test_account_pages import sign_in
from node.web.test_mandate_pages import investor as investor  # noqa: PLC0414 - the fixture

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

GOAL = {"months": "24", "taste": "bold", "keep": "1"}


def api_of(site: Api, **goal: Any) -> Any:
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    return site.client.get("/v1/me/mandate-proposal", params=goal, headers=bearer)


def test_the_proposal_is_the_api_s_and_its_sentence_opens_as_a_mandate(
    site: Api, investor: MemorySigner
) -> None:
    document = api_of(site, months=24, taste="bold", keep=10**6).json()
    page = site.client.get("/me/proposal", params=GOAL)
    shown = read(page.text)
    sentence = document["sentences"]["en"]
    assert sentence in shown.text
    assert "your class allows no higher one" in shown.text
    person = site.node.services.matching.outlook.funds(investor.address)
    assert int(document["funds"]) == person
    limits = document["limits"]
    assert int(limits["exposure_max"]) + int(limits["cash_floor"]) == person
    opened = site.client.get("/me/mandate", params={"sentence": sentence})
    assert opened.status_code == 200
    assert "What would have been" in opened.text
    chinese = site.client.get("/me/proposal", params=GOAL | {"lang": "zh-CN"}).text
    assert document["sentences"]["zh-CN"] in chinese


def test_nothing_above_the_class_is_ever_proposed(site: Api, investor: MemorySigner) -> None:
    del investor
    for taste in ("careful", "middle", "bold"):
        document = api_of(site, months=60, taste=taste).json()
        assert document["limits"]["level_max"] <= document["risk_class"]


def test_who_holds_more_of_one_borrower_reads_it(site: Api, investor: MemorySigner) -> None:
    loan = site.network.loans.active(site.network.session.actors.borrowers[1])
    site.index()
    sign_in(site, investor)
    funds = site.node.services.matching.outlook.funds(investor.address)
    document = api_of(site, months=12, keep=funds - 20 * 10**6).json()
    borrower = site.network.session.actors.borrowers[1].address.lower()
    assert [of["borrower"] for of in document["over"]] == [borrower]
    keep = f"{(funds - 20 * 10**6) / 10**6:.6f}"
    page = site.client.get("/me/proposal", params={"months": "12", "keep": keep}).text
    assert borrower in page
    assert loan not in document["outside"] or f"/loans/{loan}" in page


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        ({"months": "0"}, "INPUT:NUMBER"), ({"months": "61"}, "INPUT:NUMBER"),
        ({"months": "12", "keep": "a lot"}, "INPUT:AMOUNT"),
        ({"months": "12", "keep": "99999999"}, "PROPOSAL:FUNDS"),
    ],
)  # fmt: skip
def test_a_goal_that_cannot_be_comes_back_with_the_form(
    site: Api, investor: MemorySigner, goal: dict[str, str], code: str
) -> None:
    del investor
    page = site.client.get("/me/proposal", params=goal)
    assert (page.status_code, code in page.text) == (422, True)
    assert 'name="months"' in page.text


def test_who_has_no_class_is_sent_to_the_questionnaire(site: Api) -> None:
    site.index()
    sign_in(site, site.network.session.actors.outsider)
    page = site.client.get("/me/proposal", params={"months": "12"})
    assert (page.status_code, "PROPOSAL:CLASS" in page.text) == (422, True)
