"""Requests to the node about sessions."""


# Made by scripts/unasync.py from api/_async/sessions.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.sessions import (
    ChallengeResponse,
    EnrolmentResponse,
    OpenedResponse,
    SessionResponse,
)
from tallystick.api.shapes import segment

__all__ = ["SessionsApi"]


class SessionsApi(Calls):
    """Calls about sessions."""

    def sign_out(self) -> None:
        """End this session; its token is no longer valid.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("DELETE", "/v1/session")

    def who_am_i(self) -> SessionResponse:
        """Who is signed in, and what the chain lets them do.

        Returns:
            Who is signed in; `second_factor` is none, begun, confirmed or given (in this session).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/session", SessionResponse)

    def give_second_factor(self, *, code: str) -> SessionResponse:
        """Give a code; operations for staff are open in this session from then on.

        Args:
            code: The six digits of now.

        Returns:
            Who is signed in; `second_factor` is none, begun, confirmed or given (in this session).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/session/second-factor", SessionResponse, body={"code": code})

    def enrol_second_factor(self) -> EnrolmentResponse:
        """Get the secret for an authenticator app; a new one until its first code is given.

        Returns:
            The secret for the authenticator app; shown only once.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/session/second-factor/enrolment", EnrolmentResponse)

    def sign_in(self, *, message: str, signature: str) -> OpenedResponse:
        """Open a session with a signed message.

        Args:
            message: The message as it was signed.
            signature: The wallet's signature (EIP-191 or EIP-1271) in hex.

        Returns:
            A new session and its bearer token, which is shown only once.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/sessions",
            OpenedResponse,
            body={"message": message, "signature": signature},
        )

    def ask_to_sign_in(self, *, address: str) -> ChallengeResponse:
        """Get a message to sign; it is valid for ten minutes, once.

        Args:
            address: The wallet's checksummed address.

        Returns:
            A nonce for one use, and a message (EIP-4361) with it; another message with it is as
            good.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/sign-in", ChallengeResponse, body={"address": address})

    def reset_second_factor(self, address: str) -> None:
        """Remove a colleague's lost second factor, so that they can enrol another.

        Their sessions end.

        Args:
            address: The colleague's wallet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("DELETE", f"/v1/staff/{segment(address)}/second-factor")
