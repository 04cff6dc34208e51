"""A bid is made from a page: signed, put on the board, found, sold to, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_servicing import late
from node.web.reading import read
from node.web.test_account_pages import OWN, sign_in, transaction_of
from tallystick.platform._sync.investor import Investor
from tallystick.platform.messages import Bid

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

FORM = "units=200&price=95&days=14&dpd=0"


@pytest.fixture
def buyer(site: Api) -> MemorySigner:
    """Who has cash and no note of the loan, signed in."""
    assert site.network.loans.active() == 1
    site.index()
    signer = site.network.session.actors.investors[2]
    sign_in(site, signer)
    return signer


def put(site: Api, buyer: MemorySigner, form: str = FORM) -> str:
    """Bid as wallet.js does it, and return the bid's path."""
    page = site.client.get(f"/loans/1/bid?{form}")
    assert page.status_code == 200, page.text
    typed: Any = transaction_of(page)["typed"]
    bid = Bid.parse({name: str(value) for name, value in typed["message"].items()})
    signature = buyer.sign_typed_data(bid.typed(site.network.platform))
    flat = "0x" + b"".join(part.to_bytes(32, "big") for part in signature).hex()
    body = {"address": buyer.address, "signature": flat}
    answer = site.client.post("/loans/1/bid", params=bid.document(), json=body, headers=OWN)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["next"])


def test_a_holder_sells_to_a_bid(site: Api, buyer: MemorySigner) -> None:
    path = put(site, buyer)
    assert f"{path}/sell" not in site.client.get(path).text
    site.client.cookies.clear()
    shown = read(site.client.get("/market/bids").text)
    assert path in shown.links
    assert 190_000_000 in shown.figures
    holder = site.network.session.actors.investors[0]
    sign_in(site, holder)
    assert f"{path}/sell" in site.client.get(path).text
    call = transaction_of(site.client.get(f"{path}/sell?units=100"))
    connection = site.network.platform.connection
    connection.request(
        "eth_call", {"from": holder.address, "to": call["to"], "data": call["data"]}, "latest"
    )
    signed = site.node.services.resale.bids.find(path.rpartition("/")[2]).signed
    Investor(site.network.platform, holder).act.sell_to(signed, 200_000_000, price_min=1).send()
    site.index()
    looked = site.node.services.resale.watch.look()
    assert looked == 1
    assert path not in site.client.get("/market/bids").text
    assert "MARKET:FILL:UNITS" in site.client.get(path).text


def test_the_buyer_takes_it_off_and_ends_it(site: Api, buyer: MemorySigner) -> None:
    path = put(site, buyer)
    own = site.client.get(path).text
    assert f'action="{path}/withdrawal"' in own
    assert "cancel_bid" in site.client.get(f"{path}/cancel").text
    taken = site.client.post(f"{path}/withdrawal", headers=OWN, follow_redirects=False)
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    assert "You have taken it off this board" in site.client.get(path).text
    assert path not in site.client.get("/market/bids").text
    site.client.cookies.clear()
    gone = site.client.get(path)
    assert (gone.status_code, "BID:UNKNOWN" in gone.text) == (422, True)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("units=x&price=95&days=14&dpd=0", "INPUT:AMOUNT"),
        ("units=200&price=201&days=14&dpd=0", "BID:PRICE"),
        ("units=200&price=95&days=91&dpd=0", "INPUT:NUMBER"),
        ("units=200&price=95&days=14&dpd=-1", "INPUT:NUMBER"),
        ("units=9000000&price=100&days=14&dpd=0", "BID:BALANCE"),
    ],
)
def test_terms_that_are_none_are_kept_and_refused(
    site: Api, buyer: MemorySigner, form: str, code: str
) -> None:
    del buyer
    refused = site.client.get(f"/loans/1/bid?{form}")
    assert refused.status_code == 422
    assert code in refused.text
    assert "data-transaction" not in refused.text
    assert f'value="{form.partition("units=")[2].partition("&")[0]}"' in refused.text


def test_more_than_is_sought_or_without_a_note_is_not_sold(site: Api, buyer: MemorySigner) -> None:
    path = put(site, buyer)
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.investors[0])
    refused = site.client.get(f"{path}/sell?units=201")
    assert (refused.status_code, "BID:UNITS" in refused.text) == (422, True)
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.investors[3])
    assert "You have no note of this loan." in site.client.get(f"{path}/sell").text


def test_another_loans_bid_is_not_put_here(site: Api, buyer: MemorySigner) -> None:
    platform = site.network.platform
    signed = Investor(platform, buyer).act.bid(1, 10**6, 950_000, expiry=platform.now() + 86_400)
    body = {"address": buyer.address, "signature": "0x" + signed.signature.hex()}
    answer = site.client.post("/loans/2/bid", params=signed.bid.document(), json=body, headers=OWN)
    assert (answer.status_code, "INPUT:LOAN" in answer.text) == (422, True)


def test_a_loan_that_is_late_is_bid_for_within_the_bound_alone(site: Api) -> None:
    loan = late(site, 3)
    sign_in(site, site.network.session.actors.investors[2])
    platform = site.network.platform
    act = Investor(platform, site.network.session.actors.investors[2]).act
    headers = site.sign_in("investor 2")
    for days, status in ((2, 422), (9, 201)):
        signed = act.bid(loan, 10**6, 900_000, expiry=platform.now() + 86_400, dpd_max=days)
        answer = site.client.post("/v1/bids", json=signed.document(), headers=headers)
        assert answer.status_code == status, answer.text
    listed = site.client.get(f"/v1/bids?loan={loan}").json()["items"]
    assert [(bid["overdue"], bid["void"]) for bid in listed] == [(3, "")]
    digest = listed[0]["digest"]
    assert site.client.get(f"/v1/bids/{digest}").json()["left"] == "1000000"
    assert site.client.delete(f"/v1/bids/{digest}", headers=headers).status_code == 204
    assert site.client.get("/v1/bids").json()["items"] == []
