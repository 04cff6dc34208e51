"""What people do on a platform that never was: each act's events, by the client's arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.loans import default as workout
from tallystick.loans import repayment
from tallystick.loans.dates import month_of
from tallystick.loans.payoff import due_now
from tallystick.loans.reserve_cover import cover_cap
from tallystick.loans.rounding import div_ceil, div_floor
from tallystick.loans.state import PPM, LoanState, Mode, Status, issue
from tallystick.replay.money import MoveReason
from tallystick.replay.records import (
    ACTIVE,
    DEFAULTED,
    FUNDED,
    RECOVERED,
    REPAID,
    Units,
    terms_of_offer,
)

if TYPE_CHECKING:
    from synthetic_logs import LogWriter
    from tallystick.loans.allocation import Payment

__all__ = ["NOBODY", "Acts", "Borrowing"]

NOBODY = bytes(20)
YEARS, LIMIT = 10 * 365 * 86_400, 10**15
_ENDS = {Status.REPAID: REPAID, Status.RECOVERED: RECOVERED}


@dataclass(slots=True)
class Borrowing:
    """One loan that was drawn down. filled: what was sold of its notes, by order."""

    number: int
    offer: dict[str, Any]
    borrower: bytes
    rules: LoanState
    holders: dict[bytes, Units]
    fees: int = 0

    @property
    def principal(self) -> int:
        """What was lent, in minor units."""
        return int(self.offer["principal"])

    def earned(self, holder: bytes) -> tuple[int, int]:
        """Settle a holder's units.

        Args:
            holder: Their wallet.

        Returns:
            Principal and interest that they have earned since the last time.
        """
        rules = self.rules
        return self.holders[holder].settle(
            rules.total_principal, rules.total_interest, self.principal
        )


@dataclass(slots=True)
class Acts:
    """Balances, and the acts that change them; each is one transaction.

    at: the contracts' addresses, 20 bytes. caps: of loans that defaulted, by month.
    """

    writer: LogWriter
    at: dict[str, bytes]
    treasury: bytes
    balances: dict[bytes, int]
    caps: dict[int, int] = field(default_factory=dict)

    def enrol(self, person: bytes, wallet: bytes, group: int) -> None:
        """Enrol somebody who may lend and borrow.

        Args:
            person: The commitment to them, 32 bytes.
            wallet: Their wallet.
            group: Their group.
        """
        self.writer.transaction()
        now = self.writer.second
        self.writer.write(
            "Registry", "Enrolled", person=person, wallet=wallet, head=wallet, risk_class=5,
            group=group, lend_limit=LIMIT, borrow_limit=LIMIT, issued_at=now, expiry=now + YEARS,
        )  # fmt: skip

    def mark_staff(self, wallet: bytes) -> None:
        """Mark an underwriter's person, as their first listing does.

        Args:
            wallet: Their wallet.
        """
        self.writer.transaction()
        self.writer.write("Registry", "StaffMarked", head=wallet, key=wallet)

    def deposit(self, owner: bytes, amount: int) -> None:
        """Bring tokens in.

        Args:
            owner: Whose.
            amount: How much.
        """
        self.writer.transaction()
        balance = self._change(owner, amount)
        self.writer.write("Escrow", "Deposited", owner=owner, amount=amount, balance=balance)

    def withdraw(self, owner: bytes, amount: int) -> None:
        """Take tokens out.

        Args:
            owner: Whose.
            amount: How much.
        """
        self.writer.transaction()
        balance = self._change(owner, -amount)
        self.writer.write("Escrow", "Withdrawn", owner=owner, amount=amount, balance=balance)

    def list_offer(
        self, number: int, offer: dict[str, Any], group: int, signers: tuple[bytes, bytes]
    ) -> None:
        """List an offer that two underwriters have signed.

        Args:
            number: The loan's number.
            offer: The offer's fields.
            group: The borrower's group.
            signers: The underwriters.
        """
        self.writer.transaction()
        self.writer.write(
            "Offers", "Listed", loan=number, borrower=offer["borrower"], project=offer["project"],
            group=group, first_signer=signers[0], second_signer=signers[1],
            **{f"offer.{name}": value for name, value in offer.items()},
        )  # fmt: skip

    def fund(self, number: int, principal: int, lenders: Sequence[bytes]) -> dict[bytes, Units]:
        """Fund a loan in equal parts; the first takes what is left over.

        Args:
            number: The loan's number.
            principal: Its principal.
            lenders: Who lends.

        Returns:
            Their units.
        """
        part, holders, funded = div_floor(principal, len(lenders)), {}, 0
        for place, lender in enumerate(lenders):
            units = part if place else principal - part * (len(lenders) - 1)
            self.writer.transaction()
            self._move(lender, self.at["Book"], MoveReason.FUND, number, units)
            self._transfer(lender, NOBODY, lender, number, units)
            funded += units
            self.writer.write(
                "Book", "Funded", loan=number, investor=lender, units=units, funded=funded
            )
            holders[lender] = Units(units)
        self.writer.write("Book", "StatusChanged", loan=number, status=FUNDED)
        return holders

    def draw_down(
        self, number: int, offer: dict[str, Any], holders: dict[bytes, Units], day: int
    ) -> Borrowing:
        """Draw a funded loan down.

        Args:
            number: The loan's number.
            offer: The offer's fields.
            holders: Who lent.
            day: The local day.

        Returns:
            The loan.
        """
        principal, borrower, book = offer["principal"], offer["borrower"], self.at["Book"]
        origination = div_ceil(principal * offer["origination_ppm"], PPM)
        contribution = div_ceil(principal * offer["reserve_ppm"], PPM)
        self.writer.transaction()
        self.writer.write("Book", "StatusChanged", loan=number, status=ACTIVE)
        self.writer.write(
            "Book", "Issued", loan=number, borrower=borrower, issue_day=day, principal=principal,
            origination=origination, contribution=contribution,
        )  # fmt: skip
        paid_out = principal - origination - contribution
        self._move(book, borrower, MoveReason.ISSUE, number, paid_out)
        self._move(book, self.treasury, MoveReason.ORIGINATION, number, origination)
        self._move(book, self.at["Reserve"], MoveReason.CONTRIBUTION, number, contribution)
        self.withdraw(borrower, paid_out)
        return Borrowing(number, offer, borrower, issue(terms_of_offer(offer), day), holders)

    def repay(self, loan: Borrowing, day: int, *, in_full: bool = False) -> None:
        """Pay what is due, from a deposit of just that; or all that is owed.

        Args:
            loan: The loan.
            day: The local day.
            in_full: Whether all is paid ahead.
        """
        if in_full:
            after, payment = repayment.prepay(
                loan.rules, day, 10**15, Mode.SMALLER, loan.offer["ticket_min"]
            )
        else:
            after, payment = repayment.repay(loan.rules, day, due_now(loan.rules, day))
        self.deposit(loan.borrower, payment.debit)
        self.writer.transaction()
        if after.status is Status.REPAID:
            self.writer.write("Servicing", "Released", loan=loan.number, amount=loan.principal)
            self._status(loan, REPAID)
        reason = MoveReason.PREPAY if in_full else MoveReason.REPAY
        self._paid(loan, after, payment, reason)
        loan.rules = after

    def declare_default(self, loan: Borrowing, day: int, by: bytes) -> None:
        """Declare a default.

        Args:
            loan: The loan, overdue for long enough.
            day: The local day.
            by: Who declares it.
        """
        after = workout.default(loan.rules, day)
        self.writer.transaction()
        self.writer.write(
            "Workouts", "Defaulted", loan=loan.number, by=by, principal=after.owed_principal,
            interest=after.owed_interest, charges=after.owed_charges,
        )  # fmt: skip
        self._status(loan, DEFAULTED)
        cap = cover_cap(after, day)
        if cap:
            month = month_of(day)
            self.caps[month] = self.caps.get(month, 0) + cap
            self.writer.write(
                "Reserve", "Entered", loan=loan.number, month=month, cap=cap,
                caps=self.caps[month],
            )  # fmt: skip
        loan.rules = after

    def recover(self, loan: Borrowing, day: int, amount: int) -> None:
        """Pay after a default, from a deposit of just that.

        Args:
            loan: The loan.
            day: The local day.
            amount: The most to pay.
        """
        after, payment = workout.recover(loan.rules, day, amount)
        self.deposit(loan.borrower, payment.debit)
        self.writer.transaction()
        pot = self.at["Servicing"]
        self._move(loan.borrower, pot, MoveReason.RECOVERY, loan.number, payment.debit)
        self.writer.write(
            "Workouts", "Recovered", loan=loan.number, payer=loan.borrower,
            principal=payment.principal, interest=payment.interest, charges=payment.charges,
            fee=payment.recovery_fee, returned=payment.coverers,
            total_principal=after.total_principal, total_interest=after.total_interest,
        )  # fmt: skip
        loan.fees += payment.recovery_fee
        loan.rules = after

    def claim(self, holder: bytes, loans: Sequence[Borrowing]) -> None:
        """Claim what a lender has earned on loans, in one transaction.

        Args:
            holder: The lender.
            loans: The loans.
        """
        self.writer.transaction()
        for loan in loans:
            self._claim(loan, holder, loan.earned(holder))

    def sell(self, loan: Borrowing, seller: bytes, buyer: bytes, digest: bytes, ppm: int) -> None:
        """Sell all of a lender's units at a price in ppm of what is outstanding.

        Args:
            loan: An active loan that is not overdue.
            seller: Who sells.
            buyer: Who buys.
            digest: The order's digest.
            ppm: The price.
        """
        units = loan.holders[seller].units
        price = div_ceil(units * loan.rules.outstanding * ppm, loan.principal * PPM)
        fee = price * loan.offer["market_fee_ppm"] // PPM
        loan.holders.setdefault(buyer, Units())
        sold, bought = loan.earned(seller), loan.earned(buyer)
        self.writer.transaction()
        self.writer.write(
            "Market", "Filled", loan=loan.number, digest=digest, units=units, filled=units
        )
        self._transfer(self.at["Market"], seller, buyer, loan.number, units)
        self._claim(loan, seller, sold)
        self._claim(loan, buyer, bought)
        loan.holders[seller].units -= units
        loan.holders[buyer].units += units
        loan.fees += fee
        self._change(self.at["Servicing"], fee)
        self.writer.write(
            "Escrow", "SalePaid", loan=loan.number, seller=seller, buyer=buyer, price=price,
            fee=fee, seller_balance=self._change(seller, price - fee),
            buyer_balance=self._change(buyer, -price),
        )  # fmt: skip

    def sweep(self, loans: Sequence[Borrowing]) -> None:
        """Send the platform's fees of loans to the treasury, in one move.

        Args:
            loans: The loans.
        """
        self.writer.transaction()
        total = 0
        for loan in loans:
            if loan.fees:
                self.writer.write("Servicing", "FeesSwept", loan=loan.number, amount=loan.fees)
                total, loan.fees = total + loan.fees, 0
        if total:
            self._move(self.at["Servicing"], self.treasury, MoveReason.FEES, 0, total)

    def _paid(self, loan: Borrowing, after: LoanState, payment: Payment, reason: int) -> None:
        fees = payment.servicing_fee + payment.late_fee
        self.writer.write(
            "Servicing", "Paid", loan=loan.number, payer=loan.borrower, reason=reason,
            principal=payment.principal, interest=payment.interest, charges=payment.charges,
            fees=fees, settled=after.settled, balance=after.balance,
            total_principal=after.total_principal, total_interest=after.total_interest,
        )  # fmt: skip
        self._move(loan.borrower, self.at["Servicing"], reason, loan.number, payment.debit)
        loan.fees += fees

    def _status(self, loan: Borrowing, status: int) -> None:
        self.writer.write("Servicing", "StatusChanged", loan=loan.number, status=status)

    def _claim(self, loan: Borrowing, holder: bytes, earned: tuple[int, int]) -> None:
        principal, interest = earned
        if principal or interest:
            self._change(self.at["Servicing"], -principal - interest)
            self.writer.write(
                "Escrow", "ClaimPaid", loan=loan.number, holder=holder, principal=principal,
                interest=interest, holder_balance=self._change(holder, principal + interest),
            )  # fmt: skip

    def _transfer(
        self, caller: bytes, sender: bytes, receiver: bytes, number: int, units: int
    ) -> None:
        self.writer.write(
            "Book", "Transfer", caller=caller, sender=sender, receiver=receiver, id=number,
            amount=units,
        )  # fmt: skip

    def _move(self, sender: bytes, receiver: bytes, reason: int, ref: int, amount: int) -> None:
        self.writer.write(
            "Escrow", "Moved", sender=sender, receiver=receiver, reason=reason, ref=ref,
            amount=amount, sender_balance=self._change(sender, -amount),
            receiver_balance=self._change(receiver, amount),
        )  # fmt: skip

    def _change(self, owner: bytes, amount: int) -> int:
        after = self.balances.get(owner, 0) + amount
        assert after >= 0, f"{owner.hex()} has no {-amount}"
        self.balances[owner] = after
        return after
