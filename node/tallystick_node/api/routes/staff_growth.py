"""Growth as staff work on it: requests and their payment, coupons, channels, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, GrowthDep
from tallystick_node.api.shapes import Amount, Day, Described, Limit, RowNumber, Strict, UtcMoment
from tallystick_node.auth.rights import Role
from tallystick_node.growth.channels import ChannelKind
from tallystick_node.growth.incentive_rules import IncentiveKind, IncentiveReason, RewardState
from tallystick_node.growth.journeys import JourneyStep

if TYPE_CHECKING:
    from tallystick_node.growth.journeys import ChannelFigures

__all__ = [
    "GROWERS", "ChannelRequest", "CouponRequest", "ExperimentRequest", "RewardPaymentRequest",
    "StaffRewardResponse", "router",
]  # fmt: skip

router = APIRouter(
    prefix="/v1/staff/growth", tags=["staff: growth"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip
# The chain knows no role for it: who watches over conduct, who decides, who pays.
GROWERS = frozenset({Role.COMPLIANCE, Role.COUNCIL, Role.TREASURY})
Grower = Annotated[Caller, Depends(staff(*GROWERS))]
CodeTyped = Annotated[str, Field(min_length=3, max_length=16, pattern="^[A-Z0-9]+$")]
CodeAsked = Annotated[str, Path(pattern="^[A-Z0-9]{3,16}$", description="The code.")]
StateAsked = Annotated[RewardState, Query(description="Where requests stand.")]


class StaffRewardResponse(Described):
    """A request with its reason, which its client does not read."""

    reward: int
    """Its number."""
    person: str
    """Whose."""
    kind: IncentiveKind
    """What it is for."""
    state: RewardState
    """Where it stands."""
    reason: IncentiveReason | None
    """Why; null before it is decided."""
    amount: Amount
    """What is granted, in minor units."""
    asked_at: UtcMoment
    """Since when."""
    decided_at: UtcMoment | None
    """When it was decided; null before."""
    tx_hash: str | None
    """The treasury's transaction; null before it was paid."""


class RewardPaymentRequest(Strict):
    """The treasury's transaction."""

    tx_hash: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{64}$")]
    """Its hash."""


class CouponRequest(Strict):
    """A coupon."""

    code: CodeTyped
    """By which it is asked for."""
    amount: Annotated[Amount, Field(ge=1, le=10**15)]
    """What it is worth, in minor units."""
    uses_max: Annotated[int, Field(ge=1, le=100_000)]
    """How many people can have it."""
    until: Day
    """Its last day."""


class CouponResponse(Described):
    """A coupon as it was issued."""

    code: str
    """By which it is asked for."""
    amount: Amount
    """What it is worth, in minor units."""
    uses_max: int
    """How many people can have it."""
    until: Day
    """Its last day."""


class ChannelRequest(Strict):
    """A channel."""

    code: CodeTyped
    """As it stands in links and on leaflets."""
    kind: ChannelKind
    """What it is."""
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    """For staff."""


class ChannelResponse(Described):
    """A channel as it was set up."""

    code: str
    """As it stands in links and on leaflets."""
    kind: ChannelKind
    """What it is."""
    name: str
    """For staff."""
    ended_at: UtcMoment | None
    """Since when nobody comes by it; null while it is open."""


class ExperimentRequest(Strict):
    """An experiment of two arms."""

    code: CodeTyped
    """By which pages ask for it."""
    goal: JourneyStep
    """Which step is counted."""


class ArmResponse(Described):
    """An arm of an experiment."""

    arm: int
    """From 0."""
    clients: int
    """How many are in it."""
    reached: int
    """How many have reached the goal."""


class ExperimentResponse(Described):
    """What an experiment has come to."""

    code: str
    """Its code."""
    goal: JourneyStep
    """Which step is counted."""
    arms: list[ArmResponse]
    """Each arm."""
    p_ppm: int | None
    """Fisher's exact test of both sides, in ppm; null while an arm is empty."""


class FunnelResponse(Described):
    """How far those have come who came by a source."""

    source: str
    """A channel's code, a link's source, or direct."""
    reached: dict[JourneyStep, int]
    """How many have reached each step."""


class CohortResponse(Described):
    """A month's clients."""

    month: str
    """Of their registration."""
    clients: int
    """How many."""
    subsidy: Amount
    """What they were granted, in minor units."""
    lending_value: Amount
    """The part of loans' fees that falls on what they lent, and fees of their sales."""
    borrowing_value: Amount
    """Fees of what they borrowed. Each fee is in both columns once."""
    subsidy_ppm: int | None
    """What was granted, of the value of lending, rounded down; null without any."""


class GrowthReportResponse(Described):
    """Funnels, cohorts and experiments."""

    funnels: list[FunnelResponse]
    """By source, the largest first."""
    cohorts: list[CohortResponse]
    """By month, the newest first."""
    experiments: list[ExperimentResponse]
    """By code."""


class ActivityResponse(Described):
    """How the last 30 days were."""

    clients: int
    """Everybody who has a wallet."""
    active: int
    """Who has done anything below."""
    acts: dict[str, int]
    """How many clients did each."""
    decisions: int
    """How many applications were decided."""
    decision_seconds_p95: int | None
    """95 of 100 were decided within so many seconds; null without any."""
    net_promoter_score: int | None
    """Of the newest month that has one; null without."""
    answered_in_time_ppm: int | None
    """Questions that had their first answer in time; null without any."""


@router.get("/rewards")
def list_reward_requests(
    _: Grower, database: DatabaseDep, growth: GrowthDep,
    state: StateAsked = RewardState.GRANTED, limit: Limit = 100,
) -> list[StaffRewardResponse]:  # fmt: skip
    """Requests in a state with their reasons, the oldest first."""
    with database.reading() as connection:
        rows = growth.rewards.in_state(connection, state, limit)
    return [
        StaffRewardResponse(
            reward=row.id, person=row.person, kind=row.kind, state=row.state, reason=row.reason,
            amount=row.amount, asked_at=row.asked_at, decided_at=row.decided_at,
            tx_hash=row.tx_hash,
        )
        for row in rows
    ]  # fmt: skip


@router.post("/rewards/{number}/payment", status_code=204)
def pay_reward(
    number: RowNumber, body: RewardPaymentRequest, caller: Grower, database: DatabaseDep,
    growth: GrowthDep,
) -> None:  # fmt: skip
    """Name the treasury's transaction, which the chain has to have; nobody for themselves."""
    with database.reading() as connection:
        wallets = growth.payouts.wallets(connection, number, caller.wallet)
    sent = growth.payouts.look(body.tx_hash, wallets)
    with database.writing() as connection:
        growth.payouts.keep(connection, number, sent, caller.wallet)


@router.get("/coupons")
def list_coupons(_: Grower, database: DatabaseDep, growth: GrowthDep) -> list[CouponResponse]:
    """Every coupon, by code."""
    with database.reading() as connection:
        rows = growth.channels.coupons(connection)
    return [
        CouponResponse(
            code=row.code, amount=row.amount, uses_max=row.uses_max, until=row.valid_until
        )
        for row in rows
    ]


@router.post("/coupons", status_code=204)
def issue_coupon(
    body: CouponRequest, caller: Grower, database: DatabaseDep, growth: GrowthDep
) -> None:
    """Issue a coupon; it is granted within the month's budget and each person's cap."""
    with database.writing() as connection:
        growth.channels.issue_coupon(
            connection, body.code, body.amount, uses_max=body.uses_max, until=body.until,
            by=caller.wallet,
        )  # fmt: skip


@router.get("/channels")
def list_channels(_: Grower, database: DatabaseDep, growth: GrowthDep) -> list[ChannelResponse]:
    """Every channel, by code."""
    with database.reading() as connection:
        rows = growth.channels.channels(connection)
    return [
        ChannelResponse(code=row.code, kind=row.kind, name=row.name, ended_at=row.ended_at)
        for row in rows
    ]


@router.post("/channels", status_code=204)
def open_channel(
    body: ChannelRequest, caller: Grower, database: DatabaseDep, growth: GrowthDep
) -> None:
    """Set a channel up; none in physical places where the law forbids it."""
    with database.writing() as connection:
        growth.channels.open(connection, body.code, body.kind, body.name, caller.wallet)


@router.post("/channels/{channel}/end", status_code=204)
def end_channel(
    channel: CodeAsked, caller: Grower, database: DatabaseDep, growth: GrowthDep
) -> None:
    """End a channel; who has come by it stays counted."""
    with database.writing() as connection:
        growth.channels.end(connection, channel, caller.wallet)


@router.post("/experiments", status_code=204)
def begin_experiment(
    body: ExperimentRequest, caller: Grower, database: DatabaseDep, growth: GrowthDep
) -> None:
    """Begin an experiment of two arms."""
    with database.writing() as connection:
        growth.channels.begin_experiment(connection, body.code, body.goal, caller.wallet)


@router.get("/report")
def read_growth_report(_: Grower, database: DatabaseDep, growth: GrowthDep) -> GrowthReportResponse:
    """Funnels by source, cohorts with their value, experiments. Nobody is named."""
    with database.reading() as connection:
        reports = growth.reports
        return GrowthReportResponse(
            funnels=[_funnel(each) for each in reports.funnels(connection)],
            cohorts=[
                CohortResponse(
                    month=each.month, clients=each.clients, subsidy=each.subsidy,
                    lending_value=each.lending_value, borrowing_value=each.borrowing_value,
                    subsidy_ppm=each.subsidy_ppm,
                )
                for each in reports.cohorts(connection)
            ],
            experiments=[
                ExperimentResponse(
                    code=each.code, goal=each.goal, p_ppm=each.p_ppm,
                    arms=[
                        ArmResponse(arm=arm.arm, clients=arm.clients, reached=arm.reached)
                        for arm in each.arms
                    ],
                )
                for each in reports.experiments(connection)
            ],
        )  # fmt: skip


@router.get("/activity")
def read_activity(_: Grower, database: DatabaseDep, growth: GrowthDep) -> ActivityResponse:
    """What clients did in the last 30 days, how content they are, how soon is decided."""
    with database.reading() as connection:
        board = growth.reports.activity(connection)
    return ActivityResponse(
        clients=board.clients, active=board.active, acts=board.acts, decisions=board.decisions,
        decision_seconds_p95=board.decision_seconds_p95,
        net_promoter_score=board.net_promoter_score,
        answered_in_time_ppm=board.answered_in_time_ppm,
    )  # fmt: skip


def _funnel(figures: ChannelFigures) -> FunnelResponse:
    return FunnelResponse(source=figures.source, reached=dict(figures.reached))
