"""Persons, caps and groups of the Registry, rebuilt from events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.gate import Gate
    from tallystick.replay.governance import Governance
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Group", "People", "PersonRecord"]

DAY = 86_400
CLASS_MAX, GROUP_MAX, LIMIT_MAX, WALLETS_MAX = 5, 2**28 - 1, 10**15, 8
# The Registry notes to within a week when the last credential came.
ENROLLED_STEP = 7 * DAY
# The Governor's parameters of what may be listed and issued on one day of UTC.
LIST_DAY, ISSUE_DAY = 15, 16


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

    def __init__(
        self, findings: Findings, governance: Governance, gate: Gate, clock: Clock
    ) -> None:
        self._findings = findings
        self._clock = clock
        self._rules = findings.tally("people.rules")
        self._caps = findings.tally("people.caps")
        self._governance = governance
        self._gate = gate
        self.persons: dict[bytes, PersonRecord] = {}
        self.heads: dict[bytes, bytes] = {}
        self.commitments: dict[bytes, bytes] = {}
        self.groups: dict[int, Group] = {}
        self.noted_at = 0
        self.listed_on: Counter[int] = Counter()
        self.issued_on: Counter[int] = Counter()
        self._wallets: dict[bytes, list[bytes]] = {}
        # Who moves into another group with what they owe, in the transaction under way.
        self.regrouping: dict[bytes, int] = {}

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
        self.require(
            log,
            known_head == known_wallet == head,
            f"{shown(wallet)} was enrolled for two persons",
        )
        self.heads.setdefault(head, head)
        wallets = self._wallets.setdefault(head, [head])
        if wallet not in wallets:
            wallets.append(wallet)
        now, known = self._clock.time(log), self.persons.setdefault(head, PersonRecord())
        self.require(
            log,
            known.issued_at < issued_at <= now
            and issued_at >= self._gate.min_epoch
            and 1 <= risk_class <= CLASS_MAX
            and 1 <= group <= GROUP_MAX
            and max(lend_limit, borrow_limit) <= LIMIT_MAX
            and len(wallets) <= WALLETS_MAX,
            f"{shown(wallet)} was enrolled by an older credential, or beyond its bounds",
        )
        self._regroup(log, head, known, group)
        known.lend_limit, known.borrow_limit = lend_limit, borrow_limit
        known.risk_class, known.group = risk_class, group
        known.issued_at, known.expiry = issued_at, expiry
        if now > self.noted_at + ENROLLED_STEP:
            self.noted_at = now

    def debt_regrouped(self, log: Log, head: bytes, group: int, into: int, owed: int) -> None:
        """Take the event that what a person owes moves with them; their enrolment follows.

        Args:
            log: The event's log.
            head: The person's head.
            group: The group that they leave.
            into: The group that they enter.
            owed: What they owe.
        """
        person = self.persons.get(head, PersonRecord())
        self._findings.same(
            "people.rules",
            f"the group and debt of {shown(head)}",
            (group, owed),
            (person.group, person.borrowed),
            log,
        )
        self.group(group).borrowed -= owed
        self.group(into).borrowed += owed
        self.regrouping[head] = into

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

    def wallets_of(self, head: bytes) -> list[bytes]:
        """Return a person's wallets.

        Args:
            head: The person's head.

        Returns:
            The head, and the further ones in the order of their enrolment.
        """
        return self._wallets.get(head, [])

    def person_of(self, wallet: bytes) -> PersonRecord | None:
        """Return the person of a wallet.

        Args:
            wallet: One of the person's wallets.

        Returns:
            The person; None for an unknown wallet.
        """
        return self.persons.get(self.heads.get(wallet, wallet))

    def borrow(self, log: Log, loan: LoanRecord, now: int) -> None:
        """Count a listing against the borrower's and the group's caps, and against the day's.

        Args:
            log: The listing's log.
            loan: The loan.
            now: When it was listed.
        """
        borrower = self._check_borrower(log, loan, now)
        if borrower is None:
            return
        self.require(
            log,
            not self._governance.roles.get(loan.borrower, 0),
            f"loan {loan.number}: its borrower holds a role",
        )
        self.require(
            log,
            borrower.group == loan.group,
            f"loan {loan.number} names group {loan.group}, its borrower has {borrower.group}",
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
        self._count_day(log, self.listed_on, LIST_DAY, loan.principal, now)

    def draw(self, log: Log, loan: LoanRecord, contribution: int, now: int) -> None:
        """Check a borrower once more at issue; count the day's, and what the group contributes.

        Args:
            log: The issue's log.
            loan: The loan.
            contribution: What is withheld for the reserve.
            now: When it was issued.
        """
        borrower = self._check_borrower(log, loan, now)
        self.require(
            log,
            borrower is None or borrower.group not in loan.signer_groups,
            f"loan {loan.number} was issued to a borrower of a signer's group",
        )
        self._count_day(log, self.issued_on, ISSUE_DAY, loan.principal, now)
        self.group(loan.group).contributed += contribution

    def are_related(self, wallet: bytes, other: bytes) -> bool:
        """Return whether two wallets' persons are one, or share a group now.

        Args:
            wallet: A wallet.
            other: Another wallet.

        Returns:
            Whether they do; False when either is unknown.
        """
        first, second = self.person_of(wallet), self.person_of(other)
        return first is not None and second is not None and first.group == second.group

    def release(self, loan: LoanRecord, amount: int) -> None:
        """Take principal off the caps of the borrower and of the group that they are in now.

        Args:
            loan: The loan.
            amount: How much.
        """
        borrower = self.person_of(loan.borrower)
        if borrower is not None:
            borrower.borrowed -= amount
            self.group(borrower.group).borrowed -= amount

    def check_gate(self, log: Log, person: PersonRecord, what: str, now: int) -> None:
        """Check that new risk is open, to a person with so old a credential.

        Args:
            log: The event's log.
            person: Who takes it on.
            what: What they do, for the sentence.
            now: When.
        """
        gate = self._gate
        self.require(
            log,
            not gate.is_closed(now) and person.issued_at >= gate.min_epoch,
            f"{what}: the gate was closed",
        )

    def require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        """Count one of the rules about people.

        Args:
            log: The event's log.
            condition: Whether it holds.
            sentence: What is wrong when it does not hold.
        """
        self._rules.compared += 1
        if not condition:
            self._findings.differ("people.rules", sentence, log)

    def close(self, log: Log) -> None:
        """End a transaction: whose debt moved was enrolled into its group.

        Args:
            log: The transaction's last log.
        """
        for head, into in self.regrouping.items():
            self._findings.differ(
                "people.rules", f"what {shown(head)} owes moved to group {into} without them", log
            )
        self.regrouping.clear()

    def _regroup(self, log: Log, head: bytes, known: PersonRecord, group: int) -> None:
        into = self.regrouping.pop(head, None)
        if known.group in {0, group}:
            self.require(log, into is None, f"the debt of {shown(head)} moved, and they did not")
            return
        self.require(log, not known.staff, f"{shown(head)} is staff and changed their group")
        self.require(
            log,
            into == group or (into is None and not known.borrowed),
            f"{shown(head)} left group {known.group} and their debt of {known.borrowed} did not",
        )

    def _check_borrower(self, log: Log, loan: LoanRecord, now: int) -> PersonRecord | None:
        borrower, what = self.persons.get(loan.borrower), f"loan {loan.number}'s borrower"
        if borrower is None:
            self._findings.differ("people.rules", f"{what} is not a person's first wallet", log)
            return None
        self.require(log, borrower.expiry >= now, f"{what}'s credential had expired")
        self.require(log, borrower.frozen_until <= now, f"{what} was frozen")
        self.require(log, not borrower.staff, f"{what} is staff")
        self.check_gate(log, borrower, what, now)
        return borrower

    def _count_day(
        self, log: Log, counted: Counter[int], parameter: int, amount: int, now: int
    ) -> None:
        counted[now // DAY] += amount
        most, sum_of_day = self._governance.parameters.get(parameter, 0), counted[now // DAY]
        self._caps.compared += 1
        if sum_of_day > most:
            self._findings.differ(
                "people.caps", f"{sum_of_day} on one day, above the limit {most} of all loans", log
            )
