"""What can be asked of the node about checks."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._async.line import AsyncCalls
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

__all__ = ["AsyncChecksApi"]


class AsyncChecksApi(AsyncCalls):
    """Calls about checks."""

    async def answer_questionnaire(self, *, answers: dict[str, str]) -> AssessmentResponse:
        """Answer the questionnaire; it counts once it is signed."""
        return await self.ask(
            "POST", "/v1/me/assessments", AssessmentResponse, body={"answers": answers}
        )

    async def read_assessment_text(self, number: int, *, address: str) -> SigningTextResponse:
        """What one of the person's wallets signs for the answers."""
        return await self.ask(
            "GET",
            f"/v1/me/assessments/{segment(number)}/message",
            SigningTextResponse,
            query={"address": address},
        )

    async def sign_assessment(self, number: int, *, address: str, signature: str) -> None:
        """Sign the answers."""
        await self.tell(
            "POST",
            f"/v1/me/assessments/{segment(number)}/signature",
            body={"address": address, "signature": signature},
        )

    async def acknowledge_warning(self, number: int, *, words: str) -> None:
        """Acknowledge the warning after a failed test, by giving its words back."""
        await self.tell(
            "POST", f"/v1/me/assessments/{segment(number)}/warning", body={"words": words}
        )

    async def confirm_care(self) -> None:
        """Say yes a second time, after the call, where extra care is taken."""
        await self.tell("POST", "/v1/me/care/confirmation")

    async def check_card(self, *, consent: int) -> CheckResponse:
        """Have the four elements of the stated card checked."""
        return await self.ask(
            "POST", "/v1/me/checks/card", CheckResponse, body={"consent": consent}
        )

    async def check_identity(self, *, consent: int) -> CheckResponse:
        """Have name and identity number compared with the register of persons."""
        return await self.ask(
            "POST", "/v1/me/checks/identity", CheckResponse, body={"consent": consent}
        )

    async def check_face(self, *, challenge: str, consent: int, image: str) -> CheckResponse:
        """Have a picture judged: alive, and the person of the identity number."""
        return await self.ask(
            "POST",
            "/v1/me/checks/liveness",
            CheckResponse,
            body={"challenge": challenge, "consent": consent, "image": image},
        )

    async def challenge_face(self) -> NonceResponse:
        """Get the challenge that a picture has to answer."""
        return await self.ask("POST", "/v1/me/checks/liveness/challenge", NonceResponse)

    async def list_credentials(self) -> CredentialsResponse:
        """The person's credentials, the newest first."""
        return await self.ask("GET", "/v1/me/credentials", CredentialsResponse)

    async def request_credential(
        self, *, address: str, borrow: bool = False, lend: bool = False
    ) -> CredentialResponse:
        """Get a credential signed here and by the other attestors; the wallet then brings it."""
        return await self.ask(
            "POST",
            "/v1/me/credentials",
            CredentialResponse,
            body={"address": address, "borrow": borrow, "lend": lend},
        )

    async def read_missing(self, *, lend: bool = False, borrow: bool = False) -> MissingResponse:
        """What stands in the way of a credential for lending, for borrowing, or for both."""
        return await self.ask(
            "GET",
            "/v1/me/credentials/missing",
            MissingResponse,
            query={"lend": lend, "borrow": borrow},
        )

    async def collect_signatures(self, number: int) -> CredentialResponse:
        """Ask attestors again who have not signed yet."""
        return await self.ask(
            "POST", f"/v1/me/credentials/{segment(number)}/collection", CredentialResponse
        )

    async def read_questionnaire(self) -> dict[str, Any]:
        """The questions for investors, without points and right answers."""
        return await self.ask("GET", "/v1/questionnaire", dict[str, Any])
