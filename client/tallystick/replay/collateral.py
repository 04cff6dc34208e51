"""Tokens that secure loans: locked, given back, auctioned, rebuilt from Collateral's events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.loans.auction import AUCTION_WAIT_DAYS, price, start_price
from tallystick.loans.dates import local_day
from tallystick.replay.findings import shown
from tallystick.replay.money import MoveReason
from tallystick.replay.records import (
    CANCELLED,
    EXPIRED,
    FUNDED,
    LISTED,
    RECOVERED,
    REPAID,
    WRITTEN_OFF,
    LockRecord,
)

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.money import Causes
    from tallystick.replay.payers import Payers
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Collaterals", "collateral_hash"]


@dataclass(slots=True)
class _Sale:
    """A token that was sold in the transaction under way, and whether its price was paid."""

    buyer: bytes
    price: int
    paid: bool = False


@dataclass(slots=True)
class Collaterals:
    """What secures each loan, which its record has; `known` are the loans that ever had a lock.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units. `lowering` are
    floors that lenders have carried in the transaction under way; `restarted`, the first prices of
    auctions that begin anew because of it.
    """

    findings: Findings
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    causes: Causes
    payers: Payers
    governance: Governance
    known: set[int] = field(default_factory=set)
    sales: dict[int, _Sale] = field(default_factory=dict)
    lowering: dict[int, int] = field(default_factory=dict)
    restarted: dict[int, int] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether the transaction under way has yet to end something."""
        return bool(self.sales or self.restarted or self.lowering)

    def locked(
        self,
        log: Log,
        number: int,
        borrower: bytes,
        collection: bytes,
        token_id: int,
        floor_price: int,
    ) -> None:
        """Take the event that a borrower locked the collateral that their offer names.

        Args:
            log: The event's log.
            number: The loan's number.
            borrower: The borrower.
            collection: The collection's contract.
            token_id: The token's number.
            floor_price: The least price of an auction.
        """
        loan = self.loans.get(number)
        if loan is None:
            self._wrong(log, f"collateral for loan {number}, not listed")
            return
        self._require(
            log,
            loan.status in {LISTED, FUNDED} and borrower == loan.borrower and loan.lock is None,
            f"{shown(borrower)} locked collateral for loan {number} in status {loan.status}, not"
            " being its borrower, too late, or twice",
        )
        self._require(
            log,
            collateral_hash(collection, token_id, floor_price) == loan.offer["collateral"],
            f"loan {number} is secured by another token or floor than its offer names",
        )
        self._require(
            log,
            self.governance.collections.get(collection, False),
            f"loan {number} is secured by a token of {shown(collection)}, which is not allowed",
        )
        loan.lock = LockRecord(collection, token_id, floor_price)
        self.known.add(number)

    def released(self, log: Log, number: int, receiver: bytes) -> None:
        """Take the event that a token left: to the borrower, or to who has bought it.

        Args:
            log: The event's log.
            number: The loan's number.
            receiver: Who gets it.
        """
        loan = self.loans.get(number)
        if loan is None or loan.lock is None:
            self._wrong(log, f"collateral of loan {number} left that was not there")
            return
        loan.lock, sale = None, self.sales.pop(number, None)
        if sale is None:
            self._require(
                log,
                receiver == loan.borrower and _is_free(loan),
                f"the collateral of loan {number} went to {shown(receiver)} while it was needed",
            )
            return
        self._require(
            log,
            receiver == sale.buyer and (sale.paid or not sale.price),
            f"loan {number}'s collateral went to {shown(receiver)}, and its price was not paid",
        )

    def auction_started(
        self, log: Log, number: int, by: bytes, first: int, floor_price: int
    ) -> None:
        """Take the event that an auction began, 30 days after default or by a lower floor.

        Args:
            log: The event's log.
            number: The loan's number.
            by: Who began it, which may be anyone.
            first: The first price.
            floor_price: The price after 14 days.
        """
        del by
        loan = self.loans.get(number)
        if loan is None or loan.lock is None:
            self._wrong(log, f"an auction for loan {number}, which has no collateral")
            return
        lock, again = loan.lock, self.restarted.pop(number, None)
        now = self.clock.time(log)
        expected = again
        if again is None:
            self._require(log, not lock.started_at, f"loan {number}'s auction began twice")
            expected = self._check_start(log, loan, lock, local_day(now, self.offset))
        if expected is not None:
            self.findings.same(
                "collateral.rules",
                f"loan {number}'s first price and floor",
                (first, floor_price),
                (expected, lock.floor_price),
                log,
            )
        lock.started_at, lock.start_price = now, first

    def sold(self, log: Log, number: int, buyer: bytes, paid: int) -> None:
        """Take the event that somebody buys a token at its price of this second.

        Args:
            log: The event's log.
            number: The loan's number.
            buyer: Who buys.
            paid: The price.
        """
        loan = self.loans.get(number)
        if loan is None or loan.lock is None or not loan.lock.started_at:
            self._wrong(log, f"the collateral of loan {number} was sold, and was not for sale")
            return
        lock, now = loan.lock, self.clock.time(log)
        due = price(lock.start_price, lock.floor_price, now - lock.started_at)
        what = f"the price of loan {number}'s collateral"
        self.findings.same("collateral.rules", what, paid, due, log)
        self._require(
            log,
            self.payers.are_apart(log, loan, buyer),
            f"{shown(buyer)} bought the collateral of loan {number}, not in force or related to the"
            " borrower",
        )
        self._require(log, number not in self.sales, f"loan {number}'s collateral was sold twice")
        self.sales[number] = _Sale(buyer, paid)

    def settle(self, log: Log, loan: LoanRecord, payer: bytes, debit: int) -> None:
        """Take a recovery, which may be the price of a token: what is over is the borrower's.

        Args:
            log: The recovery's log.
            loan: The loan.
            payer: Who paid.
            debit: What was paid of the debt.
        """
        sale = self.sales.get(loan.number)
        if sale is None:
            return
        sale.paid = True
        owed = loan.rules.owed if loan.rules is not None else debit
        self.findings.same(
            "collateral.rules",
            f"what the sale of loan {loan.number}'s collateral paid of its debt",
            (payer, debit),
            (sale.buyer, min(sale.price, owed)),
            log,
        )
        self.causes.call_for(
            payer, loan.borrower, MoveReason.SURPLUS, loan.number, sale.price - debit
        )

    def floor_lowered(self, log: Log, number: int, floor_price: int) -> None:
        """Take the event that lenders lowered a floor, once; the auction begins anew from it.

        Args:
            log: The event's log.
            number: The loan's number.
            floor_price: The lower floor.
        """
        loan, carried = self.loans.get(number), self.lowering.pop(number, None)
        if loan is None or loan.lock is None:
            self._wrong(log, f"a floor for loan {number}, which has no collateral")
            return
        lock = loan.lock
        self._require(
            log,
            carried == floor_price,
            f"loan {number}'s floor became {floor_price}, and no ballot carried it",
        )
        self._require(
            log,
            not lock.lowered and floor_price < lock.floor_price,
            f"loan {number}'s floor was lowered twice, or raised",
        )
        self.restarted[number] = lock.floor_price
        lock.floor_price, lock.lowered = floor_price, True

    def close(self, log: Log) -> None:
        """End a transaction: what was sold has left, what was carried was lowered.

        Args:
            log: The transaction's last log.
        """
        for number in self.sales:
            self._wrong(log, f"the collateral of loan {number} was sold and stayed")
        for number in self.restarted:
            self._wrong(log, f"loan {number}'s floor was lowered and no auction began")
        for number, floor_price in self.lowering.items():
            lock = self.loans[number].lock
            # Sold or lowered meanwhile, there is nothing to lower.
            if lock is not None and not lock.lowered and floor_price < lock.floor_price:
                self._wrong(log, f"loan {number}'s lenders carried a lower floor, and it stayed")
        self.sales.clear()
        self.restarted.clear()
        self.lowering.clear()

    def _check_start(self, log: Log, loan: LoanRecord, lock: LockRecord, today: int) -> int | None:
        """Return the first price of a first auction."""
        state = loan.rules
        if state is None:
            return None
        self._require(
            log,
            state.owed > 0 and today >= state.default_day + AUCTION_WAIT_DAYS,
            f"loan {loan.number}'s auction began with nothing owed, or before 30 days",
        )
        return start_price(state.owed, lock.floor_price)

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("collateral.rules", condition, sentence, log)

    def _wrong(self, log: Log, sentence: str) -> None:
        self.findings.differ("collateral.rules", sentence, log)


def collateral_hash(collection: bytes, token_id: int, floor_price: int) -> bytes:
    """Return the hash by which an offer names its collateral.

    Args:
        collection: The collection's contract, 20 bytes.
        token_id: The token's number.
        floor_price: The least price of an auction, in minor units.

    Returns:
        keccak256 of the three in words of 32 bytes.
    """
    return bytes(
        keccak(collection.rjust(32, b"\0") + token_id.to_bytes(32) + floor_price.to_bytes(32))
    )


def _is_free(loan: LoanRecord) -> bool:
    """Whether nothing is owed, or nothing was issued."""
    if loan.status == WRITTEN_OFF:
        return loan.rules is None or loan.rules.owed == 0
    return loan.status in {EXPIRED, CANCELLED, REPAID, RECOVERED}
