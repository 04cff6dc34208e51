"""What collection achieves: cures by tier, and complaints per thousand contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.loans.rounding import div_floor
from tallystick_node.servicing.contacts import ContactOutcome
from tallystick_node.storage.tables import (
    contacts,
    delinquencies,
    loan_warnings,
    promises,
    service_tasks,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["ContactFigures", "TierEffect", "conduct", "effects", "late_by_tier", "open_counts"]

PPM = 10**6


@dataclass(frozen=True, slots=True)
class TierEffect:
    """Of the loans that came into a tier, how many left it cured; the rate rounds down."""

    tier: int
    entered: int
    cured: int
    worse: int
    cure_ppm: int | None


@dataclass(frozen=True, slots=True)
class ContactFigures:
    """Contacts, complaints about them, and promises with how many were kept; rates round down."""

    contacts: int
    complaints: int
    complaints_per_thousand: int | None
    promises: int
    kept: int


def effects(connection: Connection) -> list[TierEffect]:
    """Return what became of the loans of each tier since the beginning.

    Args:
        connection: An open database transaction.

    Returns:
        One entry for each tier, 1 to 3.
    """
    rows = connection.execute(
        select(delinquencies.c.tier, delinquencies.c.left_to, func.count())
        .group_by(delinquencies.c.tier, delinquencies.c.left_to)
        .order_by(delinquencies.c.tier)
    ).all()
    summaries = []
    for tier in (1, 2, 3):
        counts = {left: number for of_tier, left, number in rows if of_tier == tier}
        entered, cured = sum(counts.values()), counts.get("cured", 0)
        worse = sum(counts.get(f"tier {next_one}", 0) for next_one in range(tier + 1, 4))
        rate = div_floor(cured * PPM, entered) if entered else None
        summaries.append(TierEffect(tier, entered, cured, worse, rate))
    return summaries


def open_counts(connection: Connection) -> dict[str, int]:
    """Return how much waits for staff: tasks, warnings nobody has seen.

    Args:
        connection: An open database transaction.

    Returns:
        Counts by `tasks`, `warnings`.
    """
    questions = {
        "tasks": (service_tasks, service_tasks.c.done_at),
        "warnings": (loan_warnings, loan_warnings.c.seen_at),
    }
    return {
        name: connection.scalar(select(func.count()).select_from(table).where(ended.is_(None))) or 0
        for name, (table, ended) in questions.items()
    }


def late_by_tier(connection: Connection) -> dict[int, int]:
    """Return how many loans are in which tier now.

    Args:
        connection: An open database transaction.

    Returns:
        Counts by tier; tiers without a loan are left out.
    """
    rows = connection.execute(
        select(delinquencies.c.tier, func.count())
        .where(delinquencies.c.left_on.is_(None))
        .group_by(delinquencies.c.tier)
    ).all()
    return {row[0]: row[1] for row in rows}


def conduct(connection: Connection) -> ContactFigures:
    """Return how borrowers were treated, since the beginning.

    Args:
        connection: An open database transaction.

    Returns:
        Counts and rates, rounded down.
    """
    contact_count = connection.scalar(select(func.count()).select_from(contacts)) or 0
    complained = (
        connection.scalar(
            select(func.count())
            .select_from(contacts)
            .where(contacts.c.outcome == ContactOutcome.COMPLAINED)
        )
        or 0
    )
    rows = connection.execute(select(promises.c.state, func.count()).group_by(promises.c.state))
    states: dict[str, int] = {state: number for state, number in rows.all()}  # noqa: C416 - typed
    return ContactFigures(
        contact_count, complained,
        div_floor(complained * 1_000, contact_count) if contact_count else None,
        sum(states.values()), states.get("kept", 0),
    )  # fmt: skip
