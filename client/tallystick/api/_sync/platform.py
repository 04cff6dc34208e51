"""Requests to the node about platform."""


# Made by scripts/unasync.py from api/_async/platform.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.platform import PlatformResponse

__all__ = ["PlatformApi"]


class PlatformApi(Calls):
    """Calls about platform."""

    def read_platform(self) -> PlatformResponse:
        """The chain, the contracts, the currency and the state of the platform.

        Returns:
            Where the platform is and by which rules it lives.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/platform", PlatformResponse)
