"""A person as the chain knows one."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """What the chain knows of a person; amounts in minor units, times in Unix seconds.

    head is the wallet that stands for the person. exposure and lend_limit bound lending, borrowed
    and borrow_limit borrowing.
    """

    head: str
    risk_class: int
    group: int
    exposure: int
    lend_limit: int
    borrowed: int
    borrow_limit: int
    issued_at: int
    expiry: int
    frozen_until: int
    staff: bool
