"""Institutional lenders: companies that two of staff enter, each with a limit of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.chain.contracts import Registry
from tallystick.errors import InputError
from tallystick_node.kyc.fields import PersonKind
from tallystick_node.products.refusals import NoProduct, ProductRefused
from tallystick_node.storage.tables import institutions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.products.catalogue import Catalogue

__all__ = ["INSTITUTION", "InstitutionLine", "Institutions"]

# The name of its template.
INSTITUTION = "institution"
LEVEL_MIN = 1


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """The line of institutions in what is disclosed. lent: outstanding principal, minor units."""

    institutions: int
    lent: int


@dataclass(frozen=True, slots=True)
class Institutions:
    """Keeps which companies lend as institutions."""

    people: Kyc
    catalogue: Catalogue
    platform: Platform

    def propose(self, connection: Connection, person: str, lend_max: int, staff: str) -> None:
        """Propose that a company lends as an institution, or with another limit.

        Args:
            connection: An open transaction that writes.
            person: The company.
            lend_max: What it may have lent at a time, in minor units.
            staff: Who proposes.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ProductRefused: PRODUCT:PACK when the policy refuses institutions;
                PRODUCT:INSTITUTION for anybody but a company that is known.
            InputError: PRODUCT:LEND_MAX beyond the template's limit.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        context, template = self.people.context, self.catalogue.template(INSTITUTION)
        row = context.person(connection, person, lock=True)
        self.people.conflicts.not_about_oneself(connection, staff, person)
        if context.pack.name in template.refused_by:
            raise ProductRefused(
                "PRODUCT:PACK",
                f"the policy {context.pack.name} refuses the product {INSTITUTION};"
                " its page says why",
            )
        known = self.people.levels.of(connection, person).number >= LEVEL_MIN
        if row.kind != PersonKind.LEGAL or not known:
            raise ProductRefused(
                "PRODUCT:INSTITUTION", "an institution is a company whose identity is known"
            )
        if not 0 < lend_max <= template.lend_max:
            raise InputError(
                "PRODUCT:LEND_MAX", f"an institution lends 1 to {template.lend_max}, not {lend_max}"
            )
        values: dict[str, Any] = {
            "lend_max": lend_max, "proposed_by": staff, "proposed_at": context.now,
            "confirmed_by": None, "confirmed_at": None, "ended_at": None,
        }  # fmt: skip
        here = institutions.c.person == person
        if connection.scalar(select(institutions.c.person).where(here)) is None:
            connection.execute(insert(institutions).values(person=person, **values))
        else:
            connection.execute(update(institutions).where(here).values(**values))
        context.note(
            connection, "institution.proposed", person, actor=staff, details={"lend_max": lend_max}
        )

    def confirm(self, connection: Connection, person: str, lend_max: int, staff: str) -> None:
        """Confirm what another member of staff has proposed.

        Args:
            connection: An open transaction that writes.
            person: The company.
            lend_max: The limit as whoever confirms has read it.
            staff: Who confirms.

        Raises:
            NoProduct: PRODUCT:NO_INSTITUTION when nothing is proposed for it.
            ProductRefused: PRODUCT:SAME for who has proposed it; PRODUCT:PROPOSAL when another
                limit is proposed by now.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        conflicts = self.people.conflicts
        conflicts.not_about_oneself(connection, staff, person)
        row = self._row(connection, person, lock=True)
        if row is None or row.confirmed_at is not None or row.ended_at is not None:
            raise NoProduct("PRODUCT:NO_INSTITUTION", "nothing is proposed for this company")
        if conflicts.seen_by(connection, staff, [row.proposed_by]):
            raise ProductRefused("PRODUCT:SAME", "another one of staff has to confirm this")
        # Two people agree on one limit, not on a company whose limit was changed in between.
        if row.lend_max != lend_max:
            raise ProductRefused(
                "PRODUCT:PROPOSAL",
                f"a limit of {row.lend_max} is proposed, and not {lend_max}; look at it again",
            )
        connection.execute(
            update(institutions)
            .where(institutions.c.person == person)
            .values(confirmed_by=staff, confirmed_at=self.people.context.now)
        )
        self.people.context.note(connection, "institution.confirmed", person, actor=staff)

    def end(self, connection: Connection, person: str, staff: str) -> None:
        """End that a company lends as an institution.

        Args:
            connection: An open transaction that writes.
            person: The company.
            staff: Who does it.

        Raises:
            NoProduct: PRODUCT:NO_INSTITUTION when it is none.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        self.people.conflicts.not_about_oneself(connection, staff, person)
        row = self._row(connection, person)
        if row is None or row.ended_at is not None:
            raise NoProduct("PRODUCT:NO_INSTITUTION", "nothing is proposed for this company")
        connection.execute(
            update(institutions)
            .where(institutions.c.person == person)
            .values(ended_at=self.people.context.now)
        )
        self.people.context.note(connection, "institution.ended", person, actor=staff)

    def lend_max(self, connection: Connection, person: str) -> int | None:
        """Return what an institution may have lent at a time, for credentials to be bound by.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Minor units; None for who is no institution.
        """
        row = self._row(connection, person)
        standing = row is not None and row.confirmed_at is not None and row.ended_at is None
        return int(row.lend_max) if row is not None and standing else None

    def listed(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return the institutions, and what is proposed.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, the newest first.
        """
        return connection.execute(
            select(institutions)
            .where(institutions.c.ended_at.is_(None))
            .order_by(institutions.c.proposed_at.desc(), institutions.c.person)
        ).all()

    def wallets(self, connection: Connection) -> list[str]:
        """Return a wallet of each institution; the chain counts what a person has lent together.

        Args:
            connection: An open database transaction.

        Returns:
            Checksummed addresses.
        """
        standing = [row.person for row in self.listed(connection) if row.confirmed_at is not None]
        owned = [self.people.wallets.of(connection, person) for person in standing]
        return [wallets[0] for wallets in owned if wallets]

    def line(self, wallets: Sequence[str]) -> InstitutionLine:
        """Return what institutions have lent, as a line of its own.

        Args:
            wallets: One of each institution.

        Returns:
            How many there are, and what is lent by all of them, as the chain has it now.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        lent = [self.platform.read(Registry.person_of(wallet))["exposure"] for wallet in wallets]
        return InstitutionLine(len(wallets), sum(lent))

    @staticmethod
    def _row(connection: Connection, person: str, *, lock: bool = False) -> Row[Any] | None:
        question = select(institutions).where(institutions.c.person == person)
        return connection.execute(question.with_for_update() if lock else question).one_or_none()
