"""Requests to the node about rewards."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.rewards import IncentiveKind, MemberResponse, RewardResponse

__all__ = ["AsyncRewardsApi"]


class AsyncRewardsApi(AsyncCalls):
    """Calls about rewards."""

    async def keep_origin(
        self,
        *,
        campaign: str = "",
        channel: str = "",
        invitation: str = "",
        medium: str = "",
        source: str = "",
    ) -> None:
        """Say by what I have come, once, within 7 days of registering.

        Args:
            campaign: What it belonged to (utm_campaign).
            channel: The code of a channel, such as a partner's.
            invitation: The code of somebody who has invited them.
            medium: Of what kind it was (utm_medium).
            source: Where the link stood (utm_source).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "PUT",
            "/v1/me/origin",
            body={
                "campaign": campaign,
                "channel": channel,
                "invitation": invitation,
                "medium": medium,
                "source": source,
            },
        )

    async def read_rewards(self) -> MemberResponse:
        """What can be asked for, and what came of it. Nothing is given where the law forbids it.

        Returns:
            What a client can ask for, and what came of what they have asked for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/me/rewards", MemberResponse)

    async def ask_reward(self, *, kind: IncentiveKind, coupon: str = "") -> RewardResponse:
        """Ask for a reward; it is decided within a day, or once what it is for has come about.

        Args:
            kind: What it is for.
            coupon: The coupon's code; empty for another kind.

        Returns:
            A request, and what came of it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/me/rewards", RewardResponse, body={"coupon": coupon, "kind": kind}
        )
