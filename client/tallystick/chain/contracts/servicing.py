"""The contract Servicing as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = [
    "Servicing",
    "ServicingPartOf",
    "ServicingPartiesOf",
    "ServicingPlatform",
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
    quorum_ppm: int


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
    worst_dpd: int


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
    ended: bool


class ServicingPlatform(TypedDict):
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
    def totals(loan: int) -> Query[tuple[int, int, int, bool]]:
        """Returns the figures by which positions are settled.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Units in all: the original principal, in minor units; 0
            before the first payment. Principal received for the lenders, in minor units.
            Interest and late charges received for the lenders, in minor units. Whether the
            loan has ended: no more principal will come.
        """
        return Query("Servicing", "totals", (loan,))

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
        return Query("Servicing", "amount_payable", (loan,))

    @staticmethod
    def amount_due(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what is due today or before; 0 when the loan is not active.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.
        """
        return Query("Servicing", "amount_due", (loan,))

    @staticmethod
    def payoff(loan: int) -> Query[tuple[int, int, int]]:
        """Returns what closes the loan today; 0 when it is not active.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token. Interest, in minor
            units, rounded half up. Late charges, in minor units, rounded up, capped.
        """
        return Query("Servicing", "payoff", (loan,))

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
        """Returns the principal that is still counted against borrowers over all loans.

        Returns:
            The query. Its answer: In minor units of the token.
        """
        return Query("Servicing", "outstanding", ())

    @staticmethod
    def live_loans() -> Query[int]:
        """Returns how many issued loans have not ended: active or in default.

        Returns:
            The query. Its answer: A number of loans.
        """
        return Query("Servicing", "live_loans", ())

    @staticmethod
    def offset() -> Query[int]:
        """Call `offset` of the contract.

        Seconds that the platform's local date is ahead of UTC, fixed at deployment; below 0
        behind.

        Returns:
            The query. Its answer: Seconds that the platform's local date is ahead of UTC,
            fixed at deployment; below 0 behind.
        """
        return Query("Servicing", "offset", ())

    @staticmethod
    def enter_default(loan: int) -> Command:
        """Call `enter_default` of the contract.

        Collects what the borrower's free balance covers, and when the loan is still far
        enough past due, puts it in default: what is owed is that day's payoff.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DEFAULT:CALLER, SERV:DEFAULT:EARLY,
        SERV:DEFAULT:STATUS.
        """
        return Command("Servicing", "enter_default", (loan,))

    @staticmethod
    def receive(
        loan: int,
        payer: str,
        principal: int,
        interest: int,
        fee: int,
        returned: int,
        recovered: bool,
    ) -> Command:
        """Call `receive` of the contract.

        Takes a recovery from a payer into the pot, and moves on what returns to the reserve.

        Args:
            loan: The loan's number, from 1.
            payer: Whose balance pays.
            principal: What the lenders get as principal, in minor units of the token.
            interest: What they get as interest, in minor units.
            fee: The platform's share, in minor units.
            returned: What returns to the reserve, in minor units.
            recovered: Whether nothing is owed any more.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:RECEIVE:CALLER, SERV:TOTALS:RANGE.
        """
        return Command(
            "Servicing", "receive", (loan, payer, principal, interest, fee, returned, recovered)
        )

    @staticmethod
    def count_cover(loan: int, amount: int) -> Command:
        """Counts a cover, which the Reserve pays into the pot, as the lenders' principal.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:COVER:CALLER, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "count_cover", (loan, amount))

    @staticmethod
    def write_off(loan: int) -> Command:
        """Ends a loan in default whose time is over.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:WRITEOFF:CALLER, SERV:WRITEOFF:STATUS.
        """
        return Command("Servicing", "write_off", (loan,))

    @staticmethod
    def sale_terms(loan: int) -> Query[tuple[int, int, int, int, int, int, int]]:
        """Call `sale_terms` of the contract.

        Returns the terms on which notes are sold now, and reverts while the loan's market is
        closed: from 31 days past due until it is cured or covered.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The loan's order version, 0 to 65,535. Days past due, from
            0. Outstanding principal, in minor units of the token. Units in all: the original
            principal, in minor units. The market fee, in ppm of the price, 0 to 50,000.
            Principal received for the lenders (T_p), in minor units. Interest and late
            charges received for the lenders (T_i), in minor units.

        The contract refuses with SERV:SALE:CLOSED, SERV:SALE:STATUS.
        """
        return Query("Servicing", "sale_terms", (loan,))

    @staticmethod
    def cover_cap(loan: int, principal: int) -> Query[int]:
        """Call `cover_cap` of the contract.

        Returns the most that a loan may be covered with: 0 when fewer than 3 instalments were
        paid or 90 days have not passed since the issue, or the loan is not in default.

        Args:
            loan: The loan's number, from 1.
            principal: What was owed at default, in minor units of the token.

        Returns:
            The query. Its answer: In minor units, rounded down.
        """
        return Query("Servicing", "cover_cap", (loan, principal))

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

        The contract refuses with SERV:FEE:CALLER, SERV:FEE:RANGE.
        """
        return Command("Servicing", "add_fee", (loan, amount))

    @staticmethod
    def platform() -> Query[ServicingPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Servicing", "platform", ())

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
    def repay(loan: int, amount_max: int, through: int) -> Command:
        """Call `repay` of the contract.

        Pays instalments, oldest first, out of the caller's balance: the borrower those whose
        period has begun, anyone else who is enrolled and not frozen what is due.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units of the token, from 1.
            through: The number of the last instalment to pay, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:PAY:UNKNOWN, REG:PERSON:EXPIRED, REG:PERSON:FROZEN,
        SERV:REPAY:NOTHING, SERV:REPAY:STATUS, SERV:REPAY:ZERO, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "repay", (loan, amount_max, through))

    @staticmethod
    def collect(loan: int) -> Command:
        """Call `collect` of the contract.

        Takes what is due out of the borrower's free balance, as far as that goes, by anyone's
        call.

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

        Pays everything due and the interest accrued to today, and lowers the balance with the
        rest, by the borrower alone; from the payoff upwards the loan is paid off.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units of the token; anything above the
                payoff stays with the caller.
            mode: 0 smaller payments, 1 fewer of them; 1 only for annuity and linear.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:PREPAY:BORROWER, SERV:PREPAY:CRUMB, SERV:PREPAY:MANY,
        SERV:PREPAY:MODE, SERV:PREPAY:STATUS, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "prepay", (loan, amount_max, mode))
