"""Who comes to the node: people are taken in and looked at again, loans are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick.platform.messages import SignedOffer
    from tallystick_node.demo.batch import TransactionBatch
    from tallystick_node.demo.cast import CastLoan
    from tallystick_node.demo.client import Client
    from tallystick_node.demo.crew import Crew
    from tallystick_node.demo.office import Office

__all__ = ["Reception"]

DAY = 86_400
AHEAD_DAYS = 7
TERMS = {"purpose": "debt_consolidation", "home": "other", "owed_elsewhere": "0"}
WORDS = "One of the loans of the public data, replayed; nothing else is known of what it was for."


@dataclass(frozen=True, slots=True)
class Reception:
    """Brings people through the node's API and their credentials to the chain."""

    office: Office
    batch: TransactionBatch
    crew: Crew
    seed: int

    def take_investor(self, client: Client) -> None:
        """Let somebody become known, answer the questionnaire and be enrolled as a lender.

        Args:
            client: Who.
        """
        client.become_known(self._clerk())
        client.answer_questions()
        self._enrol(client, "lend")

    def take_borrower(self, client: Client) -> None:
        """Let somebody become known and be enrolled as a borrower.

        Args:
            client: Who.
        """
        self.batch.stage.seal()  # attestors go by the newest block's time
        client.become_known(self._clerk())
        self._enrol(client, "borrow")

    @staticmethod
    def ready(client: Client, day: int) -> bool:
        """Return whether an investor's credential holds for the next week.

        Args:
            client: Who.
            day: Today, counted from 1970-01-01.

        Returns:
            False when they have to be checked again before they lend.
        """
        return client.until >= (day + AHEAD_DAYS) * DAY

    def renew(self, client: Client, day: int) -> None:
        """Check an investor again when their credential ends before the next week.

        Args:
            client: Who.
            day: Today, counted from 1970-01-01.
        """
        if self.ready(client, day):
            return
        self.batch.stage.seal()
        client.sign_in()
        client.be_checked(self._clerk())
        client.answer_questions()
        self._enrol(client, "lend")

    def apply(self, role: CastLoan) -> SignedOffer | None:
        """Apply for a role's loan; the role takes grade and rate of the offer.

        Args:
            role: The loan and its borrower.

        Returns:
            The signed offer, None when the application was refused.
        """
        client = role.client
        client.sign_in()
        order = TERMS | {
            "amount": str(role.real.amount),
            "months": role.real.months,
            "title": f"Loan {role.real.row}",
            "description": WORDS,
            "repayment_source": "Income from work",
            "project_reference": f"demo {self.seed} row {role.real.row}",
            "debt_payments": "0",
            "employed_months": 60,
        }
        underwriters = [
            self.office.staff(underwriter.address) for underwriter in self.crew.underwriters
        ]
        application = client.apply(order, underwriters)
        role.referred = bool(application.get("referred"))
        role.refused = application["state"] != "approved"
        if role.refused:
            return None
        signed = client.offer(application["id"], self.crew.underwriters[1], self.batch.platform)
        role.real = replace(role.real, grade=application["grade"], rate_ppm=signed.offer.rate_ppm)
        role.level = signed.offer.risk_level
        role.disclosure = signed.offer.disclosure_hash
        return signed

    def _enrol(self, client: Client, purpose: str) -> None:
        signed = client.credential(self.batch.platform, purpose)
        arguments = (signed.credential, signed.ordered, signed.consent)
        self.batch.add(self.crew.runner, "Registry", "enrol", *arguments)

    def _clerk(self) -> dict[str, str]:
        """A session of today for whoever looks at papers."""
        return self.office.staff(self.crew.officers[0].address)
