"""Requests to the node about staff surveys."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.staff_surveys import SurveyMonthResponse, SurveyTextResponse

__all__ = ["AsyncStaffSurveysApi"]


class AsyncStaffSurveysApi(AsyncCalls):
    """Calls about staff surveys."""

    async def read_survey_figures(self) -> tuple[SurveyMonthResponse, ...]:
        """Figures by month of the invitation and by occasion, of two years, the newest first.

        Returns:
            The items. Each: The invitations of a month.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/surveys/figures", tuple[SurveyMonthResponse, ...])

    async def list_survey_texts(self, *, month: str) -> tuple[SurveyTextResponse, ...]:
        """What was written in a month's answers, where its figures are shown; it is journalled.

        Args:
            month: A month, such as 2026-03.

        Returns:
            The items. Each: What somebody has written, without a name or a score.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/staff/surveys/texts", tuple[SurveyTextResponse, ...], query={"month": month}
        )
