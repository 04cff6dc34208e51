"""Events into facts: a platform's public events and its token's transfers, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tallystick.audit.detectors.facts import (
    LoanFacts,
    Move,
    MoveKind,
    PaidInstalment,
    PlatformFacts,
)
from tallystick.replay.money import MoveReason
from tallystick.replay.records import DEFAULTED, ENDED

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import TimedEvent

__all__ = ["Collector"]

# Why money comes out of a pot of the platform, other than a claim or a sale.
_RECEIPTS = frozenset({
    MoveReason.RETRACT, MoveReason.ORIGINATION, MoveReason.FEES, MoveReason.STAKE_RETURN,
    MoveReason.SURPLUS, MoveReason.DISTRIBUTION,
})  # fmt: skip
# What shows that somebody with a role is at work.
_ACTS = frozenset({
    ("Offers", "Listed"), ("Disclosures", "Published"), ("Workouts", "Impaired"),
    ("Workouts", "ImpairmentLifted"), ("Registry", "Enrolled"), ("Governor", "Proposed"),
    ("Governor", "Approved"), ("Freezes", "Frozen"), ("Offers", "OfferRevoked"),
})  # fmt: skip
NOBODY = bytes(20)


class Collector:
    """Takes events one by one; `facts` is what they come to so far.

    Token transfers are kept only where an account is concerned that the platform knows, or that was
    paid by such an account: the token of a large market has many others.
    """

    def __init__(self, contracts: dict[str, bytes]) -> None:
        """Begin with nothing.

        Args:
            contracts: The platform's contracts by name, 20 bytes each.
        """
        self.facts = PlatformFacts(contracts=frozenset(contracts.values()))
        self._escrow = contracts["Escrow"]
        self._reached: set[bytes] = set()
        self._incoming: dict[tuple[str, int], bytes] = {}
        self._handlers: dict[tuple[str, str], Callable[[TimedEvent], None]] = {
            ("Token", "Transfer"): self._transfer,
            ("Escrow", "Deposited"): self._deposited,
            ("Escrow", "Withdrawn"): self._withdrawn,
            ("Escrow", "Moved"): self._moved,
            ("Escrow", "ClaimPaid"): self._claimed,
            ("Escrow", "SalePaid"): self._sold,
            ("Registry", "Enrolled"): self._enrolled,
            ("Registry", "StaffMarked"): self._marked,
            ("Registry", "SeatChanged"): self._seat,
            ("Governor", "RolesSet"): self._role,
            ("Governor", "TreasurySet"): self._role,
            ("Governor", "MemberReplaced"): self._member,
            ("Governor", "Paused"): self._paused,
            ("Offers", "Listed"): self._listed,
            ("Book", "Funded"): self._funded,
            ("Book", "Issued"): self._issued,
            ("Servicing", "Paid"): self._paid,
            ("Servicing", "Reamortised"): self._replanned,
            ("Ballots", "Restructured"): self._replanned,
            ("Servicing", "StatusChanged"): self._status,
        }

    def take(self, events: Iterable[TimedEvent]) -> None:
        """Take further events.

        Args:
            events: In the chain's order.
        """
        for event in events:
            self.facts.now = max(self.facts.now, event.time)
            key = (event.contract, event.name)
            if key in _ACTS:
                self.facts.acts.append(event.time)
            handler = self._handlers.get(key)
            if handler is not None:
                handler(event)

    def listens(self, contract: str, name: str) -> bool:
        """Return whether an event changes anything here.

        Args:
            contract: The contract's name.
            name: The event's name.

        Returns:
            Whether it does.
        """
        return (contract, name) in self._handlers or (contract, name) in _ACTS

    def concerns(self, sender: bytes, receiver: bytes) -> bool:
        """Return whether a transfer of the token concerns somebody whom the platform knows.

        Args:
            sender: Who pays, 20 bytes.
            receiver: Who is paid, 20 bytes.

        Returns:
            Whether it does, deposits and withdrawals included.
        """
        return (
            self._escrow in {sender, receiver} or self._is_known(sender) or self._is_known(receiver)
        )

    def _note(  # noqa: PLR0917 - a move in the order of its fields
        self,
        event: TimedEvent,
        kind: MoveKind,
        source: bytes,
        target: bytes,
        amount: int,
        loan: int,
    ) -> None:
        if amount:
            self.facts.moves.append(Move(event.time, kind, source, target, amount, loan))

    def _transfer(self, event: TimedEvent) -> None:
        sender, receiver = event.values["sender"], event.values["receiver"]
        amount = event.values["amount"]
        if receiver == self._escrow:
            # Who pays a deposit may be another than whose it is; the deposit's event follows.
            self._incoming[event.tx, amount] = sender
            return
        if sender == self._escrow or receiver in self.facts.contracts:
            return
        if self._is_known(sender) or self._is_known(receiver):
            if self._is_known(sender):
                self._reached.add(receiver)
            self._note(event, MoveKind.TRANSFER, sender, receiver, amount, 0)

    def _is_known(self, account: bytes) -> bool:
        facts = self.facts
        return account != NOBODY and (
            account in facts.heads or account in facts.operators or account in self._reached
        )

    def _deposited(self, event: TimedEvent) -> None:
        owner, amount = event.values["owner"], event.values["amount"]
        payer = self._incoming.pop((event.tx, amount), owner)
        if payer != owner:
            self._note(event, MoveKind.TRANSFER, payer, owner, amount, 0)

    def _withdrawn(self, event: TimedEvent) -> None:
        owner = event.values["owner"]
        self._note(event, MoveKind.WITHDRAWAL, owner, owner, event.values["amount"], 0)

    def _moved(self, event: TimedEvent) -> None:
        values = event.values
        if values["reason"] in _RECEIPTS:
            self._note(
                event, MoveKind.RECEIPT, values["sender"], values["receiver"], values["amount"], 0
            )

    def _claimed(self, event: TimedEvent) -> None:
        amount = event.values["principal"] + event.values["interest"]
        holder = event.values["holder"]
        self._note(event, MoveKind.RECEIPT, self._escrow, holder, amount, event.values["loan"])

    def _sold(self, event: TimedEvent) -> None:
        values = event.values
        price, net = values["price"], values["price"] - values["fee"]
        self._note(event, MoveKind.FUNDING, values["buyer"], self._escrow, price, values["loan"])
        self._note(event, MoveKind.RECEIPT, self._escrow, values["seller"], net, values["loan"])

    def _enrolled(self, event: TimedEvent) -> None:
        values = event.values
        self.facts.heads[values["wallet"]] = values["head"]
        self.facts.heads.setdefault(values["head"], values["head"])
        self.facts.groups[values["head"]] = values["group"]

    def _marked(self, event: TimedEvent) -> None:
        self.facts.staff.add(event.values["head"])

    def _seat(self, event: TimedEvent) -> None:
        self._empower(event.values["seat"])

    def _role(self, event: TimedEvent) -> None:
        if event.values.get("role_bits", 1):
            self._empower(event.values["account"])

    def _member(self, event: TimedEvent) -> None:
        self._empower(event.values["successor"])

    def _empower(self, account: bytes) -> None:
        # A treasury may be a contract of the platform, whose moves are its rules' and nobody's.
        if account not in self.facts.contracts and account != NOBODY:
            self.facts.operators.add(account)

    def _paused(self, event: TimedEvent) -> None:
        self.facts.pauses.append(event.time)

    def _listed(self, event: TimedEvent) -> None:
        values = event.values
        self.facts.loans[values["loan"]] = LoanFacts(
            values["loan"], values["borrower"], values["group"], event.time,
            values["offer.principal"], values["offer.n"], values["offer.period"],
            values["offer.in_days"],
        )  # fmt: skip

    def _funded(self, event: TimedEvent) -> None:
        values = event.values
        self._note(
            event, MoveKind.FUNDING, values["investor"], self._escrow, values["units"],
            values["loan"],
        )  # fmt: skip

    def _issued(self, event: TimedEvent) -> None:
        values = event.values
        loan = self.facts.loans.get(values["loan"])
        if loan is None:
            return
        loan.issued_at, loan.issue_day = event.time, values["issue_day"]
        loan.drawn = values["principal"] - values["origination"] - values["contribution"]
        self._note(event, MoveKind.DRAW, self._escrow, loan.borrower, loan.drawn, loan.number)

    def _paid(self, event: TimedEvent) -> None:
        values = event.values
        loan = self.facts.loans.get(values["loan"])
        if loan is None:
            return
        amount = values["principal"] + values["interest"] + values["charges"]
        final = values["balance"] == 0
        loan.payments.append(
            PaidInstalment(event.time, values["payer"], amount, values["settled"], final)
        )
        self._note(event, MoveKind.INSTALMENT, values["payer"], self._escrow, amount, loan.number)

    def _replanned(self, event: TimedEvent) -> None:
        loan = self.facts.loans.get(event.values["loan"])
        if loan is not None and not loan.replanned_at:
            loan.replanned_at = event.time

    def _status(self, event: TimedEvent) -> None:
        loan = self.facts.loans.get(event.values["loan"])
        if loan is None:
            return
        if event.values["status"] == DEFAULTED:
            loan.defaulted_at = event.time
        elif event.values["status"] in ENDED:
            loan.ended_at = event.time
