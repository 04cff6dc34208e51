"""Several notes are sold from a page, one signature after the other; prices are shown to all."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from node.web.reading import read
from node.web.test_account_pages import OWN, sign_in, transaction_of
from tallystick.platform._sync.investor import Investor
from tallystick.platform.messages import Ask

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

UNITS, DAY = 10_000_000, 86_400


@pytest.fixture
def holder(site: Api) -> MemorySigner:
    """Who has notes of two loans, signed in."""
    assert [site.network.loans.active() for _ in range(2)] == [1, 2]
    site.index()
    signer = site.network.session.actors.investors[0]
    sign_in(site, signer)
    return signer


def sign(site: Api, holder: MemorySigner, page: Any) -> dict[str, Any]:
    """Sign the ask of a page as wallet.js does it, and return the body."""
    typed: Any = transaction_of(page)["typed"]
    ask = Ask.parse({name: str(value) for name, value in typed["message"].items()})
    signature = holder.sign_typed_data(ask.typed(site.network.platform))
    flat = "0x" + b"".join(part.to_bytes(32, "big") for part in signature).hex()
    return {"ask": ask, "body": {"address": holder.address, "signature": flat}}


def test_chosen_notes_are_signed_one_after_the_other(site: Api, holder: MemorySigner) -> None:
    shown = site.client.get("/me/sell").text
    assert shown.count('name="loan"') == 2
    assert "too few sales" in shown
    path = "/me/sell/sign?loan=1&loan=2&price=95&days=14"
    for number in (1, 2):
        page = site.client.get(path)
        assert f"Ask {number} of 2" in page.text
        signed = sign(site, holder, page)
        onward = f"/me/sell/sign?loan=1&loan=2&price=95&days=14&at={number + 1}"
        answer = site.client.post(
            "/me/sell/sign", params={**signed["ask"].document(), "onward": onward},
            json=signed["body"], headers=OWN,
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        path = answer.json()["next"]
    ended = site.client.get(path, follow_redirects=False)
    assert (ended.status_code, ended.headers["location"]) == (303, "/me/orders")
    asks = site.client.get("/v1/asks").json()["items"]
    assert sorted(each["ask"]["loan"] for each in asks) == ["1", "2"]
    assert {each["ask"]["price_ppm"] for each in asks} == {"950000"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "INPUT:FORM"),
        ("loan=3&price=95", "ASK:NOTE"),
        ("loan=1&price=201", "ASK:PRICE"),
        ("loan=1&price=95&days=91", "INPUT:NUMBER"),
    ],
)
def test_a_choice_that_is_none_is_refused(
    site: Api, holder: MemorySigner, query: str, code: str
) -> None:
    del holder
    refused = site.client.get(f"/me/sell/sign?{query}")
    assert (refused.status_code, code in refused.text) == (422, True)
    assert "data-transaction" not in refused.text


def test_a_signature_leads_nowhere_else(site: Api, holder: MemorySigner) -> None:
    signed = sign(site, holder, site.client.get("/me/sell/sign?loan=1&price=95"))
    answer = site.client.post(
        "/me/sell/sign", params={**signed["ask"].document(), "onward": "https://elsewhere.test/"},
        json=signed["body"], headers=OWN,
    )  # fmt: skip
    assert (answer.status_code, "INPUT:FORM" in answer.text) == (422, True)
    assert site.client.get("/v1/asks").json()["items"] == []


def test_asks_are_put_together_by_the_api_each_with_its_outcome(
    site: Api, holder: MemorySigner
) -> None:
    act, expiry = Investor(site.network.platform, holder).act, site.network.platform.now() + DAY
    documents = [
        act.sell(loan, units, 950_000, expiry=expiry).document()
        for loan, units in ((1, UNITS), (2, 10**10), (2, UNITS))
    ]
    headers = site.sign_in("investor 0")
    body = {"asks": documents}
    answer = site.client.post("/v1/me/notes/asks", json=body, headers=headers)
    outcomes = answer.json()["outcomes"]
    assert [(each["loan"], each["code"]) for each in outcomes] == [
        (1, ""), (2, "ASK:UNITS"), (2, ""),
    ]  # fmt: skip
    for wrong in ([], documents * 17):
        refused = site.client.post("/v1/me/notes/asks", json={"asks": wrong}, headers=headers)
        assert refused.status_code == 422
    listed = site.client.get("/v1/me/notes/estimates?level=3&price_ppm=500000", headers=headers)
    assert [each["loan"] for each in listed.json()["items"]] == [1, 2]
    assert listed.json()["price"] == str(sum(int(each["price"]) for each in listed.json()["items"]))
    assert site.client.get("/v1/me/notes/estimates").status_code == 401


def test_everybody_reads_prices_the_book_and_the_log(site: Api, holder: MemorySigner) -> None:
    act, expiry = Investor(site.network.platform, holder).act, site.network.platform.now() + DAY
    market, buyer = site.node.services.resale, site.network.session.actors.investors[2]
    dear, cheap = (act.sell(1, UNITS, ppm, expiry=expiry) for ppm in (990_000, 940_000))
    for each in (dear, cheap):
        market.asks.put(each, holder.address)
    bid = Investor(site.network.platform, buyer).act.bid(1, UNITS, 900_000, expiry=expiry)
    market.bids.put(bid, buyer.address)
    Investor(site.network.platform, buyer).act.buy(cheap, UNITS // 2, price_max=UNITS).send()
    site.index()
    assert market.watch.look() == 1
    site.client.cookies.clear()
    book = site.client.get("/v1/resale/books/1").json()
    assert (book["best_ask"]["price_ppm"], book["best_bid"]["price_ppm"]) == (940_000, 900_000)
    assert (book["best_ask"]["left"], book["asks"], book["bids"]) == ("5000000", 2, 1)
    assert site.client.get("/v1/resale/books/2").json()["best_ask"] is None
    (cell,) = site.client.get("/v1/resale/prices").json()["cells"]
    assert (cell["overdue_from"], cell["overdue_to"], cell["price_ppm"]) == (0, 0, 940_000)
    page = site.client.get("/market/prices").text
    assert "<rect" in page
    assert 4_700_000 in read(page).figures
    assert 4_700_000 in read(site.client.get("/market/books/1").text).figures
    assert "None was sold yet." in site.client.get("/market/books/2").text
    log = site.client.get("/v1/resale/log").json()["items"]
    assert [each["fact"] for each in log] == ["placed", "placed", "placed", "executed"]
    rest = site.client.get("/v1/resale/log?after=2&limit=1").json()["items"]
    assert [each["number"] for each in rest] == [3]
    file = site.client.get("/v1/resale/log.csv?fact=executed")
    lines = list(csv.DictReader(io.StringIO(file.text)))
    assert [(line["number"], line["price"], line["fact"]) for line in lines] == [
        ("4", "4700000", "executed")
    ]
    for text in (file.text, site.client.get("/v1/resale/log").text):
        assert holder.address not in text
        assert buyer.address not in text
    for wrong in ("log?limit=201", "log?fact=bought", "log?after=-1", "books/0", "sales/x"):
        assert site.client.get(f"/v1/resale/{wrong}").status_code == 422


def test_without_sales_the_page_says_so(site: Api) -> None:
    assert "No note was sold" in site.client.get("/market/prices").text


def test_an_exit_is_planned_by_the_api_and_nothing_is_sold(site: Api, holder: MemorySigner) -> None:
    buyer, platform = site.network.session.actors.investors[2], site.network.platform
    bid = Investor(platform, buyer).act.bid(1, UNITS, 900_000, expiry=platform.now() + DAY)
    digest = site.node.services.resale.bids.put(bid, buyer.address)
    headers = site.sign_in("investor 0")
    at = "/v1/me/notes/exit"
    planned = site.client.get(f"{at}?price_ppm=850000", headers=headers).json()
    assert [(pair["loan"], pair["bid"], pair["units"]) for pair in planned["pairs"]] == [
        (1, digest, str(UNITS))
    ]
    assert [(rest["loan"], rest["reason"]) for rest in planned["rests"]] == [
        (1, "depth"), (2, "no_bid"),
    ]  # fmt: skip
    assert site.client.get(at, headers=headers).json()["rests"][0]["reason"] == "price"
    assert Investor(platform, holder).view.note(1).units == 5 * 10**9
    for wrong in ("price_ppm=0", "days=91", "days=0"):
        assert site.client.get(f"{at}?{wrong}", headers=headers).status_code == 422
    assert site.client.get(at).status_code == 401
