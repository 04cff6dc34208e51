"""A note is sold from a page: signed, put on the board, found, bought, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_servicing import late
from node.web.reading import read
from node.web.test_account_pages import OWN, sign_in, transaction_of
from tallystick.platform._sync.investor import Investor, InvestorView
from tallystick.platform.messages import Ask

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

FORM = "units=200&price=95&days=14&dpd=0"


@pytest.fixture
def seller(site: Api) -> MemorySigner:
    """Who has a note of an active loan, signed in."""
    loan = site.network.loans.active()
    assert loan == 1
    site.index()
    signer = site.network.session.actors.investors[0]
    sign_in(site, signer)
    return signer


def put(site: Api, seller: MemorySigner, form: str = FORM) -> str:
    """Sell as wallet.js does it, and return the ask's path."""
    page = site.client.get(f"/loans/1/sell?{form}")
    assert page.status_code == 200, page.text
    typed: Any = transaction_of(page)["typed"]
    fields = {name: str(value) for name, value in typed["message"].items()}
    ask = Ask.parse(fields)
    signature = seller.sign_typed_data(ask.typed(site.network.platform))
    flat = "0x" + b"".join(part.to_bytes(32, "big") for part in signature).hex()
    body = {"address": seller.address, "signature": flat}
    answer = site.client.post("/loans/1/sell", params=ask.document(), json=body, headers=OWN)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["next"])


def test_a_note_is_sold_and_bought(site: Api, seller: MemorySigner) -> None:
    path = put(site, seller)
    shown = read(site.client.get("/market/resale").text)
    assert path in shown.links
    assert InvestorView(site.network.platform, seller.address).price(1, 200_000_000, 950_000)[
        0
    ] in (shown.figures)
    buyer = site.network.session.actors.investors[1]
    site.client.cookies.clear()
    sign_in(site, buyer)
    review = site.client.get(f"{path}/buy?units=100")
    call = transaction_of(review)
    view = Investor(site.network.platform, buyer).view
    before = view.note(1).units
    site.network.platform.connection.request(
        "eth_call", {"from": buyer.address, "to": call["to"], "data": call["data"]}, "latest"
    )
    signed = site.node.services.resale.asks.find(path.rpartition("/")[2]).signed
    Investor(site.network.platform, buyer).act.buy(signed, 100_000_000, price_max=95_000_000).send()
    assert view.note(1).units == before + 100_000_000
    assert site.node.services.resale.asks.find(path.rpartition("/")[2]).left == 100_000_000


def test_the_seller_takes_it_off_and_ends_it(site: Api, seller: MemorySigner) -> None:
    path = put(site, seller)
    own = site.client.get(path).text
    assert f'action="{path}/withdrawal"' in own
    assert f"{path}/buy" not in own
    assert "cancel_ask" in site.client.get(f"{path}/cancel").text
    taken = site.client.post(f"{path}/withdrawal", headers=OWN, follow_redirects=False)
    assert taken.status_code == 303
    assert path not in site.client.get("/market/resale").text


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("units=5000.01&price=95&days=14&dpd=0", "ASK:UNITS"),
        ("units=200&price=x&days=14&dpd=0", "INPUT:RATE"),
        ("units=200&price=95&days=91&dpd=0", "INPUT:NUMBER"),
        ("units=200&price=95&days=14&dpd=-1", "INPUT:NUMBER"),
        ("units=-1&price=95&days=14&dpd=0", "INPUT:AMOUNT"),
    ],
)
def test_terms_that_are_none_are_kept_and_refused(
    site: Api, seller: MemorySigner, form: str, code: str
) -> None:
    del seller
    refused = site.client.get(f"/loans/1/sell?{form}")
    assert refused.status_code == 422
    assert code in refused.text
    assert f'value="{form.partition("units=")[2].partition("&")[0]}"' in refused.text


def test_what_would_be_void_at_once_is_not_signed(site: Api) -> None:
    loan = late(site, 3)
    sign_in(site, site.network.session.actors.investors[0])
    assert 'name="dpd"' in site.client.get(f"/loans/{loan}/sell").text
    refused = site.client.get(f"/loans/{loan}/sell?units=1&price=90&days=14&dpd=2")
    assert (refused.status_code, "ASK:DPD" in refused.text) == (422, True)
    assert transaction_of(site.client.get(f"/loans/{loan}/sell?units=1&price=90&days=14&dpd=9"))


def test_somebody_without_a_note_sells_none(site: Api, seller: MemorySigner) -> None:
    del seller
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.investors[2])
    assert "You have no note of this loan." in site.client.get("/loans/1/sell").text


def test_what_was_taken_off_is_its_sellers_alone(site: Api, seller: MemorySigner) -> None:
    """Whoever comes later neither sees it nor gets the signature it could be bought with."""
    path = put(site, seller)
    digest = path.rpartition("/")[2]
    taken = site.client.post(f"{path}/withdrawal", headers=OWN, follow_redirects=False)
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    own = site.client.get(path).text
    assert "You have taken it off this board" in own
    assert f"{path}/cancel" in own
    assert f"{path}/withdrawal" not in own
    site.client.cookies.clear()
    gone = site.client.get(path)
    assert (gone.status_code, "ASK:UNKNOWN" in gone.text) == (422, True)
    assert site.client.get(f"/v1/asks/{digest}").json()["code"] == "ASK:UNKNOWN"
    sign_in(site, site.network.session.actors.investors[1])
    assert "ASK:UNKNOWN" in site.client.get(f"{path}/buy?units=1").text


@pytest.mark.parametrize("price", ["0", "201", "100000"])
def test_a_price_of_nothing_or_beyond_twice_is_refused_at_once(
    site: Api, seller: MemorySigner, price: str
) -> None:
    refused = site.client.get(f"/loans/1/sell?units=200&price={price}&days=14&dpd=0")
    assert (refused.status_code, "ASK:PRICE" in refused.text) == (422, True)
    assert "data-transaction" not in refused.text
    assert put(site, seller, "units=200&price=200&days=14&dpd=0")
