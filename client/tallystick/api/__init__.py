"""The client of a node's API, in two halves of one source: blocking, and for asyncio."""

from __future__ import annotations

from tallystick.api._async.client import AsyncNodeClient
from tallystick.api._sync.client import NodeClient
from tallystick.api.followed import FollowedEvent, ForgottenBlocks

__all__ = ["AsyncNodeClient", "FollowedEvent", "ForgottenBlocks", "NodeClient"]
