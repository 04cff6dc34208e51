"""What is stated about the company over HTTP and on the page, and what is not stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.builders import URL
from tallystick.api import NodeClient
from tallystick.disclosure.company import company_hash, read_company
from tallystick.errors import NodeRefused
from tallystick_node.disclosure.company_book import keep_company

if TYPE_CHECKING:
    from node.api.builders import Api

FACTS = read_company(
    {
        "stated_on": "2026-03-01",
        "company": {"name": "Abacus <b>Ltd</b>", "paid_in_capital": 5_000_000},
        "shareholders": [{"name": "Some One", "share_ppm": 510_000, "controls": True}],
        "finances": [{"year": 2025, "own_funds": 7_000_000}],
        "licences": [
            {"kind": "licence", "name": "Lending", "authority": "Authority",
             "expires_on": "2020-01-01"},
            {"kind": "filing", "name": "Filing", "authority": "Authority"},
        ],
    }
)  # fmt: skip


def reader(api: Api) -> NodeClient:
    return NodeClient(URL, token=None, transport=api.client._transport)


def state(api: Api) -> None:
    foundation = api.node.foundation
    with foundation.database.writing() as connection:
        keep_company(connection, foundation.audit_log, api.time, FACTS, "operator")


def test_nothing_stated_is_said_as_that(api: Api) -> None:
    answer = reader(api).platform.read_company_facts()
    assert (answer.stated, answer.versions) == (None, 0)
    assert (answer.capital.required, answer.capital.suffices) == (0, None)
    page = api.client.get("/about").text
    assert "The operator has stated nothing about the company." in page
    with pytest.raises(NodeRefused, match="API:COMPANY"):
        reader(api).platform.read_company_version(1)


def test_what_is_stated_is_answered_with_its_hash_and_its_gaps(api: Api) -> None:
    state(api)
    answer = reader(api).platform.read_company_facts()
    assert answer.stated is not None
    assert read_company(answer.stated.document) == FACTS
    assert answer.stated.root == "0x" + company_hash(FACTS).hex()
    assert "company.website" in answer.stated.not_stated
    assert (answer.capital.own_funds, answer.capital.suffices) == (7_000_000, True)
    assert reader(api).platform.read_company_version(1) == answer.stated


def test_the_page_shows_every_part_and_what_has_ended(api: Api) -> None:
    state(api)
    page = api.client.get("/about").text
    for words in ("Abacus &lt;b&gt;Ltd", "Some One", "51", "controls the company", "not stated",
                  "has ended", "no end is stated", "Own funds against"):  # fmt: skip
        assert words in page
    assert "<b>Ltd" not in page
