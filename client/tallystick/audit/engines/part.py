"""A part of the loans, replayed by itself: what they share with others is noted, and not done."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.audit.engines.operations import Act, Operations, key_of
from tallystick.replay.decoding import LogError
from tallystick.replay.lenders import Lenders
from tallystick.replay.loan_events import loan_of_plan
from tallystick.replay.money import Money
from tallystick.replay.offers import OFFER_FIELDS
from tallystick.replay.people import People
from tallystick.replay.records import LoanRecord
from tallystick.replay.replay import UNFIT, Replay

if TYPE_CHECKING:
    from tallystick.audit.engines.rows import StoredLog
    from tallystick.replay.decoding import Log
    from tallystick.replay.handlers import Handlers

__all__ = ["ORDINARY", "SHARED", "PartReplay", "PartResult"]

# What happens to a loan that a part can replay by itself; the core replays every other loan.
ORDINARY = frozenset(
    {
        ("Offers", "Listed"),
        ("Book", "Funded"), ("Book", "Retracted"), ("Book", "StatusChanged"), ("Book", "Issued"),
        ("Book", "Transfer"),
        ("Servicing", "Paid"), ("Servicing", "Reamortised"), ("Servicing", "StatusChanged"),
        ("Servicing", "FeesSwept"), ("Servicing", "Released"),
        ("Escrow", "Moved"), ("Escrow", "ClaimPaid"), ("Escrow", "SalePaid"),
        ("Market", "Filled"),
    }
)  # fmt: skip
# What is of no loan and matters to every loan: each part sees it, and the core checks it.
_SHARED = {
    "Registry": (
        "SeatChanged", "Enrolled", "DebtRegrouped", "StaffMarked", "TakenOver", "GateSet",
    ),
    "Governor": (
        "MemberReplaced", "ParameterSet", "RolesSet", "Proposed", "TreasurySet", "Approved",
        "Executed", "CollectionSet", "PauseEnded", "PauseConfirmed", "WindDownBegun", "Paused",
        "DecisionCancelled",
    ),
    "Disclosures": ("Published",),
    "Freezes": ("Frozen",),
    "KeyRecovery": ("RecoveryNamed", "RecoveryNoticed", "RecoveryCancelled"),
    "Escrow": ("Held",),
    "Market": ("Cancelled", "CancelledBelow"),
    "Book": ("Approval", "OperatorSet"),
}  # fmt: skip
SHARED = frozenset((contract, name) for contract, names in _SHARED.items() for name in names)
NO_WALLET = -1


class PartMoney(Money):
    """Counts balances that events state, which are proved apart, and notes the reserve's."""

    operations: Operations

    def _move(self, owner: bytes, amount: int) -> int:
        del owner, amount
        return 0

    def _change(self, log: Log, owner: bytes, amount: int, balance: int) -> None:
        del log, amount
        self._running.compared += 1
        if owner == self._reserve:
            self.operations.note(Act.RESERVE, balance)


class PartPeople(People):
    """Knows persons; what they owe together is the core's."""

    operations: Operations

    def debt_regrouped(self, log: Log, head: bytes, group: int, into: int, owed: int) -> None:
        """Note that a person's debt moves; how much it is, the core checks.

        Args:
            log: The event's log.
            head: The person's head.
            group: The group that they leave.
            into: The group that they enter.
            owed: What they owe.
        """
        del log, group, owed
        self.regrouping[head] = into

    def draw(self, log: Log, loan: LoanRecord, contribution: int, now: int) -> None:
        """Note an issue.

        Args:
            log: The issue's log.
            loan: The loan.
            contribution: What is withheld for the reserve.
            now: When it was issued.
        """
        del log
        self.operations.note(Act.DRAW, loan.number, contribution, now)

    def release(self, loan: LoanRecord, amount: int) -> None:
        """Note principal that comes off the borrower's caps.

        Args:
            loan: The loan.
            amount: How much.
        """
        self.operations.note(Act.RELEASE, loan.number, amount)


class PartLenders(Lenders):
    """Checks who may lend; what they have lent in all is the core's."""

    operations: Operations

    def take_on(
        self, log: Log, head: bytes, amount: int, settled: bytes | None, earned: int = 0
    ) -> None:
        """Note a raised exposure.

        Args:
            log: The log of what they took on.
            head: The person's head.
            amount: How much they took on.
            settled: The wallet whose returned principal is taken off first; None for none.
            earned: Principal returned to them that no counter holds, taken off as well.
        """
        del log
        name = self.operations.name
        wallet = NO_WALLET if settled is None else name(settled)
        self.operations.note(Act.TAKE_ON, name(head), amount, wallet, earned)

    def lower(self, wallet: bytes, amount: int) -> None:
        """Note a lowered exposure.

        Args:
            wallet: One of the person's wallets.
            amount: How much.
        """
        self.operations.note(Act.LOWER, self.operations.name(wallet), amount)

    def count_returned(self, holder: bytes, principal: int) -> None:
        """Note principal that came back.

        Args:
            holder: Whose wallet.
            principal: How much.
        """
        if principal:
            self.operations.note(Act.RETURNED, self.operations.name(holder), principal)

    def settle_returned(self, wallet: bytes, earned: int) -> None:
        """Note that what has returned is taken off.

        Args:
            wallet: The wallet.
            earned: Principal returned to them just now that no counter holds.
        """
        self.operations.note(Act.SETTLE, self.operations.name(wallet), earned)

    def note_unseen(self, holder: bytes, lost: int) -> None:
        """Note a loss that may leave an exposure without an event.

        Args:
            holder: Whose wallet.
            lost: How much.
        """
        self.operations.note(Act.UNSEEN, self.operations.name(holder), lost)


@dataclass(slots=True)
class PartResult:
    """What a part came to. doubt: why the whole has to be replayed in one; empty when it is sound.

    compared: comparisons by check; `loans` and the rest are for the chain's state, without which
    they are left out.
    """

    part: str
    rows: int = 0
    doubt: str = ""
    compared: dict[str, int] = field(default_factory=dict)
    differences: dict[str, int] = field(default_factory=dict)
    operations: Operations = field(default_factory=Operations)
    kept: dict[bytes, int] = field(default_factory=dict)
    loans: dict[int, LoanRecord] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)


class PartReplay(Replay):
    """A replay of some loans, and of all events that are of no loan."""

    money_kind = PartMoney
    people_kind = PartPeople
    lenders_kind = PartLenders
    money: PartMoney
    people: PartPeople
    lenders: PartLenders

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what a replay takes.

        Args:
            *arguments: As `Replay`.
            **options: As `Replay`.
        """
        super().__init__(*arguments, **options)
        self.operations = Operations()
        for shared in (self.money, self.people, self.lenders):
            shared.operations = self.operations
        self.rows = 0
        self.doubt = ""
        self._of_loan = {key: loan_of_plan(plan) for key, plan in self.decoder.plans.items()}
        self._known = {key: (plan.contract, plan.name) for key, plan in self.decoder.plans.items()}

    def handlers(self) -> Handlers:
        """Return what takes each event: listings are kept, and checked by the core.

        Returns:
            The handlers.
        """
        return super().handlers() | {
            ("Offers", "Listed"): self._listed,
            ("Servicing", "FeesSwept"): self._fees_swept,
        }

    def take_rows(self, rows: Iterable[StoredLog]) -> None:
        """Take a part's rows, as far as nothing is in doubt.

        Args:
            rows: Logs and what the dataset says of them, in the chain's order.
        """
        before = -1
        try:
            for row in rows:
                key = key_of(row.log.block, row.log.log_index)
                if key <= before:
                    self.doubt = "rows that are not in order"
                    return
                before = key
                self._take_row(row, key)
                if self.doubt:
                    return
        except (OverflowError, LookupError) as wrong:
            self.doubt = f"a number that cannot be: {wrong}"

    def _take_row(self, row: StoredLog, key: int) -> None:
        log, last = row.log, self.last
        if last is not None and last.tx_hash != log.tx_hash:
            self.end_transaction(last)
        step = self.steps.get((log.address, log.topics[0])) if log.topics else None
        if step is None:
            self.doubt = f"a log of {log.address} that is not an event of ours"
            return
        place = log.address, log.topics[0]
        try:
            values = step[0](log.topics, log.data)
        except (LogError, ValueError) as wrong:
            self.doubt = str(wrong)
            return
        if (
            self._known[place] != (row.contract, row.name)
            or self._of_loan[place](values) != row.loan
        ):
            self.doubt = f"a row that is not what it says, at {log.place}"
            return
        if self.notes.handover is not None and not step[2]:
            self.notes.finish()
        self.operations.key, self.last = key, log
        if row.loan is not None:
            self.rows += 1
            if self._known[place] not in ORDINARY:
                self.doubt = f"loan {row.loan} is none of an ordinary life"
                return
        try:
            step[1](log, *values)
        except UNFIT as wrong:
            self.doubt = f"values that cannot be: {wrong}"

    def _listed(
        self, log: Log, number: int, borrower: bytes, project: bytes, group: int, first: bytes,
        second: bytes, *values: Any,
    ) -> None:  # fmt: skip
        del borrower, project
        offer = dict(zip(OFFER_FIELDS, values, strict=True))
        groups = tuple(self._group(signer) for signer in (first, second))
        self.loans[number] = LoanRecord(
            number, offer, group, (first, second), (groups[0], groups[1]), self.clock.time(log),
            offer["principal"], log.tx_hash,
        )  # fmt: skip

    def _group(self, signer: bytes) -> int:
        person = self.people.person_of(signer)
        return person.group if person is not None and any(signer) else 0

    def _fees_swept(self, log: Log, number: int, amount: int) -> None:
        self.payments.fees_swept(log, number, amount)
        self.causes.fees_swept(-amount)
        transaction = self.operations.name(bytes.fromhex(log.tx_hash[2:]))
        self.operations.note(Act.FEES, amount, transaction)
