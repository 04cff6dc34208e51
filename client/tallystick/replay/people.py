"""Persons, caps, groups and attestors' seats of the Registry, rebuilt from events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Group", "People", "Person"]

TAG = 2**35 - 1
COMPLIANCE = 1
SHORT_MAX = 72 * 3_600
LONG_MAX = 30 * 86_400
NO_ORDER = bytes(32)


@dataclass(slots=True)
class Person:
    """What the Registry knows of one person; his head is the wallet enrolled first."""

    exposure: int = 0
    lend_limit: int = 0
    risk_class: int = 0
    group: int = 0
    expiry: int = 0
    issued_at: int = 0
    frozen_until: int = 0
    staff: bool = False
    borrowed: int = 0
    borrow_limit: int = 0


@dataclass(slots=True)
class Group:
    """What related parties owe together, gave to the reserve and drew from it."""

    borrowed: int = 0
    contributed: int = 0
    covered: int = 0


class People:
    """Every person, wallet and group."""

    def __init__(self, findings: Findings, governance: Governance, clock: Clock) -> None:
        self._findings = findings
        self._clock = clock
        self._rules = findings.tally("people.rules")
        self._caps = findings.tally("people.caps")
        self._governance = governance
        self.persons: dict[bytes, Person] = {}
        self.heads: dict[bytes, bytes] = {}
        self.commitments: dict[bytes, bytes] = {}
        self.groups: dict[int, Group] = {}

    def enrolled(
        self,
        log: Log,
        person: bytes,
        wallet: bytes,
        head: bytes,
        risk_class: int,
        group: int,
        lend_limit: int,
        borrow_limit: int,
        issued_at: int,
        expiry: int,
    ) -> None:
        """A person, a further wallet, or a newer credential."""
        known_head = self.commitments.setdefault(person, head)
        known_wallet = self.heads.setdefault(wallet, head)
        self._rules.compared += 1
        if known_head != head or known_wallet != head:
            self._findings.differ(
                "people.rules", f"{shown(wallet)} was enrolled for two persons", log
            )
        self.heads.setdefault(head, head)
        found = self.persons.setdefault(head, Person())
        if issued_at <= found.issued_at:
            self._findings.differ("people.rules", "an older credential replaced a newer one", log)
        found.lend_limit, found.borrow_limit = lend_limit, borrow_limit
        found.risk_class, found.group = risk_class, group
        found.issued_at, found.expiry = issued_at, expiry

    def frozen(self, log: Log, head: bytes, by: bytes, until: int, order: bytes) -> None:
        """A person was frozen, by one COMPLIANCE key or by attestors on an order."""
        found = self.persons.get(head)
        if found is None:
            self._findings.differ("people.rules", f"{shown(head)} was frozen, not enrolled", log)
            return
        ahead = until - self._clock.time(log)
        if until > found.frozen_until:
            by_one = ahead <= SHORT_MAX and self._governance.holds_role(by, COMPLIANCE)
            self._findings.holds(
                "governance.rules",
                by_one or (ahead <= LONG_MAX and order != NO_ORDER),
                f"{shown(head)} was frozen for {ahead} s without an order",
                log,
            )
        self._findings.holds(
            "governance.rules", until >= found.frozen_until, "a freeze was shortened", log
        )
        found.frozen_until = until

    def staff_marked(self, log: Log, head: bytes, key: bytes) -> None:
        """A role holder's person may not borrow any more."""
        found = self.persons.get(head)
        if found is None or self.heads.get(key) != head or not self._governance.roles.get(key, 0):
            self._findings.differ("people.rules", f"{shown(head)} was marked, and is no staff", log)
            return
        found.staff = True

    def group(self, number: int) -> Group:
        """Return a group, empty at first."""
        return self.groups.setdefault(number, Group())

    def tag_of(self, key: bytes) -> int:
        """Return how the Book remembers the person behind a signer's key; 0: not enrolled."""
        return int.from_bytes(self.heads.get(key, b"")) & TAG

    def borrow(self, log: Log, loan: LoanRecord, now: int) -> None:
        """A listing counts against the borrower's and the group's caps."""
        found = self.persons.get(loan.borrower)
        if found is None:
            self._findings.differ("people.rules", f"loan {loan.number}: unknown borrower", log)
            return
        self._check_standing(log, found, now, f"loan {loan.number}'s borrower")
        self._check_gate(log, found, f"loan {loan.number}")
        self._findings.holds(
            "people.rules",
            not found.staff and not self._governance.roles.get(loan.borrower, 0),
            f"loan {loan.number}: its borrower is staff",
            log,
        )
        self._findings.holds(
            "people.rules",
            found.group == loan.group,
            f"loan {loan.number} names group {loan.group}, its borrower has {found.group}",
            log,
        )
        together = self.group(loan.group)
        found.borrowed += loan.principal
        together.borrowed += loan.principal
        self._caps.compared += 1
        if max(found.borrowed, together.borrowed) > found.borrow_limit:
            self._findings.differ(
                "people.caps",
                f"loan {loan.number} took its borrower to {found.borrowed} and the group to"
                f" {together.borrowed}, above the limit {found.borrow_limit}",
                log,
            )

    def release(self, loan: LoanRecord, amount: int) -> None:
        """Principal no longer counts against the caps."""
        found = self.persons.get(loan.borrower)
        if found is not None:
            found.borrowed -= amount
        self.group(loan.group).borrowed -= amount

    def admit(
        self, log: Log, investor: bytes, units: int, returned: int, loan: LoanRecord, now: int
    ) -> None:
        """An investor funds a loan."""
        found = self.persons.get(investor)
        if found is None:
            self._findings.differ(
                "people.rules", f"{shown(investor)} funded and is no person's first wallet", log
            )
            return
        self._check_gate(log, found, f"{shown(investor)}'s funding")
        if self.tag(investor) in loan.signer_tags:
            self._findings.differ("people.rules", f"{shown(investor)} funded a loan he signed", log)
        self._check_lender(log, found, investor, loan, now)
        self._raise(log, found, investor, units, returned)

    def hand_over(
        self,
        log: Log,
        sides: tuple[bytes, bytes],
        units_left: int,
        returned: int,
        loan: LoanRecord,
        now: int,
    ) -> None:
        """Outstanding principal passes from one person to another."""
        sender, receiver = (self.heads.get(side, side) for side in sides)
        giver, taker = self.persons.get(sender), self.persons.get(receiver)
        if giver is None or taker is None:
            self._findings.differ("people.rules", "notes moved from or to a stranger", log)
            return
        if giver.frozen_until > now:
            self._findings.differ("people.rules", f"{shown(sender)} moved notes, frozen", log)
        self._check_lender(log, taker, receiver, loan, now)
        if taker.staff and self.tag(receiver) in loan.signer_tags:
            self._findings.differ(
                "people.rules", f"{shown(receiver)} received a loan he signed", log
            )
        self._raise(log, taker, receiver, units_left, returned)

    def lower(self, wallet: bytes, amount: int) -> None:
        """Exposure falls: a retraction, or principal returned."""
        found = self.persons.get(self.heads.get(wallet, wallet))
        if found is not None:
            found.exposure = max(0, found.exposure - amount)

    @staticmethod
    def tag(head: bytes) -> int:
        """Return the low bits by which the Book remembers a person."""
        return int.from_bytes(head) & TAG

    def _raise(self, log: Log, found: Person, head: bytes, amount: int, returned: int) -> None:
        found.exposure = max(0, found.exposure - returned) + amount
        self._caps.compared += 1
        if found.exposure > found.lend_limit:
            self._findings.differ(
                "people.caps",
                f"{shown(head)} has lent {found.exposure}, above the limit {found.lend_limit}",
                log,
            )

    def _check_lender(
        self, log: Log, found: Person, head: bytes, loan: LoanRecord, now: int
    ) -> None:
        self._rules.compared += 1
        level = loan.offer["risk_level"]
        if found.risk_class < level:
            self._findings.differ(
                "people.rules",
                f"{shown(head)} of class {found.risk_class} holds loan {loan.number} of level"
                f" {level}",
                log,
            )
        if head == loan.borrower or found.group == loan.group:
            self._findings.differ(
                "people.rules", f"loan {loan.number}: {shown(head)} is of its borrower's group", log
            )
        self._check_standing(log, found, now, shown(head))

    def _check_standing(self, log: Log, found: Person, now: int, who: str) -> None:
        if found.expiry < now or found.frozen_until > now:
            self._findings.differ("people.rules", f"{who} was expired or frozen", log)

    def _check_gate(self, log: Log, found: Person, what: str) -> None:
        gate = self._governance
        if gate.paused or gate.wind_down or found.issued_at < gate.min_epoch:
            self._findings.differ("people.rules", f"{what}: the gate was closed", log)
