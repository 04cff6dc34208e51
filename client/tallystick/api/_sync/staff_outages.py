"""Requests to the node about staff outages."""


# Made by scripts/unasync.py from api/_async/staff_outages.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.status import OutageResponse, StatusComponent
from tallystick.api.shapes import segment

__all__ = ["StaffOutagesApi"]


class StaffOutagesApi(Calls):
    """Calls about staff outages."""

    def open_outage(
        self, *, components: tuple[StatusComponent, ...], words: str, minutes_ago: int = 0
    ) -> OutageResponse:
        """Open an outage. Whose deposit or withdrawal is held up gets a notice.

        Args:
            components: The parts.
            words: What is known, for everybody to read.
            minutes_ago: How many minutes ago it began; a week at most.

        Returns:
            An outage.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/outages",
            OutageResponse,
            body={"components": components, "minutes_ago": minutes_ago, "words": words},
        )

    def end_outage(self, number: int, *, cause: str) -> OutageResponse:
        """End an outage with its cause. Whose deposit or withdrawal it held up gets a notice.

        Args:
            number: Its number, as the node returned it.
            cause: Why it came to it, for everybody to read.

        Returns:
            An outage.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/outages/{segment(number)}/end",
            OutageResponse,
            body={"cause": cause},
        )

    def add_outage_notice(self, number: int, *, words: str) -> OutageResponse:
        """Say how an outage stands.

        Args:
            number: Its number, as the node returned it.
            words: For everybody to read.

        Returns:
            An outage.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/outages/{segment(number)}/notices",
            OutageResponse,
            body={"words": words},
        )
