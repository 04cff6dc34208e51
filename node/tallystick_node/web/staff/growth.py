"""Growth on pages of staff: rewards to be paid, coupons and channels, figures."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import staff_growth as routes
from tallystick_node.api.services import DatabaseDep, GrowthDep
from tallystick_node.growth.channels import ChannelKind
from tallystick_node.growth.incentive_rules import RewardState
from tallystick_node.growth.journeys import JourneyStep
from tallystick_node.web.forms import (
    REFUSALS,
    Typed,
    chosen_act,
    minor_units,
    mistake_of,
    shaped,
    whole,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import GrowerOfPage

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.growth.service import Growth
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/growth"
SHOWN = 100
USES_MAX = 100_000


@router.get(HERE)
def read_growth(
    page: PageDep, caller: GrowerOfPage, database: DatabaseDep, growth: GrowthDep
) -> Response:
    """What is to be paid, what was refused and why, channels, funnels, cohorts, activity."""
    return _board(page, caller, database, growth)


@router.post(HERE)
def work_on_growth(
    page: PageDep, request: Request, caller: GrowerOfPage, database: DatabaseDep,
    growth: GrowthDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Pay a reward, issue a coupon, open or end a channel, begin an experiment."""

    def pay() -> None:
        body = shaped(routes.RewardPaymentRequest, tx_hash=typed.get("tx_hash"))
        number = whole("reward", typed.get("reward", ""), 1, 2**31)
        routes.pay_reward(number, body, caller, database, growth)

    def coupon() -> None:
        body = shaped(
            routes.CouponRequest, code=typed.get("code"), until=typed.get("until"),
            amount=str(minor_units(typed.get("amount", ""), page.wording.exponent)),
            uses_max=whole("uses_max", typed.get("uses_max", ""), 1, USES_MAX),
        )  # fmt: skip
        routes.issue_coupon(body, caller, database, growth)

    def channel() -> None:
        body = shaped(
            routes.ChannelRequest, code=typed.get("code"), kind=typed.get("kind"),
            name=typed.get("name"),
        )  # fmt: skip
        routes.open_channel(body, caller, database, growth)

    def experiment() -> None:
        body = shaped(routes.ExperimentRequest, code=typed.get("code"), goal=typed.get("goal"))
        routes.begin_experiment(body, caller, database, growth)

    acts = {"pay": pay, "coupon": coupon, "channel": channel, "experiment": experiment}
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        return _board(page, caller, database, growth, typed, mistake_of(request, refused))
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _board(
    page: WebPage, caller: Caller, database: Database, growth: Growth,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    def requests(state: RewardState) -> list[routes.StaffRewardResponse]:
        return routes.list_reward_requests(caller, database, growth, state, SHOWN)

    return page(
        "staff_growth.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, typed=typed or {},
        waiting=requests(RewardState.GRANTED), refused=requests(RewardState.REFUSED),
        coupons=routes.list_coupons(caller, database, growth),
        channels=routes.list_channels(caller, database, growth),
        report=routes.read_growth_report(caller, database, growth),
        activity=routes.read_activity(caller, database, growth),
        kinds=list(ChannelKind), goals=list(JourneyStep),
    )  # fmt: skip
