"""Requests to the node about staff mentions."""


# Made by scripts/unasync.py from api/_async/staff_mentions.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.staff_mentions import (
    FeedForm,
    FeedImportResponse,
    KeywordResponse,
    MentionCaseResponse,
    MentionResponse,
)
from tallystick.api.shapes import segment

__all__ = ["StaffMentionsApi"]


class StaffMentionsApi(Calls):
    """Calls about staff mentions."""

    def list_mentions(
        self, *, closed: bool = False, limit: int = 50
    ) -> tuple[MentionResponse, ...]:
        """What waits, what is due first before the others; or what is closed, the newest first.

        Args:
            closed: Those that are closed, in place of those that wait.
            limit: Items of a page at most.

        Returns:
            The items. Each: A mention: what was published, how grave it is, and where it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/mentions",
            tuple[MentionResponse, ...],
            query={"closed": closed, "limit": limit},
        )

    def import_feed(self, content: bytes, *, source: str, form: FeedForm) -> FeedImportResponse:
        """Bring a feed in, the file as the body: RSS, Atom, JSON lines or CSV.

        Nothing is fetched from anywhere. A file that is wrong is refused with the line, and
        nothing of it is kept; of a good one what has a keyword, each link and each text once.

        Args:
            content: The bytes of the file.
            source: Where it is from, by name.
            form: RSS or Atom, JSON lines, or CSV.

        Returns:
            What came of a feed.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/mentions",
            FeedImportResponse,
            query={"source": source, "form": form},
            content=content,
            media_type="application/octet-stream",
        )

    def list_keywords(self) -> tuple[KeywordResponse, ...]:
        """The keywords that are watched for, the gravest first.

        Returns:
            The items. Each: A keyword that is watched for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/mentions/keywords", tuple[KeywordResponse, ...])

    def add_keyword(self, *, grade: int, phrase: str) -> KeywordResponse:
        """Watch for a keyword in what is brought in from now on.

        Args:
            grade: How grave a mention is: 1 to be known, 2 to be responded to, 3 severe.
            phrase: One or more words; Chinese is found anywhere, other scripts as whole words.

        Returns:
            A keyword that is watched for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/mentions/keywords",
            KeywordResponse,
            body={"grade": grade, "phrase": phrase},
        )

    def retire_keyword(self, number: int) -> None:
        """Watch for a keyword no more; mentions that it has made stay.

        Args:
            number: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/mentions/keywords/{segment(number)}/retirement")

    def read_mention(self, number: int) -> MentionCaseResponse:
        """A mention with what was done about it.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A mention with what was done about it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/staff/mentions/{segment(number)}", MentionCaseResponse)

    def close_mention(self, number: int, *, words: str) -> MentionCaseResponse:
        """Close a mention, and say why; a severe one once it was responded to.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A mention with what was done about it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/mentions/{segment(number)}/closing",
            MentionCaseResponse,
            body={"words": words},
        )

    def follow_mention_up(self, number: int, *, words: str) -> MentionCaseResponse:
        """Note how it went on after the response.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A mention with what was done about it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/mentions/{segment(number)}/follow-up",
            MentionCaseResponse,
            body={"words": words},
        )

    def take_mention(self, number: int) -> MentionCaseResponse:
        """Take a mention up, also from a colleague.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A mention with what was done about it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", f"/v1/staff/mentions/{segment(number)}/lease", MentionCaseResponse)

    def respond_to_mention(self, number: int, *, words: str) -> MentionCaseResponse:
        """Note what was said or done in response; that ends its clock.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A mention with what was done about it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/mentions/{segment(number)}/response",
            MentionCaseResponse,
            body={"words": words},
        )
