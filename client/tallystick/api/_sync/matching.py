"""Requests to the node about matching."""


# Made by scripts/unasync.py from api/_async/matching.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.mandates import SentenceLanguage
from tallystick.api.records.matching import RoundsResponse, SentenceResponse
from tallystick.api.shapes import segment

__all__ = ["MatchingApi"]


class MatchingApi(Calls):
    """Calls about matching."""

    def list_rounds(self, *, limit: int = 50, after: int = 0) -> RoundsResponse:
        """List rounds by number.

        Args:
            limit: Items of a page at most.
            after: Number of the last round seen.

        Returns:
            Rounds by number.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/matching/rounds", RoundsResponse, query={"limit": limit, "after": after}
        )

    def read_round(self, number: int) -> None:
        """Read a round as it was published; `tallystick matching replay` makes it again.

        Args:
            number: The round's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("GET", f"/v1/matching/rounds/{segment(number)}.json")

    def read_sentence(
        self, *, text: str, language: SentenceLanguage = SentenceLanguage.EN, funds: int = 0
    ) -> SentenceResponse:
        """Say how a mandate's sentence is understood: its limits, and the sentence of those.

        Args:
            text: The sentence.
            language: The language that it is written in.
            funds: What shares are of, in minor units.

        Returns:
            A mandate's sentence as it is understood.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/matching/sentence",
            SentenceResponse,
            query={"text": text, "language": language, "funds": funds},
        )
