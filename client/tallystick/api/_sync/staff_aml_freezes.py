"""Requests to the node about staff aml freezes."""


# Made by scripts/unasync.py from api/_async/staff_aml_freezes.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.staff_aml_freezes import AmlFreezeResponse, AmlTravelParty
from tallystick.api.shapes import amount_text, segment

__all__ = ["StaffAmlFreezesApi"]


class StaffAmlFreezesApi(Calls):
    """Calls about staff aml freezes."""

    def propose_aml_freeze_order(
        self, number: int, *, days: int, file: int, person: str, reason: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Propose that somebody is frozen on a lawful order.

        A colleague decides, attestors sign.

        Args:
            number: Its number, as the node returned it.
            days: For how many days from the decision on.
            file: Its number, as the node returned it.
            person: The person, of whom the case is.
            reason: Why.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freeze-orders",
            tuple[AmlFreezeResponse, ...],
            body={"days": days, "file": file, "person": person, "reason": reason},
        )

    def list_aml_freezes(self, number: int) -> tuple[AmlFreezeResponse, ...]:
        """The freezes that a case asks for, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/staff/aml/cases/{segment(number)}/freezes", tuple[AmlFreezeResponse, ...]
        )

    def propose_aml_freeze(
        self, number: int, *, hours: int, person: str, reason: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Propose in a case that the caller has that somebody is frozen; a colleague decides.

        Args:
            number: Its number, as the node returned it.
            hours: For how many hours from the decision on.
            person: The person, of whom the case is.
            reason: Why.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freezes",
            tuple[AmlFreezeResponse, ...],
            body={"hours": hours, "person": person, "reason": reason},
        )

    def attest_aml_freeze(
        self, number: int, freeze: int, *, signature: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Hand in an attestor's signature of an order; with the last one needed it is brought.

        Args:
            number: Its number, as the node returned it.
            freeze: Its number, as the node returned it.
            signature: Of the message, 0x and 64 or 65 bytes in hex.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freezes/{segment(freeze)}/attestations",
            tuple[AmlFreezeResponse, ...],
            body={"signature": signature},
        )

    def decide_aml_freeze(
        self, number: int, freeze: int, *, agreed: bool, reason: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Agree to a freeze that a colleague has proposed, or reject it.

        Args:
            number: Its number, as the node returned it.
            freeze: Its number, as the node returned it.
            agreed: Whether it is agreed to.
            reason: Why.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freezes/{segment(freeze)}/decision",
            tuple[AmlFreezeResponse, ...],
            body={"agreed": agreed, "reason": reason},
        )

    def propose_aml_lift(
        self, number: int, freeze: int, *, reason: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Propose that a freeze is not sent any more, or is left to end; a colleague decides.

        Args:
            number: Its number, as the node returned it.
            freeze: Its number, as the node returned it.
            reason: Why.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freezes/{segment(freeze)}/lift",
            tuple[AmlFreezeResponse, ...],
            body={"reason": reason},
        )

    def decide_aml_lift(
        self, number: int, freeze: int, *, agreed: bool, reason: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Agree that a freeze is lifted, or let it stand.

        Args:
            number: Its number, as the node returned it.
            freeze: Its number, as the node returned it.
            agreed: Whether it is agreed to.
            reason: Why.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freezes/{segment(freeze)}/lift-decision",
            tuple[AmlFreezeResponse, ...],
            body={"agreed": agreed, "reason": reason},
        )

    def record_aml_freeze(
        self, number: int, freeze: int, *, tx_hash: str
    ) -> tuple[AmlFreezeResponse, ...]:
        """Name the transaction by which somebody was frozen; the node reads the chain.

        Args:
            number: Its number, as the node returned it.
            freeze: Its number, as the node returned it.
            tx_hash: Its hash, 0x and 64 hex digits.

        Returns:
            The items. Each: A freeze that a case asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/freezes/{segment(freeze)}/transaction",
            tuple[AmlFreezeResponse, ...],
            body={"tx_hash": tx_hash},
        )

    def export_aml_travel_record(
        self,
        *,
        amount: int,
        beneficiary: AmlTravelParty,
        person: str,
        wallet: str,
        receiver: str = "",
        reference: str = "",
        sender: str = "",
    ) -> bytes:
        """The travel rule's file about a client's transfer (IVMS101); nothing is sent.

        Args:
            amount: How much, in minor units.
            beneficiary: Who gets it.
            person: The client who sends it.
            wallet: From which of their wallets.
            receiver: The other platform's legal name.
            reference: What the transfer is known by.
            sender: This platform's legal name.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "POST",
            "/v1/staff/aml/travel-records",
            body={
                "amount": amount_text("amount", amount),
                "beneficiary": beneficiary,
                "person": person,
                "receiver": receiver,
                "reference": reference,
                "sender": sender,
                "wallet": wallet,
            },
        )
