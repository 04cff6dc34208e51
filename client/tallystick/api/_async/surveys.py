"""Requests to the node about surveys."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.surveys import SurveyResponse
from tallystick.api.shapes import segment

__all__ = ["AsyncSurveysApi"]


class AsyncSurveysApi(AsyncCalls):
    """Calls about surveys."""

    async def list_own_surveys(self) -> tuple[SurveyResponse, ...]:
        """What the caller is asked and can still answer, the newest first.

        Returns:
            The items. Each: An invitation: after what a client is asked, and until when.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/me/surveys", tuple[SurveyResponse, ...])

    async def answer_survey(self, number: int, *, score: int, text: str = "") -> SurveyResponse:
        """Answer, once. Staff see no score of a single person, and the text without a name.

        Args:
            number: Its number, as the node returned it.
            score: How likely they are to recommend the platform: 0, not at all, to 10.
            text: Why, in their words.

        Returns:
            An invitation: after what a client is asked, and until when.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/me/surveys/{segment(number)}/answer",
            SurveyResponse,
            body={"score": score, "text": text},
        )
