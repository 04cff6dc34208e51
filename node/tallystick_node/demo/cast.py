"""The loans of the demonstration as they live: real facts, conduct, and the ledger's own view."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans import payoff
from tallystick.loans.dates import Unit
from tallystick.loans.instalments import rows_ahead
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanState, LoanTerms, Status

if TYPE_CHECKING:
    import random

    from tallystick.chain.signer import MemorySigner
    from tallystick_node.demo.client import Client
    from tallystick_node.demo.conduct import BorrowerConduct
    from tallystick_node.demo.office import Office
    from tallystick_node.demo.sample import RealLoan

__all__ = ["FEES", "CastLoan", "Position"]

LENDERS_MIN = 20
LENDERS_MAX = 24
TOP_UP_ROWS = 12
# What every offer of the demonstration carries, in ppm; within the generic policy's ceilings.
FEES = {
    "late_rate_ppm": 180_000,
    "late_cap_ppm": 50_000,
    "origination_ppm": 20_000,
    "reserve_ppm": 15_000,
    "servicing_ppm": 50_000,
    "late_share_ppm": 300_000,
    "market_fee_ppm": 5_000,
    "recovery_ppm": 150_000,
    "cover_cap_ppm": 250_000,
}
GRACE_DAYS = 5
DEFAULT_DPD = 91


@dataclass
class CastLoan:
    """One loan in play."""

    real: RealLoan
    conduct: BorrowerConduct
    client: Client
    number: int = 0
    state: LoanState | None = None
    holdings: dict[str, int] = field(default_factory=dict)
    free: int = 0
    deposits: int = 0
    late_times: int = 0
    waiting: bool = False
    begun: bool = False
    flows: list[tuple[int, int]] = field(default_factory=list)
    referred: bool = False
    refused: bool = False
    level: int = 0
    disclosure: bytes = b""

    @property
    def borrower(self) -> MemorySigner:
        """Whose loan it is."""
        return self.client.wallet

    @property
    def terms(self) -> LoanTerms:
        """The loan's frozen terms as the ledger takes them."""
        names = ("late_rate_ppm", "late_cap_ppm", "servicing_ppm", "late_share_ppm")
        return LoanTerms(
            schedule=Terms(
                self.real.amount, self.real.rate_ppm, self.real.months, 1, Unit.MONTHS,
                Method.ANNUITY, 0,
            ),
            grace_days=GRACE_DAYS,
            default_dpd=DEFAULT_DPD,
            recovery_ppm=FEES["recovery_ppm"],
            cover_cap_ppm=FEES["cover_cap_ppm"],
            **{name: FEES[name] for name in names},
        )  # fmt: skip

    @property
    def live(self) -> LoanState:
        """The ledger's state of an issued loan."""
        assert self.state is not None, "the loan is issued"
        return self.state

    @property
    def active(self) -> bool:
        """Whether instalments are still expected."""
        return self.state is not None and self.state.status is Status.ACTIVE

    @property
    def ended(self) -> bool:
        """Whether nothing will come of it any more."""
        return self.state is not None and self.state.status in {Status.REPAID, Status.RECOVERED}

    def next_row(self) -> int:
        """Return the number of the oldest unpaid instalment.

        Returns:
            A number from 1 on.
        """
        return self.live.settled + 1

    def stops(self, row: int) -> bool:
        """Return whether the borrower no longer pays an instalment.

        Args:
            row: The instalment's number, from 1 on.

        Returns:
            Whether it and all after it stay unpaid.
        """
        return self.conduct.stops_at is not None and row >= self.conduct.stops_at

    def top_up(self, today: int) -> int:
        """Return what the borrower brings now: what is due, and the next rows that come on time.

        At most a year of instalments, and none beyond the first that they pay late, stop at, or
        before which they prepay.

        Args:
            today: The day, counted from 1970-01-01.

        Returns:
            Minor units, less what they have in the Escrow; at least 0.
        """
        needed = payoff.due_now(self.live, today)
        for row in rows_ahead(self.live):
            if row.due <= today:
                continue
            halt = self.conduct.pays_off_after or self.conduct.prepays_after
            if row.number in self.conduct.late or self.stops(row.number):
                break
            if (
                halt is not None and row.number > halt
            ) or row.number >= self.next_row() + TOP_UP_ROWS:
                break
            needed += row.payment
        return max(0, needed - self.free)

    def follow(self, day: int, after: LoanState, free: int) -> None:
        """Take over what the chain says after a day, and note what reached the lenders.

        Args:
            day: The day, counted from 1970-01-01.
            after: The loan's state on the chain.
            free: What the borrower has in the Escrow, in minor units.
        """
        before = self.state
        received = after.total_principal + after.total_interest
        if before is None:
            received = -self.real.amount
        else:
            received -= before.total_principal + before.total_interest
        self.flows.append((day, received))
        self.state, self.free = after, free


@dataclass
class Position:
    """An investor's money and notes, as the demonstration counts them."""

    client: Client
    risk_class: int
    cash: int = 0
    loans: set[int] = field(default_factory=set)

    @property
    def wallet(self) -> MemorySigner:
        """The investor's wallet."""
        return self.client.wallet

    def at(self, office: Office) -> Position:
        """Return the same investor, who deals with a node from now on.

        Args:
            office: The node.

        Returns:
            This position.
        """
        self.client.office = office
        return self


def lenders_of(
    role: CastLoan, investors: list[Position], chance: random.Random
) -> list[tuple[Position, int]]:
    """Choose who lends to a loan and how much: 20 to 24 who may and can, in even parts.

    Args:
        role: The loan.
        investors: Those to choose from.
        chance: The source of chance.

    Returns:
        The lenders with their parts in minor units; the last part carries the remainder.
    """
    level = role.level
    count = chance.randint(LENDERS_MIN, LENDERS_MAX)
    share = role.real.amount // count + 1
    able = [
        position
        for position in investors
        if position.risk_class >= level and position.cash >= share
    ]
    chosen = chance.sample(able, count)
    parts = [role.real.amount // count] * count
    parts[-1] += role.real.amount - sum(parts)
    return list(zip(chosen, parts, strict=True))
