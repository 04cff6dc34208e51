"""What an applicant hears of a refusal, from what the stages found and why staff decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.storage.tables import findings
from tallystick_node.underwriting.case import CARD_REASONS, MISSING_PAPERS
from tallystick_node.underwriting.reasons import Override, ReviewReason, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

__all__ = ["heard", "heard_of_staff"]


def heard(
    reasons: Iterable[ReviewReason],
    facts: Iterable[Mapping[str, Any]],
    of_staff: Iterable[Override] = (),
) -> tuple[str, ...]:
    """Return what the applicant hears of a refusal.

    Args:
        reasons: The reasons of the decision, the weightiest first.
        facts: What each stage found, by name.
        of_staff: Why staff refused; nothing where the stages did.

    Returns:
        At most four sentences.
    """
    known: dict[str, Any] = {}
    for of_stage in facts:
        known |= of_stage
    return told(reasons, known.get(CARD_REASONS, ()), known.get(MISSING_PAPERS, ()), of_staff)


def heard_of_staff(
    connection: Connection, number: str, reasons: Iterable[str], of_staff: Iterable[str]
) -> tuple[str, ...]:
    """Return what the applicant hears when staff refused a case that the stages had referred.

    Args:
        connection: An open database transaction.
        number: The application's identifier.
        reasons: The stages' reasons, as they are kept.
        of_staff: Why each member of staff refused.

    Returns:
        At most four sentences.
    """
    rows = connection.scalars(
        select(findings.c.facts).where(findings.c.application == number).order_by(findings.c.number)
    ).all()
    return heard(
        [ReviewReason(reason) for reason in reasons], rows, [Override(why) for why in of_staff]
    )
