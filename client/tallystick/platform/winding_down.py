"""Where a wind-down stands: the five steps, what is left of every loan, and when it can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["WindDownStanding", "WindDownStep"]


class WindDownStep(StrEnum):
    """The step that a wind-down is at; the values are what comes next."""

    DECIDE = "decide and announce"
    APPROVE = "approve the decision"
    WAIT = "wait for the delay"
    EXECUTE = "carry the decision out"
    REPAY = "see every loan to its end"
    DISTRIBUTE = "begin the last distribution"
    SHARE = "share the reserve out"
    TERMINAL = "nothing: it has ended"


@dataclass(frozen=True, slots=True)
class WindDownStanding:
    """A wind-down at one block; amounts in minor units.

    decision: the council's open decision to wind down, None without one; ready_at: the Unix second
    from which it may be carried out, 0 while approvals are missing. loans: how many stand where, by
    the status's name. outstanding: what is owed by all of them. plan: what is still to be paid by
    month, as YYYY-MM, principal and interest of all active loans as scheduled. reserve: what it has
    free. ends_by: the last due date of an active loan, empty without any.
    """

    step: WindDownStep
    decision: int | None
    ready_at: int
    loans: Mapping[str, int]
    outstanding: int
    plan: Mapping[str, int]
    reserve: int
    ends_by: str
