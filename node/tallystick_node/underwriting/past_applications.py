"""What an application is compared with: the person's other ones, and everybody's projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jellyfish
from sqlalchemy import func, select

from tallystick_node.storage.tables import applications as table
from tallystick_node.underwriting.application_states import OPEN, ApplicationState
from tallystick_node.underwriting.loan_request import LoanApplication, normalised

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.underwriting.applications import Applications

__all__ = ["PastApplications"]

ALIKE_MIN = 0.92
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PastApplications:
    """Compares an application with those that are kept."""

    kept: Applications

    def recent(self, connection: Connection, row: Row[Any]) -> int:
        """Return how many applications the person made in the 30 days up to and with this one.

        Args:
            connection: An open database transaction.
            row: The application's row.

        Returns:
            At least 1.
        """
        return int(
            connection.scalar(
                select(func.count()).where(
                    table.c.person == row.person,
                    table.c.applied_at > row.applied_at - _MONTH,
                    table.c.applied_at <= row.applied_at,
                )
            )
            or 0
        )

    def same_project(self, connection: Connection, row: Row[Any]) -> bool:
        """Return whether another application, whoever made it, is for the same live project.

        Of two that are open the earlier one goes on.

        Args:
            connection: An open database transaction.
            row: The application's row.

        Returns:
            True when there is one.
        """
        count = connection.scalar(
            select(func.count()).where(
                table.c.project == row.project,
                table.c.id != row.id,
                table.c.state.in_((*OPEN, ApplicationState.LISTED)),
                (table.c.applied_at < row.applied_at)
                | (table.c.state.in_((ApplicationState.OFFERED, ApplicationState.LISTED))),
            )
        )
        return bool(count)

    def similar_project(
        self, connection: Connection, row: Row[Any], order: LoanApplication
    ) -> bool:
        """Return whether the person has a live project that this one seems to be under a new name.

        Args:
            connection: An open database transaction.
            row: The application's row.
            order: What it asks for.

        Returns:
            True for the same purpose and a title with a Jaro-Winkler similarity of at least 0.92.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        wanted = normalised(order.title)
        for other in self.kept.of(connection, row.person):
            live = other.state in {*OPEN, ApplicationState.LISTED}
            if other.id == row.id or not live or other.project == row.project:
                continue
            kept = self.kept.order(connection, other)
            alike = jellyfish.jaro_winkler_similarity(wanted, normalised(kept.title))
            if kept.purpose is order.purpose and alike >= ALIKE_MIN:
                return True
        return False
