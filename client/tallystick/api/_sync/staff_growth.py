"""Requests to the node about staff growth."""


# Made by scripts/unasync.py from api/_async/staff_growth.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.rewards import RewardState
from tallystick.api.records.staff_growth import (
    ActivityResponse,
    ChannelKind,
    ChannelResponse,
    CouponResponse,
    GrowthReportResponse,
    JourneyStep,
    StaffRewardResponse,
)
from tallystick.api.shapes import amount_text, segment

__all__ = ["StaffGrowthApi"]


class StaffGrowthApi(Calls):
    """Calls about staff growth."""

    def read_activity(self) -> ActivityResponse:
        """What clients did in the last 30 days, how content they are, how soon is decided.

        Returns:
            How the last 30 days were.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/growth/activity", ActivityResponse)

    def list_channels(self) -> tuple[ChannelResponse, ...]:
        """Every channel, by code.

        Returns:
            The items. Each: A channel as it was set up.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/growth/channels", tuple[ChannelResponse, ...])

    def open_channel(self, *, code: str, kind: ChannelKind, name: str) -> None:
        """Set a channel up; none in physical places where the law forbids it.

        Args:
            code: As it stands in links and on leaflets.
            kind: What it is.
            name: For staff.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", "/v1/staff/growth/channels", body={"code": code, "kind": kind, "name": name}
        )

    def end_channel(self, channel: str) -> None:
        """End a channel; who has come by it stays counted.

        Args:
            channel: The code.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/growth/channels/{segment(channel)}/end")

    def list_coupons(self) -> tuple[CouponResponse, ...]:
        """Every coupon, by code.

        Returns:
            The items. Each: A coupon as it was issued.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/growth/coupons", tuple[CouponResponse, ...])

    def issue_coupon(self, *, amount: int, code: str, until: date, uses_max: int) -> None:
        """Issue a coupon; it is granted within the month's budget and each person's cap.

        Args:
            amount: What it is worth, in minor units.
            code: By which it is asked for.
            until: Its last day.
            uses_max: How many people can have it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST",
            "/v1/staff/growth/coupons",
            body={
                "amount": amount_text("amount", amount),
                "code": code,
                "until": until,
                "uses_max": uses_max,
            },
        )

    def begin_experiment(self, *, code: str, goal: JourneyStep) -> None:
        """Begin an experiment of two arms.

        Args:
            code: By which pages ask for it.
            goal: Which step is counted.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/staff/growth/experiments", body={"code": code, "goal": goal})

    def read_growth_report(self) -> GrowthReportResponse:
        """Funnels by source, cohorts with their value, experiments. Nobody is named.

        Returns:
            Funnels, cohorts and experiments.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/growth/report", GrowthReportResponse)

    def list_reward_requests(
        self, *, state: RewardState = RewardState.GRANTED, limit: int = 100
    ) -> tuple[StaffRewardResponse, ...]:
        """Requests in a state with their reasons, the oldest first.

        Args:
            state: Where requests stand.
            limit: Items of a page at most.

        Returns:
            The items. Each: A request with its reason, which its client does not read.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/growth/rewards",
            tuple[StaffRewardResponse, ...],
            query={"state": state, "limit": limit},
        )

    def pay_reward(self, number: int, *, tx_hash: str) -> None:
        """Name the treasury's transaction, which the chain has to have; nobody for themselves.

        Args:
            number: Its number, as the node returned it.
            tx_hash: Its hash.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", f"/v1/staff/growth/rewards/{segment(number)}/payment", body={"tx_hash": tx_hash}
        )
