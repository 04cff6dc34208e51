"""Rules of money laundering: which are live, tried on the past, changed by two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter
from pydantic import Field

from tallystick_node.aml.rule_book import RuleState
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.aml import Compliance, RuleCode
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import Day, Strict

if TYPE_CHECKING:
    from tallystick_node.aml.rule_book import RuleStanding

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/aml",
    tags=["staff: money laundering"],
    responses=problem_responses(401, 403, 404, 409, 422),
)


class AmlRuleResponse(Strict):
    """Where a rule stands."""

    rule: str
    """Its code."""
    version: int
    """Its version."""
    sentence: str
    """What it looks for."""
    state: RuleState
    """Whether its hits are alerts, counts, or nothing."""
    proposed: RuleState | None
    """What a colleague wants it to be; null without a proposal."""
    back_tested_on: date | None
    """When it was last tried on the past; null before."""
    shadow_days: int
    """For how many days it has run in shadow."""


class AmlRuleRequest(Strict):
    """What a rule should be."""

    state: RuleState
    """What it should be."""


class AmlBackTestRequest(Strict):
    """Over which days a rule is tried, and with which other thresholds."""

    first: Day
    """The first day."""
    last: Day
    """The last day, before today."""
    bounds: (
        Annotated[
            dict[Annotated[str, Field(max_length=40)], Annotated[int, Field(ge=0, le=10**18)]],
            Field(max_length=40),
        ]
        | None
    ) = None
    """Thresholds in place of the policy's, by name."""


class AmlBackTestResponse(Strict):
    """What a rule would have seen."""

    back_test: int
    """The test's number."""
    rule: str
    """The rule's code."""
    version: int
    """The rule's version."""
    flows: int
    """How many flows of those days were looked at."""
    alerts: int
    """How many alerts there would have been."""
    subjects: int
    """About how many people or groups."""
    by_month: dict[str, int]
    """Alerts by month."""


@router.get("/rules")
def list_aml_rules(caller: Compliance, database: DatabaseDep, aml: AmlDep) -> list[AmlRuleResponse]:
    """The rules: which are live, which only count, which are off."""
    del caller
    with database.reading() as connection:
        return [_rule(standing) for standing in aml.rules.all(connection)]


@router.post("/rules/{code}/back-tests", status_code=201)
def test_aml_rule(
    code: RuleCode, body: AmlBackTestRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> AmlBackTestResponse:  # fmt: skip
    """Try a rule on the past; nobody is alerted."""
    with database.writing() as connection:
        test = aml.rules.back_test(
            connection, code, first=body.first, last=body.last, staff=caller.wallet,
            bounds=body.bounds,
        )  # fmt: skip
    return AmlBackTestResponse(
        back_test=test.number, rule=test.code, version=test.version, flows=test.flows,
        alerts=test.alerts, subjects=test.subjects, by_month=test.by_month,
    )  # fmt: skip


@router.post("/rules/{code}/proposal")
def propose_aml_rule(
    code: RuleCode, body: AmlRuleRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlRuleResponse:
    """Propose what a rule should be; it goes live only after a back-test and a run in shadow."""
    with database.writing() as connection:
        aml.rules.propose(connection, code, body.state, caller.wallet)
        return _rule(aml.rules.standing(connection, code))


@router.post("/rules/{code}/confirmation")
def confirm_aml_rule(
    code: RuleCode, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlRuleResponse:
    """Agree to what a colleague proposes for a rule."""
    with database.writing() as connection:
        aml.rules.confirm(connection, code, caller.wallet)
        return _rule(aml.rules.standing(connection, code))


def _rule(standing: RuleStanding) -> AmlRuleResponse:
    return AmlRuleResponse(
        rule=standing.code, version=standing.version, sentence=standing.sentence,
        state=standing.state, proposed=standing.proposed, back_tested_on=standing.back_tested_on,
        shadow_days=standing.shadow_days,
    )  # fmt: skip
