"""The investor's side: lend, claim, sell, buy, and see every unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Lens, Servicing
from tallystick.errors import InputError
from tallystick.loans.dates import local_day
from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.platform._async.cashflows import AsyncCashFlows
from tallystick.platform._async.lender_choices import (
    AsyncLenderChoices,
    AsyncLenderChoicesView,
)
from tallystick.platform._async.loans import listing
from tallystick.platform._async.market import AsyncMarketActions, AsyncMarketView
from tallystick.platform.holdings import Note, Portfolio, Returns
from tallystick.platform.outcomes import count_of, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import AnySigner
    from tallystick.platform._async.plan import AsyncPlan
    from tallystick.platform._async.platform import AsyncPlatform
    from tallystick.platform.flows import CashFlow
    from tallystick.platform.listing import Listing

__all__ = ["AsyncInvestor", "AsyncInvestorActions", "AsyncInvestorView"]

# Notes that the Lens reads in one call.
PORTFOLIO_MAX = 100


class AsyncInvestorView(AsyncLenderChoicesView, AsyncMarketView):
    """What an investor reads; no key needed. Amounts in minor units.

    Errors are those of `AsyncAccountView`.
    """

    async def loan(self, loan: int) -> Listing:
        """Return a loan's listing and where it stands.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The listing, amounts in minor units.

        Raises:
            InputError: INPUT:LOAN when there is no such loan.
        """
        return await listing(self._platform, loan)

    async def note(self, loan: int) -> Note:
        """Return the investor's note of a loan.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The note, with 0 units when there is none; the outstanding part rounded down to the
            unit, 0 once the loan has ended.

        Raises:
            InputError: INPUT:LOAN when there is no such loan.
        """
        (note,) = await self._notes([loan])
        if note is None:
            raise InputError("INPUT:LOAN", f"there is no loan {loan}; loans are numbered from 1")
        return note

    async def portfolio(self) -> Portfolio:
        """Return balance and notes, a hundred of them in one call.

        Returns:
            The notes with units, in the order of the loans' numbers.
        """
        loans = await AsyncCashFlows(self._platform, self.address).loans()
        notes = await self._notes(loans)
        held = tuple(note for note in notes if note is not None and note.units)
        return Portfolio(await self.balance(), held)

    async def _notes(self, loans: Sequence[int]) -> list[Note | None]:
        notes: list[Note | None] = []
        for begin in range(0, len(loans), PORTFOLIO_MAX):
            part = list(loans[begin : begin + PORTFOLIO_MAX])
            answer = await self._platform.read(Lens.portfolio(self.address, part))
            notes += [Note.of(holding) if holding["status"] else None for holding in answer]
        return notes

    async def cash_flows(self) -> tuple[CashFlow, ...]:
        """Return every movement between the balance and loans.

        Returns:
            The movements in the chain's order: into a loan negative, out of it positive.
        """
        return await AsyncCashFlows(self._platform, self.address).all()

    async def returns(self) -> Returns:
        """Return what lending has earned to the latest block.

        Returns:
            Sums in minor units; the annual rate in ppm, rounded half up.
        """
        flows = await self.cash_flows()
        portfolio = await self.portfolio()
        value = sum(note.value for note in portfolio.notes)
        offset = await self._platform.read(Servicing.offset())
        dated = [DatedFlow(local_day(flow.timestamp, offset), flow.amount) for flow in flows]
        dated.append(DatedFlow(await self._platform.today(), value))
        return Returns(
            paid_in=-sum(flow.amount for flow in flows if flow.amount < 0),
            received=sum(flow.amount for flow in flows if flow.amount > 0),
            value=value,
            annual_ppm=annual_return_ppm(dated),
        )


class AsyncInvestorActions(AsyncLenderChoices, AsyncMarketActions):
    """What an investor does; all but `sell`, `bid` and `sign_mandate` are plans, `send()` acts.

    Errors are those of `AsyncAccountActions`.
    """

    async def fund(
        self, loan: int, units: int, *, disclosure_hash: bytes, units_min: int | None = None
    ) -> AsyncPlan[int]:
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
        return await self._platform.plan(
            Book.fund(loan, units, least, disclosure_hash),
            self._signer,
            result=count_of("Funded", "units"),
        )

    async def deposit_and_fund(
        self, loan: int, units: int, *, disclosure_hash: bytes, units_min: int | None = None
    ) -> AsyncPlan[int]:
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
        return await self._platform.plan(
            Book.deposit_and_fund(loan, units, least, disclosure_hash),
            self._signer,
            pays=units,
            result=count_of("Funded", "units"),
        )

    async def retract(self, loan: int, units: int) -> AsyncPlan[int]:
        """Take funding back; who does cannot fund the loan again.

        It is free while the loan is listed, in the time to reflect for classes that have one, while
        the borrower is frozen or new risk is closed, and once the issue window has passed.

        Args:
            loan: The loan's number, from 1.
            units: How many units to take back.

        Returns:
            The plan; its result is the units taken back.
        """
        return await self._platform.plan(
            Book.retract(loan, units), self._signer, result=count_of("Retracted", "units")
        )

    async def claim(self, loan: int) -> AsyncPlan[int]:
        """Take what the note has earned into the balance.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is principal and interest together, in minor units.
        """
        return await self._platform.plan(
            Book.claim(loan), self._signer, result=count_of("ClaimPaid", "principal", "interest")
        )

    async def claim_many(self, loans: Sequence[int]) -> AsyncPlan[int]:
        """Claim from several loans.

        Args:
            loans: The loans' numbers, at most 100.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return await self._platform.plan(
            Book.claim_many(list(loans)),
            self._signer,
            result=count_of("ClaimPaid", "principal", "interest"),
        )

    async def claim_and_withdraw(self, loans: Sequence[int]) -> AsyncPlan[int]:
        """Claim from several loans and send the sum to the caller's wallet.

        Args:
            loans: The loans' numbers, at most 100.

        Returns:
            The plan; its result is what was sent, in minor units, 0 when nothing was earned.
        """
        return await self._platform.plan(
            Book.claim_and_withdraw(list(loans)),
            self._signer,
            result=count_of("Withdrawn", "amount"),
        )

    async def transfer(self, receiver: str, loan: int, units: int) -> AsyncPlan[None]:
        """Move units of a note to another wallet of the same person; others get notes by a sale.

        Args:
            receiver: The wallet that gets them.
            loan: The loan's number, from 1.
            units: How many units to move, at least 1.

        Returns:
            The plan, without a result.
        """
        return await self._platform.plan(
            Book.transfer(receiver, loan, units), self._signer, result=nothing
        )

    async def refresh_exposure(self, loans: Sequence[int] = ()) -> AsyncPlan[int]:
        """Make room under the lending limit: for principal that came back, and for losses.

        Args:
            loans: Loans that have ended, whose losses shall count no longer; what they have earned
                is claimed, too. At most 100.

        Returns:
            The plan; its result is by how much the exposure falls, in minor units.
        """
        return await self._platform.plan(
            Book.refresh_exposure(self._signer.address, list(loans)),
            self._signer,
            result=count_of("ExposureRefreshed", "returned"),
        )


class AsyncInvestor:
    """An investor of a platform: `view` reads, `act` plans transactions, signs asks and bids."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self.address = signer.address
        self.view = AsyncInvestorView(platform, signer.address)
        self.act = AsyncInvestorActions(platform, signer)
