"""Requests to the node about quotes."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.quotes import QuoteResponse

__all__ = ["AsyncQuotesApi"]


class AsyncQuotesApi(AsyncCalls):
    """Calls about quotes."""

    async def read_quote(
        self, *, amount: int, months: int, method: str = "annuity", grade: str | None = None
    ) -> QuoteResponse:
        """What a loan would cost, before anybody registers.

        No person is asked for, nothing is kept.

        Args:
            amount: What is lent, in minor units, fees included.
            months: Over how many months.
            method: How it is repaid.
            grade: With this grade's instalments; None leaves it out.

        Returns:
            What a loan would cost, by grade; an example, and no offer.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/quote",
            QuoteResponse,
            query={"amount": amount, "months": months, "method": method, "grade": grade},
        )
