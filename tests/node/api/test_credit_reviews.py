"""What an underwriter sees of a case: who asks, their papers with a claim, grade and price."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import Api, key_of
from node.api.test_lending import BORROWER, FIRST, OTHER, SECOND, apply, examine, known, staff
from node.kyc.builders import id_number
from node.underwriting.cases import UNIT
from tallystick_node.storage.tables import journal

if TYPE_CHECKING:
    import httpx2

CASINO = "A casino weekend that I have wished for."
CASES = "/v1/staff/credit-reviews"


@pytest.fixture
def case(api: Api) -> str:
    """A case that the stages refer to people."""
    number: str = apply(api, known(api, BORROWER), description=CASINO).json()["id"]
    examine(api, number)
    return number


def ask(api: Api, path: str, who: str = FIRST, method: str = "GET") -> httpx2.Response:
    return api.client.request(method, f"{CASES}/{path}", headers=staff(api, who))


def read(api: Api, case: str) -> dict[str, Any]:
    document: dict[str, Any] = ask(api, case).json()
    return document


def acts(api: Api) -> list[tuple[str, str]]:
    with api.node.foundation.database.reading() as connection:
        rows = connection.execute(select(journal.c.actor, journal.c.act).order_by(journal.c.number))
        return [(row.actor, row.act) for row in rows]


def test_a_case_has_who_asks_their_papers_and_the_price(api: Api, case: str) -> None:
    shown = read(api, case)
    applicant = shown["applicant"]
    assert (applicant["kind"], applicant["level"]) == ("natural", 2)
    assert applicant["income"] == str(60_000 * UNIT)
    assert 18 <= applicant["age"] <= 100
    assert (applicant["income_evidence"]["method"], applicant["income_evidence"]["holds"]) == (
        "document", True,
    )  # fmt: skip
    kinds = [document["kind"] for document in applicant["documents"]]
    assert kinds == ["identity_card", "proof_of_income"]
    assert shown["grade"] in "ABCDEFG"
    assert shown["score"] > 0
    assert 0 < shown["p_default_ppm"] < 10**6
    assert 0 < shown["rate_ppm"] < 10**6
    assert shown["card_reasons"]
    (waiting,) = api.client.get(CASES, headers=staff(api, FIRST)).json()
    for name in ("grade", "score", "p_default_ppm", "rate_ppm"):
        assert waiting[name] == shown[name]


def test_amounts_of_a_case_are_strings_as_everywhere(api: Api, case: str) -> None:
    shown = read(api, case)
    order = shown["order"]
    assert (order["amount"], order["owed_elsewhere"]) == (str(6_000 * UNIT), "0")
    assert order["debt_payments"] == str(100 * UNIT)
    facts = {name: fact for stage in shown["findings"] for name, fact in stage["facts"].items()}
    assert facts["amount"] == str(6_000 * UNIT)
    assert facts["limit"].isdigit()


def test_no_identity_is_in_a_case(api: Api, case: str) -> None:
    text = json.dumps(read(api, case), ensure_ascii=False)
    for secret in ("欧阳明", id_number("123"), "6228480402564890018", key_of(BORROWER).address):
        assert secret not in text


def test_whoever_has_claimed_a_case_opens_its_papers_and_the_journal_has_it(
    api: Api, case: str
) -> None:
    paper = read(api, case)["applicant"]["documents"][1]["id"]
    path = f"{case}/documents/{paper}"
    refused = ask(api, path)
    assert (refused.status_code, refused.json()["code"]) == (409, "REVIEW:CLAIM")
    assert ask(api, f"{case}/claim", method="POST").status_code == 204
    opened = ask(api, path)
    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")
    assert opened.headers["cache-control"] == "no-store"
    assert opened.content.startswith(b"%PDF-")
    assert (key_of(FIRST).address, "document.opened") == acts(api)[-1]
    other = ask(api, path, SECOND)
    assert (other.status_code, other.json()["code"]) == (409, "REVIEW:CLAIM")
    api.time.pass_by(seconds=30 * 60 + 1)
    assert ask(api, path).json()["code"] == "REVIEW:CLAIM"


def test_a_claim_opens_nobody_else_s_papers(api: Api, case: str) -> None:
    known(api, OTHER, "321")
    people = api.node.services.kyc
    stranger = people.wallets.owner(key_of(OTHER).address)
    assert stranger is not None
    with people.context.database.reading() as connection:
        paper = people.documents.of(connection, stranger)[0].number
    ask(api, f"{case}/claim", method="POST")
    response = ask(api, f"{case}/documents/{paper}")
    assert response.json()["code"] == "DOCUMENT:NONE"
    assert ask(api, f"{case}/documents/{paper}", "treasury").status_code == 403
