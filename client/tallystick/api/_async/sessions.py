"""Requests to the node about sessions."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.sessions import (
    ChallengeResponse,
    EnrolmentResponse,
    OpenedResponse,
    OpenSessionsResponse,
    OptionsResponse,
    PasskeyResponse,
    PasskeysResponse,
    SessionResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncSessionsApi"]


class AsyncSessionsApi(AsyncCalls):
    """Calls about sessions."""

    async def sign_in_by_passkey(self, *, credential: str) -> OpenedResponse:
        """Open a session with a passkey.

        The wallet stays necessary for whatever goes to the chain.

        Args:
            credential: The browser's `PublicKeyCredential` as JSON.

        Returns:
            A new session and its bearer token, which is shown only once.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/passkey-sessions", OpenedResponse, body={"credential": credential}
        )

    async def sign_out(self) -> None:
        """End this session; its token is no longer valid.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", "/v1/session")

    async def who_am_i(self) -> SessionResponse:
        """Who is signed in, and what the chain lets them do.

        Returns:
            Who is signed in; `second_factor` is none, begun, confirmed or given (in this session).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/session", SessionResponse)

    async def ask_for_passkey(self) -> OptionsResponse:
        """Get what a browser needs to make a passkey.

        Beside a second factor that is set up, another one takes that factor first.

        Returns:
            What the browser needs; good for five minutes, once.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/session/passkey-options", OptionsResponse)

    async def list_passkeys(self) -> PasskeysResponse:
        """The passkeys of my wallet.

        Returns:
            The passkeys of the caller's wallet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/session/passkeys", PasskeysResponse)

    async def register_passkey(self, *, credential: str, name: str) -> PasskeyResponse:
        """Register a passkey that the browser has made.

        Args:
            credential: The browser's `PublicKeyCredential` as JSON.
            name: What its owner calls it, such as the device.

        Returns:
            A passkey of the caller's wallet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/session/passkeys",
            PasskeyResponse,
            body={"credential": credential, "name": name},
        )

    async def remove_passkey(self, passkey: str) -> None:
        """Forget a passkey; it takes two factors, and the wallet's other sessions end.

        Args:
            passkey: The passkey's `id`.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/session/passkeys/{segment(passkey)}")

    async def give_second_factor(self, *, code: str) -> SessionResponse:
        """Give a code; operations for staff are open in this session from then on.

        The first code of an app, beside a passkey, takes that passkey first.

        Args:
            code: The six digits of now.

        Returns:
            Who is signed in; `second_factor` is none, begun, confirmed or given (in this session).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/session/second-factor", SessionResponse, body={"code": code}
        )

    async def enrol_second_factor(self) -> EnrolmentResponse:
        """Get the secret for an authenticator app; a new one until its first code is given.

        Beside a passkey it takes that passkey first.

        Returns:
            The secret for the authenticator app; shown only once.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/session/second-factor/enrolment", EnrolmentResponse)

    async def give_passkey(self, *, credential: str) -> SessionResponse:
        """Give a passkey as the second factor; what takes two factors is open from then on.

        Args:
            credential: The browser's `PublicKeyCredential` as JSON.

        Returns:
            Who is signed in; `second_factor` is none, begun, confirmed or given (in this session).

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/session/second-factor/passkey",
            SessionResponse,
            body={"credential": credential},
        )

    async def ask_for_factor(self) -> OptionsResponse:
        """Get a question for my passkeys, as the second factor of this session.

        Returns:
            What the browser needs; good for five minutes, once.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/session/second-factor/passkey/options", OptionsResponse)

    async def list_sessions(self) -> OpenSessionsResponse:
        """The open sessions of my wallet.

        Returns:
            The open sessions of the caller's wallet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/sessions", OpenSessionsResponse)

    async def sign_in(self, *, message: str, signature: str) -> OpenedResponse:
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
        return await self.ask(
            "POST",
            "/v1/sessions",
            OpenedResponse,
            body={"message": message, "signature": signature},
        )

    async def end_one_session(self, session: str) -> None:
        """End one of my sessions.

        Args:
            session: The session's `id`.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/sessions/{segment(session)}")

    async def ask_to_sign_in(self, *, address: str) -> ChallengeResponse:
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
        return await self.ask("POST", "/v1/sign-in", ChallengeResponse, body={"address": address})

    async def ask_to_sign_in_by_passkey(self) -> OptionsResponse:
        """Get a question for any passkey that is registered here.

        Returns:
            What the browser needs; good for five minutes, once.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/sign-in/passkey", OptionsResponse)

    async def reset_second_factor(self, address: str) -> None:
        """Remove a colleague's or a client's lost second factor, so that they can enrol another.

        Their passkeys go with it, and their sessions end.

        Args:
            address: The colleague's wallet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/staff/{segment(address)}/second-factor")
