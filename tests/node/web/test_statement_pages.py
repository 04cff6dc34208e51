"""Statements on pages: the API's lines, sums that are of their parts, and nobody else's."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from node.web.forms import enter
from node.web.reading import read
from tallystick.chain.contracts import Escrow
from tallystick.errors import InputError
from tallystick.statements.movements import KINDS
from tallystick.statements.statement_pdf import words_of
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.web.account.statements import Span, span_of
from tallystick_node.web.page import environment_of

if TYPE_CHECKING:
    from node.api.builders import Api

LENDER = "investor 0"
NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)


@pytest.fixture
def year(site: Api) -> str:
    """The year of the chain's newest block, in which a loan was lent to and drawn down."""
    site.network.loans.active()
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    site.index()
    return str(site.time.now.year)


def csv_of(site: Api, address: str, first: str, last: str) -> str:
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    return site.client.get(
        f"/v1/accounts/{address}/statement?from={first}&to={last}", headers=bearer
    ).text


def test_a_statement_has_the_lines_of_the_api_and_sums_of_its_parts(site: Api, year: str) -> None:
    address = enter(site, LENDER)
    response = site.client.get(f"/me/statements?year={year}")
    assert response.status_code == 200, response.text
    text = csv_of(site, address, f"{year}-01-01", f"{year}-12-31")
    rows = list(csv.DictReader(io.StringIO(text)))
    opening, *lines, closing = rows
    assert lines
    shown = read(response.text)
    amounts = [int(line["amount"]) for line in lines]
    came = sum(amount for amount in amounts if amount > 0)
    went = sum(amount for amount in amounts if amount < 0)
    assert shown.figures[:4] == [
        int(opening["balance"]), came, went, int(closing["balance"]),
    ]  # fmt: skip
    assert int(opening["balance"]) + came + went == int(closing["balance"])
    pairs = [int(line[name]) for line in lines for name in ("amount", "balance")]
    assert shown.figures[-len(pairs) :] == pairs
    assert sum(shown.figures[4 : -len(pairs)]) == came + went
    assert shown.sums == [came + went, came + went, int(closing["balance"])]
    assert int(closing["balance"]) == site.network.platform.read(Escrow.balance_of(address))
    assert response.headers["cache-control"] == "no-store"


def test_the_files_are_those_of_the_api(site: Api, year: str) -> None:
    address = enter(site, LENDER)
    days = f"from={year}-01-01&to={year}-12-31"
    file = site.client.get(f"/me/statements.csv?{days}")
    assert file.text == csv_of(site, address, f"{year}-01-01", f"{year}-12-31")
    assert "attachment" in file.headers["content-disposition"]
    document = site.client.get(f"/me/statements.json?{days}").json()
    assert document["wallet"] == address
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert [line["amount"] for line in document["lines"]] == [row["amount"] for row in rows[1:-1]]
    assert sum(map(int, document["totals"].values())) == int(document["closing"]) - int(
        document["opening"]
    )


def test_a_statement_is_of_its_readers_wallet_alone(site: Api, year: str) -> None:
    address = enter(site, LENDER)
    assert address in site.client.get(f"/me/statements?year={year}").text
    enter(site, "investor 5")
    for path in ("/me/statements", "/me/statements.csv", "/me/statements.json"):
        text = site.client.get(f"{path}?year={year}").text
        assert address not in text
        asked = site.client.get(f"{path}?year={year}&address={address}").text
        assert f">{address}<" not in asked
        assert f'"{address}"' not in asked
    assert "Nothing came or went" in site.client.get(f"/me/statements?year={year}").text


@pytest.mark.parametrize("path", ["/me/statements", "/me/statements.csv", "/me/statements.json"])
def test_a_statement_is_for_who_has_signed_in(site: Api, path: str) -> None:
    response = site.client.get(path, follow_redirects=False)
    assert response.headers["location"].startswith("/sign-in?next=%2Fme%2Fstatements")


@pytest.mark.parametrize(
    "asked",
    ["month=2026-13", "month=2026", "year=26", "year=9999", "from=2026-01-01", "to=2026-01-01",
     "from=2026-02-01&to=2026-02-30", "from=2026-02-01&to=2026-01-01", "month=0000-01",
     "from=1990-01-01&to=2026-01-01"],
)  # fmt: skip
def test_days_that_are_none_get_a_sentence(site: Api, asked: str) -> None:
    enter(site, LENDER)
    response = site.client.get(f"/me/statements?{asked}")
    assert response.status_code == 422
    assert "INPUT:SPAN" in response.text or "STATEMENT:DAYS" in response.text


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ({}, (date(2026, 2, 1), date(2026, 2, 28))),
        ({"month": "2025-12"}, (date(2025, 12, 1), date(2025, 12, 31))),
        ({"year": "2024"}, (date(2024, 1, 1), date(2024, 12, 31))),
        ({"first": "2024-02-29", "last": "2024-02-29"}, (date(2024, 2, 29), date(2024, 2, 29))),
    ],
)
def test_days_are_those_that_are_asked_for(asked: dict[str, str], span: tuple[date, date]) -> None:
    assert span_of(BusinessClock(lambda: NOW, 0), **asked) == Span(*span)


def test_every_kind_of_movement_has_its_words() -> None:
    module: Any = environment_of("zh-CN").get_template("statement_words.html").module
    assert set(KINDS) == set(module.kinds)
    assert all(words != kind for kind, words in module.kinds.items())
    # Page and paper say the same.
    assert words_of("zh-CN")["kinds"] == dict(module.kinds)


def test_a_span_backwards_is_none() -> None:
    with pytest.raises(InputError, match="INPUT:SPAN"):
        span_of(BusinessClock(lambda: NOW, 0), first="2199-12-31", last="1900-01-01")
