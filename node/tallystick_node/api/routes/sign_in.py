"""Signing in with a wallet, the session, and the second factor of staff."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from tallystick.chain.codec import address_of
from tallystick_node.api.caller import Caller, SignedIn, staff
from tallystick_node.api.factors import require_may_add
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import AuthDep, DatabaseDep, KycDep
from tallystick_node.api.shapes import Address, Signature, Strict, UtcMoment
from tallystick_node.auth.rights import Role

__all__ = ["OpenedResponse", "SessionResponse", "router", "session_response"]

router = APIRouter(prefix="/v1", tags=["sign-in"], responses=problem_responses(422))


class ChallengeRequest(Strict):
    """The wallet that is going to sign in."""

    address: Address
    """The wallet's checksummed address."""


class ChallengeResponse(Strict):
    """A nonce for one use, and a message (EIP-4361) with it; another message with it is as good."""

    nonce: str
    """What makes the message good for one use."""
    message: str
    """A message (EIP-4361) with the nonce."""
    domain: str
    """The domain that the message names."""
    uri: str
    """The URI that it names."""
    chain_id: int
    """The chain's number by EIP-155."""
    expires_at: UtcMoment
    """When it ends."""


class SessionRequest(Strict):
    """The message as it was signed, and the wallet's signature (EIP-191 or EIP-1271) in hex."""

    message: str = Field(max_length=2_000)
    """The message as it was signed."""
    signature: Signature
    """The wallet's signature (EIP-191 or EIP-1271) in hex."""


class SessionResponse(Strict):
    """Who is signed in; `second_factor` is none, begun, confirmed or given (in this session)."""

    wallet: str
    """The wallet's checksummed address."""
    roles: list[Role]
    """Which parts of staff the wallet has on the chain."""
    expires_at: UtcMoment
    """When it ends."""
    second_factor: str
    """none, begun, confirmed (an authenticator app or a passkey), or given in this session."""


class OpenedResponse(SessionResponse):
    """A new session and its bearer token, which is shown only once."""

    token: str
    """The bearer token; it is shown only now."""


class EnrolmentResponse(Strict):
    """The secret for the authenticator app; shown only once."""

    secret: str
    """The secret in Base32."""
    uri: str
    """The same as an otpauth URI."""


class CodeRequest(Strict):
    """Six digits of the authenticator app."""

    code: str = Field(pattern="^[0-9]{6}$")
    """The six digits of now."""


@router.post("/sign-in", status_code=201)
def ask_to_sign_in(body: ChallengeRequest, auth: AuthDep) -> ChallengeResponse:
    """Get a message to sign; it is valid for ten minutes, once."""
    sessions = auth.sessions
    challenge = sessions.challenge(body.address)
    return ChallengeResponse(
        nonce=challenge.nonce,
        message=challenge.message,
        domain=sessions.expected.domain,
        uri=sessions.expected.uri,
        chain_id=sessions.expected.chain_id,
        expires_at=challenge.expires_at,
    )


@router.post("/sessions", status_code=201)
def sign_in(body: SessionRequest, auth: AuthDep) -> OpenedResponse:
    """Open a session with a signed message."""
    opened = auth.sessions.open(body.message, body.signature)
    caller = Caller(opened.session, auth.rights.of(opened.session.wallet))
    return OpenedResponse(token=opened.token, **session_response(caller, auth).model_dump())


@router.get("/session", responses=problem_responses(401))
def who_am_i(caller: SignedIn, auth: AuthDep) -> SessionResponse:
    """Who is signed in, and what the chain lets them do."""
    return session_response(caller, auth)


@router.delete("/session", status_code=204, responses=problem_responses(401))
def sign_out(caller: SignedIn, auth: AuthDep) -> Response:
    """End this session; its token is no longer valid."""
    auth.sessions.end(caller.session.key)
    return Response(status_code=204)


@router.post(
    "/session/second-factor/enrolment", status_code=201, responses=problem_responses(401, 403)
)
def enrol_second_factor(caller: SignedIn, auth: AuthDep, kyc: KycDep) -> EnrolmentResponse:
    """Get the secret for an authenticator app; a new one until its first code is given.

    Beside a passkey it takes that passkey first.
    """
    if auth.second_factor.state(caller.wallet) != "confirmed":  # which says so itself
        require_may_add(caller, auth, kyc)
    enrolment = auth.second_factor.enrol(caller.wallet)
    return EnrolmentResponse(secret=enrolment.secret, uri=enrolment.uri)


@router.post("/session/second-factor", responses=problem_responses(401, 403))
def give_second_factor(
    body: CodeRequest, caller: SignedIn, auth: AuthDep, kyc: KycDep
) -> SessionResponse:
    """Give a code; operations for staff are open in this session from then on.

    The first code of an app, beside a passkey, takes that passkey first.
    """
    # The first code sets the app up; whoever has stolen a key may have begun it.
    if auth.second_factor.state(caller.wallet) == "begun":
        require_may_add(caller, auth, kyc)
    auth.second_factor.check(caller.wallet, body.code)
    auth.sessions.confirm(caller.session.key, caller.roles)
    session = session_response(caller, auth)
    return session.model_copy(update={"second_factor": "given"})


@router.delete(
    "/staff/{address}/second-factor", status_code=204, responses=problem_responses(401, 403)
)
def reset_second_factor(
    address: Annotated[
        str, Path(pattern="^0x[0-9a-fA-F]{40}$", description="The colleague's wallet.")
    ],
    caller: Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.COUNCIL))],
    auth: AuthDep,
    database: DatabaseDep,
    kyc: KycDep,
) -> Response:
    """Remove a colleague's or a client's lost second factor, so that they can enrol another.

    Their passkeys go with it, and their sessions end.
    """
    wallet = address_of("address", address)
    with database.reading() as connection:
        kyc.conflicts.not_on_own_wallet(connection, caller.wallet, wallet)
    auth.second_factor.reset(wallet, caller.wallet)
    return Response(status_code=204)


def session_response(caller: Caller, auth: AuthDep) -> SessionResponse:
    """Return who is signed in.

    Args:
        caller: Who asks.
        auth: The sign-in service.

    Returns:
        Wallet, roles, end, and how far the second factor is: `confirmed` with a passkey as well.
    """
    confirmed = caller.session.second_factor_at is not None
    return SessionResponse(
        wallet=caller.wallet,
        roles=sorted(caller.roles),
        expires_at=caller.session.expires_at,
        second_factor="given" if confirmed else _set_up(caller.wallet, auth),
    )


def _set_up(wallet: str, auth: AuthDep) -> str:
    return "confirmed" if auth.has_factor(wallet) else auth.second_factor.state(wallet)
