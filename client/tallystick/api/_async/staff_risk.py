"""Requests to the node about staff risk."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.staff_risk import (
    ActionHaltResponse,
    LiquidityLadderResponse,
    RatingCardResponse,
    RiskEntryResponse,
    RiskIncidentResponse,
    RiskLimitResponse,
    RiskMeasureResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncStaffRiskApi"]


class AsyncStaffRiskApi(AsyncCalls):
    """Calls about staff risk."""

    async def list_action_halts(self, *, limit: int = 50) -> tuple[ActionHaltResponse, ...]:
        """Actions that were halted by a velocity limit, the newest first.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: An action that was asked for abnormally often, or for abnormally much.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/staff/risk/halts", tuple[ActionHaltResponse, ...], query={"limit": limit}
        )

    async def lift_action_halt(self, number: int, *, reason: str) -> ActionHaltResponse:
        """Let a halted action go on; what waited is sent.

        Args:
            number: Its number, as the node returned it.
            reason: What was seen.

        Returns:
            An action that was asked for abnormally often, or for abnormally much.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/risk/halts/{segment(number)}/lifting",
            ActionHaltResponse,
            body={"reason": reason},
        )

    async def list_risk_incidents(self, *, limit: int = 50) -> tuple[RiskIncidentResponse, ...]:
        """Limits that were breached, the newest first.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: A limit that was breached.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/staff/risk/incidents",
            tuple[RiskIncidentResponse, ...],
            query={"limit": limit},
        )

    async def close_risk_incident(
        self, number: int, *, cause: str, lesson: str
    ) -> RiskIncidentResponse:
        """Close an incident whose figure is back within its limit, with its cause and its lesson.

        Args:
            number: Its number, as the node returned it.
            cause: Why it came to it.
            lesson: What changes because of it.

        Returns:
            A limit that was breached.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/risk/incidents/{segment(number)}/closing",
            RiskIncidentResponse,
            body={"cause": cause, "lesson": lesson},
        )

    async def read_liquidity_ladder(self) -> LiquidityLadderResponse:
        """What borrowers will pay and what lenders may claim, by when, as of the newest look.

        Returns:
            What borrowers will pay and what lenders may claim, by when.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/risk/ladder", LiquidityLadderResponse)

    async def list_risk_limits(self) -> tuple[RiskLimitResponse, ...]:
        """The limits that the policy pack has for today.

        Returns:
            The items. Each: A limit of today's policy pack.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/risk/limits", tuple[RiskLimitResponse, ...])

    async def list_risk_measures(self, *, days: int = 90) -> tuple[RiskMeasureResponse, ...]:
        """The figures of the last days, the oldest first.

        Args:
            days: How many days up to today.

        Returns:
            The items. Each: A figure of a day.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/staff/risk/measures", tuple[RiskMeasureResponse, ...], query={"days": days}
        )

    async def read_rating_card(self) -> RatingCardResponse:
        """The rating card of the newest look.

        Returns:
            The regulatory rating card.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/risk/rating", RatingCardResponse)

    async def read_risk_register(self) -> tuple[RiskEntryResponse, ...]:
        """Every risk with its owner, its metric, its limits and its newest figure.

        Returns:
            The items. Each: A risk of the register with its newest figure.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/risk/register", tuple[RiskEntryResponse, ...])
