"""The council's decisions: what can be decided, and where a decision stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PARAMETERS", "PARAMETER_BOUNDS", "Decision", "Ending", "Kind", "LastPause"]

# The Governor's parameters by their key there, 0 to 18.
PARAMETERS = (
    "rate_max_ppm",
    "late_rate_max_ppm",
    "late_cap_max_ppm",
    "origination_max_ppm",
    "reserve_max_ppm",
    "servicing_max_ppm",
    "late_share_max_ppm",
    "market_fee_max_ppm",
    "recovery_max_ppm",
    "cover_cap_max_ppm",
    "cover_share_ppm",
    "cover_multiple",
    "single_signer_max",
    "raise_seconds_max",
    "single_signer_total_max",
    "list_day_max",
    "issue_day_max",
    "guarantee_max_ppm",
    "mandate_day_max",
)
# The highest value of each that no decision can pass, in its own unit; the lowest is 0.
PARAMETER_BOUNDS = dict(
    zip(
        PARAMETERS,
        (
            *(1_000_000, 1_000_000, 1_000_000, 100_000, 100_000, 200_000, 1_000_000, 50_000),
            *(250_000, 1_000_000, 500_000, 20),
            *(10**15, 90 * 86_400, 10**18, 10**18, 10**18, 1_000_000, 10**18),
        ),
        strict=True,
    )
)


class Kind(IntEnum):
    """What a decision does; the values are the Governor's."""

    SET_PARAMETER = 0
    SET_ROLES = 1
    SET_TREASURY = 2
    REPLACE_ATTESTOR = 3
    REPLACE_MEMBER = 4
    SET_MIN_EPOCH = 5
    UNPAUSE = 6
    WIND_DOWN = 7
    CONFIRM_PAUSE = 8
    SET_COLLECTION = 9


class Ending(IntEnum):
    """What became of a decision; the values are the Governor's."""

    OPEN = 0
    EXECUTED = 1
    CANCELLED = 2


@dataclass(frozen=True, slots=True)
class LastPause:
    """The last pause of new risk: its number, from 1, and until when it lasts, a Unix second.

    until is 0 once the council has reopened new risk. confirmed: by the council, for 30 days more.
    """

    number: int
    until: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it stands; ready_at is 0 while approvals are missing, else a Unix second.

    council: the number of the council that proposed it; with a member replaced it is void.
    """

    number: int
    kind: Kind
    subject: str
    argument: int
    approvals: int
    proposed_at: int
    ready_at: int
    council: int
    ended: Ending

    @property
    def executed(self) -> bool:
        """Whether it was carried out."""
        return self.ended is Ending.EXECUTED

    @classmethod
    def of(cls, number: int, stored: Mapping[str, Any]) -> Decision:
        """Make a decision of the Governor's record.

        Args:
            number: The decision's number.
            stored: What the Governor's `decision` returns for it.

        Returns:
            The decision; its approvals counted.

        Raises:
            InputError: INPUT:DECISION for a number that was never proposed.
        """
        if stored["proposed_at"] == 0:
            raise InputError("INPUT:DECISION", f"there is no decision {number}")
        return cls(
            number=number,
            kind=Kind(stored["kind"]),
            subject=stored["subject"],
            argument=stored["argument"],
            approvals=stored["approvals"].bit_count(),
            proposed_at=stored["proposed_at"],
            ready_at=stored["ready_at"],
            council=stored["council"],
            ended=Ending(stored["ended"]),
        )
