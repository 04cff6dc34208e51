"""Own asks and bids on one page; several are taken off, and the chain's part is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.web.test_account_pages import OWN, sign_in
from tallystick.platform._sync.investor import Investor

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, DAY = "/me/orders", 86_400


@pytest.fixture
def orders(site: Api) -> list[str]:
    """Two asks and a bid of an investor who is signed in."""
    assert site.network.loans.active() == 1
    site.index()
    signer = site.network.session.actors.investors[0]
    act, expiry = Investor(site.network.platform, signer).act, site.network.platform.now() + DAY
    market = site.node.services.resale
    asks = [
        market.asks.put(act.sell(1, units, 950_000, expiry=expiry), signer.address)
        for units in (10**6, 2 * 10**6)
    ]
    bid = market.bids.put(act.bid(1, 10**6, 900_000, expiry=expiry), signer.address)
    sign_in(site, signer)
    return [*asks, bid]


def test_chosen_orders_go_off_and_the_page_says_what_still_holds(
    site: Api, orders: list[str]
) -> None:
    first, second, bid = orders
    page = site.client.get(HERE).text
    assert all(f'name="{digest}"' in page for digest in orders)
    form = {"act": "chosen", first: "on", bid: "on"}
    done = site.client.post(HERE, data=form, headers=OWN).text
    assert "Whoever has kept one of these signatures can still fill it" in done
    assert f"/asks/{first}/cancel" in done
    assert f"/bids/{bid}/cancel" in done
    assert "/me/orders/cancel-below?nonce=" in done
    assert f'name="{second}"' in done
    assert f'name="{first}"' not in done
    nonce = done.partition("cancel-below?nonce=")[2].partition('"')[0]
    assert "cancel_below" in site.client.get(f"{HERE}/cancel-below?nonce={nonce}").text


def test_all_of_a_side_go_off(site: Api, orders: list[str]) -> None:
    site.client.post(HERE, data={"act": "asks"}, headers=OWN)
    left = site.client.get("/v1/bids").json()["items"]
    assert [each["digest"] for each in left] == [orders[2]]
    assert site.client.get("/v1/asks").json()["items"] == []
    site.client.post(HERE, data={"act": "all"}, headers=OWN)
    assert site.client.get("/v1/bids").json()["items"] == []
    assert "Nothing was chosen" in site.client.post(HERE, data={"act": "all"}, headers=OWN).text


@pytest.mark.parametrize(
    "form",
    [{"act": "everything"}, {}, {"act": "chosen", "0xZZ": "on"}, {"act": "chosen", "0x1": ""}],
)
def test_a_form_that_names_nothing_is_refused(
    site: Api, orders: list[str], form: dict[str, str]
) -> None:
    refused = site.client.post(HERE, data=form or {"x": "y"}, headers=OWN)
    assert refused.status_code == 422
    assert all(f'name="{digest}"' in refused.text for digest in orders)


def test_the_api_says_each_outcome_and_the_calls(site: Api, orders: list[str]) -> None:
    at, headers = "/v1/me/orders", site.sign_in("investor 0")
    unknown = "0x" + "0" * 64
    body = {"digests": [orders[0], unknown, orders[1]]}
    answer = site.client.post(f"{at}/withdrawals", json=body, headers=headers).json()
    assert [each["code"] for each in answer["outcomes"]] == ["", "ORDER:UNKNOWN", ""]
    assert [each["digest"] for each in answer["still_valid"]] == sorted(orders[:2])
    market = site.network.platform.address("Market")
    assert answer["at_once"]["to"] == market
    call = {"from": site.network.session.actors.investors[0].address, "to": market}
    for data in (answer["at_once"]["data"], *(each["data"] for each in answer["still_valid"])):
        site.network.connection.request("eth_call", {**call, "data": data}, "latest")
    listed = site.client.get(at, headers=headers).json()
    assert [each["withdrawn"] for each in listed["asks"]] == [True, True]
    assert [each["withdrawn"] for each in listed["bids"]] == [False]
    stranger = site.client.get(at, headers=site.sign_in("investor 1")).json()
    assert stranger == {"asks": [], "bids": []}
    assert site.client.get(at).status_code == 401
