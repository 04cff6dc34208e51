"""The contract Servicing as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Servicing", "ServicingPlatform"]


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
    ballots: str
    mandates: str
    collateral: str
    freezes: str
    key_recovery: str


class Servicing:
    """Calls of the contract Servicing."""

    @staticmethod
    def words_of(loan: int) -> Query[list[int]]:
        """Returns everything that holds of a loan; the Lens unpacks it.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Terms, parties, progress, part, arrears and totals, laid
            out in modules terms, parties and progress; part 0 unless the next row is paid in
            part, arrears 0 unless some are unpaid; all zero for an unknown loan.
        """
        return Query("Servicing", "words_of", (loan,))

    @staticmethod
    def terms_word(loan: int) -> Query[int]:
        """Returns the word of a loan's terms.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Laid out in modules/terms; 0 for an unknown loan.
        """
        return Query("Servicing", "terms_word", (loan,))

    @staticmethod
    def parties_word(loan: int) -> Query[int]:
        """Returns the word of a loan's parties.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Laid out in modules/parties; 0 for an unknown loan.
        """
        return Query("Servicing", "parties_word", (loan,))

    @staticmethod
    def progress_word(loan: int) -> Query[int]:
        """Returns the word of how far a loan has come.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Laid out in modules/loan_progress; 0 before the issue.
        """
        return Query("Servicing", "progress_word", (loan,))

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
    def today() -> Query[int]:
        """Returns the platform's local date.

        Returns:
            The query. Its answer: Local day, days since 1970-01-01.
        """
        return Query("Servicing", "today", ())

    @staticmethod
    def collect_all(loan: int) -> Command:
        """Call `collect_all` of the contract.

        Takes everything that is due out of the borrower's free balance, however many
        instalments, before a default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DOOR:CALLER, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "collect_all", (loan,))

    @staticmethod
    def close(loan: int, status: int, worst_dpd: int) -> Command:
        """Puts a loan in default or ends it; orders for it are void.

        Args:
            loan: The loan's number, from 1.
            status: In default or written off, as in modules/statuses.
            worst_dpd: The most days past due that the loan has seen, to 1,023.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DOOR:CALLER, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "close", (loan, status, worst_dpd))

    @staticmethod
    def receive(loan: int, receipt: Any) -> Command:
        """Call `receive` of the contract.

        Takes a recovery from a payer into the pot, and moves on what returns to who covered,
        and of a sale of collateral what is over to the borrower.

        Args:
            loan: The loan's number, from 1.
            receipt: Who pays, and who gets what.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DOOR:CALLER, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "receive", (loan, receipt))

    @staticmethod
    def credit(loan: int, principal: int, interest: int) -> Command:
        """Call `credit` of the contract.

        Counts what the Reserve pays into the pot: a cover as the lenders' principal, the last
        distribution as their income.

        Args:
            loan: The loan's number, from 1.
            principal: In minor units of the token, from 0.
            interest: In minor units, from 0.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DOOR:CALLER, SERV:TOTALS:RANGE.
        """
        return Command("Servicing", "credit", (loan, principal, interest))

    @staticmethod
    def rewrite(loan: int, terms_word: int, progress_word: int, arrears_word: int) -> Command:
        """Writes what an impairment or a restructuring has changed of an active loan.

        Args:
            loan: The loan's number, from 1.
            terms_word: The terms, packed as in modules/terms.
            progress_word: The progress, packed as in modules/loan_progress.
            arrears_word: The arrears, packed as in modules/loan_progress.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DOOR:CALLER.
        """
        return Command("Servicing", "rewrite", (loan, terms_word, progress_word, arrears_word))

    @staticmethod
    def change_borrower(loan: int, successor: str) -> Command:
        """Writes the recovery wallet of a loan's borrower in the place of the lost one.

        Args:
            loan: The loan's number, from 1.
            successor: The recovery wallet.

        Returns:
            The command, which a plan carries out.

        The contract refuses with SERV:DOOR:CALLER.
        """
        return Command("Servicing", "change_borrower", (loan, successor))

    @staticmethod
    def sale_words(loan: int) -> Query[list[int]]:
        """Returns what a sale of notes depends on.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Terms, progress, totals and, when the next row is paid in
            part, part, laid out in modules terms and progress; and the local day.
        """
        return Query("Servicing", "sale_words", (loan,))

    @staticmethod
    def cover_words(loan: int) -> Query[list[int]]:
        """Returns what a cover depends on.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Parties, progress and totals, laid out in modules parties
            and progress; and the local day.
        """
        return Query("Servicing", "cover_words", (loan,))

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
        """Call `add_fee` of the contract.

        Counts a market fee that a sale leaves in the pot, and returns the figures by which
        its positions are settled.

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

        The contract refuses with SERV:REPAY:NOTHING, SERV:REPAY:STATUS, SERV:REPAY:ZERO,
        SERV:TOTALS:RANGE.
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
