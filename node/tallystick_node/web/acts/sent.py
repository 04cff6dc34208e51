"""What became of a transaction that a wallet has sent."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Response

from tallystick_node.api.services import PlatformDep
from tallystick_node.web.acts.event_sentences import event_sentence
from tallystick_node.web.acts.event_values import event_value
from tallystick_node.web.forms import is_path
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["router"]

router = pages_router()
# The page looks every two seconds; what no node has heard of in a minute was not sent.
LOOKS_MAX = 30
Hash = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{64}$")]


@router.get("/sent/{tx}")
def read_sent(
    page: PageDep,
    platform: PlatformDep,
    tx: Hash,
    back: Annotated[str, Query(max_length=400)] = "",
    look: Annotated[int, Query(ge=0, le=LOOKS_MAX)] = 0,
) -> Response:
    """Waiting, done with what has changed, refused, or known to nobody after a minute."""
    digest = bytes.fromhex(tx[2:])
    receipt = platform.connection.receipt(digest)
    lost = receipt is None and look == LOOKS_MAX and not platform.connection.knows(digest)
    events = [] if receipt is None else platform.decoder.decode_all(receipt.logs)
    shown = back if is_path(back) else ""
    onwards = urlencode({"back": shown, "look": min(look + 1, LOOKS_MAX)})
    return page(
        "sent.html", tx=tx, receipt=receipt, events=events, back=shown, lost=lost,
        event_value=partial(event_value, page), sentence=partial(event_sentence, page),
        again=f"/sent/{tx}?{onwards}",
    )  # fmt: skip
