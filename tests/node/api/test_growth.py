"""Rewards and growth by the API: asked for, decided by the day's job, and nothing said of abuse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from node.api.test_people import registered
from node.kyc.builders import Room, id_number
from tallystick_node.growth.incentive_rules import IncentiveKind
from tallystick_node.growth.jobs import kind_of_growth
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.policy.packs import load_pack

if TYPE_CHECKING:
    from node.api.builders import Api

CLIENT = "investor 0"
MINE, DESK = "/v1/me/rewards", "/v1/staff/growth"


def allow(api: Api) -> None:
    """Put the node under a law that allows rewards."""
    object.__setattr__(api.node.services.kyc.context, "pack", load_pack("cn-2017"))


def decide(api: Api) -> None:
    """Do the day's job."""
    kind = kind_of_growth(api.node.services.growth)
    key = JobKey(api.node.services.business.today(), kind.name, PLATFORM)
    effect = kind.run(Job(1, key, 1, 1))
    with api.node.services.database.writing() as connection:
        effect(connection)


@pytest.fixture
def client(api: Api) -> dict[str, str]:
    api.time.now = datetime.fromtimestamp(api.network.platform.now(), UTC)
    return registered(api, CLIENT)


def test_nothing_is_given_under_the_generic_pack(api: Api, client: dict[str, str]) -> None:
    member = api.client.get(MINE, headers=client).json()
    assert (member["open"], member["invitation"], member["rewards"]) == ([], None, [])
    for kind in ("registration", "first_investment", "coupon", "referral"):
        refused = api.client.post(MINE, json={"kind": kind}, headers=client)
        assert (refused.status_code, refused.json()["code"]) == (409, "REWARD:OFF")


def test_a_reward_waits_until_who_asks_is_known(api: Api, client: dict[str, str]) -> None:
    allow(api)
    asked = api.client.post(MINE, json={"kind": "registration"}, headers=client)
    assert (asked.status_code, asked.json()["state"]) == (202, "asked")
    again = api.client.post(MINE, json={"kind": "registration"}, headers=client)
    assert again.json()["code"] == "REWARD:ASKED"
    decide(api)
    member = api.client.get(MINE, headers=client).json()
    assert [each["state"] for each in member["rewards"]] == ["asked"]
    assert member["invitation"] is not None
    assert "registration" not in member["open"]


def test_staff_read_the_cause_and_a_client_one_code(api: Api, client: dict[str, str]) -> None:
    allow(api)
    people = Room(api.node.services.kyc, api.time)
    growth, database = api.node.services.growth, api.node.services.database
    persons = [people.real(id_number(f"1{place}5")) for place in range(2)]
    for place, person in enumerate(persons):
        people.bind(person, f"wallet {place}")
        with database.writing() as connection:
            growth.rewards.keep_device(connection, person, "one browser")
            growth.rewards.ask(connection, person, IncentiveKind.REGISTRATION, "", "x")
    decide(api)
    headers = api.sign_in_twice("compliance")
    (granted,) = api.client.get(f"{DESK}/rewards", headers=headers).json()
    (refused,) = api.client.get(f"{DESK}/rewards?state=refused", headers=headers).json()
    assert (granted["reason"], refused["reason"]) == ("in_order", "shared")
    tx = {"tx_hash": "0x" + "11" * 32}
    at = f"{DESK}/rewards/{granted['reward']}/payment"
    assert api.client.post(at, json=tx, headers=headers).json()["code"] == "REWARD:TX"
    missing = api.client.post(f"{DESK}/rewards/99/payment", json=tx, headers=headers)
    assert missing.status_code == 404
    for path in ("/rewards", "/report", "/activity", "/channels", "/coupons"):
        assert api.client.get(DESK + path, headers=client).status_code == 403
        assert api.client.get(DESK + path, headers=headers).status_code == 200


def test_channels_coupons_and_experiments_are_set_up(api: Api, client: dict[str, str]) -> None:
    allow(api)
    headers = api.sign_in_twice("compliance")
    channel = {"code": "BANK01", "kind": "partner", "name": "A bank"}
    assert api.client.post(f"{DESK}/channels", json=channel, headers=headers).status_code == 204
    fair = {"code": "FAIR01", "kind": "offline", "name": "A fair"}
    refused = api.client.post(f"{DESK}/channels", json=fair, headers=headers)
    assert refused.json()["code"] == "GROWTH:OFFLINE"
    coupon = {"code": "SPRING", "amount": "7", "uses_max": 1, "until": "2099-01-01"}
    assert api.client.post(f"{DESK}/coupons", json=coupon, headers=headers).status_code == 204
    for wrong in ({"amount": "0"}, {"uses_max": 0}, {"code": "no"}, {"until": "soon"}):
        body = coupon | wrong
        assert api.client.post(f"{DESK}/coupons", json=body, headers=headers).status_code == 422
    test = {"code": "WORDS", "goal": "lent"}
    assert api.client.post(f"{DESK}/experiments", json=test, headers=headers).status_code == 204
    origin = {"source": "mail", "channel": "BANK01"}
    assert api.client.put("/v1/me/origin", json=origin, headers=client).status_code == 204
    again = api.client.put("/v1/me/origin", json=origin, headers=client)
    assert again.json()["code"] == "ORIGIN:KEPT"
    strange = api.client.put("/v1/me/origin", json={"source": "<b>"}, headers=client)
    assert strange.status_code == 422
    report = api.client.get(f"{DESK}/report", headers=headers).json()
    assert report["funnels"][0]["source"] == "BANK01"
    end = f"{DESK}/channels/BANK01/end"
    assert api.client.post(end, headers=headers).status_code == 204
    assert api.client.post(end, headers=headers).status_code == 404
