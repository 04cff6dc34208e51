"""What others say for an applicant: guarantors who answer for a part, and clients who vouch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.products.refusals import ProductRefused
from tallystick_node.storage.insertion import inserted, one_at_a_time
from tallystick_node.storage.tables import guarantees, vouches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.service import Kyc

__all__ = ["GUARANTEE_AGREED", "VOUCH_GIVEN", "Guarantees", "Vouches"]

GUARANTEE_AGREED, VOUCH_GIVEN = "guarantee.agreed", "vouch.given"
# How well somebody is known before their word counts for another.
LEVEL_MIN = 2
VOUCHES_MAX = 20


@dataclass(frozen=True, slots=True)
class Guarantees:
    """Keeps who agrees to guarantee a loan; the stake itself is on the chain."""

    people: Kyc

    def agree(
        self,
        connection: Connection,
        application: str,
        applicant: str,
        guarantor: tuple[str, str],
        amount: int,
    ) -> None:
        """Keep that somebody answers for a part of a loan; once for each of them.

        Args:
            connection: An open transaction that writes.
            application: The application's identifier.
            applicant: Who borrows.
            guarantor: The person who guarantees, and the wallet that will stake.
            amount: In minor units.

        Raises:
            PersonRefused: WALLET:FOREIGN when the wallet is not bound to the guarantor.
            ProductRefused: PRODUCT:GUARANTOR_OWN when they are the borrower or related to them;
                PRODUCT:GUARANTOR_LEVEL below level 2; PRODUCT:GUARANTOR_TWICE when they have agreed
                already.
        """
        person, wallet = guarantor
        address = self.people.wallets.check_own(connection, person, wallet)
        if person == applicant or self.people.conflicts.is_own(connection, address, applicant):
            raise ProductRefused(
                "PRODUCT:GUARANTOR_OWN", "nobody guarantees a loan of their own, or of a relative"
            )
        _require_known(self.people, connection, person)
        added = inserted(
            connection,
            guarantees,
            {
                "application": application, "person": person, "wallet": address,
                "amount": amount, "agreed_at": self.people.context.now,
            },
        )  # fmt: skip
        if not added:
            raise ProductRefused("PRODUCT:GUARANTOR_TWICE", "you guarantee this loan already")
        self.people.context.note(
            connection, GUARANTEE_AGREED, applicant, actor=address,
            details={"application": application, "amount": amount},
        )  # fmt: skip

    def of(self, connection: Connection, application: str) -> Sequence[Row[Any]]:
        """Return who guarantees a loan.

        Args:
            connection: An open database transaction.
            application: The application's identifier.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(guarantees)
            .where(guarantees.c.application == application)
            .order_by(guarantees.c.agreed_at, guarantees.c.person)
        ).all()

    def total(self, connection: Connection, application: str) -> int:
        """Return for how much of a loan others answer.

        Args:
            connection: An open database transaction.
            application: The application's identifier.

        Returns:
            Minor units.
        """
        return sum(row.amount for row in self.of(connection, application))


@dataclass(frozen=True, slots=True)
class Vouches:
    """Keeps who vouches for whom, and counts it with the consent of whom it is about."""

    people: Kyc

    def vouch(self, connection: Connection, by: str, wallet: str) -> None:
        """Vouch for the owner of a wallet; again is the same word.

        Args:
            connection: An open transaction that writes.
            by: Who vouches.
            wallet: A wallet of whom they vouch for.

        Raises:
            ProductRefused: PRODUCT:VOUCH when they do not agree that others vouch for them, or are
                nobody here; PRODUCT:VOUCH_OWN for oneself or a relative; PRODUCT:VOUCHES beyond
                twenty; PRODUCT:GUARANTOR_LEVEL below level 2.
        """
        person = next(iter(self.people.wallets.owners(connection, [wallet])), None)
        # One answer for both, so that nobody learns who is a client.
        if person is None or not self.agreed(connection, person):
            raise ProductRefused("PRODUCT:VOUCH", "nobody with this wallet asks for it")
        own = self.people.wallets.of(connection, by)
        if person == by or any(
            self.people.conflicts.is_own(connection, mine, person) for mine in own
        ):
            raise ProductRefused("PRODUCT:VOUCH_OWN", "nobody vouches for themselves or a relative")
        _require_known(self.people, connection, by)
        one_at_a_time(connection, f"vouches of {by}")
        known = select(vouches.c.person).where(vouches.c.person == person, vouches.c.by == by)
        if connection.scalar(known) is not None:
            return
        count = connection.scalar(
            select(func.count()).select_from(vouches).where(vouches.c.by == by)
        )
        if (count or 0) >= VOUCHES_MAX:
            raise ProductRefused("PRODUCT:VOUCHES", f"somebody vouches for at most {VOUCHES_MAX}")
        connection.execute(insert(vouches).values(person=person, by=by, at=self.people.context.now))
        self.people.context.note(connection, VOUCH_GIVEN, person, actor="client")

    def take_back(self, connection: Connection, by: str, wallet: str) -> None:
        """Take a word for somebody back; nothing happens where there is none.

        Args:
            connection: An open transaction that writes.
            by: Who vouched.
            wallet: A wallet of whom they vouched for.
        """
        owners = self.people.wallets.owners(connection, [wallet])
        connection.execute(delete(vouches).where(vouches.c.by == by, vouches.c.person.in_(owners)))

    def agreed(self, connection: Connection, person: str) -> bool:
        """Return whether somebody agrees that the word of others counts.

        Args:
            connection: An open database transaction.
            person: Whom it is about.

        Returns:
            True while the consent is open.
        """
        return (
            ConsentPurpose.SOCIAL_DATA
            in self.people.consents.open_ones(connection, person).values()
        )

    def count(self, connection: Connection, person: str) -> int | None:
        """Return how many vouch for somebody.

        Args:
            connection: An open database transaction.
            person: Whom it is about.

        Returns:
            The number; None without consent, so that nothing is looked at.
        """
        if not self.agreed(connection, person):
            return None
        return connection.scalar(
            select(func.count()).select_from(vouches).where(vouches.c.person == person)
        )


def _require_known(people: Kyc, connection: Connection, person: str) -> None:
    if people.levels.of(connection, person).number < LEVEL_MIN:
        raise ProductRefused(
            "PRODUCT:GUARANTOR_LEVEL", f"whose word counts is known at level {LEVEL_MIN}"
        )
