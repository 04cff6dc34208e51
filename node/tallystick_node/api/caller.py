"""Who asks: the session of the bearer token, and the rights that its wallet has on chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tallystick_node.api.services import AuthDep
from tallystick_node.auth.refusals import Forbidden, NotSignedIn
from tallystick_node.auth.rights import Role
from tallystick_node.auth.service import Auth
from tallystick_node.auth.sessions import Session

__all__ = [
    "FACTOR_MINUTES",
    "Caller",
    "SignedIn",
    "caller_of",
    "require_two_factors",
    "staff",
]

# For so long after the second factor was given, money may be paid out and keys be changed.
FACTOR_MINUTES = 15

_bearer = HTTPBearer(auto_error=False, description="The token of `POST /v1/sessions`.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has signed in, and what the chain lets their wallet do."""

    session: Session
    roles: frozenset[Role]

    @property
    def wallet(self) -> str:
        """The wallet, checksummed."""
        return self.session.wallet


def caller_of(
    request: Request,
    auth: AuthDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Return who asks.

    Args:
        request: What is asked; what may change something is counted.
        auth: The sign-in service.
        credentials: The bearer token of the request, None without one.

    Returns:
        The open session, and the roles that its wallet has on chain.

    Raises:
        NotSignedIn: ACCESS:TOKEN without a token, for one that opens no session, or when a role
            for which its second factor was given has ended.
        TooMany: RATE:ACCOUNT beyond 120 changes in a minute.
    """
    if credentials is None:
        raise NotSignedIn("ACCESS:TOKEN", "sign in first: POST /v1/sign-in, then /v1/sessions")
    session = auth.sessions.find(credentials.credentials)
    roles = auth.rights.of(session.wallet)
    auth.sessions.keep_to(session, roles)
    auth.limit.count(session.wallet, request.method)
    return Caller(session, roles)


SignedIn = Annotated[Caller, Depends(caller_of)]


def require_two_factors(caller: Caller, auth: Auth) -> None:
    """Refuse who has not given their second factor in the last quarter of an hour.

    Args:
        caller: Who asks.
        auth: The sign-in service.

    Raises:
        Forbidden: ACCESS:FACTOR before it was given in this session, ACCESS:FRESH when that is
            longer ago. At a node under development a token counts as both, and a wallet passes for
            which none was set up.
    """
    session = caller.session
    if session.second_factor_at is None:
        if auth.sessions.development and not auth.has_factor(caller.wallet):
            return
        raise Forbidden(
            "ACCESS:FACTOR",
            "this takes two factors: set up an authenticator app or a passkey, and give it first",
        )
    age = auth.sessions.clock() - session.second_factor_at
    if session.method != "token" and age > timedelta(minutes=FACTOR_MINUTES):
        raise Forbidden(
            "ACCESS:FRESH",
            f"this takes a second factor of the last {FACTOR_MINUTES} minutes; give it again",
        )


def staff(*roles: Role) -> Callable[[Caller], Caller]:
    """Return a dependency that lets these roles pass, with their second factor given.

    Args:
        roles: Any one of them is enough.

    Returns:
        The dependency: it returns the caller, or raises Forbidden (ACCESS:ROLE, ACCESS:FACTOR).
    """

    def check(caller: SignedIn) -> Caller:
        if not caller.roles & set(roles):
            named = " or ".join(sorted(role.value for role in roles))
            raise Forbidden("ACCESS:ROLE", f"this is for {named}; the chain gives you no such role")
        if caller.session.second_factor_at is None:
            raise Forbidden("ACCESS:FACTOR", "give your second factor first")
        return caller

    return check
