"""Council, roles, parameters, seats, gate and anchors, rebuilt from events."""

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

__all__ = ["AnchorRecord", "Anchors", "DecisionRecord", "Governance"]

COMPLIANCE, UNDERWRITER, GUARDIAN, PUBLISHER = 1, 2, 4, 8
SET_PARAMETER, SET_ROLES, SET_TREASURY, REPLACE_ATTESTOR, REPLACE_MEMBER = range(5)
SET_MIN_EPOCH, UNPAUSE, WIND_DOWN = 5, 6, 7
# Changes that no decision is for: their own event accounts for them.
CLOSE, CLOSE_FOR_EVER, REOPEN = 100, 101, 102
ACTIVE, SUSPENDED = 1, 2
ZERO = bytes(20)
SILENCE = 90 * 86_400


@dataclass(slots=True)
class DecisionRecord:
    """One decision of the council."""

    kind: int
    subject: bytes
    argument: int
    proposed_at: int
    approvals: int = 0
    ready_at: int = 0
    executed: bool = False


@dataclass(slots=True)
class Governance:
    """The Governor and the Registry's gate and seats.

    `changes` are the powers used in the transaction under way: (kind, subject, argument) that a
    decision must account for before it ends.
    """

    findings: Findings
    clock: Clock
    treasury: bytes = b""
    paused: bool = False
    wind_down: bool = False
    min_epoch: int = 0
    members: list[bytes] = field(default_factory=list)
    roles: dict[bytes, int] = field(default_factory=dict)
    parameters: dict[int, int] = field(default_factory=dict)
    seats: dict[bytes, int] = field(default_factory=dict)
    decisions: dict[int, DecisionRecord] = field(default_factory=dict)
    threshold: int = 0
    delay: int = 0
    born: str = ""
    heard_at: int = 0
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

    def member_replaced(self, log: Log, member: bytes, successor: bytes) -> None:
        """Take the event that a seat of the council was filled.

        Args:
            log: The event's log.
            member: Who held it; zero for a first member.
            successor: Who holds it now.
        """
        if member == ZERO:
            if not self.members:
                self.born, self.heard_at = log.tx_hash, self.clock.time(log)
            self._founding(log, "council", successor)
            self.members.append(successor)
            return
        if member in self.members:
            self.members[self.members.index(member)] = successor
        self.changes.append((REPLACE_MEMBER, member, int.from_bytes(successor)))

    def parameter_set(self, log: Log, key: int, setting: int) -> None:
        """Take the event that a parameter has a value.

        Args:
            log: The event's log.
            key: The parameter's key, 0 to 13.
            setting: The value in the parameter's own unit.
        """
        self.parameters[key] = setting
        if not self._founding(log, "parameters", (key, setting)):
            self.changes.append((SET_PARAMETER, ZERO, (key << 128) + setting))

    def roles_set(self, log: Log, account: bytes, bits: int) -> None:
        """Take the event that an account has these roles and no others.

        Args:
            log: The event's log.
            account: The account.
            bits: The sum of its roles' bits.
        """
        self.roles[account] = bits
        if not self._founding(log, "roles", (account, bits)):
            self.changes.append((SET_ROLES, account, bits))

    def treasury_set(self, log: Log, account: bytes) -> None:
        """Take the event that fees go to another account.

        Args:
            log: The event's log.
            account: The account.
        """
        self.treasury = account
        if not self._founding(log, "treasury", account):
            self.changes.append((SET_TREASURY, account, 0))

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
        self.decisions[number] = DecisionRecord(kind, subject, argument, self.clock.time(log))

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
            self.findings.differ("governance.rules", f"decision {number} was not proposed", log)
            return
        seat = 1 << self.members.index(by)
        self.findings.holds(
            "governance.rules",
            not (chosen.approvals & seat or chosen.ready_at),
            f"{shown(by)} approved decision {number} again",
            log,
        )
        chosen.approvals |= seat
        expected = 0
        if chosen.approvals.bit_count() >= self.threshold:
            wait = 0 if chosen.kind == UNPAUSE else self.delay
            expected = self.clock.time(log) + wait
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
            self.findings.differ("governance.rules", f"decision {number} was not proposed", log)
            return
        now = self.clock.time(log)
        self.findings.holds(
            "governance.rules",
            bool(chosen.ready_at) and chosen.ready_at <= now and not chosen.executed,
            f"decision {number} was executed before its time, or twice",
            log,
        )
        chosen.executed = True
        change = (chosen.kind, chosen.subject, chosen.argument)
        if chosen.kind in {SET_TREASURY, UNPAUSE, WIND_DOWN}:
            change = (chosen.kind, chosen.subject if chosen.kind == SET_TREASURY else ZERO, 0)
        elif chosen.kind in {SET_PARAMETER, SET_MIN_EPOCH}:
            change = (chosen.kind, ZERO, chosen.argument)
        if not self._account_for(*change) and chosen.kind <= REPLACE_MEMBER:
            self.findings.differ(
                "governance.rules", f"decision {number} was executed and changed nothing", log
            )

    def paused_by(self, log: Log, by: bytes) -> None:
        """Take the event that a guardian stopped new risk.

        Args:
            log: The event's log.
            by: The guardian.
        """
        self.findings.holds(
            "governance.rules",
            self.holds_role(by, GUARDIAN) and self._account_for(CLOSE),
            f"{shown(by)} paused without being a guardian, or the gate stayed open",
            log,
        )

    def wind_down_begun(self, log: Log, by: bytes) -> None:
        """Take the event that new risk is closed for ever: decided, or after 90 days of silence.

        Args:
            log: The event's log.
            by: Who began it, which may be anyone.
        """
        del by
        self.findings.holds(
            "governance.rules", self._account_for(CLOSE_FOR_EVER), "the gate stayed open", log
        )
        if self.clock.time(log) <= self.heard_at + SILENCE:
            self.changes.append((WIND_DOWN, ZERO, 0))

    def gate_set(self, _log: Log, paused: bool, wind_down: bool, min_epoch: int) -> None:  # noqa: FBT001 - as in the event
        """Take the event that the Registry's gate follows the Governor.

        Args:
            paused: Whether new risk is paused.
            wind_down: Whether it is closed for ever.
            min_epoch: The Unix second before which credentials were issued in vain.
        """
        if paused != self.paused:
            self.changes.append((CLOSE if paused else UNPAUSE, ZERO, 0))
        if wind_down != self.wind_down:
            # Begun it cannot be undone: nothing accounts for an opening.
            self.changes.append((CLOSE_FOR_EVER if wind_down else REOPEN, ZERO, 0))
        if min_epoch != self.min_epoch:
            self.changes.append((SET_MIN_EPOCH, ZERO, min_epoch))
        self.paused, self.wind_down, self.min_epoch = paused, wind_down, min_epoch

    def seat_changed(self, log: Log, seat: bytes, state: int) -> None:
        """Take the event that an attestor's seat was filled, suspended or emptied.

        Args:
            log: The event's log.
            seat: The attestor.
            state: 0 empty, 1 active, 2 suspended.
        """
        if not self.born:
            self.founding["attestors"].append(seat)
            self.findings.holds("governance.rules", state == ACTIVE, "a seat without power", log)
        elif state == 0:
            self.changes.append((REPLACE_ATTESTOR, seat, 0))
        elif state == ACTIVE and self.changes and self._is_seat_empty(self.changes[-1]):
            self.changes[-1] = (REPLACE_ATTESTOR, self.changes[-1][1], int.from_bytes(seat))
        elif state == ACTIVE:
            self.findings.differ("governance.rules", f"{shown(seat)} has a seat for nothing", log)
        elif self.seats.get(seat) != ACTIVE:
            self.findings.differ("governance.rules", f"{shown(seat)} had no seat to lose", log)
        self.seats[seat] = state

    def close(self, log: Log) -> None:
        """End a transaction: every change of power was decided.

        Args:
            log: The transaction's last log.
        """
        for kind, subject, argument in self.changes:
            self.findings.differ(
                "governance.rules",
                f"a change of kind {kind} ({shown(subject)}, {argument}) that no decision made",
                log,
            )
        self.changes.clear()

    @staticmethod
    def _is_seat_empty(change: tuple[int, bytes, int]) -> bool:
        return change[0] == REPLACE_ATTESTOR and change[2] == 0

    def _account_for(self, kind: int, subject: bytes = ZERO, argument: int = 0) -> bool:
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

    def _founding(self, log: Log, what: str, value: object) -> bool:
        """Whether a change is the constructor's own, which is then remembered."""
        if log.tx_hash != self.born:
            return False
        self.founding[what].append(value)
        return True


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """One published root."""

    subject: bytes
    version: int
    root: bytes
    publisher: bytes
    published_at: int


@dataclass(slots=True)
class Anchors:
    """What was published; `publishers` is who might publish when an anchor was made."""

    findings: Findings
    clock: Clock
    governance: Governance
    by_number: dict[int, AnchorRecord] = field(default_factory=dict)
    versions: dict[bytes, int] = field(default_factory=dict)
    publishers: dict[int, frozenset[bytes]] = field(default_factory=dict)

    def published(
        self, log: Log, number: int, subject: bytes, root: bytes, version: int, publisher: bytes
    ) -> None:
        """Take the event that a root was anchored as the next version of a subject.

        Args:
            log: The event's log.
            number: The anchor's number.
            subject: The subject's hash, 32 bytes.
            root: The root, 32 bytes.
            version: The version's number.
            publisher: Who published it.
        """
        self.findings.holds(
            "events.counters",
            number == len(self.by_number) + 1 and version == self.versions.get(subject, 0) + 1,
            f"anchor {number} (version {version}) follows {len(self.by_number)}",
            log,
        )
        self.findings.holds(
            "governance.rules",
            self.governance.holds_role(publisher, PUBLISHER),
            f"{shown(publisher)} published without the role",
            log,
        )
        self.versions[subject] = version
        now = self.governance.heard_at = self.clock.time(log)
        self.by_number[number] = AnchorRecord(subject, version, root, publisher, now)
        self.publishers[number] = frozenset(
            account for account, bits in self.governance.roles.items() if bits & PUBLISHER
        )
