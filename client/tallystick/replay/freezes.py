"""Who was frozen, on whose word, for how long, and the holds on their wallets."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tallystick.replay.findings import shown
from tallystick.replay.governance import COMPLIANCE

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.money import Money
    from tallystick.replay.people import People, PersonRecord
    from tallystick.replay.source import Clock

__all__ = ["FreezeBook"]

DAY = 86_400
BY_KEY, BY_ORDER = 1, 2
# One key freezes a person for 72 hours in any 30 days, in 16 parts, and 20 persons a day; attestors
# do for 30 days from the day of the order.
SHORT_MAX, SHORT_SPAN, PARTS_MAX, PERSONS_A_DAY = 72 * 3_600, 30 * DAY, 16, 20
LONG_MAX = 30 * DAY
NO_ORDER = bytes(32)


class _Part(NamedTuple):
    """A stretch that one key froze a person for; `sure` when the event tells its end."""

    start: int
    end: int
    sure: bool


@dataclass(slots=True)
class FreezeBook:
    """Freezes by key and by order.

    A handler takes its event's values: accounts as 20 bytes, times as Unix seconds.
    """

    findings: Findings
    governance: Governance
    people: People
    money: Money
    clock: Clock
    parts: dict[bytes, list[_Part]] = field(default_factory=dict)
    frozen_on: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    holding: dict[bytes, int] = field(default_factory=dict)

    def held(self, log: Log, owner: bytes, until: int) -> None:
        """Take the event that withdrawals wait; a freeze must be the reason.

        Args:
            log: The event's log.
            owner: Whose withdrawals.
            until: Until when.
        """
        self.money.held(log, owner, until)
        self.holding[owner] = until

    def frozen(
        self, log: Log, head: bytes, by: bytes, power: int, until: int, order: bytes
    ) -> None:
        """Take the event that a person was frozen, by a COMPLIANCE key or by attestors on an order.

        Args:
            log: The event's log.
            head: The person's head.
            by: Who froze them.
            power: 1 a key's, 2 attestors'.
            until: The end of the freeze.
            order: Hash of the order or of the reason, 32 bytes.
        """
        person = self.people.persons.get(head)
        if person is None:
            self.findings.differ("people.rules", f"{shown(head)} was frozen, not enrolled", log)
            return
        now = self.clock.time(log)
        if power == BY_KEY:
            self._require(
                log,
                self.governance.holds_role(by, COMPLIANCE),
                f"{shown(by)} froze {shown(head)} without the role",
            )
            self._count_short(log, head, person, until, now)
        else:
            self._require(
                log,
                power == BY_ORDER
                and order != NO_ORDER
                and person.frozen_until < until <= now + LONG_MAX,
                f"{shown(head)} was frozen for {until - now} s without an order that can be",
            )
        self._require(log, until >= person.frozen_until, "a freeze was shortened")
        person.frozen_until = until
        for wallet in self.people.wallets_of(head):
            self._release(log, wallet, until)

    def linked(self, log: Log, wallet: bytes, head: bytes) -> None:
        """Note that a further wallet of a person was enrolled: their freeze holds for it, too.

        Args:
            log: The enrolment's log.
            wallet: The new wallet.
            head: The person's head.
        """
        person = self.people.persons[head]
        if person.frozen_until > self.clock.time(log):
            self._release(log, wallet, person.frozen_until)

    def close(self, log: Log) -> None:
        """End a transaction: every hold had a freeze.

        Args:
            log: The transaction's last log.
        """
        for owner in self.holding:
            self.findings.differ(
                "people.rules", f"withdrawals of {shown(owner)} wait without a freeze", log
            )
        self.holding.clear()

    def _release(self, log: Log, wallet: bytes, until: int) -> None:
        self.findings.same(
            "people.rules", f"the hold on {shown(wallet)}", self.holding.pop(wallet, 0), until, log
        )

    def _count_short(
        self, log: Log, head: bytes, person: PersonRecord, until: int, now: int
    ) -> None:
        """Add a part to a person's; its end is not told when an order's freeze outlasts it."""
        kept = [part for part in self.parts.get(head, ()) if part.end + SHORT_SPAN > now]
        sure = until > person.frozen_until
        start = max([now, *(part.end for part in kept)])
        used = sum(part.end - part.start for part in kept)
        if sure and all(part.sure for part in kept):
            self._require(
                log,
                start < until <= now + SHORT_MAX
                and used + until - start <= SHORT_MAX
                and len(kept) < PARTS_MAX,
                f"{shown(head)} was frozen by a key for {used} s of 30 days, and then until"
                f" {until}",
            )
        today = now // DAY
        end = until if sure else min(until, now + SHORT_MAX)
        self.parts[head] = [*kept, _Part(min(start, end), end, sure)]
        self.frozen_on[today].add(head)
        self._require(
            log,
            len(self.frozen_on[today]) <= PERSONS_A_DAY,
            f"{len(self.frozen_on[today])} persons were frozen by a key on one day",
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("governance.rules", condition, sentence, log)
