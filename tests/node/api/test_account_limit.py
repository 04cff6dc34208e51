"""An account asks for so many changes a minute, whatever addresses and processes it asks by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from node.web.forms import enter, send
from tallystick_node.auth.account_limit import CHANGES_A_MINUTE, AccountLimit
from tallystick_node.auth.refusals import TooMany

if TYPE_CHECKING:
    from node.api.builders import Api
    from node.times import Time
    from tallystick_node.storage import Database

WALLET, OTHER = "0x" + "11" * 20, "0x" + "22" * 20


def test_two_processes_count_together(database: Database, time: Time) -> None:
    first, second = AccountLimit(database, time), AccountLimit(database, time)
    for place in range(CHANGES_A_MINUTE):
        (first if place % 2 else second).count(WALLET, "POST")
    for process in (first, second):
        with pytest.raises(TooMany, match="RATE:ACCOUNT"):
            process.count(WALLET, "POST")
    first.count(OTHER, "POST")
    first.count(WALLET, "GET")
    time.pass_by(seconds=60)
    first.count(WALLET, "POST")


def test_a_node_that_counts_says_when_to_come_back(api: Api) -> None:
    services = api.node.services
    services.auth = replace(services.auth, limit=AccountLimit(services.database, services.clock))
    headers = api.sign_in("outsider")
    path = "/v1/session/second-factor"
    for _ in range(CHANGES_A_MINUTE):
        api.client.post(path, json={"code": "x"}, headers=headers)
    refused = api.client.post(path, json={"code": "x"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "RATE:ACCOUNT")
    assert refused.headers["retry-after"] == "60"
    assert api.client.get("/v1/session", headers=headers).status_code == 200
    enter(api, "outsider")
    page = send(api, "/account/code", phone="13912345678")
    assert (page.status_code, "RATE:ACCOUNT" in page.text) == (429, True)
