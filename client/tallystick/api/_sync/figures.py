"""Requests to the node about figures."""


# Made by scripts/unasync.py from api/_async/figures.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.figures import InvestorFiguresResponse

__all__ = ["FiguresApi"]


class FiguresApi(Calls):
    """Calls about figures."""

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
