"""Council, decisions, roles and parameters, rebuilt from events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.source import Clock

__all__ = ["DecisionRecord", "Governance"]

COMPLIANCE, UNDERWRITER, GUARDIAN, PUBLISHER, SERVICER = 1, 2, 4, 8, 16
SET_PARAMETER, SET_ROLES, SET_TREASURY, REPLACE_ATTESTOR, REPLACE_MEMBER = range(5)
SET_MIN_EPOCH, UNPAUSE, WIND_DOWN, CONFIRM_PAUSE, SET_COLLECTION = range(5, 10)
KINDS = 10
# Decisions that need no timelock, and those that may find nothing left to change.
AT_ONCE = frozenset({UNPAUSE, CONFIRM_PAUSE})
MAY_CHANGE_NOTHING = frozenset({SET_MIN_EPOCH, WIND_DOWN})
# Seconds after which a decision without its approvals lapses, and an approved one: 30 days.
LAPSE = 30 * 86_400
OPEN, EXECUTED, CANCELLED = 0, 1, 2
ZERO = bytes(20)


@dataclass(slots=True)
class DecisionRecord:
    """One decision of the council."""

    kind: int
    subject: bytes
    argument: int
    proposed_at: int
    council: int
    approvals: int = 0
    ready_at: int = 0
    ended: int = OPEN


@dataclass(slots=True)
class Governance:
    """The Governor's council, decisions, roles and parameters.

    `changes` are the powers used in the transaction under way: (kind, subject, argument) that a
    decision must account for before it ends.
    """

    findings: Findings
    clock: Clock
    treasury: bytes = b""
    members: list[bytes] = field(default_factory=list)
    council: int = 0
    roles: dict[bytes, int] = field(default_factory=dict)
    parameters: dict[int, int] = field(default_factory=dict)
    collections: dict[bytes, bool] = field(default_factory=dict)
    decisions: dict[int, DecisionRecord] = field(default_factory=dict)
    threshold: int = 0
    delay: int = 0
    born: str = ""
    born_at: int = 0
    changes: list[tuple[int, bytes, int]] = field(default_factory=list)
    founding: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def holds_role(self, account: bytes, role: int) -> bool:
        """Return whether an account has a role now.

        Args:
            account: The account, 20 bytes.
            role: The role's bit.

        Returns:
            Whether it has it.
        """
        return self.roles.get(account, 0) & role == role

    def change(self, kind: int, subject: bytes, argument: int) -> None:
        """Note a power that was used: a decision must account for it before the transaction ends.

        Args:
            kind: The kind of decision that it takes.
            subject: The address that it is about; zero where the kind has none.
            argument: What the decision must have asked for.
        """
        self.changes.append((kind, subject, argument))

    def member_replaced(self, log: Log, member: bytes, successor: bytes) -> None:
        """Take the event that a seat of the council was filled: it is another council.

        Args:
            log: The event's log.
            member: Who held it; zero for a first member.
            successor: Who holds it now.
        """
        if member == ZERO:
            if not self.members:
                self.born, self.born_at = log.tx_hash, self.clock.time(log)
            self._founding(log, "council", successor)
            self.members.append(successor)
            return
        if member in self.members and successor not in self.members:
            self.members[self.members.index(member)] = successor
        else:
            self._wrong(log, f"{shown(successor)} took a seat that was not there to take")
        self.council += 1
        self.change(REPLACE_MEMBER, member, int.from_bytes(successor))

    def parameter_set(self, log: Log, key: int, setting: int) -> None:
        """Take the event that a parameter has a value.

        Args:
            log: The event's log.
            key: The parameter's key, 0 to 18.
            setting: The value in the parameter's own unit.
        """
        self.parameters[key] = setting
        if not self._founding(log, "parameters", (key, setting)):
            self.change(SET_PARAMETER, ZERO, (key << 128) + setting)

    def roles_set(self, log: Log, account: bytes, bits: int) -> None:
        """Take the event that an account has these roles and no others.

        Args:
            log: The event's log.
            account: The account.
            bits: The sum of its roles' bits.
        """
        self.roles[account] = bits
        if not self._founding(log, "roles", (account, bits)):
            self.change(SET_ROLES, account, bits)

    def treasury_set(self, log: Log, account: bytes) -> None:
        """Take the event that fees go to another account.

        Args:
            log: The event's log.
            account: The account.
        """
        self.treasury = account
        if not self._founding(log, "treasury", account):
            self.change(SET_TREASURY, account, 0)

    def collection_set(self, _log: Log, collection: bytes, allowed: bool) -> None:  # noqa: FBT001 - as in the event
        """Take the event that a collection's tokens may secure loans, or no longer.

        Args:
            collection: The collection's contract.
            allowed: Whether they may.
        """
        self.collections[collection] = allowed
        self.change(SET_COLLECTION, collection, int(allowed))

    def proposed(
        self, log: Log, number: int, by: bytes, kind: int, subject: bytes, argument: int
    ) -> None:
        """Take the event that a member proposed a decision.

        Args:
            log: The event's log.
            number: The decision's number.
            by: The member.
            kind: What the decision does.
            subject: The address that it is about.
            argument: What it needs besides.
        """
        self.findings.holds(
            "events.counters",
            number == len(self.decisions) + 1,
            f"decision {number} follows {len(self.decisions)}",
            log,
        )
        self._require_member(log, by)
        if kind >= KINDS:
            self._wrong(log, f"decision {number} is of the kind {kind}")
        self.decisions[number] = DecisionRecord(
            kind, subject, argument, self.clock.time(log), self.council
        )

    def approved(self, log: Log, number: int, by: bytes, ready_at: int) -> None:
        """Take the event that a member approved; with the last one needed the timelock began.

        Args:
            log: The event's log.
            number: The decision's number.
            by: The member.
            ready_at: From when it may run, a Unix second; 0 while approvals are missing.
        """
        chosen = self.decisions.get(number)
        if chosen is None or not self._require_member(log, by):
            self._wrong(log, f"decision {number} was not proposed")
            return
        now, seat = self.clock.time(log), 1 << self.members.index(by)
        self.findings.holds(
            "governance.rules",
            not (chosen.approvals & seat or chosen.ready_at or chosen.ended),
            f"{shown(by)} approved decision {number} again, or too late",
            log,
        )
        self._require_council(log, number, self.council)
        self.findings.holds(
            "governance.rules",
            now <= chosen.proposed_at + LAPSE,
            f"decision {number} was approved {now - chosen.proposed_at} s after it was proposed",
            log,
        )
        chosen.approvals |= seat
        expected = 0
        if chosen.approvals.bit_count() >= self.threshold:
            expected = now + (0 if chosen.kind in AT_ONCE else self.delay)
        self.findings.same("governance.rules", f"decision {number}'s time", ready_at, expected, log)
        chosen.ready_at = ready_at

    def executed(self, log: Log, number: int, by: bytes) -> None:
        """Take the event that a decision was carried out; this transaction's change is its own.

        Args:
            log: The event's log.
            number: The decision's number.
            by: Who executed it, which may be anyone.
        """
        del by
        chosen = self.decisions.get(number)
        if chosen is None:
            self._wrong(log, f"decision {number} was not proposed")
            return
        now = self.clock.time(log)
        self.findings.holds(
            "governance.rules",
            bool(chosen.ready_at) and chosen.ready_at <= now <= chosen.ready_at + LAPSE,
            f"decision {number} was executed before its time, or after it had lapsed",
            log,
        )
        self.findings.holds(
            "governance.rules",
            chosen.ended == OPEN,
            f"decision {number} was executed twice, or after it was cancelled",
            log,
        )
        # Its own replacement of a member has made another council already.
        self._require_council(log, number, self.council - (chosen.kind == REPLACE_MEMBER))
        chosen.ended = EXECUTED
        subject = ZERO if chosen.kind in AT_ONCE | MAY_CHANGE_NOTHING else chosen.subject
        argument = 0 if chosen.kind in {SET_TREASURY, WIND_DOWN} else chosen.argument
        if chosen.kind == SET_PARAMETER:
            subject = ZERO
        if not self._account_for(chosen.kind, subject, argument) and (
            chosen.kind not in MAY_CHANGE_NOTHING
        ):
            self._wrong(log, f"decision {number} was executed and changed nothing")

    def cancelled(self, log: Log, number: int, by: bytes) -> None:
        """Take the event that a guardian took a decision back; not one about a guardian's roles.

        Args:
            log: The event's log.
            number: The decision's number.
            by: The guardian.
        """
        chosen = self.decisions.get(number)
        if chosen is None or chosen.ended != OPEN:
            self._wrong(log, f"decision {number} was not there to be cancelled")
            return
        own = chosen.kind == SET_ROLES and self.holds_role(chosen.subject, GUARDIAN)
        self.findings.holds(
            "governance.rules",
            self.holds_role(by, GUARDIAN) and not own,
            f"{shown(by)} cancelled decision {number}, and might not",
            log,
        )
        chosen.ended = CANCELLED

    def close(self, log: Log) -> None:
        """End a transaction: every change of power was decided.

        Args:
            log: The transaction's last log.
        """
        for kind, subject, argument in self.changes:
            self._wrong(
                log,
                f"a change of kind {kind} ({shown(subject)}, {argument}) that no decision made",
            )
        self.changes.clear()

    def _account_for(self, kind: int, subject: bytes, argument: int) -> bool:
        """Take a change off those that are open; False when it was not made."""
        change = (kind, subject, argument)
        if change not in self.changes:
            return False
        self.changes.remove(change)
        return True

    def _require_member(self, log: Log, by: bytes) -> bool:
        return self.findings.holds(
            "governance.rules", by in self.members, f"{shown(by)} is not of the council", log
        )

    def _require_council(self, log: Log, number: int, council: int) -> None:
        """Approvals die with the council that gave them."""
        chosen = self.decisions[number]
        self.findings.holds(
            "governance.rules",
            chosen.council == council,
            f"decision {number} of council {chosen.council} was used by council {council}",
            log,
        )

    def _wrong(self, log: Log, sentence: str) -> None:
        self.findings.differ("governance.rules", sentence, log)

    def _founding(self, log: Log, what: str, value: object) -> bool:
        """Whether a change is the constructor's own, which is then remembered."""
        if log.tx_hash != self.born:
            return False
        self.founding[what].append(value)
        return True
