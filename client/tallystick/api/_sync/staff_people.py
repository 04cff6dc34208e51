"""What can be asked of the node about staff people."""


# Made by scripts/unasync.py from api/_async/staff_people.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.people import Field
from tallystick.api.records.staff_people import (
    FileTextResponse,
    LevelResponse,
    ListResponse,
    NumberResponse,
    QueueResponse,
    ReportResponse,
    VoteResponse,
)
from tallystick.api.shapes import amount_text, segment

__all__ = ["StaffPeopleApi"]


class StaffPeopleApi(Calls):
    """Calls about staff people."""

    def read_queue(self) -> QueueResponse:
        """What waits for a decision, the oldest first."""
        return self.ask("GET", "/v1/staff/people/queue", QueueResponse)

    def set_representative(self, company: str, *, document: int, person: str) -> None:
        """Write down who acts for a company."""
        self.tell(
            "POST",
            f"/v1/staff/people/{segment(company)}/representative",
            body={"document": document, "person": person},
        )

    def pull_report(self, person: str, *, bureau: str, consent: int) -> ReportResponse:
        """Pull a credit report with the person's consent; each inquiry is journalled."""
        return self.ask(
            "POST",
            f"/v1/staff/people/{segment(person)}/bureau-reports",
            ReportResponse,
            body={"bureau": bureau, "consent": consent},
        )

    def record_call(self, person: str, *, understood: bool) -> None:
        """Record that one has spoken with a client who needs extra care."""
        self.tell(
            "POST", f"/v1/staff/people/{segment(person)}/calls", body={"understood": understood}
        )

    def open_document(self, person: str, number: int) -> bytes:
        """Open a document; that it was opened is journalled."""
        return self.fetch("GET", f"/v1/staff/people/{segment(person)}/documents/{segment(number)}")

    def verify_field(
        self, person: str, field: Field, *, document: int, expires_on: date | None = None
    ) -> None:
        """Vouch for a field by a document of the person."""
        self.tell(
            "POST",
            f"/v1/staff/people/{segment(person)}/fields/{segment(field)}/verification",
            body={"document": document, "expires_on": expires_on},
        )

    def rate_person(
        self, person: str, *, cash_business: bool, exposed: bool, stake: int
    ) -> LevelResponse:
        """Rate a customer's risk."""
        return self.ask(
            "POST",
            f"/v1/staff/people/{segment(person)}/rating",
            LevelResponse,
            body={
                "cash_business": cash_business,
                "exposed": exposed,
                "stake": amount_text("stake", stake),
            },
        )

    def relate(self, person: str, *, other_person: str) -> None:
        """Put a person into the group of a related one."""
        self.tell(
            "POST", f"/v1/staff/people/{segment(person)}/relation", body={"person": other_person}
        )

    def write_review(self, person: str, *, documents: tuple[int, ...], text: str) -> NumberResponse:
        """Write the file of an enhanced due diligence."""
        return self.ask(
            "POST",
            f"/v1/staff/people/{segment(person)}/reviews",
            NumberResponse,
            body={"documents": documents, "text": text},
        )

    def read_review(self, number: int) -> FileTextResponse:
        """Read a file; that it was read is journalled."""
        return self.ask("GET", f"/v1/staff/reviews/{segment(number)}", FileTextResponse)

    def decide_review(self, number: int, *, approved: bool) -> None:
        """Approve a colleague's file or not."""
        self.tell(
            "POST", f"/v1/staff/reviews/{segment(number)}/decision", body={"approved": approved}
        )

    def import_ofac(self, *, alt: str, sdn: str) -> ListResponse:
        """Bring in OFAC's list; everybody is screened against it."""
        return self.ask(
            "POST", "/v1/staff/sanctions/ofac", ListResponse, body={"alt": alt, "sdn": sdn}
        )

    def import_un(self, content: bytes) -> ListResponse:
        """Bring in the United Nations' list, the XML as the body.

        Everybody is screened against it.
        """
        return self.ask(
            "POST",
            "/v1/staff/sanctions/un",
            ListResponse,
            content=content,
            media_type="application/xml",
        )

    def vote_on_hit(self, number: int, *, same_person: bool) -> VoteResponse:
        """Say whether a hit is the person; two who agree decide."""
        return self.ask(
            "POST",
            f"/v1/staff/screenings/{segment(number)}/votes",
            VoteResponse,
            body={"same_person": same_person},
        )
