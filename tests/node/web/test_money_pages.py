"""Money in and out on pages: ordered once, with two factors on the way out, and nobody else's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pyotp
import pytest

from node.api.builders import key_of
from node.api.test_withdrawal import desk as desk  # noqa: PLC0414 - the fixture
from node.web.forms import enter, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick_node.payments.custodian import Custodian
    from tallystick_node.payments.service import PaymentsDesk

BORROWER = "borrower 0"
KEY = "a" * 32


@pytest.fixture
def api(site: Api) -> Api:
    return site


def order(site: Api, kind: str, amount: str, key: str = KEY) -> str:
    response = send(site, "/account/money/orders", kind=kind, amount=amount, key=key)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def real(site: Api) -> None:
    services = site.node.services
    services.auth = replace(
        services.auth, sessions=replace(services.auth.sessions, development=False)
    )


def test_a_deposit_is_ordered_once_and_shows_where_it_stands(api: Api, desk: PaymentsDesk) -> None:
    enter(api, BORROWER)
    path = order(api, "deposit", "0.0001")
    assert order(api, "deposit", "0.0001") == path
    desk.tick()
    shown = read(api.client.get(path).text)
    assert "to be authorised by you at the bank" in shown.text
    listed = api.client.get("/account/money").text
    assert len(set(re.findall("/account/money/orders/[0-9a-f]{64}", listed))) == 1
    api.client.cookies.clear()
    enter(api, "investor 0")
    assert api.client.get(path).status_code == 404
    assert path not in api.client.get("/account/money").text


def test_money_out_takes_two_factors_and_then_the_wallet_s_tokens(
    api: Api, desk: PaymentsDesk
) -> None:
    del desk
    real(api)
    enter(api, BORROWER)
    page = api.client.get("/account/money").text
    assert "/account/security?next=/account/money" in page
    assert 'value="withdrawal"' not in page
    refused = send(api, "/account/money/orders", kind="withdrawal", amount="0.0001", key=KEY)
    assert (refused.status_code, "ACCESS:FACTOR" in refused.text) == (403, True)
    auth = api.node.services.auth
    secret = auth.second_factor.enrol(key_of(BORROWER).address).secret
    code = pyotp.TOTP(secret).at(api.time())
    answer = send(api, "/account/security/code", code=code, next="/account/money")
    assert answer.headers["location"] == "/account/money"
    path = order(api, "withdrawal", "0.0001")
    assert f"{path}/tokens" in api.client.get(path).text
    review = api.client.get(f"{path}/tokens").text
    assert "transfer" in review
    assert "0.0001" in review


def test_an_amount_that_is_none_is_kept_and_refused(api: Api, desk: PaymentsDesk) -> None:
    del desk
    enter(api, BORROWER)
    for amount, key, code in (
        ("-1", KEY, "INPUT:AMOUNT"), ("1.0000001", KEY, "INPUT:AMOUNT"), ("1", "", "INPUT:FORM"),
        ("1000000001", KEY, "INPUT:FIELDS"),
    ):  # fmt: skip
        refused = send(api, "/account/money/orders", kind="deposit", amount=amount, key=key)
        assert refused.status_code == 422
        assert code in refused.text
        assert f'value="{amount}"' in refused.text


def test_a_node_without_a_custodian_says_so(site: Api) -> None:
    enter(site, BORROWER)
    assert "no custodian" in site.client.get("/account/money").text


def test_orders_are_their_owner_s_file_alone(api: Api, desk: PaymentsDesk) -> None:
    enter(api, BORROWER)
    path = order(api, "deposit", "0.0001")
    lines = api.client.get("/account/money?file=csv").text.splitlines()
    assert lines[0].endswith("reference,direction,amount,state,currency")
    assert lines[1].startswith(f"{path.rpartition('/')[2]},deposit,")
    assert "XLSX" in api.client.get("/account/money?sort=amount").text
    api.client.cookies.clear()
    enter(api, "investor 0")
    assert len(api.client.get("/account/money?file=csv").text.splitlines()) == 1
    del desk


def test_a_deposit_is_authorised_at_the_sandbox_bank_on_the_page(
    api: Api, desk: PaymentsDesk
) -> None:
    enter(api, BORROWER)
    path = order(api, "deposit", "0.0001")
    desk.tick()
    assert f'action="{path}/authorise"' in api.client.get(path).text
    for _ in range(2):
        assert send(api, f"{path}/authorise").headers["location"] == path
    desk.tick()
    shown = api.client.get(path).text
    assert ("/authorise" in shown, "to be authorised" in shown) == (False, False)


def test_nobody_authorises_another_s_order_nor_at_a_real_bank(api: Api, desk: PaymentsDesk) -> None:
    enter(api, BORROWER)
    path = order(api, "deposit", "0.0001")
    desk.tick()
    api.client.cookies.clear()
    enter(api, "investor 0")
    assert send(api, f"{path}/authorise").status_code == 404
    api.client.cookies.clear()
    enter(api, BORROWER)
    api.node.services.payments = replace(desk, custodian=cast("Custodian", object()))
    refused = send(api, f"{path}/authorise")
    assert (refused.status_code, "PAYMENT:SANDBOX" in refused.text) == (404, True)
    desk.tick()
    assert "to be authorised" in api.client.get(path).text
