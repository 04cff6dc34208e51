"""The reserve: what came in, by source, and what left as cover."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.default import reserve_cover
from tallystick.replay.money import MoveReason

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.money import Causes, Money, Places
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord

__all__ = ["Fund"]

COVER_SHARE, COVER_MULTIPLE = 10, 11


@dataclass(slots=True)
class Fund:
    """Contributions by source and covers.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    findings: Findings
    places: Places
    loans: dict[int, LoanRecord]
    money: Money
    causes: Causes
    people: People
    governance: Governance
    contributed: dict[int, int] = field(default_factory=dict)
    covered: int = 0

    def contribution(
        self, log: Log, contributor: bytes, source: int, amount: int, total: int
    ) -> None:
        """Take the event that someone gave for good.

        Args:
            log: The event's log.
            contributor: Who gave.
            source: 1 the platform's profit, 2 a guarantee.
            amount: How much.
            total: All that the source has given after it.
        """
        after = self.contributed.get(source, 0) + amount
        self.contributed[source] = after
        self.findings.same(
            "reserve.running", f"contributions of source {source}", total, after, log
        )
        self.causes.call_for(contributor, self.places.reserve, MoveReason.DONATION, source, amount)

    def cover_paid(
        self, log: Log, number: int, by: bytes, group: int, amount: int, total: int
    ) -> None:
        """Take the event that the reserve covered a loan: the least of three bounds.

        Args:
            log: The event's log.
            number: The loan's number.
            by: Who called for it, which may be anyone.
            group: The borrower's group.
            amount: How much.
            total: All that was ever covered after it.
        """
        del by
        self.covered += amount
        self.findings.same("reserve.running", "all that was covered", total, self.covered, log)
        self.causes.call_for(
            self.places.reserve, self.places.servicing, MoveReason.COVER, number, amount
        )
        drawn = self.people.group(group)
        loan = self.loans.get(number)
        if loan is None or loan.group != group:
            self.findings.differ("reserve.rules", f"loan {number} is not of group {group}", log)
        elif loan.rules is not None:
            parameters = self.governance.parameters
            allowance = max(
                0, drawn.contributed * parameters.get(COVER_MULTIPLE, 0) - drawn.covered
            )
            due = reserve_cover(
                loan.rules,
                self.money.balances.get(self.places.reserve, 0),
                parameters.get(COVER_SHARE, 0),
                allowance,
            )
            self.findings.same("reserve.rules", f"loan {number}'s cover", amount, due, log)
        drawn.covered += amount
