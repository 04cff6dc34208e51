"""Records of the node about sessions."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from tallystick.api.shapes import Record

__all__ = [
    "ChallengeResponse",
    "EnrolmentResponse",
    "OpenSessionResponse",
    "OpenSessionsResponse",
    "OpenedResponse",
    "OptionsResponse",
    "PasskeyResponse",
    "PasskeysResponse",
    "Role",
    "SessionResponse",
]


class ChallengeResponse(Record):
    """A nonce for one use, and a message (EIP-4361) with it; another message with it is as good."""

    chain_id: int
    domain: str
    expires_at: datetime
    message: str
    nonce: str
    uri: str


class EnrolmentResponse(Record):
    """The secret for the authenticator app; shown only once."""

    secret: str
    uri: str


class OpenSessionResponse(Record):
    """A session that has not ended."""

    created_at: datetime
    current: bool
    expires_at: datetime
    id: str
    method: str
    second_factor: bool
    used_at: datetime


class OpenSessionsResponse(Record):
    """The open sessions of the caller's wallet."""

    sessions: tuple[OpenSessionResponse, ...]


class Role(StrEnum):
    """The roles of the chain, by the names of the roles file."""

    COMPLIANCE = "compliance"
    UNDERWRITER = "underwriter"
    GUARDIAN = "guardian"
    PUBLISHER = "publisher"
    SERVICER = "servicer"
    COUNCIL = "council"
    ATTESTOR = "attestor"
    TREASURY = "treasury"


class OpenedResponse(Record):
    """A new session and its bearer token, which is shown only once."""

    expires_at: datetime
    roles: tuple[Role, ...]
    second_factor: str
    token: str
    wallet: str


class OptionsResponse(Record):
    """What the browser needs; good for five minutes, once."""

    options: dict[str, Any]


class PasskeyResponse(Record):
    """A passkey of the caller's wallet."""

    created_at: datetime
    id: str
    name: str
    used_at: datetime | None


class PasskeysResponse(Record):
    """The passkeys of the caller's wallet."""

    passkeys: tuple[PasskeyResponse, ...]


class SessionResponse(Record):
    """Who is signed in; `second_factor` is none, begun, confirmed or given (in this session)."""

    expires_at: datetime
    roles: tuple[Role, ...]
    second_factor: str
    wallet: str
