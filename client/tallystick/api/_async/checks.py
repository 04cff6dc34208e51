"""What can be asked of the node about checks."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._async.line import AsyncCalls
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

__all__ = ["AsyncChecks"]


class AsyncChecks(AsyncCalls):
    """Calls about checks."""

    async def answer_questionnaire(self, *, answers: dict[str, str]) -> AssessmentAnswer:
        """Answer the questionnaire; it counts once it is signed."""
        return await self.ask(
            "POST", "/v1/me/assessments", AssessmentAnswer, body={"answers": answers}
        )

    async def read_assessment_text(self, number: int, *, address: str) -> SigningTextAnswer:
        """What one of the person's wallets signs for the answers."""
        return await self.ask(
            "GET",
            f"/v1/me/assessments/{segment(number)}/message",
            SigningTextAnswer,
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

    async def check_card(self, *, consent: int) -> CheckAnswer:
        """Have the four elements of the stated card checked."""
        return await self.ask("POST", "/v1/me/checks/card", CheckAnswer, body={"consent": consent})

    async def check_identity(self, *, consent: int) -> CheckAnswer:
        """Have name and identity number compared with the register of persons."""
        return await self.ask(
            "POST", "/v1/me/checks/identity", CheckAnswer, body={"consent": consent}
        )

    async def check_face(self, *, challenge: str, consent: int, image: str) -> CheckAnswer:
        """Have a picture judged: alive, and the person of the identity number."""
        return await self.ask(
            "POST",
            "/v1/me/checks/liveness",
            CheckAnswer,
            body={"challenge": challenge, "consent": consent, "image": image},
        )

    async def challenge_face(self) -> NonceAnswer:
        """Get the challenge that a picture has to answer."""
        return await self.ask("POST", "/v1/me/checks/liveness/challenge", NonceAnswer)

    async def list_credentials(self) -> CredentialsAnswer:
        """The person's credentials, the newest first."""
        return await self.ask("GET", "/v1/me/credentials", CredentialsAnswer)

    async def request_credential(
        self, *, address: str, borrow: bool = False, lend: bool = False
    ) -> CredentialAnswer:
        """Get a credential signed here and by the other attestors; the wallet then brings it."""
        return await self.ask(
            "POST",
            "/v1/me/credentials",
            CredentialAnswer,
            body={"address": address, "borrow": borrow, "lend": lend},
        )

    async def read_missing(self, *, lend: bool = False, borrow: bool = False) -> MissingAnswer:
        """What stands in the way of a credential for lending, for borrowing, or for both."""
        return await self.ask(
            "GET",
            "/v1/me/credentials/missing",
            MissingAnswer,
            query={"lend": lend, "borrow": borrow},
        )

    async def collect_signatures(self, number: int) -> CredentialAnswer:
        """Ask attestors again who have not signed yet."""
        return await self.ask(
            "POST", f"/v1/me/credentials/{segment(number)}/collection", CredentialAnswer
        )

    async def read_questionnaire(self) -> dict[str, Any]:
        """The questions for investors, without points and right answers."""
        return await self.ask("GET", "/v1/questionnaire", dict[str, Any])
