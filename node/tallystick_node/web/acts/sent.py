"""What became of a transaction that a wallet has sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Response

from tallystick_node.api.services import PlatformDep
from tallystick_node.web.acts.review import written
from tallystick_node.web.forms import is_path
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["router"]

router = pages_router()
Hash = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{64}$")]


@router.get("/sent/{tx}")
def read_sent(
    page: PageDep,
    platform: PlatformDep,
    tx: Hash,
    back: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Waiting, done with what has changed, or refused."""
    receipt = platform.connection.receipt(bytes.fromhex(tx[2:]))
    events = [] if receipt is None else platform.decoder.decode_all(receipt.logs)
    shown = back if is_path(back) else ""
    return page("sent.html", tx=tx, receipt=receipt, events=events, back=shown, written=written)
