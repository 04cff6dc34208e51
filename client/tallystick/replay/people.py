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

__all__ = ["Group", "People", "PersonRecord"]

TAG = 2**35 - 1
COMPLIANCE = 1
SHORT_MAX = 72 * 3_600
LONG_MAX = 30 * 86_400
NO_ORDER = bytes(32)


@dataclass(slots=True)
class PersonRecord:
    """What the Registry knows of one person, whose head is the wallet enrolled first."""

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
    """Every person, wallet and group.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units, times as Unix
    seconds.
    """

    def __init__(self, findings: Findings, governance: Governance, clock: Clock) -> None:
        self._findings = findings
        self._clock = clock
        self._rules = findings.tally("people.rules")
        self._caps = findings.tally("people.caps")
        self._governance = governance
        self.persons: dict[bytes, PersonRecord] = {}
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
        """Take the event that brought a person, a further wallet, or a newer credential.

        Args:
            log: The event's log.
            person: The commitment to the person, 32 bytes.
            wallet: The wallet.
            head: The person's head.
            risk_class: The risk class, 1 to 5.
            group: The group of related parties.
            lend_limit: The most to have lent.
            borrow_limit: The most to have borrowed.
            issued_at: When the credential was issued.
            expiry: The last second on which it holds.
        """
        known_head = self.commitments.setdefault(person, head)
        known_wallet = self.heads.setdefault(wallet, head)
        self._rules.compared += 1
        if known_head != head or known_wallet != head:
            self._findings.differ(
                "people.rules", f"{shown(wallet)} was enrolled for two persons", log
            )
        self.heads.setdefault(head, head)
        known = self.persons.setdefault(head, PersonRecord())
        if issued_at <= known.issued_at:
            self._findings.differ("people.rules", "an older credential replaced a newer one", log)
        known.lend_limit, known.borrow_limit = lend_limit, borrow_limit
        known.risk_class, known.group = risk_class, group
        known.issued_at, known.expiry = issued_at, expiry

    def frozen(self, log: Log, head: bytes, by: bytes, until: int, order: bytes) -> None:
        """Take the event that a person was frozen, by a COMPLIANCE key or by attestors on an order.

        Args:
            log: The event's log.
            head: The person's head.
            by: Who froze them.
            until: The end of the freeze.
            order: Hash of the order, 32 bytes; zero without one.
        """
        person = self.persons.get(head)
        if person is None:
            self._findings.differ("people.rules", f"{shown(head)} was frozen, not enrolled", log)
            return
        ahead = until - self._clock.time(log)
        if until > person.frozen_until:
            by_one = ahead <= SHORT_MAX and self._governance.holds_role(by, COMPLIANCE)
            self._findings.holds(
                "governance.rules",
                by_one or (ahead <= LONG_MAX and order != NO_ORDER),
                f"{shown(head)} was frozen for {ahead} s without an order",
                log,
            )
        self._findings.holds(
            "governance.rules", until >= person.frozen_until, "a freeze was shortened", log
        )
        person.frozen_until = until

    def staff_marked(self, log: Log, head: bytes, key: bytes) -> None:
        """Take the event that a role holder's person may not borrow any more.

        Args:
            log: The event's log.
            head: The person's head.
            key: The account that holds the role.
        """
        person = self.persons.get(head)
        if person is None or self.heads.get(key) != head or not self._governance.roles.get(key, 0):
            self._findings.differ(
                "people.rules", f"{shown(head)} was marked, and is not staff", log
            )
            return
        person.staff = True

    def group(self, number: int) -> Group:
        """Return a group, empty at first.

        Args:
            number: The group's number.

        Returns:
            The group, which may be changed.
        """
        return self.groups.setdefault(number, Group())

    def tag_of(self, key: bytes) -> int:
        """Return how the Book remembers the person behind a signer's key.

        Args:
            key: The signer's account.

        Returns:
            The tag; 0 when the key is not enrolled.
        """
        return int.from_bytes(self.heads.get(key, b"")) & TAG

    def borrow(self, log: Log, loan: LoanRecord, now: int) -> None:
        """Count a listing against the borrower's and the group's caps.

        Args:
            log: The listing's log.
            loan: The loan.
            now: When it was listed.
        """
        borrower = self.persons.get(loan.borrower)
        if borrower is None:
            self._findings.differ("people.rules", f"loan {loan.number}: unknown borrower", log)
            return
        self._check_standing(log, borrower, now, f"loan {loan.number}'s borrower")
        self._check_gate(log, borrower, f"loan {loan.number}")
        self._findings.holds(
            "people.rules",
            not borrower.staff and not self._governance.roles.get(loan.borrower, 0),
            f"loan {loan.number}: its borrower is staff",
            log,
        )
        self._findings.holds(
            "people.rules",
            borrower.group == loan.group,
            f"loan {loan.number} names group {loan.group}, its borrower has {borrower.group}",
            log,
        )
        together = self.group(loan.group)
        borrower.borrowed += loan.principal
        together.borrowed += loan.principal
        self._caps.compared += 1
        if max(borrower.borrowed, together.borrowed) > borrower.borrow_limit:
            self._findings.differ(
                "people.caps",
                f"loan {loan.number} took its borrower to {borrower.borrowed} and the group to"
                f" {together.borrowed}, above the limit {borrower.borrow_limit}",
                log,
            )

    def release(self, loan: LoanRecord, amount: int) -> None:
        """Take principal off the borrower's and the group's caps.

        Args:
            loan: The loan.
            amount: How much.
        """
        borrower = self.persons.get(loan.borrower)
        if borrower is not None:
            borrower.borrowed -= amount
        self.group(loan.group).borrowed -= amount

    def admit(
        self, log: Log, investor: bytes, units: int, returned: int, loan: LoanRecord, now: int
    ) -> None:
        """Check an investor who funds a loan, and raise their exposure.

        Args:
            log: The funding's log.
            investor: The investor.
            units: How many units they take.
            returned: Principal returned to them that still counts as exposure.
            loan: The loan.
            now: When they funded.
        """
        lender = self.persons.get(investor)
        if lender is None:
            self._findings.differ(
                "people.rules", f"{shown(investor)} funded and is not a person's first wallet", log
            )
            return
        self._check_gate(log, lender, f"{shown(investor)}'s funding")
        if self.tag(investor) in loan.signer_tags:
            self._findings.differ(
                "people.rules", f"{shown(investor)} funded a loan they signed", log
            )
        self._check_lender(log, lender, investor, loan, now)
        self._raise(log, lender, investor, units, returned)

    def hand_over(
        self,
        log: Log,
        sides: tuple[bytes, bytes],
        units_left: int,
        returned: int,
        loan: LoanRecord,
        now: int,
    ) -> None:
        """Check and note that outstanding principal passes from one person to another.

        Args:
            log: The transfer's log.
            sides: Sender and receiver.
            units_left: Outstanding principal of the units, in minor units.
            returned: Principal returned to the receiver that still counts as exposure.
            loan: The loan.
            now: When it happened.
        """
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
                "people.rules", f"{shown(receiver)} received a loan they signed", log
            )
        self._raise(log, taker, receiver, units_left, returned)

    def lower(self, wallet: bytes, amount: int) -> None:
        """Lower an exposure: a retraction, or principal returned.

        Args:
            wallet: One of the person's wallets.
            amount: How much.
        """
        person = self.persons.get(self.heads.get(wallet, wallet))
        if person is not None:
            person.exposure = max(0, person.exposure - amount)

    @staticmethod
    def tag(head: bytes) -> int:
        """Return the low bits by which the Book remembers a person.

        Args:
            head: The person's head.

        Returns:
            The lowest 35 bits.
        """
        return int.from_bytes(head) & TAG

    def _raise(
        self, log: Log, person: PersonRecord, head: bytes, amount: int, returned: int
    ) -> None:
        person.exposure = max(0, person.exposure - returned) + amount
        self._caps.compared += 1
        if person.exposure > person.lend_limit:
            self._findings.differ(
                "people.caps",
                f"{shown(head)} has lent {person.exposure}, above the limit {person.lend_limit}",
                log,
            )

    def _check_lender(
        self, log: Log, person: PersonRecord, head: bytes, loan: LoanRecord, now: int
    ) -> None:
        self._rules.compared += 1
        level = loan.offer["risk_level"]
        if person.risk_class < level:
            self._findings.differ(
                "people.rules",
                f"{shown(head)} of class {person.risk_class} holds loan {loan.number} of level"
                f" {level}",
                log,
            )
        if head == loan.borrower or person.group == loan.group:
            self._findings.differ(
                "people.rules", f"loan {loan.number}: {shown(head)} is of its borrower's group", log
            )
        self._check_standing(log, person, now, shown(head))

    def _check_standing(self, log: Log, person: PersonRecord, now: int, who: str) -> None:
        if person.expiry < now or person.frozen_until > now:
            self._findings.differ("people.rules", f"{who} was expired or frozen", log)

    def _check_gate(self, log: Log, person: PersonRecord, what: str) -> None:
        gate = self._governance
        if gate.paused or gate.wind_down or person.issued_at < gate.min_epoch:
            self._findings.differ("people.rules", f"{what}: the gate was closed", log)
