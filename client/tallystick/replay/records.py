"""What the replay remembers of one loan and of one holder's units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tallystick.loans.dates import Unit
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanState, LoanTerms, Status

__all__ = [
    "ENDED",
    "ISSUED",
    "NAMES",
    "BallotRecord",
    "LoanRecord",
    "LockRecord",
    "Question",
    "StakeRecord",
    "Units",
    "terms_of_offer",
]

LISTED, FUNDED, ACTIVE, REPAID, DEFAULTED, RECOVERED, WRITTEN_OFF, EXPIRED, CANCELLED = range(1, 10)
ISSUED = frozenset({ACTIVE, REPAID, DEFAULTED, RECOVERED, WRITTEN_OFF})
ENDED = frozenset({REPAID, RECOVERED, WRITTEN_OFF})
NAMES = (
    "none", "listed", "funded", "active", "repaid", "defaulted", "recovered", "written_off",
    "expired", "cancelled",
)  # fmt: skip


@dataclass(slots=True)
class Units:
    """One holder's units of one loan, settled as the contract does, and what they were paid.

    retracted: they took funding back, and cannot fund the loan again. loss_seen: what an ended loan
    will never return is off their exposure.
    """

    units: int = 0
    seen_principal: int = 0
    seen_interest: int = 0
    fraction_principal: int = 0
    fraction_interest: int = 0
    paid_principal: int = 0
    paid_interest: int = 0
    retracted: bool = False
    loss_seen: bool = False

    def settle(self, total_principal: int, total_interest: int, total: int) -> tuple[int, int]:
        """Bring the units up to the loan's totals and return what they have earned.

        Args:
            total_principal: Principal received for all lenders, in minor units.
            total_interest: Interest received for all lenders, in minor units.
            total: All units of the loan, at least 1.

        Returns:
            Principal and interest earned since the last settlement, in minor units, rounded down;
            the remainders are kept as fractions.
        """
        if self.seen_principal == total_principal:
            principal = 0
        else:
            principal, self.fraction_principal = divmod(
                self.units * (total_principal - self.seen_principal) + self.fraction_principal,
                total,
            )
            self.seen_principal = total_principal
        if self.seen_interest == total_interest:
            return principal, 0
        interest, self.fraction_interest = divmod(
            self.units * (total_interest - self.seen_interest) + self.fraction_interest, total
        )
        self.seen_interest = total_interest
        return principal, interest

    def lost(self, loan: LoanRecord) -> int:
        """Return what an ended loan will never return and still counts as lent.

        Args:
            loan: The loan.

        Returns:
            In minor units, rounded up, with the fraction that stays behind; 0 before the end, and
            once it was taken off.
        """
        if not loan.ended or self.loss_seen:
            return 0
        whole, received = loan.principal, loan.total_principal
        behind = (self.units * (received - self.seen_principal) + self.fraction_principal) % whole
        return div_ceil(self.units * (whole - received) + behind, whole)


class Question(NamedTuple):
    """What a ballot asks, in the fields of its event; kind 0 when none is open."""

    kind: int = 0
    ends_at: int = 0
    version: int = 0
    rate_ppm: int = 0
    n: int = 0
    period: int = 0
    lead: int = 0
    floor_price: int = 0


@dataclass(slots=True)
class BallotRecord:
    """A loan's last ballot: its question, its votes in units, and whose units count."""

    question: Question = field(default_factory=Question)
    number: int = 0
    quorum_ppm: int = 0
    in_favour: int = 0
    against: int = 0
    excluded: int = 0
    voted: set[bytes] = field(default_factory=set)

    def locks(self, holder: bytes, now: int) -> bool:
        """Return whether a holder's units cannot move: they have voted, and votes are taken.

        Args:
            holder: The holder's wallet, 20 bytes.
            now: A Unix second.

        Returns:
            Whether they cannot.
        """
        return self.question.kind != 0 and now <= self.question.ends_at and holder in self.voted


@dataclass(slots=True)
class StakeRecord:
    """What a guarantor has locked: the amount is 0 once it has paid or was given back."""

    guarantor: bytes
    amount: int
    last_day: int


@dataclass(slots=True)
class LockRecord:
    """What secures a loan, and its auction."""

    collection: bytes
    token_id: int
    floor_price: int
    lowered: bool = False
    started_at: int = 0
    start_price: int = 0


@dataclass(slots=True)
class LoanRecord:
    """One loan, from the amounts in its events.

    guaranteed is the guarantors' part of the cover, returned_to_guarantor that of what recoveries
    gave back; distributed, what the reserve's last distribution paid. restructured are the terms
    that a restructuring has changed, restructured_on its local day.
    """

    number: int
    offer: dict[str, Any]
    group: int
    signers: tuple[bytes, bytes]
    signer_groups: tuple[int, int]
    listed_at: int
    principal: int
    listed_in: str = ""
    status: int = LISTED
    funded: int = 0
    funded_at: int = 0
    issue_day: int = 0
    holders: dict[bytes, Units] = field(default_factory=dict)
    paid_principal: int = 0
    paid_interest: int = 0
    paid_charges: int = 0
    total_principal: int = 0
    total_interest: int = 0
    fees: int = 0
    fees_swept: int = 0
    market_fees: int = 0
    recovery_fees: int = 0
    cover: int = 0
    guaranteed: int = 0
    returned: int = 0
    returned_to_guarantor: int = 0
    distributed: int = 0
    released: int = 0
    claimed: int = 0
    rules: LoanState | None = None
    broken: bool = False
    ballot: BallotRecord = field(default_factory=BallotRecord)
    restructured: dict[str, int] = field(default_factory=dict)
    restructured_on: int = 0
    stake: StakeRecord | None = None
    lock: LockRecord | None = None

    @property
    def borrower(self) -> bytes:
        """Who owes it."""
        address: bytes = self.offer["borrower"]
        return address

    @property
    def ended(self) -> bool:
        """Whether no more principal will come."""
        return self.status in ENDED

    @property
    def missing(self) -> int:
        """Principal that the lenders of a loan in default have not got; 0 of any other."""
        return self.principal - self.total_principal if self.status == DEFAULTED else 0

    @property
    def is_guaranteed(self) -> bool:
        """Whether a stake is locked that pays for the default."""
        return (
            self.stake is not None
            and self.stake.amount > 0
            and self.rules is not None
            and self.rules.status is Status.DEFAULTED
            and self.rules.default_day <= self.stake.last_day
        )

    @property
    def reflection_end(self) -> int:
        """The last Unix second on which some lenders may reflect; 0 before it was fully funded."""
        return self.funded_at + int(self.offer["reflection_seconds"]) if self.funded_at else 0

    @property
    def last_second(self) -> int:
        """The last Unix second on which it may be funded, or issued once it was fully funded."""
        if self.funded_at:
            return self.reflection_end + int(self.offer["issue_seconds"])
        return self.listed_at + int(self.offer["raise_seconds"])

    @property
    def paid_in(self) -> int:
        """All that its payers have paid."""
        return self.paid_principal + self.paid_interest + self.paid_charges

    def units_of(self, holder: bytes) -> Units:
        """Return a holder's units, none at first.

        Args:
            holder: The holder's wallet, 20 bytes.

        Returns:
            The units, which may be changed.
        """
        units = self.holders.get(holder)
        if units is None:
            units = self.holders[holder] = Units()
        return units


def terms_of_offer(offer: dict[str, Any]) -> LoanTerms:
    """Return the frozen terms in the shape of the client's ledger.

    Args:
        offer: The offer's fields by name, as the Listed event has them.

    Returns:
        The terms.

    Raises:
        TermsError: When they are out of bounds.
        ValueError: When the method's number is not known.
    """
    return LoanTerms(
        schedule=Terms(
            offer["principal"],
            offer["rate_ppm"],
            offer["n"],
            offer["period"],
            Unit.DAYS if offer["in_days"] else Unit.MONTHS,
            Method(offer["method"]),
            offer["lead"],
        ),
        grace_days=offer["grace_days"],
        late_rate_ppm=offer["late_rate_ppm"],
        late_cap_ppm=offer["late_cap_ppm"],
        default_dpd=offer["default_dpd"],
        servicing_ppm=offer["servicing_ppm"],
        late_share_ppm=offer["late_share_ppm"],
        recovery_ppm=offer["recovery_ppm"],
        cover_cap_ppm=offer["cover_cap_ppm"],
    )
