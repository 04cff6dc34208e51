"""How long after its drawdown a loan's notes are not hosted for sale, and below which price.

A rule of this node's board, from its policy pack: the contract knows no such rule, and whoever
holds a note can sell it by an ask that they hand over themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.errors import ConfigError, InputError

__all__ = ["LockStep", "lock_steps", "require_unlocked"]

CLOSED = "closed"
_STEP = re.compile(r"([0-9]{1,4}) (closed|[0-9]{1,7})")
PRICE_PPM_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class LockStep:
    """Up to a day after the drawdown a note has a least price; None: it is not for sale here."""

    days: int
    least_ppm: int | None


def lock_steps(written: Sequence[str]) -> tuple[LockStep, ...]:
    """Read the steps of a policy pack.

    Args:
        written: Each as `DAYS closed` or `DAYS PPM`, by days ascending; none without a lock.

    Returns:
        The steps.

    Raises:
        ConfigError: POLICY:LOCK when they are not so, or a later step is stricter than an earlier.
    """
    steps = list[LockStep]()
    for text in written:
        known = _STEP.fullmatch(str(text))
        if known is None:
            raise ConfigError("POLICY:LOCK", f"a step is as '30 closed' or '90 980000', not {text}")
        least = None if known[2] == CLOSED else int(known[2])
        step = LockStep(int(known[1]), least)
        before = steps[-1] if steps else None
        stricter = (
            before is not None
            and before.least_ppm is not None
            and (least is None or least > before.least_ppm)
        )
        if (least or 0) > PRICE_PPM_MAX or stricter or (before and before.days >= step.days):
            raise ConfigError(
                "POLICY:LOCK", f"steps ascend by days and fall in strictness; {text} does not"
            )
        steps.append(step)
    return tuple(steps)


def require_unlocked(steps: Sequence[LockStep], days: int, price_ppm: int) -> None:
    """Require that an ask is not within a lock.

    Args:
        steps: By days ascending.
        days: Since the loan's drawdown.
        price_ppm: Of the ask, in ppm of what is outstanding.

    Raises:
        InputError: ASK:LOCKED while notes of the loan are not for sale here; ASK:LOCK_PRICE below
            the least price of the step.
    """
    step = next((step for step in steps if days < step.days), None)
    if step is None:
        return
    if step.least_ppm is None:
        raise InputError(
            "ASK:LOCKED",
            f"notes of this loan are not for sale here until {step.days} days after its drawdown;"
            f" it is day {days}",
        )
    if price_ppm < step.least_ppm:
        raise InputError(
            "ASK:LOCK_PRICE",
            f"until day {step.days} after the drawdown the least price here is {step.least_ppm}"
            f" ppm, not {price_ppm}",
        )
