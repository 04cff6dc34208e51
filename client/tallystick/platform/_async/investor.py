"""The investor's side: lend, claim, sell, buy, and see every unit."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tallystick.chain._async.signing import settled
from tallystick.loans.dates import local_day
from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.loans.rounding import div_floor
from tallystick.platform._async.account import AsyncAccountActs, AsyncAccountView
from tallystick.platform._async.cashflows import AsyncCashFlows
from tallystick.platform._async.loans import listing
from tallystick.platform.holdings import Note, Portfolio, Returns
from tallystick.platform.messages import Ask, SignedAsk
from tallystick.platform.outcomes import count_of, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import AnySigner
    from tallystick.platform._async.plan import AsyncPlan
    from tallystick.platform._async.platform import AsyncPlatform
    from tallystick.platform.flows import CashFlow
    from tallystick.platform.listing import Listing

__all__ = ["AsyncInvestor", "AsyncInvestorActs", "AsyncInvestorView"]


class AsyncInvestorView(AsyncAccountView):
    """What an investor reads; no key needed."""

    async def loan(self, loan: int) -> Listing:
        """Return a loan's listing and where it stands."""
        return await listing(self._platform, loan)

    async def note(self, loan: int) -> Note:
        """Return the own note of a loan, with 0 units when there is none."""
        found = await listing(self._platform, loan)
        units = int(await self._platform.read("Book", "balanceOf", self.address, loan))
        principal, interest = await self._platform.read("Book", "claimable", loan, self.address)
        total, received, _ = await self._platform.read("Servicing", "totals", loan)
        outstanding = units - div_floor(units * received, total) if total else units
        return Note(loan, found.status, units, outstanding, principal, interest)

    async def portfolio(self) -> Portfolio:
        """Return balance and notes, in the order of the loans' numbers."""
        loans = await AsyncCashFlows(self._platform, self.address).loans()
        notes = [await self.note(loan) for loan in loans]
        return Portfolio(await self.balance(), tuple(note for note in notes if note.units))

    async def cash_flows(self) -> tuple[CashFlow, ...]:
        """Return every movement between the balance and loans, in the chain's order."""
        return await AsyncCashFlows(self._platform, self.address).all()

    async def returns(self) -> Returns:
        """Return what lending has earned to the latest block."""
        flows = await self.cash_flows()
        portfolio = await self.portfolio()
        value = sum(note.value for note in portfolio.notes)
        offset = int(await self._platform.read("Servicing", "offset"))
        dated = [DatedFlow(local_day(flow.timestamp, offset), flow.amount) for flow in flows]
        dated.append(DatedFlow(await self._platform.today(), value))
        return Returns(
            paid_in=-sum(flow.amount for flow in flows if flow.amount < 0),
            received=sum(flow.amount for flow in flows if flow.amount > 0),
            value=value,
            annual_ppm=annual_return_ppm(dated),
        )

    async def ask_left(self, signed: SignedAsk) -> int:
        """Return how many units of an ask are still for sale, 0 when it was cancelled."""
        filled = int(
            await self._platform.read("Market", "filled", signed.ask.digest(self._platform))
        )
        return max(0, signed.ask.units - filled)

    async def ask_price(self, signed: SignedAsk, units: int) -> int:
        """Return the price of units of an ask now; Stale when the loan has moved on."""
        price, _ = await self._platform.read("Market", "quote", signed.ask, units)
        return int(price)


class AsyncInvestorActs(AsyncAccountActs):
    """What an investor does; every method but `sell` returns a plan, `send()` carries it out."""

    async def fund(
        self, loan: int, units: int, *, disclosure_hash: bytes, units_min: int | None = None
    ) -> AsyncPlan[int]:
        """Lend to a listed loan out of the balance; the result is the units taken.

        disclosure_hash: of the disclosure you have read. units_min: the least to accept when less
        is open, all of `units` without it.
        """
        least = units if units_min is None else units_min
        return await self._platform.plan(
            "Book",
            "fund",
            (loan, units, least, disclosure_hash),
            self._signer,
            result=count_of("Funded", "units"),
        )

    async def deposit_and_fund(
        self, loan: int, units: int, *, disclosure_hash: bytes, units_min: int | None = None
    ) -> AsyncPlan[int]:
        """As fund, with so many tokens deposited first; what is not taken stays in the balance."""
        least = units if units_min is None else units_min
        return await self._platform.plan(
            "Book",
            "deposit_and_fund",
            (loan, units, least, disclosure_hash),
            self._signer,
            pays=units,
            result=count_of("Funded", "units"),
        )

    async def retract(self, loan: int, units: int) -> AsyncPlan[int]:
        """Take funding back while the loan is listed, or once its issue window has passed."""
        return await self._platform.plan(
            "Book", "retract", (loan, units), self._signer, result=count_of("Retracted", "units")
        )

    async def claim(self, loan: int) -> AsyncPlan[int]:
        """Take what the note has earned into the balance; the result is the amount."""
        return await self._platform.plan(
            "Book",
            "claim",
            (loan,),
            self._signer,
            result=count_of("ClaimPaid", "principal", "interest"),
        )

    async def claim_many(self, loans: Sequence[int]) -> AsyncPlan[int]:
        """Claim from up to 100 loans; the result is the sum."""
        return await self._platform.plan(
            "Book",
            "claim_many",
            (list(loans),),
            self._signer,
            result=count_of("ClaimPaid", "principal", "interest"),
        )

    async def claim_and_withdraw(self, loans: Sequence[int]) -> AsyncPlan[int]:
        """Claim from up to 100 loans and send the sum to the own wallet."""
        return await self._platform.plan(
            "Book",
            "claim_and_withdraw",
            (list(loans),),
            self._signer,
            result=count_of("Withdrawn", "amount"),
        )

    async def transfer(self, receiver: str, loan: int, units: int) -> AsyncPlan[None]:
        """Give units of a note to another enrolled person, for nothing."""
        return await self._platform.plan(
            "Book", "transfer", (receiver, loan, units), self._signer, result=nothing
        )

    async def sell(
        self,
        loan: int,
        units: int,
        price_ppm: int,
        *,
        expiry: int,
        dpd_max: int = 0,
        nonce: int | None = None,
    ) -> SignedAsk:
        """Sign an ask for units at a price in ppm of their outstanding principal; sends nothing.

        It is void after `expiry` (Unix second), when the loan is more than `dpd_max` days past
        due, and as soon as an instalment or prepayment is made. Give it to buyers as
        `document()`; `cancel_ask` takes it back.
        """
        progress = await self._platform.read("Servicing", "progress_of", loan)
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
        signature = await settled(self._signer.sign_typed_data(message))
        return SignedAsk(ask, signature)

    async def buy(self, signed: SignedAsk, units: int, *, price_max: int) -> AsyncPlan[int]:
        """Buy units of an ask out of the balance for at most `price_max`; returns the price."""
        return await self._platform.plan(
            "Market",
            "fill",
            (signed.ask, signed.signature, units, price_max),
            self._signer,
            result=count_of("SalePaid", "price"),
        )

    async def cancel_ask(self, signed: SignedAsk) -> AsyncPlan[None]:
        """Take back what is left of an own ask."""
        return await self._platform.plan(
            "Market", "cancel", (signed.ask,), self._signer, result=nothing
        )


class AsyncInvestor:
    """An investor of a platform: `view` reads, `act` plans transactions and signs asks."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self.address = signer.address
        self.view = AsyncInvestorView(platform, signer.address)
        self.act = AsyncInvestorActs(platform, signer)
