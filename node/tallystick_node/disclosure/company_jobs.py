"""The daily look at what the company has stated: anchors, licences that end, own funds."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from tallystick_node.disclosure.company_book import first_warning
from tallystick_node.disclosure.company_rules import CapitalStanding, capital_standing, step_due
from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from tallystick.disclosure.company import CompanyFacts, Filing
    from tallystick_node.disclosure.company_book import CompanyBook
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["COMPANY_DAY", "CompanyDays", "kind_of_company"]

COMPANY_DAY = "disclosure.company"
_CAPITAL = "own funds"
_OWING = ("active", "defaulted")


@dataclass(frozen=True, slots=True)
class CompanyDays:
    """Anchors what was stated, and tells the operator of what ends or falls short."""

    book: CompanyBook
    index: ChainIndex
    pack: Pack
    alerts: Alerts

    def capital(self, facts: CompanyFacts | None, day: date) -> CapitalStanding:
        """Hold own funds as stated against what the rules ask for.

        Args:
            facts: What is stated; None where nothing is.
            day: The business date.

        Returns:
            The standing.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover the day.
        """
        standing = self.index.loans_by_status()
        outstanding = sum(standing[status][1] for status in _OWING if status in standing)
        finances = None if facts is None else facts.newest_finances
        return capital_standing(self.pack, day, finances, outstanding)

    def look(self, job: Job) -> Effect:
        """Look at the newest version.

        Args:
            job: The job, whose date is the day.

        Returns:
            What is written.
        """
        day, newest = job.key.business_date, self.book.newest()
        facts = None if newest is None else newest.facts
        capital = self.capital(facts, day)

        def effect(connection: Connection) -> None:
            self.book.ask_anchors(connection)
            ending = [
                filing for filing in (() if facts is None else facts.licences)
                if _is_new(connection, filing, day)
            ]  # fmt: skip
            if ending:
                self.alerts.put(
                    connection, job.key, "company.licences_end",
                    {"licences": [
                        filing.model_dump(mode="json", include={"kind", "name", "expires_on"})
                        for filing in ending
                    ]},
                )  # fmt: skip
            # A new statement that falls short is told again.
            short = newest is not None and capital.suffices is False
            if short and newest and first_warning(connection, _CAPITAL, newest.version):
                self.alerts.put(
                    connection, job.key, "company.own_funds",
                    {"required": str(capital.required), "stated": str(capital.own_funds)},
                )  # fmt: skip

        return effect


def _is_new(connection: Connection, filing: Filing, day: date) -> bool:
    """Whether an end has come nearer by a step that the operator was not told of."""
    if filing.expires_on is None:
        return False
    step = step_due(filing.expires_on, day)
    subject = sha256(f"{filing.kind} {filing.name} {filing.expires_on}".encode()).hexdigest()
    return step is not None and first_warning(connection, subject, step)


def kind_of_company(days: CompanyDays | None) -> JobKind:
    """Return the job; it looks at things as they are.

    Args:
        days: Does the work; None to list the job only.

    Returns:
        The kind.
    """
    if days is None:
        return JobKind(COMPANY_DAY, _never, _nobody, of_today=True)
    return JobKind(COMPANY_DAY, days.look, of_today=True)


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
