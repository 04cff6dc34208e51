"""Requests to the node about staff products."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.products import EnterpriseResponse
from tallystick.api.records.staff_products import (
    CaseArtefactsResponse,
    CreatedPhoto,
    CreatedReport,
    InstitutionResponse,
    SegmentResponse,
)
from tallystick.api.shapes import amount_text, segment

__all__ = ["AsyncStaffProductsApi"]


class AsyncStaffProductsApi(AsyncCalls):
    """Calls about staff products."""

    async def read_case_artefacts(self, number: str) -> CaseArtefactsResponse:
        """What the product of an application asks for, what is missing, and what visitors saw.

        Args:
            number: The application's identifier.

        Returns:
            What an application's product asks for, with the reports of visits.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/staff/credit-reviews/{segment(number)}/artefacts", CaseArtefactsResponse
        )

    async def report_visit(
        self, number: str, *, confirmed: bool, findings: str, place: str, visited_on: date
    ) -> CreatedReport:
        """Report a visit to an applicant; who does it does not decide the case.

        Args:
            number: The application's identifier.
            confirmed: Whether it is what the applicant has stated.
            findings: What was seen.
            place: Where.
            visited_on: When.

        Returns:
            A report that is kept.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/credit-reviews/{segment(number)}/onsite-reports",
            CreatedReport,
            body={
                "confirmed": confirmed,
                "findings": findings,
                "place": place,
                "visited_on": visited_on,
            },
        )

    async def list_registered_enterprises(self) -> tuple[EnterpriseResponse, ...]:
        """The register of enterprises that owe invoices, by name.

        Returns:
            The items. Each: An enterprise on whose invoices others borrow.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/enterprises", tuple[EnterpriseResponse, ...])

    async def register_enterprise(self, *, name: str, wallet: str) -> None:
        """Enter an enterprise that owes invoices, with the wallet that confirms them.

        Args:
            name: As applicants read it.
            wallet: The wallet that confirms them, of a company that is known.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("POST", "/v1/staff/enterprises", body={"name": name, "wallet": wallet})

    async def end_enterprise(self, wallet: str) -> None:
        """Take an enterprise off the register.

        Args:
            wallet: The enterprise's wallet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/staff/enterprises/{segment(wallet)}")

    async def list_institutions(self) -> tuple[InstitutionResponse, ...]:
        """The companies that lend as institutions, and what is proposed.

        Returns:
            The items. Each: An institution, or what is proposed.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/institutions", tuple[InstitutionResponse, ...])

    async def add_visit_photo(self, report: int, content: bytes) -> CreatedPhoto:
        """Add a picture to my report of a visit: PNG or JPEG, which the bytes must show.

        Args:
            report: Its number, as the node returned it.
            content: The bytes of the file.

        Returns:
            A picture that is kept.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/onsite-reports/{segment(report)}/photos",
            CreatedPhoto,
            content=content,
            media_type="application/octet-stream",
        )

    async def open_visit_photo(self, report: int, photo: int) -> bytes:
        """Open a picture of a visit; opening it is journalled.

        Args:
            report: Its number, as the node returned it.
            photo: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET", f"/v1/staff/onsite-reports/{segment(report)}/photos/{segment(photo)}"
        )

    async def end_institution(self, person: str) -> None:
        """End that a company lends as an institution.

        Args:
            person: The company's identifier.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/staff/people/{segment(person)}/institution")

    async def propose_institution(self, person: str, *, lend_max: int) -> None:
        """Propose that a company lends as an institution, with a limit of its own.

        Args:
            person: The company's identifier.
            lend_max: What it may have lent at a time, in minor units.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST",
            f"/v1/staff/people/{segment(person)}/institution",
            body={"lend_max": amount_text("lend_max", lend_max)},
        )

    async def confirm_institution(self, person: str, *, lend_max: int) -> None:
        """Confirm what another member of staff has proposed, by the limit that I have read.

        Args:
            person: The company's identifier.
            lend_max: What it may have lent at a time, in minor units.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST",
            f"/v1/staff/people/{segment(person)}/institution/confirmation",
            body={"lend_max": amount_text("lend_max", lend_max)},
        )

    async def list_segments(self) -> tuple[SegmentResponse, ...]:
        """How many clients are of each age, income and preference, by the newest monthly count.

        Returns:
            The items. Each: How many clients are of a segment.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/segments", tuple[SegmentResponse, ...])
