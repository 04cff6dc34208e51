"""The contract Servicing as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = [
    "Servicing",
    "ServicingCoverOf",
    "ServicingDebtOf",
    "ServicingPartOf",
    "ServicingPartiesOf",
    "ServicingProgressOf",
    "ServicingTermsOf",
    "ServicingTotalsOf",
]


class ServicingTermsOf(TypedDict):
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


class ServicingPartiesOf(TypedDict):
    """What `parties_of` returns."""

    borrower: str
    group: int
    origination_ppm: int
    reserve_ppm: int
    cover_cap_ppm: int


class ServicingProgressOf(TypedDict):
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


class ServicingPartOf(TypedDict):
    """What `part_of` returns."""

    exposure: int
    charge: int
    counted_on: int
    interest: int
    principal: int


class ServicingTotalsOf(TypedDict):
    """What `totals_of` returns."""

    units: int
    principal: int
    interest: int
    fees: int


class ServicingDebtOf(TypedDict):
    """What `debt_of` returns."""

    principal: int
    interest: int
    charges: int
    principal_at_default: int
    default_day: int


class ServicingCoverOf(TypedDict):
    """What `cover_of` returns."""

    amount: int
    returned: int
    recovered: int


class Servicing:
    """Calls of the contract Servicing."""

    @staticmethod
    def terms_of(loan: int) -> Query[ServicingTermsOf]:
        """The frozen terms; all zero for an unknown loan."""
        return Query("Servicing", "terms_of", (loan,))

    @staticmethod
    def parties_of(loan: int) -> Query[ServicingPartiesOf]:
        """Borrower, his group at listing, what is withheld, the cover's cap."""
        return Query("Servicing", "parties_of", (loan,))

    @staticmethod
    def progress_of(loan: int) -> Query[ServicingProgressOf]:
        """Instalments settled, balance, status, order version."""
        return Query("Servicing", "progress_of", (loan,))

    @staticmethod
    def part_of(loan: int) -> Query[ServicingPartOf]:
        """What is paid of the oldest unpaid instalment."""
        return Query("Servicing", "part_of", (loan,))

    @staticmethod
    def totals_of(loan: int) -> Query[ServicingTotalsOf]:
        """Received for the lenders, and the platform's fees not yet swept."""
        return Query("Servicing", "totals_of", (loan,))

    @staticmethod
    def debt_of(loan: int) -> Query[ServicingDebtOf]:
        """What is still owed after a default."""
        return Query("Servicing", "debt_of", (loan,))

    @staticmethod
    def cover_of(loan: int) -> Query[ServicingCoverOf]:
        """What the reserve has covered, and got back."""
        return Query("Servicing", "cover_of", (loan,))

    @staticmethod
    def totals(loan: int) -> Query[tuple[int, int, int]]:
        """Call `totals` of the contract.

        (units, principal, interest) by which positions are settled; all zero before the first
        payment.
        """
        return Query("Servicing", "totals", (loan,))

    @staticmethod
    def amount_payable(loan: int) -> Query[tuple[int, int, int]]:
        """Call `amount_payable` of the contract.

        (principal, interest, late charges) that repay would take at most, twelve instalments at a
        time.
        """
        return Query("Servicing", "amount_payable", (loan,))

    @staticmethod
    def amount_due(loan: int) -> Query[tuple[int, int, int]]:
        """(principal, interest, late charges) due today or before."""
        return Query("Servicing", "amount_due", (loan,))

    @staticmethod
    def payoff(loan: int) -> Query[tuple[int, int, int]]:
        """(principal, interest, late charges) that close the loan today."""
        return Query("Servicing", "payoff", (loan,))

    @staticmethod
    def days_past_due(loan: int) -> Query[int]:
        """Days since the oldest unpaid instalment fell due."""
        return Query("Servicing", "days_past_due", (loan,))

    @staticmethod
    def today() -> Query[int]:
        """The platform's local date, in days since 1970-01-01."""
        return Query("Servicing", "today", ())

    @staticmethod
    def outstanding() -> Query[int]:
        """Principal still counted against borrowers, over all loans."""
        return Query("Servicing", "outstanding", ())

    @staticmethod
    def offset() -> Query[int]:
        """Seconds that the platform's local date is ahead of UTC."""
        return Query("Servicing", "offset", ())

    @staticmethod
    def declare_default(loan: int) -> Command:
        """Call `declare_default` of the contract.

        From the agreed days past due on, anyone may declare the default: what is owed is that
        day's payoff, and nothing accrues after.
        """
        return Command("Servicing", "declare_default", (loan,))

    @staticmethod
    def cover_terms(loan: int) -> Query[tuple[int, int]]:
        """Call `cover_terms` of the contract.

        (the loan's own bound on its cover, the borrower's group); reverts when the loan may not
        be covered.
        """
        return Query("Servicing", "cover_terms", (loan,))

    @staticmethod
    def record_cover(loan: int, amount: int) -> Command:
        """The Reserve has paid a cover into the pot: it is the lenders' principal."""
        return Command("Servicing", "record_cover", (loan, amount))

    @staticmethod
    def write_off(loan: int) -> Command:
        """Three years after the default anyone may write the loan off."""
        return Command("Servicing", "write_off", (loan,))

    @staticmethod
    def sale_terms(loan: int) -> Query[tuple[int, int, int, int, int]]:
        """Call `sale_terms` of the contract.

        (order version, days past due, outstanding principal, units in all, market fee in ppm);
        reverts while the market for the loan is closed: from 31 days past due until it is cured
        or covered.
        """
        return Query("Servicing", "sale_terms", (loan,))

    @staticmethod
    def sweep_fees(loans: Sequence[int]) -> Command:
        """Moves the platform's fees of many loans to the treasury, in bulk."""
        return Command("Servicing", "sweep_fees", (loans,))

    @staticmethod
    def release(loan: int) -> Command:
        """Call `release` of the contract.

        Takes principal repaid so far off the borrower's caps; the last payment does it by itself.
        """
        return Command("Servicing", "release", (loan,))

    @staticmethod
    def add_fee(loan: int, amount: int) -> Command:
        """Counts a market fee that a sale has left in the pot."""
        return Command("Servicing", "add_fee", (loan, amount))

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str, str]]:
        """Escrow, Book, Registry, Reserve, Governor, fixed at deployment."""
        return Query("Servicing", "peers", ())

    @staticmethod
    def register(loan: int, terms_word: int, parties_word: int) -> Command:
        """Writes a listed loan's terms, once and for ever."""
        return Command("Servicing", "register", (loan, terms_word, parties_word))

    @staticmethod
    def start(loan: int) -> Command:
        """The funded loan begins: local date of now is its issue date."""
        return Command("Servicing", "start", (loan,))

    @staticmethod
    def repay(loan: int, amount_max: int) -> Command:
        """Call `repay` of the contract.

        Pays what is payable, oldest first, out of the caller's balance; on a defaulted or
        written-off loan, a recovery.
        """
        return Command("Servicing", "repay", (loan, amount_max))

    @staticmethod
    def collect(loan: int) -> Command:
        """Call `collect` of the contract.

        Takes what is due out of the borrower's free balance, as far as that goes; after a
        default, all that is owed. Anyone may call; nothing due or nothing there reverts.
        """
        return Command("Servicing", "collect", (loan,))

    @staticmethod
    def collect_many(loans: Sequence[int]) -> Command:
        """Collects from many loans; those with nothing to take are passed over."""
        return Command("Servicing", "collect_many", (loans,))

    @staticmethod
    def prepay(loan: int, amount_max: int, mode: int) -> Command:
        """Call `prepay` of the contract.

        Pays everything due, the running instalment (or the interest accrued), and with the rest
        lowers the balance: mode 0 keeps the end and makes payments smaller, mode 1 keeps the
        payment and makes the loan shorter. From the payoff upwards the loan is paid off.
        """
        return Command("Servicing", "prepay", (loan, amount_max, mode))
