"""Records of the node about checks."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime

from tallystick.api.shapes import Amount, Record, SignedAmount

__all__ = [
    "AssessmentResponse",
    "CheckResponse",
    "CredentialResponse",
    "CredentialsResponse",
    "KeptResponse",
    "MissingResponse",
    "NonceResponse",
    "SigningTextResponse",
]


class AssessmentResponse(Record):
    """The result of the questionnaire; a `warning` must be acknowledged in its own words."""

    answers_hash: str
    expires_on: date
    id: int
    loss_simulated: Amount
    net_worth: SignedAmount
    passed: bool
    questionnaire: str
    risk_class: int
    signed: bool
    taken_at: datetime
    warning: str | None


class CheckResponse(Record):
    """The result of a check; codes name what does not match."""

    codes: tuple[str, ...]
    kind: str
    passed: bool
    provider: str


class CredentialResponse(Record):
    """A credential (EIP-712), the attestors' signatures, and whether there are enough of them."""

    attestations: dict[str, tuple[str, ...]]
    complete: bool
    credential: dict[str, str]
    id: int
    refusals: dict[str, str]
    threshold: int


class KeptResponse(Record):
    """A credential that was issued."""

    credential: dict[str, str]
    id: int


class CredentialsResponse(Record):
    """A person's credentials."""

    items: tuple[KeptResponse, ...]


class MissingResponse(Record):
    """What stands in the way, a sentence each; empty when nothing does."""

    missing: tuple[str, ...]


class NonceResponse(Record):
    """A challenge for one use within ten minutes."""

    challenge: str


class SigningTextResponse(Record):
    """What the wallet signs (EIP-191)."""

    message: str
