"""Units and what they earn: claims, transfers, sales, allowances, rebuilt from events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.state import PPM
from tallystick.replay.findings import shown
from tallystick.replay.governance import ZERO
from tallystick.replay.records import ISSUED

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.lenders import Lenders
    from tallystick.replay.listings import Listings
    from tallystick.replay.market import Fill, Sales
    from tallystick.replay.money import Money, Places
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord, Units
    from tallystick.replay.source import Clock

__all__ = ["Notes"]

UNLIMITED = 2**256 - 1


@dataclass(slots=True)
class _Handover:
    """Units that change hands, from the Transfer to the last of its payments.

    fill: the sale that they change hands by; None between wallets of one person.
    """

    log: Log
    loan: LoanRecord
    sender: bytes
    receiver: bytes
    units: int
    earned: dict[bytes, tuple[int, int]]
    unpaid: set[bytes]
    fill: Fill | None
    price: int = 0


@dataclass(slots=True)
class Notes:
    """Every position and allowance.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    findings: Findings
    places: Places
    loans: dict[int, LoanRecord]
    money: Money
    people: People
    lenders: Lenders
    listings: Listings
    market: Sales
    clock: Clock
    allowances: dict[tuple[bytes, bytes, int], int] = field(default_factory=dict)
    operators: dict[tuple[bytes, bytes], bool] = field(default_factory=dict)
    handover: _Handover | None = None
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
            # What an ended loan will never return counts with it, once.
            self.lenders.count_returned(holder, principal + units.lost(loan))
            earned = _settle(loan, units)
            units.loss_seen = units.loss_seen or loan.ended
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
        if ZERO in {sender, receiver}:
            self._check_mint(log, caller, sender, receiver)
            holder, change = (receiver, units) if sender == ZERO else (sender, -units)
            self.listings.minted_or_burned(number, holder, change, caller)
            return
        giver, taker = loan.units_of(sender), loan.units_of(receiver)
        earned = {sender: _settle(loan, giver), receiver: _settle(loan, taker)}
        giver.units -= units
        taker.units += units
        self.claims += 1
        self._check_move(log, loan, (sender, receiver), units)
        fill = None
        if caller == self.places.market:
            fill = self.market.begin(log, loan, (sender, receiver), units)
        else:
            self._check_within(log, sender, receiver)
            if caller != sender:
                self._spend(log, (sender, caller, number), units)
        unpaid = {side for side, amounts in earned.items() if any(amounts)}
        self.handover = _Handover(log, loan, sender, receiver, units, earned, unpaid, fill)

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
            or moving.fill is None
            or moving.loan is not loan
            or (moving.sender, moving.receiver) != (seller, buyer)
        ):
            self.findings.differ("notes.claims", "a price was paid and no notes were sold", log)
            return
        due = price * int(loan.offer["market_fee_ppm"]) // PPM
        self.findings.same("notes.claims", f"loan {number}'s market fee", fee, due, log)
        moving.price = price
        self.finish()

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
        earned = moving.earned[moving.receiver]
        settles = bool(moving.price or any(earned))
        passed_on = moving.earned[moving.sender][0]
        if moving.fill is None:
            self.lenders.count_returned(moving.sender, passed_on)
            if settles:
                self.lenders.settle_returned(moving.receiver, earned[0])
            return
        loan = moving.loan
        units_left = moving.units - moving.units * loan.total_principal // loan.principal
        # What leaves the seller counts like principal that was paid to them.
        self.lenders.count_returned(moving.sender, passed_on + units_left)
        self.market.settle(moving.log, loan, moving.fill, moving.price)
        self.lenders.accept(
            moving.log, moving.receiver, units_left, loan, moving.fill.at,
            earned=earned[0] if settles else 0, settles=settles,
        )  # fmt: skip

    def _check_mint(self, log: Log, caller: bytes, sender: bytes, receiver: bytes) -> None:
        self._require(
            log,
            sender != receiver
            and (caller in {sender, receiver} or (sender, caller) == (ZERO, self.places.mandates)),
            f"{shown(caller)} funded or retracted for another",
        )

    def _check_within(self, log: Log, sender: bytes, receiver: bytes) -> None:
        """Nobody receives a note unasked: but for sales it stays with one person."""
        heads = self.people.heads
        self._require(
            log,
            sender in heads and heads[sender] == heads.get(receiver),
            f"{shown(sender)} gave notes to {shown(receiver)}, another person",
        )

    def _check_move(
        self, log: Log, loan: LoanRecord, sides: tuple[bytes, bytes], units: int
    ) -> None:
        """Only what is issued and has not ended moves, and no part below the ticket."""
        left, ticket = loan.units_of(sides[0]).units, int(loan.offer["ticket_min"])
        if left < 0:
            self.findings.differ("notes.claims", f"{shown(sides[0])} gave more than they have", log)
        self._require(
            log,
            loan.status in ISSUED and not loan.ended and sides[0] != sides[1],
            f"units of loan {loan.number} moved in status {loan.status}",
        )
        self._require(
            log,
            left == 0 or min(units, left) >= ticket,
            f"{units} units of loan {loan.number} moved, {left} stayed, below the ticket {ticket}",
        )
        now = self.clock.time(log)
        self._require(
            log, self.money.holds.get(sides[0], 0) <= now, f"{shown(sides[0])} moved notes, frozen"
        )
        self._require(
            log,
            not loan.ballot.locks(sides[0], now),
            f"units of loan {loan.number} that had voted were moved by {shown(sides[0])}",
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("notes.transfers", condition, sentence, log)

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
