"""What can be asked of the node about attestors."""


# Made by scripts/unasync.py from api/_async/attestors.py; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._sync.line import Calls
from tallystick.api.records.attestors import CosignResponse

__all__ = ["AttestorsApi"]


class AttestorsApi(Calls):
    """Calls about attestors."""

    def cosign(self, document: dict[str, Any]) -> CosignResponse:
        """Look at what another attestor vouches for, by this node's own rules, and sign it.

        No session is needed: the request carries the asker's signature, and he must hold a
        seat.
        """
        return self.ask("POST", "/v1/cosign", CosignResponse, body=document)
