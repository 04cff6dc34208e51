"""Drafts of applications: kept as typed, sealed, their writer's alone, gone once they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.api.test_lending import BORROWER, apply, known
from node.web.forms import enter, send
from node.web.test_nobody_elses import beside
from tallystick_node.storage.tables import vault_fields

if TYPE_CHECKING:
    from node.api.builders import Api

WORDS = {"amount": "1,25", "months": "many", "title": "A MARKED title", "purpose": "car"}


@pytest.fixture
def borrower(site: Api) -> dict[str, str]:
    headers = known(site, BORROWER)
    enter(site, BORROWER)
    return headers


def test_what_was_typed_is_there_again_and_sealed(site: Api, borrower: dict[str, str]) -> None:
    kept = send(site, "/borrow", act="draft", key="k" * 16, **WORDS)
    assert (kept.status_code, kept.headers["location"]) == (303, "/borrow")
    page = site.client.get("/borrow").text
    assert 'value="A MARKED title"' in page
    assert 'value="many"' in page
    answer = site.client.get("/v1/applications/draft", headers=borrower)
    assert answer.json() == {"fields": WORDS}
    with site.node.services.database.reading() as connection:
        sealed = connection.scalars(select(vault_fields.c.sealed)).all()
    assert not any(b"MARKED" in value for value in sealed)


def test_a_draft_is_over_the_last_one_and_can_be_dropped(
    site: Api, borrower: dict[str, str]
) -> None:
    path = "/v1/applications/draft"
    for fields in (WORDS, {"title": "Another"}):
        put = site.client.put(path, json={"fields": fields}, headers=borrower)
        assert put.status_code == 204
        assert site.client.get(path, headers=borrower).json() == {"fields": fields}
    assert site.client.delete(path, headers=borrower).status_code == 204
    assert site.client.get(path, headers=borrower).json() == {"fields": {}}
    assert "Another" not in site.client.get("/borrow").text


def test_nobody_else_reads_a_draft(site: Api, borrower: dict[str, str]) -> None:
    site.client.put("/v1/applications/draft", json={"fields": WORDS}, headers=borrower)
    other = beside(site)
    assert site.client.get("/v1/applications/draft", headers=other).json() == {"fields": {}}
    site.client.cookies.clear()
    assert site.client.get("/v1/applications/draft").status_code == 401


@pytest.mark.parametrize(
    "fields", [{"wallet": "0x12"}, {"title": "x" * 2_001}, {f"f{n}": "x" for n in range(40)}]
)
def test_what_the_form_does_not_have_is_refused_and_nothing_is_kept(
    site: Api, borrower: dict[str, str], fields: dict[str, str]
) -> None:
    answer = site.client.put("/v1/applications/draft", json={"fields": fields}, headers=borrower)
    assert answer.status_code == 422
    assert site.client.get("/v1/applications/draft", headers=borrower).json() == {"fields": {}}


def test_a_draft_is_gone_once_it_is_sent(site: Api, borrower: dict[str, str]) -> None:
    whole = {
        "amount": "5", "months": "12", "title": "A used car", "purpose": "car", "home": "rent",
        "method": "annuity", "description": "To drive to my new work in the next town.",
        "repayment_source": "my salary", "owed_elsewhere": "0", "debt_payments": "0",
        "employed_months": "36",
    }  # fmt: skip
    send(site, "/borrow", act="draft", key="k" * 16, **whole)
    sent = send(site, "/borrow", key="k" * 16, **whole)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"].startswith("/applications/")
    answer = site.client.get("/v1/applications/draft", headers=borrower)
    assert answer.json() == {"fields": {}}


def test_an_application_sent_by_a_program_forgets_the_draft_too(
    site: Api, borrower: dict[str, str]
) -> None:
    site.client.put("/v1/applications/draft", json={"fields": WORDS}, headers=borrower)
    assert apply(site, borrower).status_code == 201
    answer = site.client.get("/v1/applications/draft", headers=borrower)
    assert answer.json() == {"fields": {}}
