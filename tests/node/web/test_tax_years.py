"""The year by loan on a page: the figures of the chain, files of it, and a year that is one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from node.web.forms import enter
from node.web.reading import read
from node.web.test_paper_files import pay
from tallystick.papers.papers_on_chain import tax_year_of

if TYPE_CHECKING:
    from node.api.builders import Api

LENDER = "investor 0"


@pytest.fixture
def year(site: Api) -> int:
    """The year of the chain, in which an instalment was paid."""
    pay(site, site.network.loans.active())
    return int(site.node.foundation.business.today().year)


def test_the_page_has_the_chain_s_figures_and_its_files(site: Api, year: int) -> None:
    address = enter(site, LENDER)
    known = tax_year_of(site.network.platform, address, year)
    response = site.client.get("/me/year")
    shown = read(response.text)
    (note,) = known.lent
    assert {int(note.interest), int(note.fees)} <= set(shown.figures)
    assert f"/me/year.pdf?year={year}" in response.text
    document = json.loads(site.client.get(f"/me/year.json?year={year}").content)
    assert document["lent"] == [note.model_dump()]
    assert site.client.get(f"/me/year.pdf?year={year}").content.startswith(b"%PDF-")
    lines = site.client.get(f"/me/year?year={year}&file=csv&list=lent").text.splitlines()
    assert len(lines) == 2


def test_a_year_without_loans_says_so(site: Api, year: int) -> None:
    enter(site, LENDER)
    text = site.client.get(f"/me/year?year={year - 1}").text
    assert "Nothing was received or lost in this year." in text
    assert "Nothing was paid on a loan in this year." in text


@pytest.mark.parametrize("typed", ["999", "20x6", "9999", "1969"])
def test_what_is_no_year_is_refused(site: Api, typed: str) -> None:
    site.index()
    enter(site, LENDER)
    for path in ("/me/year", "/me/year.pdf"):
        refused = site.client.get(f"{path}?year={typed}")
        assert (refused.status_code, "INPUT:SPAN" in refused.text) == (422, True)
