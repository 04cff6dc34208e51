"""Which version of a rule is live, which only counts, and how one becomes live.

A new version runs in shadow first: its hits are counted and nobody is alerted. It goes live when
it was tried on the past, has run in shadow, and two members of staff have agreed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.aml.rules.catalogue import RULES, rule_of
from tallystick_node.aml.rules.rule import Scene
from tallystick_node.aml.thresholds import RuleBounds
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import aml_back_tests, aml_rule_states, aml_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.flow_book import FlowBook

__all__ = ["BackTest", "RuleBook", "RuleStanding", "RuleState"]

BACK_TEST_DAYS_MAX = 366
# A test of longer ago says little of today's flows.
BACK_TEST_VALID_DAYS = 30


class RuleState(StrEnum):
    """What a rule's hits come to: nothing, a count, an alert."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """Where a rule stands. proposed: what somebody wants it to be. shadow_days: run so far."""

    code: str
    version: int
    sentence: str
    state: RuleState
    proposed: RuleState | None
    proposed_by: str | None
    back_tested_on: date | None
    shadow_days: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """What a rule would have found in the past."""

    number: int
    code: str
    version: int
    first: date
    last: date
    flows: int
    alerts: int
    subjects: int
    by_month: dict[str, int]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Keeps what each rule is."""

    desk: AmlDesk
    flows: FlowBook

    def standing(self, connection: Connection, code: str) -> RuleStanding:
        """Return where a rule stands.

        Args:
            connection: An open database transaction.
            code: The rule's code.

        Returns:
            Its standing, of the version of this program.

        Raises:
            InputError: AML:RULE when there is no such rule.
        """
        rule = rule_of(code)
        row = connection.execute(
            select(aml_rule_states).where(
                aml_rule_states.c.rule == code, aml_rule_states.c.version == rule.version
            )
        ).one_or_none()
        tested = connection.scalar(
            select(func.max(aml_back_tests.c.at, type_=aml_back_tests.c.at.type)).where(
                aml_back_tests.c.rule == code, aml_back_tests.c.version == rule.version
            )
        )
        shadow = connection.scalar(
            select(func.count())
            .select_from(aml_runs)
            .where(
                aml_runs.c.rule == code, aml_runs.c.version == rule.version,
                aml_runs.c.state == RuleState.SHADOW,
            )
        )  # fmt: skip
        # The first versions came with their trial on a simulated market.
        state = RuleState.LIVE if rule.version == 1 else RuleState.SHADOW
        return RuleStanding(
            code=code, version=rule.version, sentence=rule.sentence,
            state=state if row is None else RuleState(row.state),
            proposed=None if row is None or row.proposed is None else RuleState(row.proposed),
            proposed_by=None if row is None else row.proposed_by,
            back_tested_on=None if tested is None else tested.date(),
            shadow_days=shadow or 0,
        )  # fmt: skip

    def all(self, connection: Connection) -> list[RuleStanding]:
        """Return where all rules stand.

        Args:
            connection: An open database transaction.

        Returns:
            One of each rule.
        """
        return [self.standing(connection, code) for code in RULES]

    def propose(self, connection: Connection, code: str, state: RuleState, staff: str) -> None:
        """Say what a rule should be from now on; a colleague agrees.

        Args:
            connection: An open transaction that writes.
            code: The rule's code.
            state: What it should be.
            staff: The member of staff.

        Raises:
            InputError: AML:RULE when there is no such rule.
            AmlRefused: AML:STATE when it is that already; AML:BACKTEST or AML:SHADOW when it is to
                go live without a test of the last 30 days, or without having run in shadow.
        """
        now = self.standing(connection, code)
        if now.state is state:
            raise AmlRefused("AML:STATE", f"{code} is {state} already")
        if state is RuleState.LIVE:
            self._require_tried(now)
        key = {"rule": code, "version": now.version}
        connection.execute(
            insert_absent(connection, aml_rule_states),
            {**key, "state": now.state, "changed_at": self.desk.context.now},
        )
        connection.execute(
            update(aml_rule_states)
            .where(aml_rule_states.c.rule == code, aml_rule_states.c.version == now.version)
            .values(proposed=state, proposed_by=staff)
        )
        self.desk.note(
            connection, "aml.rule_proposed", f"aml rule {code}", staff,
            {"version": now.version, "state": state},
        )  # fmt: skip

    def confirm(self, connection: Connection, code: str, staff: str) -> RuleState:
        """Agree to what a colleague has proposed.

        Args:
            connection: An open transaction that writes.
            code: The rule's code.
            staff: The member of staff, another person than who proposed.

        Returns:
            What the rule is now.

        Raises:
            InputError: AML:RULE when there is no such rule.
            AmlRefused: AML:PROPOSAL when nothing is proposed; AML:EYES for who proposed it.
        """
        now = self.standing(connection, code)
        if now.proposed is None or now.proposed_by is None:
            raise AmlRefused("AML:PROPOSAL", "nothing is proposed; a colleague proposes first")
        if self.desk.kyc.conflicts.seen_by(connection, staff, [now.proposed_by]):
            raise AmlRefused("AML:EYES", "whoever proposed it does not decide it; a colleague does")
        connection.execute(
            update(aml_rule_states)
            .where(aml_rule_states.c.rule == code, aml_rule_states.c.version == now.version)
            .values(
                state=now.proposed, proposed=None, proposed_by=None, changed_by=staff,
                changed_at=self.desk.context.now,
            )
        )  # fmt: skip
        self.desk.note(
            connection, "aml.rule_changed", f"aml rule {code}", staff,
            {"version": now.version, "state": now.proposed},
        )  # fmt: skip
        return now.proposed

    def back_test(
        self, connection: Connection, code: str, *, first: date, last: date, staff: str,
        bounds: Mapping[str, int] | None = None,
    ) -> BackTest:  # fmt: skip
        """Run a rule over the past, and keep what it would have found.

        Args:
            connection: An open transaction that writes.
            code: The rule's code.
            first: The first day.
            last: The last day, before today.
            staff: The member of staff.
            bounds: Other thresholds than the policy's, to be tried.

        Returns:
            The test.

        Raises:
            InputError: AML:RULE; AML:DAYS for days that are not past or more than a year;
                AML:BOUND for an unknown threshold.
            ConfigError: AML:WINDOW for a window or threshold of 0; POLICY:DAY when the policy pack
                has a hole in those days.
        """
        rule, context = rule_of(code), self.desk.context
        if not first <= last < context.today or (last - first).days >= BACK_TEST_DAYS_MAX:
            raise InputError(
                "AML:DAYS", f"a back-test is of 1 to {BACK_TEST_DAYS_MAX} days, all before today"
            )
        for ahead in range((last - first).days + 1):
            thresholds = RuleBounds.of(context.pack, first + timedelta(days=ahead))
        thresholds = changed_bounds(thresholds, bounds or {})
        market = self.flows.market(
            connection, first - timedelta(days=thresholds.lookback_days), last
        )
        begins = self.flows.begin(first)
        hits = rule.hits(Scene(market, thresholds), begins)
        by_month: dict[str, int] = {}
        for hit in hits:
            month = (date(1970, 1, 1) + timedelta(days=market.day(hit.until))).strftime("%Y-%m")
            by_month[month] = by_month.get(month, 0) + 1
        result: dict[str, Any] = {
            "flows": sum(flow.at >= begins for flow in market.flows), "alerts": len(hits),
            "subjects": len({hit.subject for hit in hits}), "by_month": by_month,
            "bounds": dict(bounds or {}),
        }  # fmt: skip
        number = connection.execute(
            insert(aml_back_tests)
            .values(
                rule=code, version=rule.version, first=first, last=last, result=result, by=staff,
                at=context.now,
            )
            .returning(aml_back_tests.c.id)
        ).scalar_one()  # fmt: skip
        self.desk.note(
            connection, "aml.back_tested", f"aml rule {code}", staff,
            {"version": rule.version, "first": str(first), "last": str(last), "alerts": len(hits)},
        )  # fmt: skip
        return BackTest(
            number, code, rule.version, first, last, result["flows"], result["alerts"],
            result["subjects"], by_month,
        )  # fmt: skip

    def _require_tried(self, now: RuleStanding) -> None:
        oldest = self.desk.context.today - timedelta(days=BACK_TEST_VALID_DAYS)
        if now.back_tested_on is None or now.back_tested_on < oldest:
            raise AmlRefused(
                "AML:BACKTEST",
                f"try the rule on the past first: a test of the last {BACK_TEST_VALID_DAYS} days",
            )
        if now.shadow_days < 1:
            raise AmlRefused("AML:SHADOW", "let the rule run in shadow first, for a day at least")


def changed_bounds(bounds: RuleBounds, changes: Mapping[str, int]) -> RuleBounds:
    """Return thresholds with some of them changed.

    Args:
        bounds: The thresholds.
        changes: Values by the names of `RuleBounds`.

    Returns:
        The thresholds.

    Raises:
        InputError: AML:BOUND for an unknown name.
        ConfigError: AML:WINDOW for a value of 0 or below.
    """
    unknown = sorted(set(changes) - set(RuleBounds.__slots__))
    if unknown:
        raise InputError("AML:BOUND", f"there is no threshold {unknown[0]!r}")
    return replace(bounds, **changes)
