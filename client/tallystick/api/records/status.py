"""Records of the node about status."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = [
    "ComponentResponse",
    "ComponentState",
    "OutageNoticeResponse",
    "OutageResponse",
    "ReadinessDayResponse",
    "ServiceStatusResponse",
    "StatusComponent",
]


class StatusComponent(StrEnum):
    """What of the service can be out of order by itself."""

    SIGN_IN = "sign_in"
    PAGES = "pages"
    CHAIN = "chain"
    INDEX = "index"
    DEPOSITS = "deposits"
    WITHDRAWALS = "withdrawals"


class ComponentState(StrEnum):
    """How a part of the service stands.

    FAILING: one of the node's own checks on it fails at this moment. OUTAGE: staff have said
    that it is out of order, and work on it.
    """

    WORKING = "working"
    FAILING = "failing"
    OUTAGE = "outage"


class ComponentResponse(Record):
    """A part of the service."""

    component: StatusComponent
    state: ComponentState


class OutageNoticeResponse(Record):
    """How an outage stood."""

    at: datetime
    words: str


class OutageResponse(Record):
    """An outage."""

    began_at: datetime
    cause: str | None
    components: tuple[StatusComponent, ...]
    ended_at: datetime | None
    notices: tuple[OutageNoticeResponse, ...]
    outage: int
    seconds: int


class ReadinessDayResponse(Record):
    """A day of UTC. A minute at which nobody looked counts as one that was not ready."""

    day: date
    looked: int
    minutes: int
    ready: int
    uptime_ppm: int | None


class ServiceStatusResponse(Record):
    """How the service stands."""

    components: tuple[ComponentResponse, ...]
    days: tuple[ReadinessDayResponse, ...]
    failing: tuple[str, ...]
    open: tuple[OutageResponse, ...]
    past: tuple[OutageResponse, ...]
    ready: bool
