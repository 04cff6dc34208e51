"""Requests to the node about checks."""


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
        """Answer the questionnaire; it counts once it is signed.

        Args:
            answers: The option chosen for each question, and three amounts, by the question's name.

        Returns:
            The result of the questionnaire; a `warning` must be acknowledged in its own words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/me/assessments", AssessmentResponse, body={"answers": answers})

    def read_assessment_text(self, number: int, *, address: str) -> SigningTextResponse:
        """The message that one of the caller's wallets signs for the answers.

        Args:
            number: Its number, as the node returned it.
            address: An address: 0x and 40 hex digits.

        Returns:
            What the wallet signs (EIP-191).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            f"/v1/me/assessments/{segment(number)}/message",
            SigningTextResponse,
            query={"address": address},
        )

    def sign_assessment(self, number: int, *, address: str, signature: str) -> None:
        """Sign the answers.

        Args:
            number: Its number, as the node returned it.
            address: The wallet's checksummed address.
            signature: The wallet's signature in hex.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST",
            f"/v1/me/assessments/{segment(number)}/signature",
            body={"address": address, "signature": signature},
        )

    def acknowledge_warning(self, number: int, *, words: str) -> None:
        """Acknowledge the warning after a failed test, by repeating its words.

        Args:
            number: Its number, as the node returned it.
            words: The warning's words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/me/assessments/{segment(number)}/warning", body={"words": words})

    def confirm_care(self) -> None:
        """Confirm a second time, after the call, where extra care is taken.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/me/care/confirmation")

    def check_card(self, *, consent: int) -> CheckResponse:
        """Have the four elements of the stated card checked.

        Args:
            consent: Its number, as the node returned it.

        Returns:
            The result of a check; codes name what does not match.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/me/checks/card", CheckResponse, body={"consent": consent})

    def check_identity(self, *, consent: int) -> CheckResponse:
        """Have name and identity number compared with the register of persons.

        Args:
            consent: Its number, as the node returned it.

        Returns:
            The result of a check; codes name what does not match.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/me/checks/identity", CheckResponse, body={"consent": consent})

    def check_face(self, *, challenge: str, consent: int, image: str) -> CheckResponse:
        """Have a picture checked: taken live, and of the person with the identity number.

        Args:
            challenge: The challenge that the picture answers.
            consent: Its number, as the node returned it.
            image: The picture, PNG or JPEG in Base64.

        Returns:
            The result of a check; codes name what does not match.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/me/checks/liveness",
            CheckResponse,
            body={"challenge": challenge, "consent": consent, "image": image},
        )

    def challenge_face(self) -> NonceResponse:
        """Get the challenge that a picture has to answer.

        Returns:
            A challenge for one use within ten minutes.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/me/checks/liveness/challenge", NonceResponse)

    def list_credentials(self) -> CredentialsResponse:
        """List my credentials, the newest first.

        Returns:
            A person's credentials.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/credentials", CredentialsResponse)

    def request_credential(
        self, *, address: str, borrow: bool = False, lend: bool = False
    ) -> CredentialResponse:
        """Get a credential signed here and by the other attestors; the wallet then brings it.

        Args:
            address: The wallet's checksummed address.
            borrow: Whether to borrow.
            lend: Whether to lend.

        Returns:
            A credential (EIP-712), the attestors' signatures, and whether there are enough of them.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/me/credentials",
            CredentialResponse,
            body={"address": address, "borrow": borrow, "lend": lend},
        )

    def read_missing(self, *, lend: bool = False, borrow: bool = False) -> MissingResponse:
        """What stands in the way of a credential for lending, for borrowing, or for both.

        Args:
            lend: Whether it is to be for lending.
            borrow: Whether it is to be for borrowing.

        Returns:
            What stands in the way, a sentence each; empty when nothing does.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/me/credentials/missing",
            MissingResponse,
            query={"lend": lend, "borrow": borrow},
        )

    def collect_signatures(self, number: int) -> CredentialResponse:
        """Ask the attestors again that have not signed yet.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A credential (EIP-712), the attestors' signatures, and whether there are enough of them.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/me/credentials/{segment(number)}/collection", CredentialResponse
        )

    def read_questionnaire(self) -> dict[str, Any]:
        """The questions for investors, without points and right answers.

        Returns:
            The JSON document.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/questionnaire", dict[str, Any])
