"""Conservation as SQL: every balance that an event states, from the amounts of all events."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.dataset.parquet import opened
from tallystick.errors import InputError
from tallystick.replay.decoding import plans_of

if TYPE_CHECKING:
    import duckdb

    from tallystick.replay.decoding import EventPlan

__all__ = ["Conservation", "conserve"]

_HEX = 64
# 2^63 and more would not fit, and no sound platform has them.
_AMOUNT_HEX = 15
# By event: the account, the amounts that it gains and loses, and the balance that is stated of it.
# `pot` is the contract that keeps what loans have paid.
_CHANGES = {
    "Deposited": (("owner", ("amount",), (), "balance"),),
    "Withdrawn": (("owner", (), ("amount",), "balance"),),
    "Moved": (
        ("sender", (), ("amount",), "sender_balance"),
        ("receiver", ("amount",), (), "receiver_balance"),
    ),
    "ClaimPaid": (
        ("pot", (), ("principal", "interest"), None),
        ("holder", ("principal", "interest"), (), "holder_balance"),
    ),
    "SalePaid": (
        ("seller", ("price",), ("fee",), "seller_balance"),
        ("buyer", (), ("price",), "buyer_balance"),
        ("pot", ("fee",), (), None),
    ),
}


@dataclass(slots=True)
class Conservation:
    """What the SQL found. doubt: what is not as a sound platform's rows; empty when nothing is.

    rows: all of them. balances: the accounts' last balances, by address.
    """

    rows: int = 0
    doubt: str = ""
    balances: dict[bytes, int] = field(default_factory=dict)


def conserve(folder: Path, escrow: str, pot: str, first: int, last: int) -> Conservation:
    """Check the rows' order, and every balance that an event of the Escrow states.

    Args:
        folder: The dataset's directory.
        escrow: The Escrow's address.
        pot: The address of the contract that keeps what loans have paid.
        first: The first block that rows may be of.
        last: The last one.

    Returns:
        What was found.

    Raises:
        InputError: DATASET:FILE when the rows cannot be read.
    """
    import duckdb  # noqa: PLC0415 - 60 MB, for Parquet alone

    database = opened(folder)
    files = str(folder / "events" / "*.parquet").replace("'", "''")
    source = f"read_parquet('{files}', hive_partitioning = false)"
    conservation = Conservation()
    try:
        conservation.doubt = _order(database, source, conservation, first, last)
        if not conservation.doubt:
            conservation.doubt = _balances(database, source, conservation, escrow, pot)
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as wrong:
        conservation.doubt = f"a number out of bounds: {wrong}"
    except duckdb.Error as wrong:
        raise InputError("DATASET:FILE", f"events cannot be read ({wrong})") from wrong
    finally:
        database.close()
    return conservation


def _order(
    database: duckdb.DuckDBPyConnection,
    source: str,
    conservation: Conservation,
    first: int,
    last: int,
) -> str:
    """Each log once, within the blocks, and each block with one hash and one time."""
    rows, nulls, outside = _one(
        database,
        "SELECT count(*), count(*) FILTER (block IS NULL OR place IS NULL OR tx_hash IS NULL OR"
        f" address IS NULL), count(*) FILTER (block < {first} OR block > {last}) FROM {source}",
    )
    conservation.rows = int(rows)
    if nulls or outside:
        return f"{nulls} rows without a place, {outside} outside of blocks {first} to {last}"
    (twice,) = _one(
        database,
        f"SELECT count(*) FROM (SELECT block FROM {source} GROUP BY block HAVING"
        " count(*) <> count(DISTINCT place) OR min(timestamp) <> max(timestamp) OR"
        " min(block_hash) <> max(block_hash) OR count(*) <> count(timestamp) OR"
        " count(*) <> count(block_hash))",
    )
    return f"{twice} blocks with a log twice, or of two hashes or times" if twice else ""


def _balances(
    database: duckdb.DuckDBPyConnection,
    source: str,
    conservation: Conservation,
    escrow: str,
    pot: str,
) -> str:
    plans = {plan.name: plan for plan in plans_of("Escrow") if plan.name in _CHANGES}
    (strange,) = _one(
        database,
        f"SELECT count(*) FROM {source} WHERE (address = '{escrow}') <> (contract = 'Escrow')"
        " OR contract IS NULL OR name IS NULL",
    )
    if strange:
        return f"{strange} rows of no contract, or of another than their address"
    changes = " UNION ALL ".join(
        _change(source, plans[name], order, change, pot)
        for name, parts in _CHANGES.items()
        for order, change in enumerate(parts)
    )
    database.execute(
        "CREATE TEMP TABLE running AS SELECT account, stated, sum(change) OVER (PARTITION BY"
        " account ORDER BY block, place, part ROWS UNBOUNDED PRECEDING) AS rebuilt, row_number()"
        " OVER (PARTITION BY account ORDER BY block DESC, place DESC, part DESC) AS from_last"
        f" FROM ({changes})"
    )
    wrong, negative = _one(
        database,
        "SELECT count(*) FILTER (stated <> rebuilt), count(*) FILTER (rebuilt < 0) FROM running",
    )
    if wrong or negative:
        return f"{wrong} balances that events state wrongly, {negative} below nothing"
    conservation.balances = {
        bytes.fromhex(account): int(rebuilt)
        for account, rebuilt in database.execute(
            "SELECT account, rebuilt FROM running WHERE from_last = 1"
        ).fetchall()
    }
    return ""


def _one(database: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = database.execute(query).fetchall()[0]
    return row


def _change(
    source: str,
    plan: EventPlan,
    order: int,
    change: tuple[str, tuple[str, ...], tuple[str, ...], str | None],
    pot: str,
) -> str:
    account, gains, losses, stated = change
    owner = f"'{pot[2:]}'" if account == "pot" else f"right({_word(plan, account)}, 40)"
    amounts = [f"+ {_amount(plan, name)}" for name in gains]
    amounts += [f"- {_amount(plan, name)}" for name in losses]
    balance = "NULL::BIGINT" if stated is None else _amount(plan, stated)
    return (
        f"SELECT block, place, {order} AS part, {owner} AS account, 0 {' '.join(amounts)} AS"
        f" change, {balance} AS stated FROM {source} WHERE contract = 'Escrow' AND"
        f" name = '{plan.name}'"
    )


def _word(plan: EventPlan, name: str) -> str:
    """The word of a field in hex: a topic, or a stretch of the data."""
    place = plan.steps[plan.fields.index(name)][0] // 32
    if place < plan.indexed:
        return f"substr(topics, {67 * (place + 1) + 3}, {_HEX})"
    return f"substr(data, {3 + _HEX * (place - plan.indexed)}, {_HEX})"


def _amount(plan: EventPlan, name: str) -> str:
    """An amount; one that does not fit makes the cast fail, which is a doubt."""
    word = _word(plan, name)
    digits = f"right({word}, {_AMOUNT_HEX})"
    high = f"left({word}, {_HEX - _AMOUNT_HEX})"
    zeros = "0" * (_HEX - _AMOUNT_HEX)
    return f"CASE WHEN {high} = '{zeros}' THEN ('0x' || {digits})::BIGINT ELSE error('amount') END"
