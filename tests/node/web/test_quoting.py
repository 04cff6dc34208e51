"""A quote for whoever asks, without a trace: by API, page and command the same figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from node.web.reading import read
from tallystick_node.storage.schema import metadata

if TYPE_CHECKING:
    from node.api.builders import Api

ASKED = {"amount": "6000000000", "months": "12", "grade": "B"}


def rows(site: Api) -> dict[str, int]:
    with site.node.services.database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_nobody_is_asked_and_nothing_is_kept(site: Api) -> None:
    before = rows(site)
    answer = site.client.get("/v1/quote", params=ASKED)
    page = site.client.get("/quote?amount=6000&months=12&grade=B")
    assert (answer.status_code, page.status_code) == (200, 200)
    assert rows(site) == before
    assert "set-cookie" not in page.headers


def test_page_and_api_have_the_same_figures(site: Api) -> None:
    document = site.client.get("/v1/quote", params=ASKED).json()
    page = site.client.get("/quote?amount=6000&months=12&grade=B")
    shown = read(page.text)
    for grade in document["grades"]:
        if grade["rate_ppm"] is not None:
            figures = {
                grade["rate_ppm"], grade["annual_percentage_rate_ppm"],
                int(grade["first_instalment"]), int(grade["received"]), int(grade["total"]),
            }  # fmt: skip
            assert figures <= set(shown.figures), grade["grade"]
    chosen = next(grade for grade in document["grades"] if grade["grade"] == "B")
    payments = [int(row["payment"]) for row in document["instalments"]]
    assert (payments[0], payments[-1]) == (
        int(chosen["first_instalment"]), int(chosen["last_instalment"]),
    )  # fmt: skip
    assert shown.sums[0] == sum(payments) == int(chosen["total"])
    assert shown.sums[1] == 6_000_000_000


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "1"}, "QUOTE:AMOUNT"), ({"months": "13"}, "QUOTE:MONTHS"),
        ({"amount": "-1"}, "INPUT:FIELDS"), ({"grade": "H"}, "INPUT:FIELDS"),
        ({"method": "balloon"}, "INPUT:FIELDS"), ({"name": "Ann"}, "INPUT:QUERY"),
    ],
)  # fmt: skip
def test_what_is_not_lent_is_refused(site: Api, changed: dict[str, str], code: str) -> None:
    answer = site.client.get("/v1/quote", params={**ASKED, **changed})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("query", ["amount=1&months=12", "amount=6000&months=13", "amount=x"])
def test_a_form_that_is_refused_keeps_what_was_typed(site: Api, query: str) -> None:
    answer = site.client.get(f"/quote?{query}")
    assert answer.status_code == 422
    typed = query.partition("&")[0].partition("=")[2]
    assert f'value="{typed}"' in answer.text
