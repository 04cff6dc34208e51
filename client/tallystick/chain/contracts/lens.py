"""The contract Lens as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from tallystick.chain.contracts.call import Query

__all__ = [
    "Lens",
    "LensArrearsOf",
    "LensPartOf",
    "LensPartiesOf",
    "LensPlatform",
    "LensPortfolio",
    "LensProgressOf",
    "LensStateOf",
    "LensStateOfCover",
    "LensStateOfDebt",
    "LensTermsOf",
    "LensTotalsOf",
]


class LensPlatform(TypedDict):
    """What `platform` returns."""

    escrow: str
    registry: str
    governor: str
    disclosures: str
    book: str
    offers: str
    servicing: str
    workouts: str
    market: str
    reserve: str
    ballots: str
    mandates: str
    collateral: str
    freezes: str
    key_recovery: str


class LensTermsOf(TypedDict):
    """What `terms_of` returns."""

    principal: int
    rate_ppm: int
    n: int
    period: int
    in_days: bool
    method: int
    lead: int
    grace_days: int
    late_rate_ppm: int
    late_cap_ppm: int
    default_dpd: int
    servicing_ppm: int
    late_share_ppm: int
    market_fee_ppm: int
    recovery_ppm: int
    quorum_ppm: int


class LensPartiesOf(TypedDict):
    """What `parties_of` returns."""

    borrower: str
    group: int
    origination_ppm: int
    reserve_ppm: int
    cover_cap_ppm: int


class LensProgressOf(TypedDict):
    """What `progress_of` returns."""

    settled: int
    paid: int
    balance: int
    level: int
    issue_day: int
    status: int
    prepaid_on: int
    version: int
    released: int
    last: int
    parted: bool
    worst_dpd: int
    arrears: bool
    impaired: bool


class LensPartOf(TypedDict):
    """What `part_of` returns."""

    exposure: int
    charge: int
    counted_on: int
    interest: int
    principal: int


class LensArrearsOf(TypedDict):
    """What `arrears_of` returns."""

    interest: int
    charges: int


class LensTotalsOf(TypedDict):
    """What `totals_of` returns."""

    units: int
    principal: int
    interest: int
    fees: int
    ended: bool


class LensPortfolio(TypedDict):
    """What `portfolio` returns."""

    loan: int
    status: int
    units: int
    principal: int
    interest: int
    outstanding: int
    overdue: int
    impaired: bool


class LensStateOfDebt(TypedDict):
    """The debt in what `state_of` returns."""

    principal: int
    interest: int
    charges: int
    principal_at_default: int
    default_day: int


class LensStateOfCover(TypedDict):
    """The cover in what `state_of` returns."""

    amount: int
    returned: int
    recovered: int
    guaranteed: int


class LensStateOf(TypedDict):
    """What `state_of` returns."""

    terms: LensTermsOf
    parties: LensPartiesOf
    progress: LensProgressOf
    part: LensPartOf
    arrears: LensArrearsOf
    totals: LensTotalsOf
    debt: LensStateOfDebt
    cover: LensStateOfCover


class Lens:
    """Calls of the contract Lens."""

    @staticmethod
    def platform() -> Query[LensPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Lens", "platform", ())

    @staticmethod
    def status_of(loan: int) -> Query[int]:
        """Returns where a loan is in its life.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: As in modules/statuses; 0 for an unknown loan.
        """
        return Query("Lens", "status_of", (loan,))

    @staticmethod
    def state_of(loan: int) -> Query[LensStateOf]:
        """Returns everything that is kept of a loan, as it is in one block.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: What terms_of, parties_of, progress_of, part_of, arrears_of
            and totals_of return, and what Workouts keeps of its debt and cover; all zero for
            an unknown loan.
        """
        return Query("Lens", "state_of", (loan,))

    @staticmethod
    def terms_of(loan: int) -> Query[LensTermsOf]:
        """Returns a loan's terms: those of its listing, or of its last restructuring.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The terms; all zero for an unknown loan.
        """
        return Query("Lens", "terms_of", (loan,))

    @staticmethod
    def parties_of(loan: int) -> Query[LensPartiesOf]:
        """Call `parties_of` of the contract.

        Returns a loan's borrower, their group at listing, what is withheld, and the cover's
        cap.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The parties; all zero for an unknown loan.
        """
        return Query("Lens", "parties_of", (loan,))

    @staticmethod
    def progress_of(loan: int) -> Query[LensProgressOf]:
        """Returns how far a loan has come.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Instalments settled, balance, status, order version; all
            zero before the issue.
        """
        return Query("Lens", "progress_of", (loan,))

    @staticmethod
    def part_of(loan: int) -> Query[LensPartOf]:
        """Returns what is paid of the oldest unpaid instalment.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The part; all zero when nothing is.
        """
        return Query("Lens", "part_of", (loan,))

    @staticmethod
    def arrears_of(loan: int) -> Query[LensArrearsOf]:
        """Returns what is unpaid of a restructured loan's arrears.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The arrears, in minor units of the token; all zero when
            there are none.
        """
        return Query("Lens", "arrears_of", (loan,))

    @staticmethod
    def totals_of(loan: int) -> Query[LensTotalsOf]:
        """Call `totals_of` of the contract.

        Returns what a loan has received for its lenders, and the platform's fees not yet
        swept.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The totals, in minor units of the token.
        """
        return Query("Lens", "totals_of", (loan,))

    @staticmethod
    def amount_payable(loan: int) -> Query[tuple[int, int, int]]:
        """Call `amount_payable` of the contract.

        Returns what repay would take at most of the borrower, twelve instalments at a time; 0
        when the loan is not active.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.
        """
        return Query("Lens", "amount_payable", (loan,))

    @staticmethod
    def amount_due(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what is due today or before; 0 when the loan is not active.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.
        """
        return Query("Lens", "amount_due", (loan,))

    @staticmethod
    def payoff(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what closes the loan today; 0 when it is not active.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.
        """
        return Query("Lens", "payoff", (loan,))

    @staticmethod
    def days_past_due(loan: int) -> Query[int]:
        """Call `days_past_due` of the contract.

        Returns how many days ago the oldest unpaid instalment fell due; 0 when the loan is
        neither active nor in default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Days, from 0.
        """
        return Query("Lens", "days_past_due", (loan,))

    @staticmethod
    def portfolio(holder: str, loans: Sequence[int]) -> Query[list[LensPortfolio]]:
        """Returns what a holder's notes are and have earned, many at once.

        Args:
            holder: The address that holds the notes.
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The query. Its answer: A holding for each, in the same order.
        """
        return Query("Lens", "portfolio", (holder, loans))
