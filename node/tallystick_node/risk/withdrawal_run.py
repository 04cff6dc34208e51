"""A run of clients on their money: what stands behind it, and how fast it can be paid out.

Two things are apart. Balances inside the Escrow are coins on the chain, withdrawn by their owners
alone: they are covered or they are not, and no borrower's default changes that. Tokens become money
at the bank, whose balance and limits say how long a queue of redemptions takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallystick.errors import InputError
from tallystick_node.risk.exposures import PPM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.risk.scenario import RunAssumptions

__all__ = ["COINS_MAX", "RUN_QUANTILES", "CoinPosition", "RunDay", "RunResult", "run_on"]

COINS_MAX = 10**15
# Of 100 paths, so many are no worse.
RUN_QUANTILES = (50, 90, 99)
_DAYS_MAX = 36_500


@dataclass(frozen=True, slots=True)
class CoinPosition:
    """Where clients' money stands, in minor units.

    escrow_coins: tokens that the Escrow holds. escrow_claims: what it has been paid in and has not
    paid out: every balance inside, clients', pots and reserve. tokens: the token's supply, all of
    which the bank owes. bank: its balance of all clients; None where it was never compared. queued:
    redemptions whose tokens have come back and whose money has not left; queued_orders: how many.
    """

    escrow_coins: int
    escrow_claims: int
    tokens: int
    bank: int | None
    queued: int = 0
    queued_orders: int = 0

    @property
    def uncovered_in_escrow(self) -> int:
        """What balances exceed coins by; 0 while every balance is there."""
        return max(0, self.escrow_claims - self.escrow_coins)

    @property
    def uncovered_at_bank(self) -> int | None:
        """What tokens exceed the bank's money by; None where the bank was never compared."""
        return None if self.bank is None else max(0, self.tokens - self.bank)


@dataclass(frozen=True, slots=True)
class RunDay:
    """What waits at a day's end, in minor units, by how many of 100 paths have no more."""

    day: int
    waiting: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What the paths came to; each by how many of 100 paths are no worse.

    asked: redeemed within the run. peak: the most that waited at a day's end. days_to_pay: the day
    on which the last redemption of the run is paid, 0 where none waited; None where the bank's
    money never suffices. unpaid: what it lacks.
    """

    paths: int
    seed: int
    asked: dict[str, int]
    peak: dict[str, int]
    days_to_pay: dict[str, int | None]
    unpaid: dict[str, int]
    days: tuple[RunDay, ...]


def run_on(position: CoinPosition, run: RunAssumptions, paths: int, seed: int) -> RunResult:
    """Let clients ask for their money back, day after day.

    Each day owners of tokens ask for a share of those that are left, drawn evenly from nothing to
    twice the scenario's mean, rounded down. The bank pays the queue in the order in which it came,
    up to its limit of a day and to what it has.

    Args:
        position: What stands where.
        run: What is assumed.
        paths: How many.
        seed: Of the random numbers.

    Returns:
        The result; the same again for the same arguments.

    Raises:
        InputError: RISK:POSITION when an amount is out of bounds, or more waits than there are
            tokens.
    """
    _check(position)
    generator = np.random.Generator(np.random.SFC64(seed))
    bank = position.tokens if position.bank is None else position.bank
    left = np.full(paths, position.tokens - position.queued, dtype=np.int64)
    queue = np.full(paths, position.queued, dtype=np.int64)
    money = np.full(paths, bank * (PPM - run.bank_missing_ppm) // PPM, dtype=np.int64)
    peak, paid_on = queue.copy(), np.zeros(paths, dtype=np.int64)
    most = COINS_MAX if run.bank_day_limit == 0 else run.bank_day_limit
    days = []
    for day in range(1, run.days + 1):
        shares = np.minimum(PPM, generator.integers(0, 2 * run.asked_ppm, paths, endpoint=True))
        asked = left // PPM * shares + left % PPM * shares // PPM
        left -= asked
        queue += asked
        paid = np.minimum(np.minimum(queue, money), 0 if day <= run.custodian_down_days else most)
        queue -= paid
        money -= paid
        paid_on[paid > 0] = day
        peak = np.maximum(peak, queue)
        days.append(RunDay(day, _quantiles(queue)))
    unpaid = np.maximum(0, queue - money)
    last = _last_days(queue, paid_on, run, most)
    last[unpaid > 0] = _DAYS_MAX + 1
    return RunResult(
        paths, seed, _quantiles(position.tokens - position.queued - left), _quantiles(peak),
        {name: None if value > _DAYS_MAX else value for name, value in _quantiles(last).items()},
        _quantiles(unpaid), tuple(days),
    )  # fmt: skip


def _last_days(
    queue: NDArray[np.int64], paid_on: NDArray[np.int64], run: RunAssumptions, most: int
) -> NDArray[np.int64]:
    """The day of the last payment; what waits when the run ends goes on at the bank's limit."""
    begins = max(run.days, run.custodian_down_days)
    after = begins + np.minimum(_DAYS_MAX, -(-queue // most))
    return np.where(queue > 0, np.minimum(_DAYS_MAX, after), paid_on)


def _check(position: CoinPosition) -> None:
    amounts = {
        "escrow_coins": position.escrow_coins, "escrow_claims": position.escrow_claims,
        "tokens": position.tokens, "bank": position.bank or 0, "queued": position.queued,
    }  # fmt: skip
    for name, amount in amounts.items():
        if not 0 <= amount <= COINS_MAX:
            raise InputError("RISK:POSITION", f"{name} is 0 to {COINS_MAX}, not {amount}")
    if position.queued > position.tokens:
        raise InputError(
            "RISK:POSITION",
            f"{position.queued} wait to be redeemed, and there are {position.tokens} tokens",
        )


def _quantiles(values: NDArray[np.int64]) -> dict[str, int]:
    ordered = np.sort(values)
    return {str(name): int(ordered[-(-len(ordered) * name // 100) - 1]) for name in RUN_QUANTILES}
