"""Who asks with a partner's key: every request is admitted, or refused, and journalled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tallystick_node.api.services import PartnersDep
from tallystick_node.auth.refusals import NotSignedIn
from tallystick_node.partners.key_book import PartnerCall, PartnerKey
from tallystick_node.partners.rules import PartnerScope

__all__ = ["partner"]

_bearer = HTTPBearer(auto_error=False, scheme_name="PartnerKey", description="A partner's key.")


def partner(scope: PartnerScope | None, *, newest: bool = False) -> Callable[..., PartnerKey]:
    """Return a dependency that lets keys with a scope pass.

    Args:
        scope: What the key has to open; None for any key.
        newest: Whether the secret before the newest does not pass.

    Returns:
        The dependency: it returns the key, or raises NotSignedIn (PARTNER:KEY, PARTNER:ENDED),
        Forbidden (PARTNER:ADDRESS, PARTNER:SCOPE, PARTNER:ROTATED) or TooMany (PARTNER:LIMIT).
    """

    def check(
        request: Request,
        partners: PartnersDep,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> PartnerKey:
        if credentials is None:
            raise NotSignedIn("PARTNER:KEY", "this takes a partner's key as a bearer token")
        address = "" if request.client is None else request.client.host
        call = PartnerCall(address, request.method, request.url.path, scope, newest)
        return partners.keys.admit(credentials.credentials, call)

    return check
