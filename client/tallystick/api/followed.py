"""What comes to whoever follows a node's events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.api.shapes import Record

if TYPE_CHECKING:
    from tallystick.api.records.loans import EventResponse

__all__ = ["FollowedEvent", "ForgottenBlocks", "ForkNotice"]


@dataclass(frozen=True, slots=True)
class FollowedEvent:
    """An event of the platform; `id` is where to go on after it."""

    id: str
    event: EventResponse


@dataclass(frozen=True, slots=True)
class ForgottenBlocks:
    """The chain has forked: what was read after block `after` is to be forgotten, and comes again.

    id: where to go on.
    """

    id: str
    after: int


class ForkNotice(Record):
    """What the node says of a fork: the last block that is still the chain's."""

    block: int
