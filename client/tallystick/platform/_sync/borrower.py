"""The borrower's side: an exact quote, the loan, its schedule, and paying it back."""

# Made by scripts/unasync.py from platform/_async/borrower.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Collateral, Lens, Offers, Servicing, Workouts
from tallystick.chain.signer import signature_bytes
from tallystick.loans.dates import SECONDS_PER_DAY
from tallystick.loans.payoff import row_to_pay
from tallystick.loans.restructuring import restructure
from tallystick.loans.schedule import INSTALMENTS_MAX
from tallystick.loans.state import LoanState, Mode
from tallystick.platform._sync.account import AccountActions, AccountView
from tallystick.platform._sync.loans import listing, live_state, owed_since_default
from tallystick.platform._sync.workout_views import WorkoutView
from tallystick.platform.listing import Listing, LoanStatus, ScheduledRow, remaining_rows
from tallystick.platform.outcomes import paid_in, value_of
from tallystick.platform.quotes import PayoffQuote, Quote, quote_of

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import Offer, SignedOffer
    from tallystick.platform.restructurings import Restructuring, SignedRestructuring

__all__ = ["Borrower", "BorrowerActions", "BorrowerView"]


class BorrowerView(WorkoutView, AccountView):
    """What a borrower reads; no key needed."""

    def quote(self, offer: Offer) -> Quote:
        """Return an offer's schedule and true cost.

        Args:
            offer: The offer.

        Returns:
            Amounts in minor units, both fees rounded up as the contract's are; the rate in ppm,
            half up.

        Raises:
            TermsError: When the offer's terms are out of bounds, or APR:UPFRONT_FEES when its fees
                leave nothing of the principal.
        """
        return quote_of(offer.terms, offer.origination_ppm, offer.reserve_ppm)

    def loan(self, loan: int) -> Listing:
        """Return a loan's listing and where it stands.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The listing, amounts in minor units.

        Raises:
            InputError: INPUT:LOAN when there is no such loan.
        """
        return listing(self._platform, loan)

    def state(self, loan: int) -> LoanState:
        """Return an issued loan's live state, for `loans.repayment` to compute what-ifs with.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The state, amounts in minor units.

        Raises:
            InputError: INPUT:LOAN when the loan is not issued.
        """
        return live_state(self._platform, loan)

    def restructured(self, restructuring: Restructuring) -> LoanState:
        """Return what a loan would be if new terms of it were carried out today.

        Args:
            restructuring: The new terms.

        Returns:
            The state, for `loans.repayment` and `loans.payoff`; its arrears are due with row 1.

        Raises:
            InputError: INPUT:LOAN when the loan is not issued.
            LoanError: As the mirror's `restructure`.
        """
        state = live_state(self._platform, restructuring.loan)
        return restructure(
            state,
            self._platform.today(),
            rate_ppm=restructuring.rate_ppm,
            n=restructuring.n,
            period=restructuring.period,
            lead=restructuring.lead,
        )

    def schedule(self, loan: int) -> tuple[ScheduledRow, ...]:
        """Return what is still to be paid of an issued loan, row by row.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The rows in order with due days, amounts in minor units.

        Raises:
            InputError: INPUT:LOAN when the loan is not issued.
        """
        return remaining_rows(self.state(loan))

    def payable(self, loan: int) -> int:
        """Return the most that the borrower can pay now without prepaying.

        Args:
            loan: The loan's number, from 1.

        Returns:
            Principal, interest and charges together, in minor units: up to twelve instalments, or
            after a default what is still owed.
        """
        owed = owed_since_default(self._platform, loan)
        return sum(self._platform.read(Lens.amount_payable(loan))) + sum(owed)

    def due(self, loan: int) -> int:
        """Return what is due today or before.

        Args:
            loan: The loan's number, from 1.

        Returns:
            Principal, interest and charges together, in minor units; after a default what is still
            owed.
        """
        owed = owed_since_default(self._platform, loan)
        return sum(self._platform.read(Lens.amount_due(loan))) + sum(owed)

    def payoff_quote(self, loan: int) -> PayoffQuote:
        """Return what closes the loan today, and until when that holds.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The quote in minor units, valid to the end of the platform's day; after a default what
            is still owed.
        """
        owed = owed_since_default(self._platform, loan)
        parts = self._platform.read(Lens.payoff(loan))
        principal, interest, charges = (a + b for a, b in zip(parts, owed, strict=True))
        day = self._platform.read(Servicing.today())
        offset = self._platform.read(Servicing.offset())
        return PayoffQuote(
            principal=principal,
            interest=interest,
            charges=charges,
            day=day,
            valid_until=(day + 1) * SECONDS_PER_DAY - offset - 1,
        )


class BorrowerActions(AccountActions):
    """What a borrower does; every method returns a plan, `send()` carries it out.

    Errors are those of `AccountActions`.
    """

    def list(self, signed: SignedOffer) -> Plan[int]:
        """List a signed offer; only the borrower named in it can.

        Args:
            signed: The offer with its underwriters' signatures.

        Returns:
            The plan; its result is the loan's number.
        """
        return self._platform.plan(
            Offers.list_offer(signed.offer, signed.signers, signed.first, signed.second),
            self._signer,
            result=value_of("Listed", "loan", int),
        )

    def issue(self, loan: int) -> Plan[int]:
        """Draw a funded loan down; fees are withheld from what is paid out.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is the principal, in minor units.
        """
        return self._platform.plan(
            Book.issue(loan), self._signer, result=value_of("Issued", "principal", int)
        )

    def repay(self, loan: int, amount_max: int, through: int | None = None) -> Plan[int]:
        """Pay instalments, oldest first: the borrower those that have begun, others what is due.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units, at least 1.
            through: The number of the last instalment to pay, so that a collection that comes first
                does not make this pay one more; without it the last that is due, and when none is,
                the running one.

        Returns:
            The plan; its result is what was taken, in minor units.
        """
        last = self._row_to_pay(loan) if through is None else through
        return self._platform.plan(
            Servicing.repay(loan, amount_max, last), self._signer, result=paid_in
        )

    def recover(self, loan: int, amount_max: int) -> Plan[int]:
        """Pay what is owed since a default; anyone who is enrolled and not frozen may.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units, at least 1.

        Returns:
            The plan; its result is what was taken, in minor units.
        """
        return self._platform.plan(Workouts.recover(loan, amount_max), self._signer, result=paid_in)

    def prepay(self, loan: int, amount_max: int, mode: Mode = Mode.SMALLER) -> Plan[int]:
        """Pay ahead, the borrower alone; from the payoff on the loan is paid off.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units; below the payoff it has to lower the
                balance by the loan's smallest note and 1 % at least.
            mode: Whether instalments become smaller or the loan shorter.

        Returns:
            The plan; its result is what was taken, in minor units.

        Raises:
            TypeError: When `mode` is not a Mode.
        """
        if not isinstance(mode, Mode):
            raise TypeError(f"mode must be a Mode, not {type(mode).__name__}")
        return self._platform.plan(
            Servicing.prepay(loan, amount_max, int(mode)), self._signer, result=paid_in
        )

    def sign_restructuring(self, signed: SignedRestructuring) -> SignedRestructuring:
        """Sign new terms of a loan; sends nothing.

        Args:
            signed: The restructuring with the signatures so far.

        Returns:
            The same with the borrower's.
        """
        typed = signed.restructuring.typed(self._platform)
        signature = self._signer.sign_typed_data(typed)
        return signed.signed("borrower", signature_bytes(signature))

    def lock_collateral(
        self, loan: int, collection: str, token_id: int, floor_price: int
    ) -> Plan[None]:
        """Lock the token that the offer names, before the loan is issued.

        The collection has to let the Collateral contract take the token: approve that first.

        Args:
            loan: The loan's number, from 1.
            collection: The ERC-721 contract's address.
            token_id: The token's number.
            floor_price: The agreed least price of an auction, in minor units.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(
            Collateral.lock(loan, collection, token_id, floor_price), self._signer
        )

    def _row_to_pay(self, loan: int) -> int:
        progress = self._platform.read(Lens.progress_of(loan))
        if progress["status"] != LoanStatus.ACTIVE:
            return INSTALMENTS_MAX  # the contract says what is wrong
        state = live_state(self._platform, loan)
        return row_to_pay(state, self._platform.today())


class Borrower:
    """A borrower of a platform: `view` reads, `act` plans transactions."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self.address = signer.address
        self.view = BorrowerView(platform, signer.address)
        self.act = BorrowerActions(platform, signer)
