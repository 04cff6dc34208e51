"""Requests to the node about staff complaint work."""


# Made by scripts/unasync.py from api/_async/staff_complaint_work.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.complaints import ComplaintState
from tallystick.api.records.staff_complaint_work import RootCause
from tallystick.api.records.staff_complaints import StaffComplaintResponse
from tallystick.api.shapes import amount_text, segment

__all__ = ["StaffComplaintWorkApi"]


class StaffComplaintWorkApi(Calls):
    """Calls about staff complaint work."""

    def record_complaint_acceptance(self, number: int) -> StaffComplaintResponse:
        """Write down that the client accepts the answer.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/staff/complaints/{segment(number)}/acceptance", StaffComplaintResponse
        )

    def acknowledge_complaint(self, number: int) -> StaffComplaintResponse:
        """Tell the client by letter that their complaint was received.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/acknowledgement",
            StaffComplaintResponse,
        )

    def write_about_complaint(
        self, number: int, *, words: str, shown: bool = False
    ) -> StaffComplaintResponse:
        """Write down a note, or what the client has said.

        Args:
            number: Its number, as the node returned it.
            words: In words.
            shown: True for what the client has said, which they see; false for a note of staff
                alone.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/acts",
            StaffComplaintResponse,
            body={"shown": shown, "words": words},
        )

    def record_complaint_award(
        self, number: int, *, outcome: ComplaintState, words: str, redress: int = 0
    ) -> StaffComplaintResponse:
        """Write down what ombudsman, mediation or court have decided.

        Args:
            number: Its number, as the node returned it.
            outcome: upheld, partly or rejected.
            words: How, as the summary says it.
            redress: What is paid, in minor units.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/award",
            StaffComplaintResponse,
            body={"outcome": outcome, "redress": amount_text("redress", redress), "words": words},
        )

    def close_complaint(self, number: int, *, root_cause: RootCause) -> StaffComplaintResponse:
        """Close a complaint that has an outcome and whose redress is paid, with its root cause.

        Args:
            number: Its number, as the node returned it.
            root_cause: The root cause.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/closing",
            StaffComplaintResponse,
            body={"root_cause": root_cause},
        )

    def decide_complaint(self, number: int, *, agreed: bool, reason: str) -> StaffComplaintResponse:
        """Send a final response as a colleague has proposed it, or send the proposal back.

        Args:
            number: Its number, as the node returned it.
            agreed: Whether it is sent; else it goes back.
            reason: Why, for staff alone.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/decision",
            StaffComplaintResponse,
            body={"agreed": agreed, "reason": reason},
        )

    def record_complaint_escalation(
        self, number: int, *, to: ComplaintState, words: str
    ) -> StaffComplaintResponse:
        """Write down that the client goes to ombudsman, mediation or court.

        Args:
            number: Its number, as the node returned it.
            to: ombudsman, mediation or court.
            words: Whom exactly, and under which number.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/escalation",
            StaffComplaintResponse,
            body={"to": to, "words": words},
        )

    def hold_complaint(self, number: int, *, until: date, words: str) -> StaffComplaintResponse:
        """Tell the client by letter that the answer takes longer, why and until when.

        Args:
            number: Its number, as the node returned it.
            until: The last day of the final response.
            words: Why, as the letter says it.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/holding",
            StaffComplaintResponse,
            body={"until": until, "words": words},
        )

    def take_complaint(self, number: int) -> StaffComplaintResponse:
        """Take a complaint up, also from a colleague.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/staff/complaints/{segment(number)}/lease", StaffComplaintResponse
        )

    def preview_complaint_answer(
        self, number: int, *, outcome: ComplaintState, words: str, redress: int = 0
    ) -> bytes:
        """The letter of a final response as it would be sent; nothing is sent or kept.

        Args:
            number: Its number, as the node returned it.
            outcome: upheld, partly or rejected.
            words: How, as the summary says it.
            redress: What is paid, in minor units.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/preview",
            body={"outcome": outcome, "redress": amount_text("redress", redress), "words": words},
        )

    def propose_complaint_answer(
        self, number: int, *, outcome: ComplaintState, words: str, redress: int = 0
    ) -> StaffComplaintResponse:
        """Propose a final response, which a colleague decides.

        Args:
            number: Its number, as the node returned it.
            outcome: upheld, partly or rejected.
            words: How, as the summary says it.
            redress: What is paid, in minor units.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/proposal",
            StaffComplaintResponse,
            body={"outcome": outcome, "redress": amount_text("redress", redress), "words": words},
        )

    def pay_complaint_redress(self, number: int, *, tx_hash: str) -> StaffComplaintResponse:
        """Name the transaction by which the treasury has paid redress.

        The chain is asked for it.

        Args:
            number: Its number, as the node returned it.
            tx_hash: Its hash: tokens from the treasury to a wallet of the client.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/redress",
            StaffComplaintResponse,
            body={"tx_hash": tx_hash},
        )

    def record_complaint_reopening(self, number: int, *, words: str) -> StaffComplaintResponse:
        """Open a closed complaint again: a new clock runs from today.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/reopening",
            StaffComplaintResponse,
            body={"words": words},
        )

    def settle_complaint(
        self, number: int, *, words: str, redress: int = 0
    ) -> StaffComplaintResponse:
        """Settle a complaint with a summary, within days and an amount that the pack sets.

        Args:
            number: Its number, as the node returned it.
            words: How, as the summary says it.
            redress: What is paid, in minor units.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/complaints/{segment(number)}/settlement",
            StaffComplaintResponse,
            body={"redress": amount_text("redress", redress), "words": words},
        )
