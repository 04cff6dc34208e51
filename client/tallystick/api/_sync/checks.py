"""What can be asked of the node about checks."""


# Made by scripts/unasync.py from api/_async/checks.py; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._sync.line import Calls
from tallystick.api.records.checks import (
    AssessmentAnswer,
    CheckAnswer,
    CredentialAnswer,
    CredentialsAnswer,
    MissingAnswer,
    NonceAnswer,
    SigningTextAnswer,
)
from tallystick.api.shapes import segment

__all__ = ["Checks"]


class Checks(Calls):
    """Calls about checks."""

    def answer_questionnaire(self, *, answers: dict[str, str]) -> AssessmentAnswer:
        """Answer the questionnaire; it counts once it is signed."""
        return self.ask("POST", "/v1/me/assessments", AssessmentAnswer, body={"answers": answers})

    def read_assessment_text(self, number: int, *, address: str) -> SigningTextAnswer:
        """What one of the person's wallets signs for the answers."""
        return self.ask(
            "GET",
            f"/v1/me/assessments/{segment(number)}/message",
            SigningTextAnswer,
            query={"address": address},
        )

    def sign_assessment(self, number: int, *, address: str, signature: str) -> None:
        """Sign the answers."""
        self.tell(
            "POST",
            f"/v1/me/assessments/{segment(number)}/signature",
            body={"address": address, "signature": signature},
        )

    def acknowledge_warning(self, number: int, *, words: str) -> None:
        """Acknowledge the warning after a failed test, by giving its words back."""
        self.tell("POST", f"/v1/me/assessments/{segment(number)}/warning", body={"words": words})

    def confirm_care(self) -> None:
        """Say yes a second time, after the call, where extra care is taken."""
        self.tell("POST", "/v1/me/care/confirmation")

    def check_card(self, *, consent: int) -> CheckAnswer:
        """Have the four elements of the stated card checked."""
        return self.ask("POST", "/v1/me/checks/card", CheckAnswer, body={"consent": consent})

    def check_identity(self, *, consent: int) -> CheckAnswer:
        """Have name and identity number compared with the register of persons."""
        return self.ask("POST", "/v1/me/checks/identity", CheckAnswer, body={"consent": consent})

    def check_face(self, *, challenge: str, consent: int, image: str) -> CheckAnswer:
        """Have a picture judged: alive, and the person of the identity number."""
        return self.ask(
            "POST",
            "/v1/me/checks/liveness",
            CheckAnswer,
            body={"challenge": challenge, "consent": consent, "image": image},
        )

    def challenge_face(self) -> NonceAnswer:
        """Get the challenge that a picture has to answer."""
        return self.ask("POST", "/v1/me/checks/liveness/challenge", NonceAnswer)

    def list_credentials(self) -> CredentialsAnswer:
        """The person's credentials, the newest first."""
        return self.ask("GET", "/v1/me/credentials", CredentialsAnswer)

    def request_credential(
        self, *, address: str, borrow: bool = False, lend: bool = False
    ) -> CredentialAnswer:
        """Get a credential signed here and by the other attestors; the wallet then brings it."""
        return self.ask(
            "POST",
            "/v1/me/credentials",
            CredentialAnswer,
            body={"address": address, "borrow": borrow, "lend": lend},
        )

    def read_missing(self, *, lend: bool = False, borrow: bool = False) -> MissingAnswer:
        """What stands in the way of a credential for lending, for borrowing, or for both."""
        return self.ask(
            "GET",
            "/v1/me/credentials/missing",
            MissingAnswer,
            query={"lend": lend, "borrow": borrow},
        )

    def collect_signatures(self, number: int) -> CredentialAnswer:
        """Ask attestors again who have not signed yet."""
        return self.ask(
            "POST", f"/v1/me/credentials/{segment(number)}/collection", CredentialAnswer
        )

    def read_questionnaire(self) -> dict[str, Any]:
        """The questions for investors, without points and right answers."""
        return self.ask("GET", "/v1/questionnaire", dict[str, Any])
