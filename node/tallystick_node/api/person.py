"""Which person a signed-in wallet is, and bodies that come as plain bytes."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Request

from tallystick.errors import InputError
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import KycDep

__all__ = ["Me", "body_bytes", "from_base64"]


def me_of(caller: SignedIn, kyc: KycDep) -> str:
    """Return the person of the signed-in wallet; NotHere with PEOPLE:UNKNOWN without one."""
    found = kyc.wallets.owner(caller.wallet)
    if found is None:
        raise NotHere("PEOPLE:UNKNOWN", "this wallet is nobody's yet; register first")
    return found


Me = Annotated[str, Depends(me_of)]


async def body_bytes(request: Request, most: int) -> bytes:
    """Return a request's body; InputError with API:SIZE as soon as it is longer than `most`."""
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > most:
            raise InputError("API:SIZE", f"the body has at most {most} bytes")
    return bytes(found)


def from_base64(text: str) -> bytes:
    """Return bytes that came as Base64; InputError with API:BASE64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("API:BASE64", "these bytes are not in Base64") from None
