"""Units and what they earn: claims, transfers, sales, allowances, rebuilt from events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.state import PPM
from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.money import Money, Places
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord, Units
    from tallystick.replay.source import Clock

__all__ = ["Notes"]

UNLIMITED = 2**256 - 1
CANCELLED = 2**256 - 1


@dataclass(slots=True)
class _Handover:
    """Units that change hands, from the Transfer to the last of its payments."""

    log: Log
    loan: LoanRecord
    sender: bytes
    receiver: bytes
    units: int
    earned: dict[bytes, tuple[int, int]]
    unpaid: set[bytes]
    price: int = 0


@dataclass(slots=True)
class Notes:
    """Every position, allowance and ask.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    findings: Findings
    places: Places
    loans: dict[int, LoanRecord]
    money: Money
    people: People
    clock: Clock
    allowances: dict[tuple[bytes, bytes, int], int] = field(default_factory=dict)
    operators: dict[tuple[bytes, bytes], bool] = field(default_factory=dict)
    filled: dict[bytes, int] = field(default_factory=dict)
    handover: _Handover | None = None
    sale: tuple[int, int] | None = None
    claims: int = 0

    def claim_paid(
        self, log: Log, number: int, holder: bytes, principal: int, interest: int, balance: int
    ) -> None:
        """Take the event that a note was paid its earnings, alone or because units change hands.

        Args:
            log: The event's log.
            number: The loan's number.
            holder: Who was paid.
            principal: The part that is principal.
            interest: The part that is interest.
            balance: The holder's balance after it.
        """
        self.money.claim_paid(log, holder, principal + interest, balance)
        self.claims += 1
        loan = self.loans.get(number)
        if loan is None:
            self.findings.differ("notes.claims", f"a claim on loan {number}, not listed", log)
            return
        loan.claimed += principal + interest
        units = loan.units_of(holder)
        units.paid_principal += principal
        units.paid_interest += interest
        moving = self.handover
        if moving is not None and moving.loan is loan and holder in moving.unpaid:
            moving.unpaid.remove(holder)
            earned = moving.earned[holder]
        else:
            self.finish()
            earned = _settle(loan, units)
            self.money.add_returned(holder, principal)
        if earned != (principal, interest):
            self.findings.differ(
                "notes.claims",
                f"loan {number} paid {shown(holder)} {(principal, interest)}, earned {earned}",
                log,
            )

    def transfer(
        self, log: Log, caller: bytes, sender: bytes, receiver: bytes, number: int, units: int
    ) -> None:
        """Take the event that units change hands; both sides are settled first.

        Args:
            log: The event's log.
            caller: Who moved them: the sender, the market, or somebody allowed.
            sender: Who gives them.
            receiver: Who receives them.
            number: The loan's number.
            units: How many units.
        """
        loan = self.loans.get(number)
        self.finish()
        if loan is None:
            self.findings.differ("notes.claims", f"a transfer of loan {number}, not listed", log)
            return
        giver, taker = loan.units_of(sender), loan.units_of(receiver)
        earned = {sender: _settle(loan, giver), receiver: _settle(loan, taker)}
        giver.units -= units
        taker.units += units
        self.claims += 1
        if giver.units < 0:
            self.findings.differ("notes.claims", f"{shown(sender)} gave more than they have", log)
        self.handover = _Handover(
            log,
            loan,
            sender,
            receiver,
            units,
            earned,
            {side for side, amounts in earned.items() if any(amounts)},
        )
        if caller == self.places.market:
            if self.sale != (number, units):
                self.findings.differ("notes.claims", "a sale of notes that filled no ask", log)
            self.sale = None
        elif caller != sender:
            self._spend(log, (sender, caller, number), units)

    def sale_paid(
        self,
        log: Log,
        number: int,
        seller: bytes,
        buyer: bytes,
        price: int,
        fee: int,
        seller_balance: int,
        buyer_balance: int,
    ) -> None:
        """Take the event that a buyer paid; the market fee stays in the pot and is the platform's.

        Args:
            log: The event's log.
            number: The loan's number.
            seller: The seller.
            buyer: The buyer.
            price: What the buyer paid.
            fee: The market fee, rounded down.
            seller_balance: The seller's balance after it.
            buyer_balance: The buyer's balance after it.
        """
        self.money.sale_paid(log, seller, buyer, price, fee, seller_balance, buyer_balance)
        moving = self.handover
        loan = self.loans.get(number)
        if loan is not None:
            loan.fees += fee
            loan.market_fees += fee
        if (
            moving is None
            or loan is None
            or (moving.loan, moving.sender, moving.receiver)
            != (
                loan,
                seller,
                buyer,
            )
        ):
            self.findings.differ("notes.claims", "a price was paid and no notes were sold", log)
            return
        due = price * int(loan.offer["market_fee_ppm"]) // PPM
        self.findings.same("notes.claims", f"loan {number}'s market fee", fee, due, log)
        moving.price = price
        self.finish()

    def filled_ask(self, log: Log, number: int, digest: bytes, units: int, filled: int) -> None:
        """Take the event that a part of a signed ask was bought; the Transfer follows.

        Args:
            log: The event's log.
            number: The loan's number.
            digest: The ask's digest, 32 bytes.
            units: How many units.
            filled: All units of the ask that were bought after it.
        """
        after = self.filled.get(digest, 0) + units
        self.filled[digest] = after
        self.findings.same("notes.claims", f"ask {shown(digest)}'s fill", filled, after, log)
        self.sale = (number, units)

    def cancelled(self, _log: Log, seller: bytes, digest: bytes) -> None:
        """Take the event that a seller took an ask back.

        Args:
            seller: The seller.
            digest: The ask's digest, 32 bytes.
        """
        del seller
        self.filled[digest] = CANCELLED

    def approval(self, _log: Log, owner: bytes, spender: bytes, number: int, amount: int) -> None:
        """Take the event that another address may transfer units.

        Args:
            owner: Whose units.
            spender: Who may.
            number: The loan's number.
            amount: How many units.
        """
        self.allowances[owner, spender, number] = amount

    def operator_set(self, _log: Log, owner: bytes, spender: bytes, approved: bool) -> None:  # noqa: FBT001 - as in the event
        """Take the event that another address may transfer everything, or no longer.

        Args:
            owner: Whose units.
            spender: Who may.
            approved: Whether they may.
        """
        self.operators[owner, spender] = approved

    def refreshed(self, log: Log, wallet: bytes, returned: int) -> None:
        """Take the event that returned principal was taken off its person's exposure.

        Args:
            log: The event's log.
            wallet: The wallet that it had returned to.
            returned: How much.
        """
        known = self.money.take_returned(wallet)
        self.findings.same("notes.claims", f"{shown(wallet)}'s returned", returned, known, log)
        self.people.lower(wallet, known)

    def finish(self) -> None:
        """End a change of hands: every payment was made; exposure moves with the principal."""
        moving, self.handover = self.handover, None
        if moving is None:
            return
        for side in moving.unpaid:
            self.findings.differ(
                "notes.claims",
                f"{shown(side)} was not paid what their units had earned",
                moving.log,
            )
        loan = moving.loan
        earned, unsettled = moving.earned[moving.receiver], 0
        gift = not moving.price and not any(earned)
        if not gift:
            unsettled = self.money.take_returned(moving.receiver) + earned[0]
        units_left = moving.units - moving.units * loan.total_principal // loan.principal
        # What leaves the sender counts like principal that was paid to them.
        self.money.add_returned(moving.sender, moving.earned[moving.sender][0] + units_left)
        self.people.hand_over(
            moving.log,
            (moving.sender, moving.receiver),
            units_left,
            unsettled,
            loan,
            self.clock.time(moving.log),
        )

    def close(self, log: Log) -> None:
        """End a transaction: a change of hands is complete, and no sale is left open.

        Args:
            log: The transaction's last log.
        """
        self.finish()
        if self.sale is not None:
            self.findings.differ("notes.claims", "an ask was filled and no notes moved", log)
            self.sale = None

    def _spend(self, log: Log, key: tuple[bytes, bytes, int], units: int) -> None:
        if self.operators.get(key[:2], False):
            return
        allowed = self.allowances.get(key, 0)
        if units > allowed:
            self.findings.differ("notes.claims", f"{shown(key[1])} moved units unasked", log)
        elif allowed != UNLIMITED:
            self.allowances[key] = allowed - units


def _settle(loan: LoanRecord, units: Units) -> tuple[int, int]:
    return units.settle(loan.total_principal, loan.total_interest, loan.principal)
