"""The investor's side: lend, claim, sell, buy, and see every unit."""

# Made by scripts/unasync.py from platform/_async/investor.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Lens, Servicing
from tallystick.errors import InputError
from tallystick.loans.dates import local_day
from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.platform._sync.cashflows import CashFlows
from tallystick.platform._sync.lender_choices import (
    LenderChoices,
    LenderChoicesView,
)
from tallystick.platform._sync.loans import listing
from tallystick.platform._sync.market import MarketActions, MarketView
from tallystick.platform.holdings import Note, Portfolio, Returns
from tallystick.platform.outcomes import count_of, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.flows import CashFlow
    from tallystick.platform.listing import Listing

__all__ = ["Investor", "InvestorActions", "InvestorView"]

# Notes that the Lens reads in one call.
PORTFOLIO_MAX = 100


class InvestorView(LenderChoicesView, MarketView):
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
            The note, with 0 units when there is none; the outstanding part rounded down to the
            unit, 0 once the loan has ended.

        Raises:
            InputError: INPUT:LOAN when there is no such loan.
        """
        (note,) = self._notes([loan])
        if note is None:
            raise InputError("INPUT:LOAN", f"there is no loan {loan}; loans are numbered from 1")
        return note

    def portfolio(self) -> Portfolio:
        """Return balance and notes, a hundred of them in one call.

        Returns:
            The notes with units, in the order of the loans' numbers.
        """
        loans = CashFlows(self._platform, self.address).loans()
        notes = self._notes(loans)
        held = tuple(note for note in notes if note is not None and note.units)
        return Portfolio(self.balance(), held)

    def _notes(self, loans: Sequence[int]) -> list[Note | None]:
        notes: list[Note | None] = []
        for begin in range(0, len(loans), PORTFOLIO_MAX):
            part = list(loans[begin : begin + PORTFOLIO_MAX])
            answer = self._platform.read(Lens.portfolio(self.address, part))
            notes += [Note.of(holding) if holding["status"] else None for holding in answer]
        return notes

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


class InvestorActions(LenderChoices, MarketActions):
    """What an investor does; all but `sell`, `bid` and `sign_mandate` are plans, `send()` acts.

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
        """Take funding back; who does cannot fund the loan again.

        It is free while the loan is listed, in the time to reflect for classes that have one, while
        the borrower is frozen or new risk is closed, and once the issue window has passed.

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
            The plan; its result is what was sent, in minor units, 0 when nothing was earned.
        """
        return self._platform.plan(
            Book.claim_and_withdraw(list(loans)),
            self._signer,
            result=count_of("Withdrawn", "amount"),
        )

    def transfer(self, receiver: str, loan: int, units: int) -> Plan[None]:
        """Move units of a note to another wallet of the same person; others get notes by a sale.

        Args:
            receiver: The wallet that gets them.
            loan: The loan's number, from 1.
            units: How many units to move, at least 1.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(
            Book.transfer(receiver, loan, units), self._signer, result=nothing
        )

    def refresh_exposure(self, loans: Sequence[int] = ()) -> Plan[int]:
        """Make room under the lending limit: for principal that came back, and for losses.

        Args:
            loans: Loans that have ended, whose losses shall count no longer; what they have earned
                is claimed, too. At most 100.

        Returns:
            The plan; its result is by how much the exposure falls, in minor units.
        """
        return self._platform.plan(
            Book.refresh_exposure(self._signer.address, list(loans)),
            self._signer,
            result=count_of("ExposureRefreshed", "returned"),
        )


class Investor:
    """An investor of a platform: `view` reads, `act` plans transactions, signs asks and bids."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self.address = signer.address
        self.view = InvestorView(platform, signer.address)
        self.act = InvestorActions(platform, signer)
