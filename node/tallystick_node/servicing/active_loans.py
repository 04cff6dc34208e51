"""Which loans there is something to do about: the others are not looked at one by one.

Found from what the chain says today and from what was done, so nothing has to be remembered and a
node that was away forgets nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from tallystick_node.servicing.context import ServicingDesk
    from tallystick_node.servicing.delinquency import Delinquency
    from tallystick_node.servicing.promises import Promises
    from tallystick_node.servicing.reminders import Reminders
    from tallystick_node.servicing.use_of_proceeds import Proceeds
    from tallystick_node.servicing.warnings import Warnings

__all__ = ["Rounds"]


@dataclass(frozen=True, slots=True)
class Rounds:
    """Asks each part of the service what it waits to do."""

    desk: ServicingDesk
    reminders: Reminders
    promises: Promises
    proceeds: Proceeds
    warnings: Warnings
    delinquency: Delinquency

    def of(self, connection: Connection, day: date) -> list[int]:
        """Return the loans to be looked at on a day.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            Loan numbers, ascending.

        Raises:
            ConfigError: POLICY:REMINDER when a plan is not valid; POLICY:DAY.
            TransportError: When the chain's node does not answer.
        """
        dues = self.desk.dues
        stands = dues.all(dues.owing(connection), day)
        owing = {standing.loan for standing in stands}
        return sorted(
            self.delinquency.waiting(connection, stands)
            | self.reminders.waiting(connection, stands)
            | self.proceeds.waiting(connection, stands)
            | (self.promises.running(connection) & owing)
            | (self.warnings.waiting(connection) & owing)
        )
