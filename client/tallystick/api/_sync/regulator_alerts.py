"""Requests to the node about regulator alerts."""


# Made by scripts/unasync.py from api/_async/regulator_alerts.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.regulator_alerts import AlertsFeed

__all__ = ["RegulatorAlertsApi"]


class RegulatorAlertsApi(Calls):
    """Calls about regulator alerts."""

    def list_alerts_feed(self, *, limit: int = 50, after: str | None = None) -> AlertsFeed:
        """Every alert that was raised since: breached limits, and what AML rules found.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Alerts in the order in which they were raised, each once, as it stands now.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/regulator/feed/alerts", AlertsFeed, query={"limit": limit, "after": after}
        )
