"""Who asks with a supervisor's key: every request is admitted, or refused, and journalled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tallystick_node.api.services import SupervisionDep
from tallystick_node.auth.refusals import NotSignedIn
from tallystick_node.supervision.key_book import RegulatorKey, RegulatorRequest
from tallystick_node.supervision.rules import RegulatorScope

__all__ = ["regulator"]

_bearer = HTTPBearer(
    auto_error=False, scheme_name="RegulatorKey", description="A supervisor's read key."
)


def regulator(scope: RegulatorScope | None) -> Callable[..., RegulatorKey]:
    """Return a dependency that lets keys with a scope pass.

    Args:
        scope: What the key has to open; None for any key.

    Returns:
        The dependency: it returns the key, or raises NotSignedIn (REGULATOR:KEY,
        REGULATOR:ENDED), Forbidden (REGULATOR:ADDRESS, REGULATOR:SCOPE) or TooMany
        (REGULATOR:RATE).
    """

    def check(
        request: Request,
        supervision: SupervisionDep,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> RegulatorKey:
        if credentials is None:
            raise NotSignedIn("REGULATOR:KEY", "this takes a supervisor's key as a bearer token")
        address = "" if request.client is None else request.client.host
        asked = RegulatorRequest(address, request.method, request.url.path, scope)
        return supervision.keys.admit(credentials.credentials, asked)

    return check
