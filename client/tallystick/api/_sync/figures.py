"""Requests to the node about figures."""


# Made by scripts/unasync.py from api/_async/figures.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.figures import (
    ExitPlanResponse,
    ExitPlansResponse,
    InvestorFiguresResponse,
)
from tallystick.api.shapes import segment

__all__ = ["FiguresApi"]


class FiguresApi(Calls):
    """Calls about figures."""

    def list_exit_plans(self) -> ExitPlansResponse:
        """My plans to leave, the newest first.

        Returns:
            My plans.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/exits", ExitPlansResponse)

    def add_exit_plan(
        self, *, stop_on: date, price_ppm: int | None = None, sell_on: date | None = None
    ) -> ExitPlanResponse:
        """Keep a plan.

        From its day on this node lends nothing for me, and reminds me on each day.

        Args:
            stop_on: The first day on which nothing more is lent for me.
            price_ppm: At which price, of what is outstanding; null with `sell_on` null; None leaves
                it out.
            sell_on: The day from which I want to sell my notes; null to keep them; None leaves it
                out.

        Returns:
            A plan, and how it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/me/exits",
            ExitPlanResponse,
            body={"price_ppm": price_ppm, "sell_on": sell_on, "stop_on": stop_on},
        )

    def withdraw_exit_plan(self, number: int) -> ExitPlanResponse:
        """Withdraw my plan: mandates that it alone would have stopped go on.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A plan, and how it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", f"/v1/me/exits/{segment(number)}/withdrawal", ExitPlanResponse)

    def read_own_figures(self) -> InvestorFiguresResponse:
        """Returns, losses, spread and forecast of the caller's wallet.

        Returns:
            Everything since the first note; what is foretold is no promise.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/figures", InvestorFiguresResponse)
