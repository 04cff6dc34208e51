"""What can be asked of the node about sponsorship."""


# Made by scripts/unasync.py from api/_async/sponsorship.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.sponsorship import SponsorshipResponse

__all__ = ["SponsorshipApi"]


class SponsorshipApi(Calls):
    """Calls about sponsorship."""

    def read_sponsorship(self) -> SponsorshipResponse:
        """How the transfer stands."""
        return self.ask("GET", "/v1/me/sponsorship", SponsorshipResponse)

    def ask_sponsorship(self) -> SponsorshipResponse:
        """Get some of the chain's coin for the wallet that is signed in: once, from level 1 on."""
        return self.ask("POST", "/v1/me/sponsorship", SponsorshipResponse)
