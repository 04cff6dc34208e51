"""Balances inside the Escrow, rebuilt from the amounts of its events alone."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.waiting import WaitingMoney

__all__ = ["Causes", "Money", "MoveReason", "Places"]

RETURNED_MAX = 2**64 - 1
Cause = tuple[bytes, bytes, int, int, int]


class MoveReason:
    """Why money moves: the codes of the Escrow's events."""

    FUND = 1
    RETRACT = 2
    ISSUE = 3
    ORIGINATION = 4
    CONTRIBUTION = 5
    REPAY = 6
    COLLECT = 7
    PREPAY = 8
    RECOVERY = 9
    COVER = 13
    COVER_RETURN = 14
    FEES = 15
    DONATION = 16
    STAKE = 17
    STAKE_RETURN = 18
    SURPLUS = 19
    DISTRIBUTION = 20


_TO_TREASURY = frozenset({MoveReason.FEES, MoveReason.ORIGINATION})
_OUT_OF_RESERVE = frozenset({MoveReason.COVER, MoveReason.STAKE_RETURN, MoveReason.DISTRIBUTION})


@dataclass(frozen=True, slots=True)
class Places:
    """The contracts' addresses, 20 bytes each: of those that the rules speak of."""

    escrow: bytes
    book: bytes
    servicing: bytes
    reserve: bytes
    market: bytes
    mandates: bytes


class Causes:
    """Moves that other contracts' events call for, against the moves that the Escrow made.

    Within a transaction either may come first; at its end nothing may be left on either side.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._tally = findings.tally("escrow.causes")
        self._open: dict[Cause, int] = {}
        self._fees = 0

    def call_for(self, sender: bytes, receiver: bytes, reason: int, ref: int, amount: int) -> None:
        """Note a move that an event calls for; one of 0 is none.

        Args:
            sender: Who pays, 20 bytes.
            receiver: Who is paid, 20 bytes.
            reason: The reason's code.
            ref: What it is for, such as the loan's number.
            amount: In minor units.
        """
        if amount:
            self._add((sender, receiver, reason, ref, amount), 1)

    def made(self, sender: bytes, receiver: bytes, reason: int, ref: int, amount: int) -> None:
        """Note a move that was made.

        Args:
            sender: Who paid, 20 bytes.
            receiver: Who was paid, 20 bytes.
            reason: The reason's code.
            ref: What it was for, such as the loan's number.
            amount: In minor units.
        """
        self._tally.compared += 1
        if reason == MoveReason.FEES:
            self._fees -= amount
        else:
            self._add((sender, receiver, reason, ref, amount), -1)

    def fees_swept(self, amount: int) -> None:
        """Note fees of one loan that go to the treasury in one move with others.

        Args:
            amount: In minor units.
        """
        self._fees += amount

    def close(self, log: Log) -> None:
        """End a transaction: nothing may be left on either side.

        Args:
            log: The transaction's last log.
        """
        for (sender, receiver, reason, ref, amount), count in self._open.items():
            what = (
                f"{amount} from {shown(sender)} to {shown(receiver)} (reason {reason}, ref {ref})"
            )
            fault = "was called for and not moved" if count > 0 else "moved without a cause"
            self._findings.differ("escrow.causes", f"{what} {fault}", log)
        if self._fees:
            self._findings.differ(
                "escrow.causes", f"fees swept and moved differ by {self._fees}", log
            )
        self._open, self._fees = {}, 0

    @property
    def settled(self) -> bool:
        """Whether nothing is open."""
        return not (self._open or self._fees)

    def _add(self, cause: Cause, count: int) -> None:
        left = self._open.pop(cause, 0) + count
        if left:
            self._open[cause] = left


class Money:
    """Balances, holds, and the principal-returned counters of the Escrow's words.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    def __init__(
        self,
        places: Places,
        findings: Findings,
        causes: Causes,
        governance: Governance,
        waiting: WaitingMoney | None = None,
    ) -> None:
        self._pot = places.servicing
        self._reserve = places.reserve
        self._ours = frozenset({places.servicing, places.reserve, places.book})
        self._findings = findings
        self._running = findings.tally("escrow.running")
        self._causes = causes
        self.balances: dict[bytes, int] = {}
        self.holds: dict[bytes, int] = {}
        self.returned: dict[bytes, int] = {}
        self._governance = governance
        self._waiting = waiting
        # Fees that a treasury inside the platform has received, by contract.
        self.kept: dict[bytes, int] = {}

    def deposited(self, log: Log, owner: bytes, amount: int, balance: int) -> None:
        """Take the event that tokens came in.

        Args:
            log: The event's log.
            owner: Whose they are.
            amount: How much.
            balance: The owner's balance after it.
        """
        self._change(log, owner, amount, balance)

    def withdrawn(self, log: Log, owner: bytes, amount: int, balance: int) -> None:
        """Take the event that tokens went out to their owner.

        Args:
            log: The event's log.
            owner: Whose they were.
            amount: How much.
            balance: The owner's balance after it.
        """
        self._change(log, owner, -amount, balance)

    def moved(
        self,
        log: Log,
        sender: bytes,
        receiver: bytes,
        reason: int,
        ref: int,
        amount: int,
        sender_balance: int,
        receiver_balance: int,
    ) -> None:
        """Take the event that money went from one account to another.

        Args:
            log: The event's log.
            sender: Who paid.
            receiver: Who was paid.
            reason: The reason's code.
            ref: What it was for, such as the loan's number.
            amount: How much.
            sender_balance: The sender's balance after it.
            receiver_balance: The receiver's balance after it.
        """
        self._change(log, sender, -amount, sender_balance)
        self._change(log, receiver, amount, receiver_balance)
        self._causes.made(sender, receiver, reason, ref, amount)
        if receiver in self._ours and (
            reason in _TO_TREASURY or (reason, ref) == (MoveReason.DISTRIBUTION, 0)
        ):
            self.kept[receiver] = self.kept.get(receiver, 0) + amount
        if sender == self._reserve and reason not in _OUT_OF_RESERVE:
            self._findings.differ(
                "reserve.rules", f"{amount} left the reserve for reason {reason}", log
            )
        if reason == MoveReason.FEES and (sender, receiver, ref) != (
            self._pot,
            self._governance.treasury,
            0,
        ):
            self._findings.differ("escrow.causes", "fees went elsewhere than the treasury", log)

    def claim_paid(self, log: Log, holder: bytes, amount: int, balance: int) -> None:
        """Take the event that the pot paid what a note has earned.

        Args:
            log: The event's log.
            holder: Who was paid.
            amount: How much.
            balance: The holder's balance after it.
        """
        self._move(self._pot, -amount)
        self._change(log, holder, amount, balance)

    def sale_paid(
        self,
        log: Log,
        seller: bytes,
        buyer: bytes,
        price: int,
        fee: int,
        seller_balance: int,
        buyer_balance: int,
    ) -> None:
        """Take the event that a buyer paid for units; the market fee stays in the pot.

        Args:
            log: The event's log.
            seller: The seller.
            buyer: The buyer.
            price: What the buyer paid.
            fee: The part of it that the seller does not get.
            seller_balance: The seller's balance after it.
            buyer_balance: The buyer's balance after it.
        """
        self._change(log, seller, price - fee, seller_balance)
        self._change(log, buyer, -price, buyer_balance)
        self._move(self._pot, fee)

    def held(self, _log: Log, owner: bytes, until: int) -> None:
        """Take the event that withdrawals wait.

        Args:
            owner: Whose withdrawals.
            until: Until when, a Unix second.
        """
        self.holds[owner] = until
        self.balances.setdefault(owner, 0)

    def add_returned(self, holder: bytes, principal: int) -> None:
        """Raise a holder's counter by the principal of a claim outside a change of hands.

        Args:
            holder: The holder.
            principal: How much.
        """
        self.returned[holder] = min(self.returned.get(holder, 0) + principal, RETURNED_MAX)

    def take_returned(self, owner: bytes, taken_there: int | None = None) -> int:
        """Hand over a wallet's counter, which is 0 again.

        Args:
            owner: The wallet.
            taken_there: What the chain took, when an event tells it: a loss that was counted
                without an event may make it more. What is more stays as less than 0 until that
                shows.

        Returns:
            What was taken, in minor units.
        """
        known = self.returned.get(owner, 0)
        taken = max(0, known) if taken_there is None else taken_there
        if known == taken:
            self.returned.pop(owner, None)
        else:
            self.returned[owner] = known - taken
        return taken

    def _move(self, owner: bytes, amount: int) -> int:
        after = self.balances.get(owner, 0) + amount
        self.balances[owner] = after
        return after

    def _change(self, log: Log, owner: bytes, amount: int, balance: int) -> None:
        after = self.balances.get(owner, 0) + amount
        self.balances[owner] = after
        self._running.compared += 1
        if self._waiting is not None and owner not in self._ours:
            self._waiting.note(owner, log, amount)
        if after != balance:
            self._findings.differ(
                "escrow.running",
                f"the balance of {shown(owner)} is {balance} in the event, rebuilt {after}",
                log,
            )
