"""The risk room over HTTP: measured by the job, read by staff, closed by those who oversee."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from node.api.builders import URL, Api
from node.api.test_servicing import late, staff
from tallystick.api import NodeClient
from tallystick.api.records.staff_risk import RiskLevel, RiskResponse
from tallystick.errors import NodeRefused
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.risk.jobs import RISK_WATCH, kind_of_risk
from tallystick_node.storage.tables import risk_incidents, send_halts

ROOT = "/v1/staff/risk"
READ = ("register", "limits", "measures", "incidents", "ladder", "rating", "halts")


def measure(api: Api) -> None:
    """Do today's look."""
    room, today = api.node.services.risk, api.node.services.business.today()
    effect = kind_of_risk(room).run(Job(1, JobKey(today, RISK_WATCH, PLATFORM), 1, 1))
    with api.node.foundation.database.writing() as connection:
        effect(connection)


def breach(api: Api, metric: str = "credit.bad") -> None:
    """Let a limit have been breached before today's look."""
    today = api.node.services.business.today()
    with api.node.foundation.database.writing() as connection:
        connection.execute(
            insert(risk_incidents).values(
                metric=metric, opened_on=today, value=60_000, bound=50_000,
                response="pause_lending",
            )
        )  # fmt: skip


def halt(api: Api) -> None:
    """Let an action be halted."""
    with api.node.foundation.database.writing() as connection:
        connection.execute(
            insert(send_halts).values(
                contract="Token", function="mint", kind="calls", value=201, bound=200,
                halted_at=api.time.now,
            )
        )  # fmt: skip


def officer(api: Api, name: str = "compliance") -> NodeClient:
    token = staff(api, name)["authorization"].partition(" ")[2]
    return NodeClient(URL, token=token, transport=api.client._transport)


def active_loan(api: Api) -> int:
    loan: int = api.network.loans.active()
    api.index()
    return loan


def get(api: Api, path: str, name: str = "treasury") -> Any:
    return api.client.get(f"{ROOT}/{path}", headers=staff(api, name))


def test_before_the_first_look_nothing_is_pretended(api: Api) -> None:
    register = get(api, "register").json()
    assert {row["level"] for row in register} == {"unknown"}
    assert {row["value"] for row in register} == {None}
    assert get(api, "ladder").json()["code"] == "RISK:UNMEASURED"
    assert get(api, "rating").json()["grade"] is None


def test_the_look_measures_what_the_chain_says(api: Api) -> None:
    active_loan(api)
    measure(api)
    register = {row["metric"]: row for row in get(api, "register").json()}
    assert (register["credit.late"]["value"], register["credit.late"]["level"]) == (0, "within")
    assert register["concentration.largest"]["value"] is None
    assert register["liquidity.mismatch"]["value"] == 0
    ladder = get(api, "ladder").json()
    assert ladder["mismatch_ppm"] == 0
    assert sum(int(step["assets"]) for step in ladder["steps"]) == 10**10
    assert [step["assets"] for step in ladder["steps"]] == [
        step["claims"] for step in ladder["steps"]
    ]
    assert get(api, "rating").json()["grade"] == "A"


def test_a_loan_that_is_not_paid_breaches_and_a_loan_that_is_does_not(api: Api) -> None:
    late(api, 92)
    measure(api)
    incidents = {row["metric"]: row for row in get(api, "incidents").json()}
    assert incidents["credit.bad"]["value"] == 1_000_000
    assert incidents["credit.bad"]["response"] == "pause_lending"
    assert "liquidity.mismatch" not in incidents


def test_the_typed_client_reads_and_closes(api: Api) -> None:
    active_loan(api)
    breach(api)
    halt(api)
    measure(api)
    with officer(api) as client:
        room = client.staff_risk
        assert room.list_risk_incidents()[0].response is RiskResponse.PAUSE_LENDING
        closed = room.close_risk_incident(1, cause="one branch", lesson="it is shut")
        assert (closed.cause, closed.lesson) == ("one branch", "it is shut")
        assert closed.closed_at is not None
        lifted = room.lift_action_halt(1, reason="a replayed webhook")
        assert (lifted.action, lifted.reason) == ("Token.mint", "a replayed webhook")
        levels = {row.metric: row.level for row in room.read_risk_register()}
        assert levels["technology.halts"] is RiskLevel.WARNING
        assert room.read_liquidity_ladder().mismatch_ppm == 0
        assert room.read_rating_card().grade == "A"
        assert {row.metric for row in room.list_risk_limits()} == set(levels)
        assert len(room.list_risk_measures(days=1)) == len(levels)
        with pytest.raises(NodeRefused, match="RISK:HALT"):
            room.lift_action_halt(1, reason="again")
        with pytest.raises(NodeRefused, match="RISK:CLOSED"):
            room.close_risk_incident(1, cause="again", lesson="again")


@pytest.mark.parametrize("path", READ)
def test_every_member_of_staff_reads_and_nobody_else(api: Api, path: str) -> None:
    measure(api)
    assert get(api, path, "underwriter").status_code == 200
    assert api.client.get(f"{ROOT}/{path}").status_code == 401
    client = api.sign_in("investor 0")
    assert api.client.get(f"{ROOT}/{path}", headers=client).status_code == 403


@pytest.mark.parametrize("name", ["underwriter", "treasury", "servicer"])
def test_who_lends_or_runs_it_does_not_close_it(api: Api, name: str) -> None:
    breach(api)
    halt(api)
    headers = staff(api, name)
    closing = {"cause": "c", "lesson": "l"}
    for path, body in (
        ("incidents/1/closing", closing), ("halts/1/lifting", {"reason": "r"}),
    ):  # fmt: skip
        assert api.client.post(f"{ROOT}/{path}", json=body, headers=headers).status_code == 403


@pytest.mark.parametrize("body", [{"cause": " ", "lesson": "l"}, {"cause": "c"}, {}])
def test_a_closing_says_cause_and_lesson(api: Api, body: dict[str, str]) -> None:
    breach(api)
    headers = staff(api, "guardian")
    refused = api.client.post(f"{ROOT}/incidents/1/closing", json=body, headers=headers)
    assert refused.status_code == 422
