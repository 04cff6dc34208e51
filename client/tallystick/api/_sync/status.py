"""Requests to the node about status."""


# Made by scripts/unasync.py from api/_async/status.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.status import ServiceStatusResponse

__all__ = ["StatusApi"]


class StatusApi(Calls):
    """Calls about status."""

    def read_service_status(self) -> ServiceStatusResponse:
        """What works now, outages with their notices, and for how much of each day it was ready.

        Returns:
            How the service stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/status", ServiceStatusResponse)
