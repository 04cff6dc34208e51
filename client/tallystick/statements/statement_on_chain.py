"""An account statement beside the chain: every movement read again from the events."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from tallystick.chain._sync.events import EventStream
from tallystick.chain.logs import Event
from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, local_day
from tallystick.replay.source import time_of
from tallystick.statements.account_statement import (
    DAYS_MAX,
    AccountStatement,
    FirstDifference,
    StatementLine,
)
from tallystick.statements.movements import movements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.platform._sync.platform import Platform

__all__ = ["day_of", "first_difference", "last_block_of", "statement_from_chain"]

_SUMS = frozenset({"closing", "totals"})


def statement_from_chain(
    platform: Platform, wallet: str, first: date, last: date, block: int | None = None
) -> AccountStatement:
    """Return a wallet's statement, made from the chain's events.

    Args:
        platform: The platform; its node is believed.
        wallet: The checksummed address.
        first: The first day of the platform's calendar.
        last: The last day, included.
        block: Up to which the chain is read; its newest one without it.

    Returns:
        The statement: of days that are over the same whenever it is made.

    Raises:
        InputError: STATEMENT:DAYS for a span that ends before it begins or is longer than five
            years; STATEMENT:LATER when the chain has not come to the block yet.
        TransportError: When the node does not answer.
    """
    if not 0 <= (last - first).days <= DAYS_MAX:
        raise InputError("STATEMENT:DAYS", "a statement is of one day to five years")
    head = platform.connection.block_number()
    if block is not None and block > head:
        raise InputError(
            "STATEMENT:LATER", f"the statement was read up to block {block}, the chain has {head}"
        )
    ends = last_block_of(platform, last, head if block is None else block)
    opening, lines = 0, []
    for line in _lines(platform, wallet, ends):
        if line.day < first:
            opening = line.balance
        else:
            lines.append(line)
    read = head if block is None else block
    return AccountStatement(
        wallet=wallet,
        first=first,
        last=last,
        opening=opening,
        closing=lines[-1].balance if lines else opening,
        block=min(read, ends + 1),
        complete=ends < read,
        lines=tuple(lines),
        chain_id=platform.connection.chain_id,
        currency=platform.token().symbol,
        decimals=platform.token().decimals,
    )


def last_block_of(platform: Platform, day: date, head: int) -> int:
    """Return the last block up to a day's end.

    Args:
        platform: The platform, whose calendar counts.
        day: The day.
        head: The newest block that counts.

    Returns:
        Its number, at most the head; the one before the platform's first where none is so early.

    Raises:
        TransportError: When the node does not answer.
    """
    low, high = platform.deployment.block - 1, head
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if day_of(platform, middle) <= day else (low, middle - 1)
    return low


def day_of(platform: Platform, block: int) -> date:
    """Return the day of the platform's calendar that a block is of.

    Args:
        platform: The platform.
        block: The block's number.

    Returns:
        The day.

    Raises:
        TransportError: When the node does not answer, or does not have the block.
    """
    offset = platform.deployment.roles.utc_offset_seconds
    return date_from_day(local_day(time_of(platform.connection, block), offset))


def first_difference(
    expected: AccountStatement, actual: AccountStatement
) -> FirstDifference | None:
    """Return where a statement first differs from what it should be.

    Args:
        expected: As the chain has it.
        actual: As it was stated.

    Returns:
        The place with both values, or None when they are the same.
    """
    left, right = expected.document(), actual.document()
    for name in sorted(set(left) - _SUMS - {"lines"}):
        if left[name] != right[name]:
            return FirstDifference(name, _text(left[name]), _text(right[name]))
    for place, (wanted, stated) in enumerate(zip_longest(left["lines"], right["lines"])):
        if wanted is None or stated is None:
            return FirstDifference(f"lines[{place}]", _text(wanted), _text(stated))
        for name in wanted:
            if wanted[name] != stated[name]:
                path = f"lines[{place}].{name}"
                return FirstDifference(path, _text(wanted[name]), _text(stated[name]))
    # Only now: what a line has wrong is wrong in the sums as well.
    for name in sorted(_SUMS):
        if left[name] != right[name]:
            return FirstDifference(name, _text(left[name]), _text(right[name]))
    return None


def _lines(platform: Platform, wallet: str, ends: int) -> Iterator[StatementLine]:
    number, day = -1, date.min
    for event in EventStream(platform, confirmations=0, contracts=("Escrow",)).poll():
        if not isinstance(event, Event):
            continue
        if event.block > ends:
            return
        for row in movements(event.name, event.values, wallet):
            if event.block != number:
                number, day = event.block, day_of(platform, event.block)
            yield StatementLine(
                day, number, event.index, event.tx_hash, row.what, row.loan, row.amount, row.balance
            )


def _text(value: object) -> str:
    return "–" if value is None else str(value)
