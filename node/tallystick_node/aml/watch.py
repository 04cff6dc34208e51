"""Each day's look: the rules over the flows of the day before, in the market of half a year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick_node.aml.rule_book import RuleState
from tallystick_node.aml.rules.catalogue import RULES
from tallystick_node.aml.rules.rule import RuleHit, Scene
from tallystick_node.aml.thresholds import RuleBounds
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import aml_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from tallystick_node.aml.alert_book import AlertBook
    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.flow_book import FlowBook
    from tallystick_node.aml.rule_book import RuleBook

__all__ = ["DaySeen", "DayWatch", "LastRun"]


@dataclass(frozen=True, slots=True)
class DaySeen:
    """What the rules have seen of a day. states: of the rules that looked."""

    day: date
    flows: int
    hits: tuple[RuleHit, ...]
    states: Mapping[str, RuleState]


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest look: of which day, when, over how many flows, and what it found."""

    day: date
    at: datetime
    flows: int
    hits: int


@dataclass(frozen=True, slots=True)
class DayWatch:
    """Looks at days."""

    desk: AmlDesk
    flows: FlowBook
    rules: RuleBook
    alerts: AlertBook

    def look(self, connection: Connection, day: date) -> DaySeen:
        """Look at a day; nothing is written.

        Args:
            connection: An open database transaction.
            day: A local date of the platform that is over.

        Returns:
            What was seen.

        Raises:
            DayNotOver: INDEX:EARLY when it is not.
            ConfigError: POLICY:DAY or AML:WINDOW when the pack's thresholds are not sound.
        """
        self.flows.require_read(connection, day)
        bounds = RuleBounds.of(self.desk.context.pack, day)
        market = self.flows.market(connection, day - timedelta(days=bounds.lookback_days), day)
        begins = self.flows.begin(day)
        states = {standing.code: standing.state for standing in self.rules.all(connection)}
        states = {code: state for code, state in states.items() if state is not RuleState.OFF}
        scene = Scene(market, bounds)
        hits = [hit for code in states for hit in RULES[code].hits(scene, begins)]
        return DaySeen(day, sum(flow.at >= begins for flow in market.flows), tuple(hits), states)

    def keep(self, connection: Connection, seen: DaySeen) -> int:
        """Write down what was seen: alerts of live rules, counts of all.

        Args:
            connection: An open transaction that writes.
            seen: What was seen.

        Returns:
            How many alerts are new.
        """
        counts = Counter(hit.rule for hit in seen.hits)
        for code, state in seen.states.items():
            row = {
                "day": seen.day, "rule": code, "version": RULES[code].version, "state": state,
                "flows": seen.flows, "hits": counts[code], "at": self.desk.context.now,
            }  # fmt: skip
            connection.execute(insert_absent(connection, aml_runs), row)
        added = sum(
            self.alerts.raise_one(connection, hit, seen.day)
            for hit in seen.hits
            if seen.states[hit.rule] is RuleState.LIVE
        )
        details = {"flows": seen.flows, "alerts": added}
        self.desk.note(connection, "aml.watched", str(seen.day), "node", details)
        return added

    def last_run(self, connection: Connection) -> LastRun | None:
        """Return the newest look.

        Args:
            connection: An open database transaction.

        Returns:
            The look, None before the first one.
        """
        day = connection.scalar(select(func.max(aml_runs.c.day)))
        if day is None:
            return None
        rows = connection.execute(select(aml_runs).where(aml_runs.c.day == day)).all()
        return LastRun(
            day, max(row.at for row in rows), max(row.flows for row in rows),
            sum(row.hits for row in rows),
        )  # fmt: skip
