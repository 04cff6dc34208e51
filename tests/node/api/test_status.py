"""How the service stands, over HTTP and by the typed client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.api.builders import URL, key_of
from node.api.test_people import registered
from tallystick.api import NodeClient
from tallystick.api.records.status import StatusComponent
from tallystick.errors import NodeRefused
from tallystick_node.bootstrap.support import readiness_of
from tallystick_node.payments.custodian import Instruction, PaymentKind
from tallystick_node.payments.orders import OrderBook
from tallystick_node.storage.tables import messages
from tallystick_node.support import status_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.api.builders import Api

AT, DESK = "/v1/status", "/v1/staff/outages"
BODY = {"components": ["withdrawals"], "words": "the bank is closed", "minutes_ago": 10}


@pytest.fixture
def operator(api: Api) -> Iterator[NodeClient]:
    token = api.sign_in_twice("servicer")["authorization"].removeprefix("Bearer ")
    with NodeClient(URL, token=token, transport=api.client._transport) as node:
        yield node


def test_staff_open_follow_and_end_and_everybody_reads(api: Api, operator: NodeClient) -> None:
    names = [each.value for each in StatusComponent]
    assert names == [each.value for each in status_rules.StatusComponent]
    number = operator.staff_outages.open_outage(
        components=(StatusComponent.WITHDRAWALS,), words="the bank is closed", minutes_ago=10
    ).outage
    operator.staff_outages.add_outage_notice(number, words="they look into it")
    with NodeClient(URL, transport=api.client._transport) as anybody:
        seen = anybody.status.read_service_status()
        (outage,) = seen.open
        assert outage.seconds >= 600
        states = {each.component.value: each.state.value for each in seen.components}
        assert states["withdrawals"] == "outage"
        operator.staff_outages.end_outage(number, cause="a certificate")
        after = anybody.status.read_service_status()
    assert (after.open, after.past[0].cause) == ((), "a certificate")
    assert [notice.words for notice in after.past[0].notices] == [
        "the bank is closed", "they look into it",
    ]  # fmt: skip
    assert key_of("servicer").address not in api.client.get(AT).text
    with pytest.raises(NodeRefused) as over:
        operator.staff_outages.end_outage(number, cause="again")
    assert over.value.code == "OUTAGE:ENDED"


def test_whoever_is_no_operator_opens_nothing(api: Api) -> None:
    assert api.client.post(DESK, json=BODY).status_code == 401
    client = api.sign_in("investor 0")
    assert api.client.post(DESK, json=BODY, headers=client).status_code == 403
    underwriter = api.sign_in_twice("treasury")
    assert api.client.post(DESK, json=BODY, headers=underwriter).status_code == 403
    assert api.client.get(AT).json()["open"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"components": []}, {"components": ["moon"]}, {"words": " "}, {"words": "x" * 2_001},
        {"minutes_ago": -1}, {"minutes_ago": 10_081}, {"more": 1},
    ],
)  # fmt: skip
def test_what_an_outage_says_is_bounded(api: Api, wrong: dict[str, object]) -> None:
    headers = api.sign_in_twice("guardian")
    assert api.client.post(DESK, json=BODY | wrong, headers=headers).status_code == 422
    assert api.client.get(AT).json()["open"] == []


def test_whose_withdrawal_is_under_way_is_told(api: Api, operator: NodeClient) -> None:
    registered(api, "investor 0")
    wallet, book = (
        key_of("investor 0").address,
        OrderBook(api.node.foundation.clock, api.node.foundation.audit_log),
    )
    with api.node.foundation.database.writing() as connection:
        instruction = Instruction("w1", PaymentKind.WITHDRAWAL, "acc", 5, "XYZ")
        book.put(connection, instruction, wallet)
    operator.staff_outages.open_outage(components=(StatusComponent.DEPOSITS,), words="closed")
    assert outage_keys(api) == []
    operator.staff_outages.open_outage(components=(StatusComponent.WITHDRAWALS,), words="closed")
    assert len(outage_keys(api)) == 1


def outage_keys(api: Api) -> list[str]:
    with api.node.foundation.database.reading() as connection:
        keys = connection.scalars(select(messages.c.key)).all()
    return [key for key in keys if key.startswith("outage:")]


def test_a_node_that_does_nothing_is_not_ready_and_says_so(api: Api) -> None:
    assert api.client.get(AT).json()["days"] == []
    look = readiness_of(api.node)
    assert (look(), look()) == (0, 0)
    status = api.client.get(AT).json()
    assert (status["ready"], "workers" in status["failing"]) == (False, True)
    (today,) = status["days"]
    assert (today["looked"], today["ready"], today["uptime_ppm"]) == (1, 0, 0)
    assert api.client.get(f"{AT}?all=1").status_code == 422
