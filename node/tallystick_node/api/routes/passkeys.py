"""Passkeys: registering, signing in with one, giving it as the second factor; open sessions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, SignedIn, require_two_factors
from tallystick_node.api.factors import require_may_add
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.sign_in import OpenedResponse, SessionResponse, session_response
from tallystick_node.api.services import AuthDep, KycDep
from tallystick_node.api.shapes import Strict, UtcMoment
from tallystick_node.auth.open_sessions import end_session, open_sessions
from tallystick_node.auth.passkeys import Purpose
from tallystick_node.auth.refusals import Forbidden

__all__ = [
    "CredentialText", "PasskeyAnswer", "PasskeyName", "PasskeyRequest", "SessionName", "router",
]  # fmt: skip

router = APIRouter(prefix="/v1", tags=["sign-in"], responses=problem_responses(422))
SIGNED_IN = problem_responses(401)
REFUSABLE = problem_responses(401, 403)

SessionName = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="The session's `id`.")]
PasskeyName = Annotated[
    str, Path(pattern="^[A-Za-z0-9_-]{1,1024}$", description="The passkey's `id`.")
]
CredentialText = Annotated[str, Field(min_length=2, max_length=8_000)]


class PasskeyAnswer(Strict):
    """What the browser's passkey has answered."""

    credential: CredentialText
    """The browser's `PublicKeyCredential` as JSON."""


class PasskeyRequest(PasskeyAnswer):
    """A new passkey and its name."""

    name: str = Field(min_length=1, max_length=64)
    """What its owner calls it, such as the device."""


class OptionsResponse(Strict):
    """What the browser needs; good for five minutes, once."""

    options: dict[str, Any]
    """The argument of `PublicKeyCredential.parseCreationOptionsFromJSON` or of its sister."""


class PasskeyResponse(Strict):
    """A passkey of the caller's wallet."""

    id: str
    """The passkey's identifier, Base64url."""
    name: str
    """What its owner calls it."""
    created_at: UtcMoment
    """When it was registered."""
    used_at: UtcMoment | None
    """When it was last used; null before that."""


class PasskeysResponse(Strict):
    """The passkeys of the caller's wallet."""

    passkeys: list[PasskeyResponse]
    """The passkeys, the oldest first."""


class OpenSessionResponse(Strict):
    """A session that has not ended."""

    id: str
    """What names it, 16 hex digits; it opens nothing."""
    method: str
    """How it was opened: wallet, passkey or token."""
    created_at: UtcMoment
    """When it was opened."""
    used_at: UtcMoment
    """When it was last used, within a minute."""
    expires_at: UtcMoment
    """When it ends by itself."""
    second_factor: bool
    """Whether the second factor was given in it."""
    current: bool
    """Whether it is the one that asks."""


class OpenSessionsResponse(Strict):
    """The open sessions of the caller's wallet."""

    sessions: list[OpenSessionResponse]
    """The sessions, the newest first."""


@router.get("/sessions", responses=SIGNED_IN)
def list_sessions(caller: SignedIn, auth: AuthDep) -> OpenSessionsResponse:
    """The open sessions of my wallet."""
    rows = open_sessions(auth.sessions, caller.wallet, caller.session.key)
    return OpenSessionsResponse(
        sessions=[OpenSessionResponse.model_validate(row, from_attributes=True) for row in rows]
    )


@router.delete("/sessions/{session}", status_code=204, responses=SIGNED_IN)
def end_one_session(
    session: SessionName,
    caller: SignedIn,
    auth: AuthDep,
) -> Response:
    """End one of my sessions."""
    end_session(auth.sessions, caller.wallet, session)
    return Response(status_code=204)


@router.post("/sign-in/passkey", status_code=201)
def ask_to_sign_in_by_passkey(auth: AuthDep) -> OptionsResponse:
    """Get a question for any passkey that is registered here."""
    return OptionsResponse(options=auth.passkeys.question(Purpose.SIGN_IN))


@router.post("/passkey-sessions", status_code=201)
def sign_in_by_passkey(body: PasskeyAnswer, auth: AuthDep) -> OpenedResponse:
    """Open a session with a passkey; the wallet stays necessary for whatever goes to the chain."""
    wallet = auth.passkeys.prove(body.credential, Purpose.SIGN_IN)
    opened = auth.sessions.open_by_passkey(wallet)
    caller = Caller(opened.session, auth.rights.of(wallet))
    return OpenedResponse(token=opened.token, **session_response(caller, auth).model_dump())


@router.get("/session/passkeys", responses=SIGNED_IN)
def list_passkeys(caller: SignedIn, auth: AuthDep) -> PasskeysResponse:
    """The passkeys of my wallet."""
    rows = auth.passkeys.of(caller.wallet)
    return PasskeysResponse(
        passkeys=[PasskeyResponse.model_validate(row, from_attributes=True) for row in rows]
    )


@router.post("/session/passkey-options", status_code=201, responses=REFUSABLE)
def ask_for_passkey(caller: SignedIn, auth: AuthDep, kyc: KycDep) -> OptionsResponse:
    """Get what a browser needs to make a passkey.

    Beside a second factor that is set up, another one takes that factor first.
    """
    require_may_add(caller, auth, kyc)
    return OptionsResponse(options=auth.passkeys.registration(caller.wallet))


@router.post("/session/passkeys", status_code=201, responses=REFUSABLE)
def register_passkey(
    body: PasskeyRequest, caller: SignedIn, auth: AuthDep, kyc: KycDep
) -> PasskeyResponse:
    """Register a passkey that the browser has made."""
    require_may_add(caller, auth, kyc)
    passkey = auth.passkeys.register(caller.wallet, body.name, body.credential)
    return PasskeyResponse.model_validate(passkey, from_attributes=True)


@router.delete("/session/passkeys/{passkey}", status_code=204, responses=REFUSABLE)
def remove_passkey(
    passkey: PasskeyName,
    caller: SignedIn,
    auth: AuthDep,
) -> Response:
    """Forget a passkey; it takes two factors, and the wallet's other sessions end."""
    require_two_factors(caller, auth)
    auth.passkeys.remove(caller.wallet, passkey, caller.session.key)
    return Response(status_code=204)


@router.post("/session/second-factor/passkey/options", status_code=201, responses=REFUSABLE)
def ask_for_factor(caller: SignedIn, auth: AuthDep) -> OptionsResponse:
    """Get a question for my passkeys, as the second factor of this session."""
    _beside_passkey(caller)
    return OptionsResponse(options=auth.passkeys.question(Purpose.FACTOR, caller.wallet))


@router.post("/session/second-factor/passkey", responses=REFUSABLE)
def give_passkey(body: PasskeyAnswer, caller: SignedIn, auth: AuthDep) -> SessionResponse:
    """Give a passkey as the second factor; what takes two factors is open from then on."""
    _beside_passkey(caller)
    auth.passkeys.prove(body.credential, Purpose.FACTOR, caller.wallet)
    auth.sessions.confirm(caller.session.key, caller.roles)
    return session_response(caller, auth).model_copy(update={"second_factor": "given"})


def _beside_passkey(caller: Caller) -> None:
    if caller.session.method == "passkey":
        raise Forbidden(
            "ACCESS:SAME",
            "a passkey has opened this session; the second factor is the authenticator app's code,"
            " or sign in with the wallet and give the passkey then",
        )
