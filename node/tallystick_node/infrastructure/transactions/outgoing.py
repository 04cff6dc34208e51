"""What is to be sent: put down in the transaction of its cause, once for each key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from tallystick.chain.artifacts import interface
from tallystick.chain.codec import address_of
from tallystick.errors import InputError
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import sends

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.velocity import VelocityGuard
    from tallystick_node.storage import Database

__all__ = ["COIN", "Send", "SendBook", "SendState", "again", "send_of"]

COIN = "Coin"


class SendState(StrEnum):
    """Where a send stands. The last three are final."""

    PLANNED = "planned"
    SENT = "sent"
    DONE = "done"
    REVERTED = "reverted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Send:
    """One call of a contract by the node's account, or a transfer of the chain's own coin.

    value: wei that go with it; a transfer has COIN in place of a contract.
    code: why it waits, or why it was refused or reverted. tx_hash: the version that was mined, or
    the one sent last.
    """

    number: int
    key: str
    account: str
    contract: str
    function: str
    arguments: list[Any]
    to: str
    data: str
    value: int
    state: SendState
    nonce: int | None
    reserved: int
    code: str | None
    reason: str | None
    tx_hash: str | None
    block: int | None


@dataclass(frozen=True, slots=True)
class SendBook:
    """The table of what is to be sent. guard: halts what is asked for abnormally often."""

    platform: Platform
    clock: Clock
    guard: VelocityGuard | None = None

    def put(
        self,
        connection: Connection,
        *,
        key: str,
        account: str,
        contract: str,
        function: str,
        arguments: Sequence[Any],
    ) -> None:
        """Ask for a call in the caller's transaction; the same key asks once, whoever repeats it.

        It is simulated before it is sent.

        Args:
            connection: An open database transaction.
            key: What it is known by; the same key asks once.
            account: The address of the node's account that sends it.
            contract: The contract's name.
            function: The function's name.
            arguments: Its arguments, in order.

        Raises:
            InputError: SEND:KEY when the key belongs to another call; INPUT:… when the arguments do
                not fit.
            ConfigError: DEPLOYMENT:CONTRACT when the platform has no such contract.
        """
        data = "0x" + interface(contract).function(function).encode(arguments).hex()
        now = self.clock()
        row = {
            "key": key,
            "account": account,
            "contract": contract,
            "function": function,
            "arguments": _plain(list(arguments)),
            "to": self.platform.address(contract),
            "data": data,
            "value": 0,
            "state": SendState.PLANNED,
            "attempts": 0,
            "created_at": now,
        }
        self._add(connection, row)

    def put_transfer(
        self, connection: Connection, *, key: str, account: str, to: str, value: int
    ) -> None:
        """Ask for a transfer of coin in the caller's transaction; the same key asks once.

        Args:
            connection: An open database transaction.
            key: What it is known by; the same key asks once.
            account: The address of the node's account that sends it.
            to: The receiver's address.
            value: In wei.

        Raises:
            InputError: SEND:KEY when the key belongs to something else; INPUT:ADDRESS.
        """
        row = {
            "key": key, "account": account, "contract": COIN, "function": "transfer",
            "arguments": [to, str(value)], "to": address_of("to", to), "data": "0x",
            "value": value, "state": SendState.PLANNED, "attempts": 0, "created_at": self.clock(),
        }  # fmt: skip
        self._add(connection, row)

    def _add(self, connection: Connection, row: dict[str, Any]) -> None:
        if inserted(connection, sends, row):
            if self.guard is not None:
                self.guard.look(connection, row["contract"], row["function"])
            return
        key = row["key"]
        kept = connection.execute(select(sends).where(sends.c.key == key)).one()
        same = ("account", "to", "data", "value")
        if any(getattr(kept, name) != row[name] for name in same):
            raise InputError(
                "SEND:KEY", f"the key {key!r} stands for {kept.contract}.{kept.function} already"
            )

    def find(self, database: Database, key: str) -> Send | None:
        """Return a send by its key.

        Args:
            database: The node's database.
            key: The send's key.

        Returns:
            The send, None when there is none.
        """
        with database.reading() as connection:
            row = connection.execute(select(sends).where(sends.c.key == key)).one_or_none()
        return None if row is None else send_of(row)


def send_of(row: Any) -> Send:
    """Return a row of the table as what it means.

    Args:
        row: The row.

    Returns:
        The send.
    """
    return Send(
        row.id, row.key, row.account, row.contract, row.function, row.arguments, row.to, row.data,
        row.value, SendState(row.state), row.nonce, row.reserved or 0, row.code, row.reason,
        row.tx_hash, row.block,
    )  # fmt: skip


def again(connection: Connection, key: str) -> bool:
    """Let a call that failed be tried again.

    Of a refused call nothing was ever signed, and a reverted one has used its nonce up and changed
    nothing: neither can come twice.

    Args:
        connection: An open database transaction.
        key: The send's key.

    Returns:
        False when none of that key has failed.
    """
    planned = connection.execute(
        update(sends)
        .where(sends.c.key == key, sends.c.state.in_([SendState.REFUSED, SendState.REVERTED]))
        .values(
            state=SendState.PLANNED, nonce=None, reserved=None, reserved_on=None, code=None,
            reason=None, settled_at=None,
        )
    )  # fmt: skip
    return planned.rowcount == 1


def counts(connection: Connection) -> dict[str, int]:
    """Return how many sends are in which state.

    Args:
        connection: An open database transaction.

    Returns:
        Counts by state.
    """
    question = select(sends.c.state, func.count()).group_by(sends.c.state)
    return dict(connection.execute(question).all())


def oldest_open(connection: Connection) -> datetime | None:
    """Return when the oldest send that is not settled was asked for.

    Args:
        connection: An open database transaction.

    Returns:
        The time, None when all are settled.
    """
    asked_at: datetime | None = connection.scalar(
        select(func.min(sends.c.created_at)).where(
            sends.c.state.in_([SendState.PLANNED, SendState.SENT])
        )
    )
    return asked_at


def open_accounts(connection: Connection, *states: SendState) -> set[str]:
    """Return the accounts that have something to do.

    Args:
        connection: An open database transaction.
        *states: Which states count; planned and sent without any.

    Returns:
        Their addresses.
    """
    wanted = states or (SendState.PLANNED, SendState.SENT)
    return set(connection.scalars(_ACCOUNTS, {"states": wanted}))


_ACCOUNTS = (
    select(sends.c.account).distinct().where(sends.c.state.in_(bindparam("states", expanding=True)))
)


def _plain(value: Any) -> Any:
    """Return arguments for people to read: bytes as hex."""
    if isinstance(value, bytes | bytearray):
        return "0x" + bytes(value).hex()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
