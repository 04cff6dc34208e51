"""Who reads a page: the session of a cookie, which is the bearer token of the API's sign-in.

The cookie is for this host alone, out of reach of scripts, and never sent along from other sites.
What changes something is taken from the node's own pages only.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from tallystick_node.api.caller import Caller
from tallystick_node.api.person import me_of
from tallystick_node.api.services import AuthDep, KycDep
from tallystick_node.auth.refusals import Forbidden, NotSignedIn
from tallystick_node.auth.sessions import SESSION_COOKIE

__all__ = [
    "SESSION_COOKIE", "OwnPage", "Person", "Reader", "Visitor", "own_page", "person_of",
    "visitor_of",
]  # fmt: skip


def visitor_of(request: Request, auth: AuthDep) -> Caller | None:
    """Return who reads, None for somebody who has not signed in.

    Args:
        request: Their request.
        auth: The sign-in service.

    Returns:
        The open session, and the roles that its wallet has on chain.
    """
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    try:
        session = auth.sessions.find(token)
        roles = auth.rights.of(session.wallet)
        auth.sessions.keep_to(session, roles)
    except NotSignedIn:
        return None
    return Caller(session, roles)


Visitor = Annotated[Caller | None, Depends(visitor_of)]


def _signed_in(request: Request, visitor: Visitor, auth: AuthDep) -> Caller:
    if visitor is None:
        raise NotSignedIn(
            "ACCESS:SESSION", "sign in first, with the wallet that you lend or owe by"
        )
    auth.limit.count(visitor.wallet, request.method)
    return visitor


Reader = Annotated[Caller, Depends(_signed_in)]


def person_of(reader: Reader, kyc: KycDep) -> str:
    """Return which person reads.

    Args:
        reader: Who has signed in.
        kyc: Knows whose wallet it is.

    Returns:
        The person's identifier.

    Raises:
        NotHere: PEOPLE:UNKNOWN when nobody has registered with the wallet.
    """
    return me_of(reader, kyc)


Person = Annotated[str, Depends(person_of)]


def own_page(request: Request) -> None:
    """Refuse what another site's page sends.

    Args:
        request: The request, of a method that changes something.

    Raises:
        Forbidden: ACCESS:ORIGIN when it comes from elsewhere, or does not say.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = site == "same-origin" if site is not None else False
    if site is None and origin is not None:
        same = urlsplit(origin).netloc == request.headers.get("host")
    if not same:
        raise Forbidden("ACCESS:ORIGIN", "this is taken from this node's own pages alone")


OwnPage = Annotated[None, Depends(own_page)]
