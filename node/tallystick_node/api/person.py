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

__all__ = ["Me", "body_bytes", "from_base64", "me_of"]


def me_of(caller: SignedIn, kyc: KycDep) -> str:
    """Return the person of the signed-in wallet.

    Args:
        caller: Who has signed in.
        kyc: Knows whose wallet it is.

    Returns:
        The person's identifier, 32 hex digits.

    Raises:
        NotHere: PEOPLE:UNKNOWN when nobody has registered with the wallet.
    """
    person = kyc.wallets.owner(caller.wallet)
    if person is None:
        raise NotHere("PEOPLE:UNKNOWN", "this wallet is nobody's yet; register first")
    return person


Me = Annotated[str, Depends(me_of)]


async def body_bytes(request: Request, most: int) -> bytes:
    """Return a request's body, refused as soon as it is too long.

    Args:
        request: Its body has not been read yet.
        most: How many bytes it may have.

    Returns:
        The bytes.

    Raises:
        InputError: API:SIZE when there are more than `most`.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise InputError("API:SIZE", f"the body has at most {most} bytes")
    return bytes(body)


def from_base64(text: str) -> bytes:
    """Return bytes that came as Base64.

    Args:
        text: In the standard alphabet, padded.

    Returns:
        The bytes.

    Raises:
        InputError: API:BASE64 when the text is not in Base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("API:BASE64", "these bytes are not in Base64") from None
