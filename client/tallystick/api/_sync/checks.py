"""What can be asked of the node about checks."""


# Made by scripts/unasync.py from api/_async/checks.py; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._sync.line import Calls
from tallystick.api.records.checks import (
    AssessmentResponse,
    CheckResponse,
    CredentialResponse,
    CredentialsResponse,
    MissingResponse,
    NonceResponse,
    SigningTextResponse,
)
from tallystick.api.shapes import segment

__all__ = ["ChecksApi"]


class ChecksApi(Calls):
    """Calls about checks."""

    def answer_questionnaire(self, *, answers: dict[str, str]) -> AssessmentResponse:
        """Answer the questionnaire; it counts once it is signed."""
        return self.ask("POST", "/v1/me/assessments", AssessmentResponse, body={"answers": answers})

    def read_assessment_text(self, number: int, *, address: str) -> SigningTextResponse:
        """What one of the person's wallets signs for the answers."""
        return self.ask(
            "GET",
            f"/v1/me/assessments/{segment(number)}/message",
            SigningTextResponse,
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

    def check_card(self, *, consent: int) -> CheckResponse:
        """Have the four elements of the stated card checked."""
        return self.ask("POST", "/v1/me/checks/card", CheckResponse, body={"consent": consent})

    def check_identity(self, *, consent: int) -> CheckResponse:
        """Have name and identity number compared with the register of persons."""
        return self.ask("POST", "/v1/me/checks/identity", CheckResponse, body={"consent": consent})

    def check_face(self, *, challenge: str, consent: int, image: str) -> CheckResponse:
        """Have a picture judged: alive, and the person of the identity number."""
        return self.ask(
            "POST",
            "/v1/me/checks/liveness",
            CheckResponse,
            body={"challenge": challenge, "consent": consent, "image": image},
        )

    def challenge_face(self) -> NonceResponse:
        """Get the challenge that a picture has to answer."""
        return self.ask("POST", "/v1/me/checks/liveness/challenge", NonceResponse)

    def list_credentials(self) -> CredentialsResponse:
        """The person's credentials, the newest first."""
        return self.ask("GET", "/v1/me/credentials", CredentialsResponse)

    def request_credential(
        self, *, address: str, borrow: bool = False, lend: bool = False
    ) -> CredentialResponse:
        """Get a credential signed here and by the other attestors; the wallet then brings it."""
        return self.ask(
            "POST",
            "/v1/me/credentials",
            CredentialResponse,
            body={"address": address, "borrow": borrow, "lend": lend},
        )

    def read_missing(self, *, lend: bool = False, borrow: bool = False) -> MissingResponse:
        """What stands in the way of a credential for lending, for borrowing, or for both."""
        return self.ask(
            "GET",
            "/v1/me/credentials/missing",
            MissingResponse,
            query={"lend": lend, "borrow": borrow},
        )

    def collect_signatures(self, number: int) -> CredentialResponse:
        """Ask attestors again who have not signed yet."""
        return self.ask(
            "POST", f"/v1/me/credentials/{segment(number)}/collection", CredentialResponse
        )

    def read_questionnaire(self) -> dict[str, Any]:
        """The questions for investors, without points and right answers."""
        return self.ask("GET", "/v1/questionnaire", dict[str, Any])
