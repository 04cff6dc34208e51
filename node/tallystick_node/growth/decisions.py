"""Deciding on requests for rewards: once a day, the oldest first, all that is known looked at anew.

Who waits for a day learns nothing from how long it took; who is refused for abuse reads the same
sentence whatever it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick_node.growth.incentive_rules import (
    IncentiveCase,
    IncentiveDecision,
    IncentiveKind,
    IncentiveReason,
    RewardState,
    budgeted,
    decide,
)
from tallystick_node.growth.reward_book import SPENT_STATES
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import reward_requests

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.aml.clusters import Clusters
    from tallystick_node.growth.desk import GrowthDesk
    from tallystick_node.growth.incentive_rules import IncentiveTerms, LendingSeen
    from tallystick_node.growth.lending_seen import LendingBook
    from tallystick_node.growth.reward_book import RewardBook
    from tallystick_node.infrastructure.jobs.kinds import Effect

__all__ = ["ASKED_DAYS_MAX", "RewardDecisions"]

# What has not come to be in order for so long never will.
ASKED_DAYS_MAX = 365
PAGE = 10_000


@dataclass(frozen=True, slots=True)
class _Request:
    """A request with what was looked at for it. ties: who belongs to whom it turns on."""

    row: Row[Any]
    identity: str | None
    turns_on: str
    ties: frozenset[str]
    case: IncentiveCase


@dataclass(frozen=True, slots=True)
class RewardDecisions:
    """Looks at what waits, and decides in one transaction."""

    desk: GrowthDesk
    book: RewardBook

    def look(self) -> Effect:
        """Look at every request that waits.

        Returns:
            What decides on them, in the order in which they were asked.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        desk, terms = self.desk, self.desk.terms
        with desk.context.database.reading() as connection:
            rows = self._waiting(connection)
            if not rows:
                return _nothing
            clusters, lending = desk.clusters(connection), desk.lending(connection)
            requests = [self._looked_at(connection, row, clusters, lending) for row in rows]

        def effect(connection: Connection) -> None:
            one_at_a_time(connection, "rewards")
            for request in requests:
                self._decide(connection, request, terms)

        return effect

    def _waiting(self, connection: Connection) -> list[Row[Any]]:
        """All of them: those that wait for long keep nobody else from being decided on."""
        rows: list[Row[Any]] = []
        after = 0
        while page := self.book.in_state(connection, RewardState.ASKED, PAGE, after):
            rows += page
            after = page[-1].id
        return rows

    def _lent(self, lending: LendingBook, person: str, ties: frozenset[str]) -> LendingSeen | None:
        """The first loan that somebody has lent to; days: until it came back, where it has."""
        seen = lending.first(person, ties, self.desk.day_number)
        if seen is None or not seen.back:
            return seen
        loan, _ = lending.lent(person)[0]
        assert loan.issue_day is not None
        return replace(seen, days=self.desk.ended_day(loan.loan) - loan.issue_day)

    def _looked_at(
        self, connection: Connection, row: Row[Any], clusters: Clusters, lending: LendingBook
    ) -> _Request:
        kind = IncentiveKind(row.kind)
        # An invitation turns on who was invited: it is they who have to be somebody, and to lend.
        turns_on = row.subject if kind is IncentiveKind.REFERRAL else row.person
        ties = _ties(clusters, turns_on)
        other = {IncentiveKind.REFERRAL: row.person, IncentiveKind.INVITED: row.subject}.get(kind)
        lent = self._lent(
            lending, turns_on, ties if other is None else ties | _ties(clusters, other)
        )
        case = IncentiveCase(
            kind=kind,
            identified=all(
                self._identified(connection, person) for person in {row.person, turns_on}
            ),
            had=False, shared=False, related=other in ties, lent=lent,
        )  # fmt: skip
        return _Request(row, self._identity(connection, row.person), turns_on, ties, case)

    def _decide(self, connection: Connection, request: _Request, terms: IncentiveTerms) -> None:
        table, row = reward_requests, request.row
        state = connection.scalar(
            select(table.c.state).where(table.c.id == row.id).with_for_update()
        )
        if state != RewardState.ASKED:
            return
        month, identity = f"{self.desk.today:%Y-%m}", request.identity or ""
        decision = budgeted(
            decide(self._case(connection, request), terms),
            self.book.spent(connection, month, identity),
            terms,
        )
        if decision.state is RewardState.ASKED:
            if row.asked_at + timedelta(days=ASKED_DAYS_MAX) > self.desk.context.now:
                return
            decision = IncentiveDecision(IncentiveReason.LAPSED)
        connection.execute(
            update(table)
            .where(table.c.id == row.id)
            .values(
                state=decision.state, reason=decision.reason, amount=decision.amount,
                identity=request.identity, decided_at=self.desk.context.now,
                month=month if decision.amount else None,
            )
        )  # fmt: skip
        self.desk.note(
            connection, f"reward.{decision.state}", f"reward {row.id}", "node",
            {"kind": row.kind, "reason": decision.reason, "amount": str(decision.amount)},
        )  # fmt: skip

    def _case(self, connection: Connection, request: _Request) -> IncentiveCase:
        """The case, with what was granted up to this very moment."""
        row, kind, table = request.row, request.case.kind, reward_requests
        same = [
            each
            for each in connection.execute(
                select(table).where(table.c.kind == kind, table.c.state.in_(SPENT_STATES))
            )
            if kind is not IncentiveKind.COUPON or each.subject == row.subject
        ]
        if kind is IncentiveKind.REFERRAL:
            holders = {each.subject for each in same}
            mine = self._identity(connection, request.turns_on)
            invited = connection.execute(select(table).where(table.c.kind == IncentiveKind.INVITED))
            had = {each.identity for each in invited if each.person != request.turns_on}
        else:
            holders, mine = {each.person for each in same}, request.identity
            had = {each.identity for each in same}
        coupon = None
        if kind is IncentiveKind.COUPON:
            coupon = self.book.coupon_left(connection, row.subject)
        return replace(
            request.case,
            had=mine is not None and mine in had,
            shared=any(each in request.ties and each != request.turns_on for each in holders),
            coupon=coupon,
        )

    def _identified(self, connection: Connection, person: str) -> bool:
        try:
            return self.desk.kyc.levels.of(connection, person).number >= 1
        except PersonRefused:
            return False

    def _identity(self, connection: Connection, person: str) -> str | None:
        """The keyed mark of who somebody is, which outlives a registration."""
        try:
            commitment = self.desk.context.person(connection, person).commitment
        except PersonRefused:
            return None
        return None if commitment is None else self.desk.context.remnant_mark("reward", commitment)


def _ties(clusters: Clusters, person: str) -> frozenset[str]:
    return clusters.members.get(clusters.of.get(person, ""), frozenset({person}))


def _nothing(_: Connection) -> None:
    """There was nothing to decide."""
