"""Money is asked for once: the same Idempotency-Key again returns the first answer.

The key, what it does and the answer are one transaction, so none is there without the others. A
refusal keeps nothing: whoever mends the request may send it under the same key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Header, Response
from pydantic import BaseModel
from sqlalchemy import delete, select, update

from tallystick.errors import InputError
from tallystick_node.api.refusals import Conflict
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import idempotency_keys

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.api.caller import Caller
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["REPLAYED", "IdempotencyKey", "once"]

KEEP_HOURS = 48
REPLAYED = "idempotent-replayed"

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the client; the same key again returns the first answer.",
    ),
]


def once(
    database: Database,
    clock: Clock,
    caller: Caller,
    act: Callable[[Connection], BaseModel],
    *,
    route: str,
    key: str,
    body: BaseModel,
    status: int = 201,
) -> Response:
    """Do what is asked, or return what the same key has done within the last 48 hours.

    Args:
        database: Keeps keys, fingerprints and answers.
        clock: The time of this machine.
        caller: Whose keys these are; two wallets may choose the same.
        act: Writes through the connection that it gets, and returns the answer.
        route: The name of the operation; the same key elsewhere is another one.
        key: The Idempotency-Key, 8 to 64 visible ASCII characters.
        body: The request; its canonical JSON is the fingerprint.
        status: The HTTP status of the first answer.

    Returns:
        The response; one that was kept has the header `idempotent-replayed: true`.

    Raises:
        InputError: API:KEY when the key was used for another request.
        Conflict: API:KEY while another request with the same key is being worked on.
    """
    asked = canonical(body.model_dump(mode="json"))
    fingerprint = hashlib.sha256(asked.encode()).hexdigest()
    mine = (
        (idempotency_keys.c.caller == caller.wallet)
        & (idempotency_keys.c.route == route)
        & (idempotency_keys.c.key == key)
    )
    now = clock()
    with database.writing() as connection:
        connection.execute(
            delete(idempotency_keys).where(
                mine, idempotency_keys.c.created_at < now - timedelta(hours=KEEP_HOURS)
            )
        )
        row = {
            "caller": caller.wallet, "route": route, "key": key, "fingerprint": fingerprint,
            "status": 0, "body": "", "created_at": now,
        }  # fmt: skip
        if inserted(connection, idempotency_keys, row):
            text = act(connection).model_dump_json()
            connection.execute(
                update(idempotency_keys).where(mine).values(status=status, body=text)
            )
            return Response(text, status, media_type="application/json")
        kept = connection.execute(select(idempotency_keys).where(mine)).one_or_none()
    if kept is None:
        raise Conflict("API:KEY", "the same key is being used at this moment; ask again")
    if kept.fingerprint != fingerprint:
        raise InputError("API:KEY", "this Idempotency-Key was used for another request")
    return Response(kept.body, kept.status, {REPLAYED: "true"}, "application/json")
