"""Segments of clients: how many are of an age, an income, a liking; a count of few is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.providers.identity_numbers import age_on
from tallystick_node.products.rules import coarse_segments
from tallystick_node.storage.tables import client_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.jobs.kinds import Effect
    from tallystick_node.kyc.service import Kyc

__all__ = ["LIKED_NOTHING", "ClientSegments"]

# Of clients who have asked for no product yet.
LIKED_NOTHING = "none"


@dataclass(frozen=True, slots=True)
class ClientSegments:
    """Counts clients once a month, and keeps the counts alone. unit: minor units of one unit."""

    people: Kyc
    unit: int

    def due(self, day: date) -> Iterable[str]:
        """Return the job's subject on the first day of a month.

        Args:
            day: A local date of the platform.

        Returns:
            `platform` alone; nothing on other days.
        """
        return ("platform",) if day.day == 1 else ()

    def count(self, day: date, liked: Mapping[str, str]) -> Effect:
        """Count the clients who have a wallet.

        Args:
            day: The day that the counts are of.
            liked: What each client has asked for last, by person.

        Returns:
            What keeps the counts, to be run in a transaction.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of a person.
        """
        people = self.people
        with people.context.database.reading() as connection:
            clients = sorted(set(people.profiles.owners(connection).values()))
            clients = [each for each in clients if not people.profiles.erased(connection, each)]
            born = [people.evidence.born(connection, client) for client in clients]
            incomes = [people.evidence.value(connection, each, Field.INCOME) for each in clients]
        counts = coarse_segments(
            [None if known is None else age_on(known, day) for known in born],
            [None if income is None else int(income) for income in incomes],
            [liked.get(client, LIKED_NOTHING) for client in clients],
            self.unit,
        )

        def effect(connection: Connection) -> None:
            connection.execute(delete(client_segments).where(client_segments.c.day == day))
            for (kind, segment), number in counts.items():
                connection.execute(
                    insert(client_segments).values(
                        day=day, kind=kind, segment=segment, clients=number
                    )
                )
            people.context.audit_log.add(
                connection, actor="node", act="segments.counted", subject="platform",
                details={"segments": len(counts)},
            )  # fmt: skip

        return effect

    def newest(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return the newest counts.

        Args:
            connection: An open database transaction.

        Returns:
            The rows, by kind and segment; none before the first month.
        """
        day = select(func.max(client_segments.c.day)).scalar_subquery()
        return connection.execute(
            select(client_segments)
            .where(client_segments.c.day == day)
            .order_by(client_segments.c.kind, client_segments.c.segment)
        ).all()
