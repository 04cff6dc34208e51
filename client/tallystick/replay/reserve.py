"""The reserve: what came in by source, the months of defaults, and what left as cover."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.dates import local_day, month_of
from tallystick.loans.reserve_cover import COVER_AGAIN_DAYS, cover_cap, month_funds, month_share
from tallystick.replay.findings import shown
from tallystick.replay.money import MoveReason

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.money import Causes, Money, Places
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Bucket", "Fund", "MonthPlace"]

COVER_SHARE, COVER_MULTIPLE = 10, 11
PLATFORM, GUARANTOR = 1, 2


@dataclass(slots=True)
class Bucket:
    """The loans that default in one month, in sums, in minor units."""

    caps: int = 0
    funds: int = 0
    caps_left: int = 0
    funds_left: int = 0
    fixed: bool = False


@dataclass(slots=True)
class MonthPlace:
    """In which month a loan is covered, since March of year 0; all zero once it was covered."""

    month: int = 0
    cap: int = 0


@dataclass(slots=True)
class Fund:
    """Contributions by source, months and covers.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units. `expected` are
    the caps of loans that defaulted in the transaction under way and have yet to enter their month;
    `paid`, the covers that the loans' own event has yet to count.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    money: Money
    causes: Causes
    people: People
    governance: Governance
    contributed: dict[int, int] = field(default_factory=dict)
    covered: int = 0
    set_aside: int = 0
    staked: int = 0
    distributing: bool = False
    buckets: dict[int, Bucket] = field(default_factory=dict)
    entered: dict[int, MonthPlace] = field(default_factory=dict)
    group_caps: Counter[tuple[int, int]] = field(default_factory=Counter)
    expected: dict[int, int] = field(default_factory=dict)
    paid: Counter[int] = field(default_factory=Counter)

    @property
    def free(self) -> int:
        """What the reserve has, is not set aside and is no stake, in minor units."""
        return self.money.balances.get(self.places.reserve, 0) - self.set_aside - self.staked

    def contribution(
        self, log: Log, contributor: bytes, source: int, amount: int, total: int
    ) -> None:
        """Take the event that someone gave for good.

        Args:
            log: The event's log.
            contributor: Who gave.
            source: 1 the platform's profit, from the treasury; 2 anybody else's guarantee.
            amount: How much.
            total: All that the source has given after it.
        """
        by_treasury = contributor == self.governance.treasury
        self.findings.same(
            "reserve.rules",
            f"the source of what {shown(contributor)} gave",
            source,
            PLATFORM if by_treasury else GUARANTOR,
            log,
        )
        after = self.contributed.get(source, 0) + amount
        self.contributed[source] = after
        self.findings.same(
            "reserve.running", f"contributions of source {source}", total, after, log
        )
        self.causes.call_for(contributor, self.places.reserve, MoveReason.DONATION, source, amount)

    def expect(self, loan: LoanRecord, today: int) -> None:
        """Note that a loan defaulted: when it may be covered, it enters its month.

        Args:
            loan: The loan.
            today: The local day.
        """
        if loan.rules is not None:
            cap = cover_cap(loan.rules, today)
            if cap:
                self.expected[loan.number] = cap

    def enter(self, log: Log, number: int, month: int, cap: int, caps: int) -> None:
        """Take the event that a loan's cap joined those of a month, at default or again.

        Args:
            log: The event's log.
            number: The loan's number.
            month: The month, since March of year 0.
            cap: The loan's cap.
            caps: Those of all loans of the month after it.
        """
        today = local_day(self.clock.time(log), self.offset)
        self.findings.same("reserve.rules", f"loan {number}'s month", month, month_of(today), log)
        expected = self.expected.pop(number, None)
        if expected is None:
            expected = self._cap_again(log, number, month, today)
        if expected is not None:
            self.findings.same("reserve.rules", f"loan {number}'s cap", cap, expected, log)
        bucket = self.buckets.setdefault(month, Bucket())
        self._require(log, not bucket.fixed, f"loan {number} entered month {month}, which is fixed")
        bucket.caps += cap
        bucket.caps_left += cap
        self.findings.same("reserve.running", f"the caps of month {month}", caps, bucket.caps, log)
        self.entered[number] = MonthPlace(month, cap)
        if number in self.loans:
            self.group_caps[month, self.loans[number].group] += cap

    def ratio_fixed(self, log: Log, month: int, caps: int, funds: int) -> None:
        """Take the event that it is fixed, once and after a month, what its loans share.

        Args:
            log: The event's log.
            month: The month, since March of year 0.
            caps: The caps of its loans.
            funds: What they share.
        """
        bucket = self.buckets.setdefault(month, Bucket())
        today = local_day(self.clock.time(log), self.offset)
        self._require(log, not bucket.fixed, f"the ratio of month {month} was fixed twice")
        self._require(
            log, month < month_of(today), f"the ratio of month {month} was fixed before its end"
        )
        self.findings.same("reserve.running", f"the caps of month {month}", caps, bucket.caps, log)
        share = self.governance.parameters.get(COVER_SHARE, 0)
        # What is left after the last distribution has begun is the losses'.
        free = 0 if self.distributing else max(0, self.free)
        due = month_funds(bucket.caps, free, share)
        self.findings.same("reserve.rules", f"the funds of month {month}", funds, due, log)
        bucket.funds = bucket.funds_left = funds
        bucket.fixed = True
        self.set_aside += funds

    def cover_paid(
        self, log: Log, number: int, by: bytes, group: int, amount: int, total: int
    ) -> None:
        """Take the event that the reserve covered a loan: its share of its month, within bounds.

        Args:
            log: The event's log.
            number: The loan's number.
            by: Who called for it, which may be anyone.
            group: The borrower's group at listing.
            amount: How much.
            total: All that was ever covered after it.
        """
        del by
        self.covered += amount
        self.findings.same("reserve.running", "all that was covered", total, self.covered, log)
        self.causes.call_for(
            self.places.reserve, self.places.servicing, MoveReason.COVER, number, amount
        )
        self.paid[number] += amount
        drawn = self.people.group(group)
        loan, place = self.loans.get(number), self.entered.get(number, MonthPlace())
        bucket = self.buckets.get(place.month, Bucket())
        today = local_day(self.clock.time(log), self.offset)
        self._require(
            log,
            place.cap > 0 and bucket.fixed and place.month < month_of(today),
            f"loan {number} was covered without a place in a month that is over",
        )
        self._require(
            log,
            loan is None or not loan.is_guaranteed,
            f"loan {number} was covered before its guarantor had paid",
        )
        if loan is None or loan.group != group:
            self._require(log, condition=False, sentence=f"loan {number} is not of group {group}")
        elif loan.rules is not None and 0 < place.cap <= bucket.caps:
            share = month_share(place.cap, min(bucket.funds, bucket.caps), bucket.caps)
            due = min(share, loan.missing, self._allowance(place, group))
            self.findings.same("reserve.rules", f"loan {number}'s cover", amount, due, log)
        self._take_share(place, bucket, group)
        drawn.covered += amount

    def count(self, number: int, amount: int) -> None:
        """Note that a loan's lenders got a cover.

        Args:
            number: The loan's number.
            amount: How much.
        """
        self.paid[number] -= amount

    def close(self, log: Log) -> None:
        """End a transaction: who defaulted has entered, and lenders got what the reserve paid.

        Args:
            log: The transaction's last log.
        """
        for number, cap in self.expected.items():
            self._require(
                log,
                condition=False,
                sentence=f"loan {number} defaulted and did not enter its month with {cap}",
            )
        for number, amount in self.paid.items():
            if amount:
                self._require(
                    log, condition=False, sentence=f"loan {number}'s covers differ by {amount}"
                )
        self.expected.clear()
        self.paid.clear()

    def _allowance(self, place: MonthPlace, group: int) -> int:
        """What a loan may take of what its group may still draw, which those of a month share."""
        drawn = self.people.group(group)
        multiple = self.governance.parameters.get(COVER_MULTIPLE, 0)
        left = max(0, drawn.contributed * multiple - drawn.covered)
        return left * place.cap // max(place.cap, self.group_caps[place.month, group])

    def _take_share(self, place: MonthPlace, bucket: Bucket, group: int) -> None:
        """Release a loan's share; the last one of a month gives back what rounding has left."""
        share = place.cap * bucket.funds // bucket.caps if bucket.caps else 0
        bucket.caps_left -= place.cap
        self.group_caps[place.month, group] -= place.cap
        released = share if bucket.caps_left else bucket.funds_left
        bucket.funds_left -= released
        # The last distribution has freed all that was set aside.
        self.set_aside -= min(self.set_aside, released)
        place.month = place.cap = 0

    def _cap_again(self, log: Log, number: int, month: int, today: int) -> int | None:
        """What is left of a loan's cap enters a later month, until a year after the default."""
        loan, place = self.loans.get(number), self.entered.get(number, MonthPlace())
        self._require(
            log,
            place.cap == 0 and place.month < month,
            f"loan {number} entered month {month}, with a place in month {place.month}",
        )
        if loan is None or loan.rules is None:
            return None
        state = loan.rules
        self._require(
            log,
            today <= state.default_day + COVER_AGAIN_DAYS,
            f"loan {number} entered month {month} more than a year after its default",
        )
        cap = cover_cap(state, today)
        self._require(log, cap > loan.cover, f"loan {number} entered with nothing left of its cap")
        return min(max(0, cap - loan.cover), state.owed_principal)

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("reserve.rules", condition, sentence, log)
