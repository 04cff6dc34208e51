"""Incomes that nobody has verified, of cases that wait for it: what compliance has to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.storage.tables import applications, credit_reviews
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.reasons import ReviewReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick_node.kyc.documents import Document
    from tallystick_node.underwriting.applications import Applications

__all__ = ["UnverifiedIncome", "unverified_incomes"]

INCOMES_MAX = 200


@dataclass(frozen=True, slots=True)
class UnverifiedIncome:
    """Somebody whose case waits for their income to be verified. income: minor units a year."""

    person: str
    since: datetime
    income: int | None = field(repr=False)
    documents: Sequence[Document]


def unverified_incomes(
    service: Applications, connection: Connection, actor: str
) -> list[UnverifiedIncome]:
    """Return the incomes that referred cases wait for, none of whoever asks.

    Args:
        service: The applications.
        connection: An open database transaction.
        actor: The member of staff who asks.

    Returns:
        One for each person, the longest waiting first; whoever is verified by now is left out.

    Raises:
        VaultRefused: When the vault cannot open what it keeps of a person.
    """
    rows = connection.execute(
        select(applications.c.person, applications.c.reasons, credit_reviews.c.opened_at)
        .join(credit_reviews, credit_reviews.c.application == applications.c.id)
        .where(
            credit_reviews.c.closed_at.is_(None),
            applications.c.state == ApplicationState.REFERRED,
        )
        .order_by(credit_reviews.c.opened_at, applications.c.id)
    ).all()
    since: dict[str, datetime] = {}
    for row in rows:
        if ReviewReason.INCOME_UNVERIFIED in (row.reasons or ()):
            since.setdefault(row.person, row.opened_at)
    waiting: list[UnverifiedIncome] = []
    for person, opened_at in since.items():
        if service.people.conflicts.is_own(connection, actor, person):
            continue
        applicant = service.borrowers.seen_by_staff(connection, person)
        if not applicant.income_verified and len(waiting) < INCOMES_MAX:
            waiting.append(
                UnverifiedIncome(person, opened_at, applicant.income, applicant.documents)
            )
    return waiting
