"""The investor's side: lend, claim, sell, buy, and see every unit."""

# Made by scripts/unasync.py from platform/_async/investor.py; do not edit.

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Market, Servicing
from tallystick.loans.dates import local_day
from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.loans.rounding import div_floor
from tallystick.platform._sync.account import AccountActions, AccountView
from tallystick.platform._sync.cashflows import CashFlows
from tallystick.platform._sync.loans import listing
from tallystick.platform.holdings import Note, Portfolio, Returns
from tallystick.platform.messages import Ask, SignedAsk
from tallystick.platform.outcomes import count_of, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.flows import CashFlow
    from tallystick.platform.listing import Listing

__all__ = ["Investor", "InvestorActions", "InvestorView"]


class InvestorView(AccountView):
    """What an investor reads; no key needed. Amounts in minor units.

    Errors are those of `AccountView`.
    """

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

    def note(self, loan: int) -> Note:
        """Return the investor's note of a loan.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The note, with 0 units when there is none; the outstanding part rounded up to the unit.

        Raises:
            InputError: INPUT:LOAN when there is no such loan.
        """
        listed = listing(self._platform, loan)
        units = self._platform.read(Book.balanceOf(self.address, loan))
        principal, interest = self._platform.read(Book.claimable(loan, self.address))
        total, received, _ = self._platform.read(Servicing.totals(loan))
        outstanding = units - div_floor(units * received, total) if total else units
        return Note(loan, listed.status, units, outstanding, principal, interest)

    def portfolio(self) -> Portfolio:
        """Return balance and notes.

        Returns:
            The notes with units, in the order of the loans' numbers.
        """
        loans = CashFlows(self._platform, self.address).loans()
        notes = [self.note(loan) for loan in loans]
        return Portfolio(self.balance(), tuple(note for note in notes if note.units))

    def cash_flows(self) -> tuple[CashFlow, ...]:
        """Return every movement between the balance and loans.

        Returns:
            The movements in the chain's order: into a loan negative, out of it positive.
        """
        return CashFlows(self._platform, self.address).all()

    def returns(self) -> Returns:
        """Return what lending has earned to the latest block.

        Returns:
            Sums in minor units; the annual rate in ppm, rounded half up.
        """
        flows = self.cash_flows()
        portfolio = self.portfolio()
        value = sum(note.value for note in portfolio.notes)
        offset = self._platform.read(Servicing.offset())
        dated = [DatedFlow(local_day(flow.timestamp, offset), flow.amount) for flow in flows]
        dated.append(DatedFlow(self._platform.today(), value))
        return Returns(
            paid_in=-sum(flow.amount for flow in flows if flow.amount < 0),
            received=sum(flow.amount for flow in flows if flow.amount > 0),
            value=value,
            annual_ppm=annual_return_ppm(dated),
        )

    def ask_left(self, signed: SignedAsk) -> int:
        """Return how many units of an ask are still for sale.

        Args:
            signed: The signed ask.

        Returns:
            The number of units, 0 when it was cancelled.
        """
        filled = self._platform.read(Market.filled(signed.ask.digest(self._platform)))
        return max(0, signed.ask.units - filled)

    def ask_price(self, signed: SignedAsk, units: int) -> int:
        """Return the price of units of an ask now.

        Args:
            signed: The signed ask.
            units: How many units to buy.

        Returns:
            The price in minor units: price_ppm of the units' outstanding principal, rounded up.

        Raises:
            Stale: When the loan has moved on since the ask was signed.
        """
        price, _ = self._platform.read(Market.quote(signed.ask, units))
        return int(price)


class InvestorActions(AccountActions):
    """What an investor does; every method but `sell` returns a plan, `send()` carries it out.

    Errors are those of `AccountActions`.
    """

    def fund(
        self, loan: int, units: int, *, disclosure_hash: bytes, units_min: int | None = None
    ) -> Plan[int]:
        """Lend to a listed loan out of the balance.

        Args:
            loan: The loan's number, from 1.
            units: How many units to take, one minor unit each.
            disclosure_hash: Hash of the disclosure that the investor has read, 32 bytes.
            units_min: The least to accept when less is open; all of `units` without it.

        Returns:
            The plan; its result is the units taken.
        """
        least = units if units_min is None else units_min
        return self._platform.plan(
            Book.fund(loan, units, least, disclosure_hash),
            self._signer,
            result=count_of("Funded", "units"),
        )

    def deposit_and_fund(
        self, loan: int, units: int, *, disclosure_hash: bytes, units_min: int | None = None
    ) -> Plan[int]:
        """As fund, with as many tokens deposited first; what is not taken stays in the balance.

        Args:
            loan: The loan's number, from 1.
            units: How many units to take, one minor unit each.
            disclosure_hash: Hash of the disclosure that the investor has read, 32 bytes.
            units_min: The least to accept when less is open; all of `units` without it.

        Returns:
            The plan; its result is the units taken.
        """
        least = units if units_min is None else units_min
        return self._platform.plan(
            Book.deposit_and_fund(loan, units, least, disclosure_hash),
            self._signer,
            pays=units,
            result=count_of("Funded", "units"),
        )

    def retract(self, loan: int, units: int) -> Plan[int]:
        """Take funding back while the loan is listed, or once its issue window has passed.

        Args:
            loan: The loan's number, from 1.
            units: How many units to take back.

        Returns:
            The plan; its result is the units taken back.
        """
        return self._platform.plan(
            Book.retract(loan, units), self._signer, result=count_of("Retracted", "units")
        )

    def claim(self, loan: int) -> Plan[int]:
        """Take what the note has earned into the balance.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is principal and interest together, in minor units.
        """
        return self._platform.plan(
            Book.claim(loan), self._signer, result=count_of("ClaimPaid", "principal", "interest")
        )

    def claim_many(self, loans: Sequence[int]) -> Plan[int]:
        """Claim from several loans.

        Args:
            loans: The loans' numbers, at most 100.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self._platform.plan(
            Book.claim_many(list(loans)),
            self._signer,
            result=count_of("ClaimPaid", "principal", "interest"),
        )

    def claim_and_withdraw(self, loans: Sequence[int]) -> Plan[int]:
        """Claim from several loans and send the sum to the caller's wallet.

        Args:
            loans: The loans' numbers, at most 100.

        Returns:
            The plan; its result is what was sent, in minor units.
        """
        return self._platform.plan(
            Book.claim_and_withdraw(list(loans)),
            self._signer,
            result=count_of("Withdrawn", "amount"),
        )

    def transfer(self, receiver: str, loan: int, units: int) -> Plan[None]:
        """Give units of a note to another enrolled person, for nothing.

        Args:
            receiver: The address that receives them.
            loan: The loan's number, from 1.
            units: How many units to give, at least 1.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(
            Book.transfer(receiver, loan, units), self._signer, result=nothing
        )

    def sell(
        self,
        loan: int,
        units: int,
        price_ppm: int,
        *,
        expiry: int,
        dpd_max: int = 0,
        nonce: int | None = None,
    ) -> SignedAsk:
        """Sign an ask for units of a note; sends nothing.

        It is void as soon as an instalment or prepayment is made. Give it to buyers as
        `document()`; `cancel_ask` takes it back.

        Args:
            loan: The loan's number, from 1.
            units: How many units to sell.
            price_ppm: The price in ppm of the units' outstanding principal.
            expiry: The last Unix second on which it may be bought.
            dpd_max: The most days past due at which it may be bought.
            nonce: Tells asks with the same terms apart; random without one.

        Returns:
            The signed ask.
        """
        progress = self._platform.read(Servicing.progress_of(loan))
        ask = Ask(
            seller=self._signer.address,
            loan=loan,
            units=units,
            price_ppm=price_ppm,
            dpd_max=dpd_max,
            version=progress["version"],
            nonce=secrets.randbits(64) if nonce is None else nonce,
            expiry=expiry,
        )
        message = ask.typed(self._platform)
        signature = self._signer.sign_typed_data(message)
        return SignedAsk(ask, signature)

    def buy(self, signed: SignedAsk, units: int, *, price_max: int) -> Plan[int]:
        """Buy units of an ask out of the balance.

        Args:
            signed: The signed ask.
            units: How many units to buy, at least 1.
            price_max: The most to pay, in minor units.

        Returns:
            The plan; its result is the price in minor units.
        """
        return self._platform.plan(
            Market.fill(signed.ask, signed.signature, units, price_max),
            self._signer,
            result=count_of("SalePaid", "price"),
        )

    def cancel_ask(self, signed: SignedAsk) -> Plan[None]:
        """Take back what is left of the caller's own ask.

        Args:
            signed: The signed ask.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Market.cancel(signed.ask), self._signer, result=nothing)


class Investor:
    """An investor of a platform: `view` reads, `act` plans transactions and signs asks."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self.address = signer.address
        self.view = InvestorView(platform, signer.address)
        self.act = InvestorActions(platform, signer)
