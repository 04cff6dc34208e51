"""Requests to the node about staff aml cases."""


# Made by scripts/unasync.py from api/_async/staff_aml_cases.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator

from tallystick.api._sync.line import Calls
from tallystick.api.records.staff_aml_cases import (
    ActKind,
    AmlActResponse,
    AmlCasePage,
    AmlCaseResponse,
    CaseLevel,
    CaseOutcome,
    CaseState,
)
from tallystick.api.shapes import segment

__all__ = ["StaffAmlCasesApi"]


class StaffAmlCasesApi(Calls):
    """Calls about staff aml cases."""

    def list_aml_cases(
        self,
        *,
        state: CaseState | None = None,
        mine: bool = False,
        tag: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> AmlCasePage:
        """The cases, the newest first.

        Without a state those that are open. None about the caller.

        Args:
            state: Where a case stands; None leaves it out.
            mine: Those that the caller has alone.
            tag: Those that bear this tag alone; None leaves it out.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Cases, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/aml/cases",
            AmlCasePage,
            query={"state": state, "mine": mine, "tag": tag, "limit": limit, "after": after},
        )

    def open_aml_case(self, *, alerts: tuple[int, ...], level: CaseLevel) -> AmlCaseResponse:
        """Open a case of some alerts; the caller has it from now on.

        Args:
            alerts: Their numbers.
            level: How much the case matters.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", "/v1/staff/aml/cases", AmlCaseResponse, body={"alerts": alerts, "level": level}
        )

    def read_aml_case(self, number: int) -> AmlCaseResponse:
        """A case.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/staff/aml/cases/{segment(number)}", AmlCaseResponse)

    def list_aml_acts(self, number: int) -> tuple[AmlActResponse, ...]:
        """What was done in a case, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What was done in a case, by whom and when.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/staff/aml/cases/{segment(number)}/acts", tuple[AmlActResponse, ...]
        )

    def add_aml_act(self, number: int, *, kind: ActKind, text: str) -> None:
        """Write down what was done in a case that the caller has.

        Args:
            number: Its number, as the node returned it.
            kind: Which kind it was: note, asked, edd or exit.
            text: In words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", f"/v1/staff/aml/cases/{segment(number)}/acts", body={"kind": kind, "text": text}
        )

    def decide_aml_case(self, number: int, *, agreed: bool, reason: str) -> AmlCaseResponse:
        """Close a case as a colleague proposed, or send it back.

        Args:
            number: Its number, as the node returned it.
            agreed: Whether it is closed; else it goes back.
            reason: Why.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/decision",
            AmlCaseResponse,
            body={"agreed": agreed, "reason": reason},
        )

    def export_aml_evidence(self, number: int) -> bytes:
        """The evidence of a case as a ZIP file; that it was taken is journalled.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("POST", f"/v1/staff/aml/cases/{segment(number)}/evidence")

    def take_aml_case(self, number: int) -> AmlCaseResponse:
        """Take a case, or keep it for another day; not while a colleague has it.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", f"/v1/staff/aml/cases/{segment(number)}/lease", AmlCaseResponse)

    def link_aml_cases(self, number: int, *, case: int) -> None:
        """Link two cases.

        Args:
            number: Its number, as the node returned it.
            case: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/aml/cases/{segment(number)}/links", body={"case": case})

    def propose_aml_outcome(
        self, number: int, *, outcome: CaseOutcome, reason: str
    ) -> AmlCaseResponse:
        """Propose what a case came to that the caller has.

        Args:
            number: Its number, as the node returned it.
            outcome: What it came to.
            reason: Why.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/proposal",
            AmlCaseResponse,
            body={"outcome": outcome, "reason": reason},
        )

    def move_aml_case(self, number: int, *, state: CaseState) -> AmlCaseResponse:
        """Say where a case stands that the caller has; closing it takes two.

        Args:
            number: Its number, as the node returned it.
            state: investigating, waiting or escalated.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "PUT",
            f"/v1/staff/aml/cases/{segment(number)}/state",
            AmlCaseResponse,
            body={"state": state},
        )

    def all_aml_cases(
        self, *, state: CaseState | None = None, mine: bool = False, tag: str | None = None
    ) -> Iterator[AmlCaseResponse]:
        """Every item of `list_aml_cases`, page after page.

        Args:
            state: Where a case stands; None leaves it out.
            mine: Those that the caller has alone.
            tag: Those that bear this tag alone; None leaves it out.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_aml_cases(state=state, mine=mine, tag=tag, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
