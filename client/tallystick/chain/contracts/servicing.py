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
        """Returns a loan's frozen terms.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The terms; all zero for an unknown loan.
        """
        return Query("Servicing", "terms_of", (loan,))

    @staticmethod
    def parties_of(loan: int) -> Query[ServicingPartiesOf]:
        """Call `parties_of` of the contract.

        Returns a loan's borrower, their group at listing, what is withheld, and the cover's
        cap.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The parties; all zero for an unknown loan.
        """
        return Query("Servicing", "parties_of", (loan,))

    @staticmethod
    def progress_of(loan: int) -> Query[ServicingProgressOf]:
        """Returns how far a loan has come.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Instalments settled, balance, status, order version; all
            zero before the issue.
        """
        return Query("Servicing", "progress_of", (loan,))

    @staticmethod
    def part_of(loan: int) -> Query[ServicingPartOf]:
        """Returns what is paid of the oldest unpaid instalment.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The part; all zero when nothing is.
        """
        return Query("Servicing", "part_of", (loan,))

    @staticmethod
    def totals_of(loan: int) -> Query[ServicingTotalsOf]:
        """Call `totals_of` of the contract.

        Returns what a loan has received for its lenders, and the platform's fees not yet
        swept.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The totals, in minor units of the token.
        """
        return Query("Servicing", "totals_of", (loan,))

    @staticmethod
    def debt_of(loan: int) -> Query[ServicingDebtOf]:
        """Returns what is still owed after a default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The debt, in minor units of the token; all zero when there
            was no default.
        """
        return Query("Servicing", "debt_of", (loan,))

    @staticmethod
    def cover_of(loan: int) -> Query[ServicingCoverOf]:
        """Returns what the reserve has covered, and what it got back.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The cover, in minor units of the token; all zero when there
            was none.
        """
        return Query("Servicing", "cover_of", (loan,))

    @staticmethod
    def totals(loan: int) -> Query[tuple[int, int, int]]:
        """Returns the figures by which positions are settled.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Units in all: the original principal, in minor units; 0
            before the first payment. Principal received for the lenders, in minor units.
            Interest and late charges received for the lenders, in minor units.
        """
        return Query("Servicing", "totals", (loan,))

    @staticmethod
    def amount_payable(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what repay would take at most, twelve instalments at a time.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.

        The contract refuses with SERV:QUOTE:STATUS.
        """
        return Query("Servicing", "amount_payable", (loan,))

    @staticmethod
    def amount_due(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what is due today or before.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.

        The contract refuses with SERV:QUOTE:STATUS.
        """
        return Query("Servicing", "amount_due", (loan,))

    @staticmethod
    def payoff(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what closes the loan today.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.

        The contract refuses with SERV:QUOTE:STATUS.
        """
        return Query("Servicing", "payoff", (loan,))

    @staticmethod
    def days_past_due(loan: int) -> Query[int]:
        """Returns how many days ago the oldest unpaid instalment fell due.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Days, from 0.

        The contract refuses with SERV:QUOTE:STATUS.
        """
        return Query("Servicing", "days_past_due", (loan,))

    @staticmethod
    def today() -> Query[int]:
        """Returns the platform's local date.

        Returns:
            The query. Its answer: Local day, days since 1970-01-01.
        """
        return Query("Servicing", "today", ())

    @staticmethod
    def outstanding() -> Query[int]:
        """Principal still counted against borrowers over all loans, in minor units.

        Returns:
            The query. Its answer: Principal still counted against borrowers over all loans,
            in minor units.
        """
        return Query("Servicing", "outstanding", ())

    @staticmethod
    def offset() -> Query[int]:
        """Seconds that the platform's local date is ahead of UTC, fixed at deployment.

        Returns:
            The query. Its answer: Seconds that the platform's local date is ahead of UTC,
            fixed at deployment.
        """
        return Query("Servicing", "offset", ())

    @staticmethod
    def declare_default(loan: int) -> Command:
        """Call `declare_default` of the contract.

        Declares a default, by anyone, from the agreed days past due on: what is owed is that
        day's payoff, and nothing accrues after.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DEFAULT:EARLY, SERV:DEFAULT:STATUS.
        """
        return Command("Servicing", "declare_default", (loan,))

    @staticmethod
    def cover_terms(loan: int) -> Query[tuple[int, int]]:
        """Returns the terms on which a loan may be covered, and reverts when it may not.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The loan's own bound on its cover, in minor units of the
            token, rounded down. The borrower's group at listing, 1 to 2^28 - 1.

        The contract refuses with SERV:COVER:EARLY, SERV:COVER:STATUS, SERV:COVER:TWICE.
        """
        return Query("Servicing", "cover_terms", (loan,))

    @staticmethod
    def record_cover(loan: int, amount: int) -> Command:
        """Counts a cover that the Reserve pays into the pot as the lenders' principal.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:COVER:CALLER, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "record_cover", (loan, amount))

    @staticmethod
    def write_off(loan: int) -> Command:
        """Writes a loan off, by anyone, three years after its default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:WRITEOFF:EARLY, SERV:WRITEOFF:STATUS.
        """
        return Command("Servicing", "write_off", (loan,))

    @staticmethod
    def sale_terms(loan: int) -> Query[tuple[int, int, int, int, int]]:
        """Call `sale_terms` of the contract.

        Returns the terms on which notes are sold now, and reverts while the loan's market is
        closed: from 31 days past due until it is cured or covered.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The loan's order version, 0 to 65,535. Days past due, from
            0. Outstanding principal, in minor units of the token. Units in all: the original
            principal, in minor units. The market fee, in ppm of the price, 0 to 50,000.

        The contract refuses with SERV:SALE:CLOSED, SERV:SALE:STATUS.
        """
        return Query("Servicing", "sale_terms", (loan,))

    @staticmethod
    def sweep_fees(loans: Sequence[int]) -> Command:
        """Moves the platform's fees of many loans to the treasury, by anyone's call.

        Args:
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:SWEEP:NOTHING, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "sweep_fees", (loans,))

    @staticmethod
    def release(loan: int) -> Command:
        """Call `release` of the contract.

        Takes principal repaid so far off the borrower's caps, by anyone's call; the last
        payment does it by itself.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:RELEASE:NOTHING.
        """
        return Command("Servicing", "release", (loan,))

    @staticmethod
    def add_fee(loan: int, amount: int) -> Command:
        """Counts a market fee that a sale has left in the pot.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:FEE:CALLER.
        """
        return Command("Servicing", "add_fee", (loan, amount))

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str, str]]:
        """Returns the contracts that Servicing deals with, fixed at deployment.

        Returns:
            The query. Its answer: The Escrow's address. The Book's address. The Registry's
            address. The Reserve's address. The Governor's address.
        """
        return Query("Servicing", "peers", ())

    @staticmethod
    def register(loan: int, terms_word: int, parties_word: int) -> Command:
        """Writes a listed loan's terms, once and for ever.

        Args:
            loan: The loan's number, from 1.
            terms_word: The terms, packed as in modules/terms.
            parties_word: Borrower, group and what is withheld, packed as in modules/parties.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:REGISTER:AGAIN, SERV:REGISTER:CALLER.
        """
        return Command("Servicing", "register", (loan, terms_word, parties_word))

    @staticmethod
    def start(loan: int) -> Command:
        """Begins a funded loan: the local date of now is its issue date.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:START:AGAIN, SERV:START:CALLER.
        """
        return Command("Servicing", "start", (loan,))

    @staticmethod
    def repay(loan: int, amount_max: int) -> Command:
        """Call `repay` of the contract.

        Pays what is payable, oldest first, out of the caller's balance; on a defaulted or
        written-off loan, a recovery.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:REPAY:NOTHING, SERV:REPAY:STATUS, SERV:REPAY:ZERO,
        SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "repay", (loan, amount_max))

    @staticmethod
    def collect(loan: int) -> Command:
        """Call `collect` of the contract.

        Takes what is due out of the borrower's free balance, as far as that goes, by anyone's
        call; after a default, all that is owed.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:COLLECT:NOTHING, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "collect", (loan,))

    @staticmethod
    def collect_many(loans: Sequence[int]) -> Command:
        """Collects from many loans; those with nothing to take are passed over.

        Args:
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "collect_many", (loans,))

    @staticmethod
    def prepay(loan: int, amount_max: int, mode: int) -> Command:
        """Call `prepay` of the contract.

        Pays everything due and the running instalment (or the interest accrued), and lowers
        the balance with the rest; from the payoff upwards the loan is paid off.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units of the token; anything above the
                payoff stays with the caller.
            mode: 0 smaller payments, 1 fewer of them; 1 only for annuity and linear.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:PREPAY:MANY, SERV:PREPAY:MODE, SERV:PREPAY:SHORT,
        SERV:PREPAY:STATUS, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "prepay", (loan, amount_max, mode))
