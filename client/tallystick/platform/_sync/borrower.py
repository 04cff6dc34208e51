"""The borrower's side: an exact quote, the loan, its schedule, and paying it back."""

# Made by scripts/unasync.py from platform/_async/borrower.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import SECONDS_PER_DAY
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import schedule
from tallystick.loans.state import PPM, LoanState, Mode
from tallystick.platform._sync.account import AccountActs, AccountView
from tallystick.platform._sync.loans import listing, live_state
from tallystick.platform.listing import Listing, ScheduledRow, remaining_rows
from tallystick.platform.outcomes import paid_in, value_of
from tallystick.platform.quotes import PayoffQuote, Quote

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import Offer, SignedOffer

__all__ = ["Borrower", "BorrowerActs", "BorrowerView"]


class BorrowerView(AccountView):
    """What a borrower reads; no key needed."""

    def quote(self, offer: Offer) -> Quote:
        """Return an offer's schedule and true cost; fees round up, as the contract's do."""
        origination = div_ceil(offer.principal * offer.origination_ppm, PPM)
        contribution = div_ceil(offer.principal * offer.reserve_ppm, PPM)
        withheld = origination + contribution
        return Quote(
            schedule=schedule(offer.terms),
            origination=origination,
            contribution=contribution,
            received=offer.principal - withheld,
            annual_percentage_rate_ppm=annual_percentage_rate_ppm(offer.terms, withheld),
        )

    def loan(self, loan: int) -> Listing:
        """Return a loan's listing and where it stands."""
        return listing(self._platform, loan)

    def state(self, loan: int) -> LoanState:
        """Return an issued loan's live state, for `ledger` to compute what-ifs with."""
        return live_state(self._platform, loan)

    def schedule(self, loan: int) -> tuple[ScheduledRow, ...]:
        """Return what is still to be paid of an issued loan, row by row with due days."""
        return remaining_rows(self.state(loan))

    def payable(self, loan: int) -> int:
        """Return what `repay` would take at most now (up to twelve instalments)."""
        return sum(self._platform.read("Servicing", "amount_payable", loan))

    def due(self, loan: int) -> int:
        """Return what is due today or before."""
        return sum(self._platform.read("Servicing", "amount_due", loan))

    def payoff_quote(self, loan: int) -> PayoffQuote:
        """Return what closes the loan today, and until when that holds."""
        principal, interest, charges = self._platform.read("Servicing", "payoff", loan)
        day = int(self._platform.read("Servicing", "today"))
        offset = int(self._platform.read("Servicing", "offset"))
        return PayoffQuote(
            principal=principal,
            interest=interest,
            charges=charges,
            day=day,
            valid_until=(day + 1) * SECONDS_PER_DAY - offset - 1,
        )


class BorrowerActs(AccountActs):
    """What a borrower does; every method returns a plan, `send()` carries it out."""

    def list(self, signed: SignedOffer) -> Plan[int]:
        """List a signed offer; the result is the loan's number."""
        return self._platform.plan(
            "Book",
            "list_offer",
            (signed.offer, signed.first, signed.second),
            self._signer,
            result=value_of("Listed", "loan", int),
        )

    def issue(self, loan: int) -> Plan[int]:
        """Draw a funded loan down; the result is the principal, fees are withheld from it."""
        return self._platform.plan(
            "Book", "issue", (loan,), self._signer, result=value_of("Issued", "principal", int)
        )

    def repay(self, loan: int, amount_max: int) -> Plan[int]:
        """Pay what is payable, oldest first, at most so much; the result is what was taken."""
        return self._platform.plan(
            "Servicing", "repay", (loan, amount_max), self._signer, result=paid_in
        )

    def prepay(self, loan: int, amount_max: int, mode: Mode = Mode.SMALLER) -> Plan[int]:
        """Pay ahead: smaller instalments or a shorter loan; from the payoff on it is paid off.

        The result is what was taken.
        """
        if not isinstance(mode, Mode):
            raise TypeError(f"mode must be a Mode, not {type(mode).__name__}")
        return self._platform.plan(
            "Servicing", "prepay", (loan, amount_max, int(mode)), self._signer, result=paid_in
        )


class Borrower:
    """A borrower of a platform: `view` reads, `act` plans transactions."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self.address = signer.address
        self.view = BorrowerView(platform, signer.address)
        self.act = BorrowerActs(platform, signer)
