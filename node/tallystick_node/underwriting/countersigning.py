"""The second signature of an offer: by another underwriter, with their own key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick.chain.contracts import Registry
from tallystick.errors import InputError
from tallystick.platform.messages import NOBODY
from tallystick_node.auth.wallet_signature import has_signed_digest
from tallystick_node.storage.tables import applications, credit_offers
from tallystick_node.underwriting.applications import (
    ApplicationRefused,
    ApplicationState,
    NoApplication,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.underwriting.offers import Offers, Signed

__all__ = ["Countersigning"]


@dataclass(frozen=True, slots=True)
class Countersigning:
    """Shows underwriters what waits for them, and keeps what they sign."""

    offers: Offers

    def waiting(self, connection: Connection, actor: str, limit: int) -> Sequence[Row[Any]]:
        """Return the offers that wait for a second signature, none of the actor's own.

        Args:
            connection: An open database transaction.
            actor: The underwriter who looks.
            limit: How many at most.

        Returns:
            Their rows, the oldest first.
        """
        conflicts = self.offers.applications.people.conflicts
        rows = connection.execute(_WAITING.order_by(credit_offers.c.signed_at)).all()
        return [row for row in rows if not conflicts.is_own(connection, actor, row.person)][:limit]

    def sign(self, connection: Connection, number: str, actor: str, signature: str) -> Signed:
        """Keep an underwriter's signature of an offer that needs a second one.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            actor: The underwriter's address.
            signature: Of the offer's EIP-712 message, in hex: 64 or 65 bytes, or what a wallet that
                is a contract takes, at most 1,024.

        Returns:
            The offer, complete.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application, COUNTERSIGN:NONE when
                no offer of it waits for a signature.
            Forbidden: ACCESS:OWN when it is about the actor.
            ApplicationRefused: COUNTERSIGN:SAME when the actor is who signed first,
                COUNTERSIGN:RELATED when they are related to the borrower, COUNTERSIGN:ENROLLED when
                they are not enrolled.
            InputError: SIGNATURE:FORM when it is malformed, COUNTERSIGN:SIGNATURE when the actor
                has not signed this offer.
            TransportError: When the chain's node does not answer.
        """
        people = self.offers.applications.people
        person = self.offers.applications.row(connection, number, lock=True).person
        people.conflicts.not_about_oneself(connection, actor, person)
        row = connection.execute(
            _WAITING.where(credit_offers.c.application == number)
        ).one_or_none()
        if row is None:
            raise NoApplication("COUNTERSIGN:NONE", "no offer of it waits for a second signature")
        self._require_another(connection, row, actor)
        offer = self.offers.of_row(row).offer
        digest = offer.digest(self.offers.platform)
        chain = self.offers.platform.connection
        if not has_signed_digest(chain, actor, digest, signature):
            raise InputError("COUNTERSIGN:SIGNATURE", f"the offer is not signed by {actor}")
        connection.execute(
            update(credit_offers)
            .where(credit_offers.c.application == number)
            .values(second_by=actor, second=signature.lower().removeprefix("0x"))
        )
        people.context.note(
            connection, "offer.countersigned", person, actor=actor,
            details={"application": number},
        )  # fmt: skip
        whole = self.offers.kept(connection, number)
        assert whole is not None, "it was there before"
        return whole

    def _require_another(self, connection: Connection, row: Row[Any], actor: str) -> None:
        """Two signatures are two persons', and neither is the borrower's own circle."""
        read, conflicts = self.offers.platform.read, self.offers.applications.people.conflicts
        head = read(Registry.head_of(actor))
        if head == NOBODY:
            raise ApplicationRefused(
                "COUNTERSIGN:ENROLLED", f"{actor} is not enrolled, so no offer is listed by it"
            )
        if conflicts.seen_by(connection, actor, [row.signed_by]) or head == read(
            Registry.head_of(row.signed_by)
        ):
            raise ApplicationRefused(
                "COUNTERSIGN:SAME", "another person than the first one signs second"
            )
        if read(Registry.is_related(actor, row.offer["borrower"])):
            raise ApplicationRefused("COUNTERSIGN:RELATED", f"{actor} is related to the borrower")


_WAITING = (
    select(credit_offers, applications.c.person)
    .join(applications, applications.c.id == credit_offers.c.application)
    .where(
        applications.c.state == ApplicationState.OFFERED,
        credit_offers.c.needs_second.is_(True),
        credit_offers.c.second.is_(None),
    )
)
