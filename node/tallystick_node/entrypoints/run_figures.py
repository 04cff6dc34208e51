"""The run of clients within `tallystick risk stress`: its position, its document, its picture."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tallystick.cli.exits import CannotRunError
from tallystick.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick_node.risk.withdrawal_run import CoinPosition, RunResult

__all__ = ["is_covered", "kept_position", "read_position", "run_document", "run_sentences"]

_NEEDED = ("escrow_coins", "escrow_claims", "tokens", "bank")
_FIELDS = (*_NEEDED, "queued", "queued_orders")


def read_position(data: bytes) -> CoinPosition:
    """Read a position.

    Args:
        data: TOML with escrow_coins, escrow_claims, tokens and bank in minor units, and queued with
            queued_orders where something waits.

    Returns:
        The position.

    Raises:
        InputError: RISK:POSITION naming what is wrong.
    """
    from tallystick_node.risk.withdrawal_run import CoinPosition  # noqa: PLC0415 - imports numpy

    try:
        document = tomllib.loads(data.decode("utf-8"))
    except ValueError as wrong:
        raise InputError("RISK:POSITION", f"it is no TOML in UTF-8: {wrong}") from wrong
    if not set(_NEEDED) <= set(document) <= set(_FIELDS):
        raise InputError(
            "RISK:POSITION", f"a position has {', '.join(_NEEDED)}, and may have queued and"
            " queued_orders",
        )  # fmt: skip
    for name, value in document.items():
        if type(value) is not int or value < 0:
            raise InputError(
                "RISK:POSITION", f"{name} is a whole number, at least 0, not {value!r:.40}"
            )
    return CoinPosition(**document)


def kept_position(data_dir: Path, database: str | None) -> CoinPosition | None:
    """Return the newest position that a node has looked at.

    Args:
        data_dir: The node's directory.
        database: Its database; SQLite in the directory without one.

    Returns:
        The position; None without a database, or before the first look.
    """
    from tallystick_node.entrypoints.risk_figures_command import reading  # noqa: PLC0415 - likewise
    from tallystick_node.risk.positions import newest_position  # noqa: PLC0415 - likewise
    from tallystick_node.risk.refusals import NoRisk  # noqa: PLC0415 - likewise

    with suppress(NoRisk):
        try:
            with reading(data_dir, database) as connection:
                return newest_position(connection)[1]
        except CannotRunError as none:
            if none.code != "RISK:DATABASE":
                raise
    return None


def is_covered(position: CoinPosition) -> bool:
    """Return whether every balance and every token has its money.

    Args:
        position: What stands where.

    Returns:
        True also where the bank was never compared.
    """
    return position.uncovered_in_escrow == 0 and not position.uncovered_at_bank


def run_document(position: CoinPosition, result: RunResult) -> dict[str, Any]:
    """Return a run for a JSON document.

    Args:
        position: What stood where before.
        result: What the paths came to.

    Returns:
        Amounts in minor units as strings.
    """
    lacking = position.uncovered_at_bank
    return {
        "escrow": {
            "coins": str(position.escrow_coins), "claims": str(position.escrow_claims),
            "uncovered": str(position.uncovered_in_escrow),
        },
        "bank": {
            "money": None if position.bank is None else str(position.bank),
            "tokens": str(position.tokens),
            "uncovered": None if lacking is None else str(lacking),
            "queued": str(position.queued), "queued_orders": position.queued_orders,
        },
        "asked_quantiles": _texts(result.asked),
        "peak_quantiles": _texts(result.peak),
        "days_to_pay_quantiles": result.days_to_pay,
        "unpaid_quantiles": _texts(result.unpaid),
        "days": [{"day": day.day, "waiting": _texts(day.waiting)} for day in result.days],
    }  # fmt: skip


def run_sentences(position: CoinPosition) -> tuple[str, str]:
    """Return what people are told of a position.

    Args:
        position: What stood where before.

    Returns:
        A sentence on the Escrow, and one on the bank.
    """
    lacking = position.uncovered_in_escrow
    escrow = (
        f"in the Escrow {position.escrow_coins:,} coins for balances of"
        f" {position.escrow_claims:,}: {f'{lacking:,} ARE MISSING' if lacking else 'covered'}"
    )
    if position.bank is None:
        return escrow, "the bank's money was never compared: it is taken for the sum of all tokens"
    lacking = position.uncovered_at_bank or 0
    return escrow, (
        f"at the bank {position.bank:,} for {position.tokens:,} tokens:"
        f" {f'{lacking:,} ARE MISSING' if lacking else 'covered'}"
    )


def _texts(values: dict[str, int]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
