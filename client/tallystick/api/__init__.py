"""The client of a node's API, in two halves of one source: blocking, and for asyncio."""

from __future__ import annotations

from tallystick.api._async.client import AsyncNodeClient
from tallystick.api._sync.client import NodeClient

__all__ = ["AsyncNodeClient", "NodeClient"]
