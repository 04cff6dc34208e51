"""Requests to the node about staff people."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.people import Field
from tallystick.api.records.staff_people import (
    FileTextResponse,
    LevelResponse,
    LiftMatchResponse,
    ListResponse,
    NumberResponse,
    QueueResponse,
    ReportResponse,
    VoteResponse,
)
from tallystick.api.shapes import amount_text, segment

__all__ = ["AsyncStaffPeopleApi"]


class AsyncStaffPeopleApi(AsyncCalls):
    """Calls about staff people."""

    async def lift_match(self, number: int, *, reason: str) -> LiftMatchResponse:
        """Say with a reason that a confirmed match was somebody else; two who say so lift it.

        Args:
            number: Its number, as the node returned it.
            reason: Why it was somebody else.

        Returns:
            Whether the match is lifted; false until a second member of staff agrees.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/matches/{segment(number)}/lifts",
            LiftMatchResponse,
            body={"reason": reason},
        )

    async def read_queue(self) -> QueueResponse:
        """What waits for a decision, the oldest first; nothing about the caller.

        Returns:
            Hits, files and incomes that wait for staff, and the confirmed matches that stand.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/people/queue", QueueResponse)

    async def set_representative(self, company: str, *, document: int, person: str) -> None:
        """Record who acts for a company.

        Args:
            company: The person's identifier.
            document: Its number, as the node returned it.
            person: The person's identifier.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST",
            f"/v1/staff/people/{segment(company)}/representative",
            body={"document": document, "person": person},
        )

    async def pull_report(self, person: str, *, bureau: str, consent: int) -> ReportResponse:
        """Pull a credit report with the person's consent; each inquiry is journalled.

        Args:
            person: The person's identifier.
            bureau: The bureau's name.
            consent: Its number, as the node returned it.

        Returns:
            A credit bureau's record; null where it says nothing.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/people/{segment(person)}/bureau-reports",
            ReportResponse,
            body={"bureau": bureau, "consent": consent},
        )

    async def record_call(self, person: str, *, understood: bool) -> None:
        """Record that a client who needs extra care was called.

        Args:
            person: The person's identifier.
            understood: Whether the client understood what they take on.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST", f"/v1/staff/people/{segment(person)}/calls", body={"understood": understood}
        )

    async def open_document(self, person: str, number: int) -> bytes:
        """Open a document; opening it is journalled.

        Args:
            person: The person's identifier.
            number: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET", f"/v1/staff/people/{segment(person)}/documents/{segment(number)}"
        )

    async def verify_field(
        self, person: str, field: Field, *, document: int, expires_on: date | None = None
    ) -> None:
        """Vouch for a field by a document of the person.

        Args:
            person: The person's identifier.
            field: What is known of a person, by name.
            document: Its number, as the node returned it.
            expires_on: The last day on which it holds; the policy's without one; None leaves it
                out.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST",
            f"/v1/staff/people/{segment(person)}/fields/{segment(field)}/verification",
            body={"document": document, "expires_on": expires_on},
        )

    async def rate_person(
        self, person: str, *, cash_business: bool, exposed: bool, stake: int
    ) -> LevelResponse:
        """Rate a customer's risk.

        Args:
            person: The person's identifier.
            cash_business: Whether they deal in cash.
            exposed: Whether the person holds or held a public office, or is close to one who does.
            stake: What they mean to put at stake, in minor units.

        Returns:
            L, M or H.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/people/{segment(person)}/rating",
            LevelResponse,
            body={
                "cash_business": cash_business,
                "exposed": exposed,
                "stake": amount_text("stake", stake),
            },
        )

    async def relate(self, person: str, *, other_person: str) -> None:
        """Put a person into the group of a related person.

        Args:
            person: The person's identifier.
            other_person: The person's identifier.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST", f"/v1/staff/people/{segment(person)}/relation", body={"person": other_person}
        )

    async def write_review(
        self, person: str, *, documents: tuple[int, ...], text: str
    ) -> NumberResponse:
        """Write the file of an enhanced due diligence.

        Args:
            person: The person's identifier.
            documents: The numbers of the documents it rests on.
            text: What was asked, answered and seen.

        Returns:
            The number of what was made.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/people/{segment(person)}/reviews",
            NumberResponse,
            body={"documents": documents, "text": text},
        )

    async def read_review(self, number: int) -> FileTextResponse:
        """Read the file of an enhanced due diligence; reading it is journalled.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A file's text.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/staff/reviews/{segment(number)}", FileTextResponse)

    async def decide_review(self, number: int, *, approved: bool) -> None:
        """Approve or reject a colleague's file.

        Args:
            number: Its number, as the node returned it.
            approved: Whether it is approved.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST", f"/v1/staff/reviews/{segment(number)}/decision", body={"approved": approved}
        )

    async def import_ofac(
        self,
        *,
        alt: str,
        sdn: str,
        comments: str = "",
        confirmed: bool = False,
        published_on: date | None = None,
    ) -> ListResponse:
        """Import OFAC's list; everybody is screened against it.

        Long remarks go on in SDN_COMMENTS.CSV: without it, wallets and names in them are not
        known.

        Args:
            alt: ALT.CSV in Base64.
            sdn: SDN.CSV in Base64.
            comments: SDN_COMMENTS.CSV in Base64.
            confirmed: That the list is whole although it names far fewer than the last one.
            published_on: The day on which OFAC published them; None leaves it out.

        Returns:
            A version of a list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/staff/sanctions/ofac",
            ListResponse,
            body={
                "alt": alt,
                "comments": comments,
                "confirmed": confirmed,
                "published_on": published_on,
                "sdn": sdn,
            },
        )

    async def import_un(self, content: bytes, *, confirmed: bool = False) -> ListResponse:
        """Import the United Nations' list, the XML as the body.

        Everybody is screened against it.

        Args:
            content: The bytes of the file.
            confirmed: That it is whole although it names far fewer than the last one.

        Returns:
            A version of a list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/staff/sanctions/un",
            ListResponse,
            query={"confirmed": confirmed},
            content=content,
            media_type="application/xml",
        )

    async def vote_on_hit(self, number: int, *, same_person: bool) -> VoteResponse:
        """Say whether a hit is the person; two who agree decide.

        Args:
            number: Its number, as the node returned it.
            same_person: Whether the hit is the person.

        Returns:
            The decision; null until a second member of staff agrees.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/screenings/{segment(number)}/votes",
            VoteResponse,
            body={"same_person": same_person},
        )
