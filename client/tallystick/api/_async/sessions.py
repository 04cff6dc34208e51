"""What can be asked of the node about sessions."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.sessions import (
    ChallengeResponse,
    EnrolmentResponse,
    OpenedResponse,
    SessionResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncSessionsApi"]


class AsyncSessionsApi(AsyncCalls):
    """Calls about sessions."""

    async def sign_out(self) -> None:
        """End this session; its token opens nothing any more."""
        await self.tell("DELETE", "/v1/session")

    async def who_am_i(self) -> SessionResponse:
        """Who is signed in, and what the chain lets him do."""
        return await self.ask("GET", "/v1/session", SessionResponse)

    async def give_second_factor(self, *, code: str) -> SessionResponse:
        """Give a code; what is for staff is open in this session from then on."""
        return await self.ask(
            "POST", "/v1/session/second-factor", SessionResponse, body={"code": code}
        )

    async def enrol_second_factor(self) -> EnrolmentResponse:
        """Get the secret for an authenticator app; anew until its first code was given."""
        return await self.ask("POST", "/v1/session/second-factor/enrolment", EnrolmentResponse)

    async def sign_in(self, *, message: str, signature: str) -> OpenedResponse:
        """Open a session by a signed message."""
        return await self.ask(
            "POST",
            "/v1/sessions",
            OpenedResponse,
            body={"message": message, "signature": signature},
        )

    async def ask_to_sign_in(self, *, address: str) -> ChallengeResponse:
        """Get a message to sign; it counts for ten minutes, once."""
        return await self.ask("POST", "/v1/sign-in", ChallengeResponse, body={"address": address})

    async def reset_second_factor(self, address: str) -> None:
        """Remove a colleague's lost second factor, so that he can enrol another."""
        await self.tell("DELETE", f"/v1/staff/{segment(address)}/second-factor")
