"""Enterprises that owe invoices: registered by staff, each with the wallet that confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick.chain.codec import address_of
from tallystick_node.kyc.fields import PersonKind
from tallystick_node.products.refusals import NoProduct, ProductRefused
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import enterprises

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.service import Kyc

__all__ = ["LEVEL_MIN", "Enterprises"]

# How well a company is known before others borrow on what it owes.
LEVEL_MIN = 1


@dataclass(frozen=True, slots=True)
class Enterprises:
    """Keeps the register of enterprises."""

    people: Kyc

    def register(self, connection: Connection, wallet: str, name: str, staff: str) -> None:
        """Enter an enterprise, or enter it anew after it was ended.

        Args:
            connection: An open transaction that writes.
            wallet: The wallet that confirms its invoices, bound to a company that is known.
            name: As applicants read it.
            staff: Who enters it.

        Raises:
            InputError: INPUT:ADDRESS when the wallet is not an address.
            ProductRefused: PRODUCT:ENTERPRISE when the wallet is of no company that is known.
            Forbidden: ACCESS:OWN when it is the member of staff's own company.
        """
        context, address = self.people.context, address_of("wallet", wallet)
        owners = self.people.wallets.owners(connection, [address])
        person = next(iter(owners), None)
        self.people.conflicts.not_about_oneself(connection, staff, person)
        if (
            person is None
            or context.person(connection, person).kind != PersonKind.LEGAL
            or self.people.levels.of(connection, person).number < LEVEL_MIN
        ):
            raise ProductRefused(
                "PRODUCT:ENTERPRISE", f"{address} is not the wallet of a company that is known"
            )
        values: dict[str, Any] = {
            "person": person, "name": name, "registered_by": staff,
            "registered_at": context.now, "ended_at": None,
        }  # fmt: skip
        connection.execute(insert_absent(connection, enterprises), {"wallet": address, **values})
        connection.execute(
            update(enterprises).where(enterprises.c.wallet == address).values(**values)
        )
        context.note(
            connection, "enterprise.registered", person, actor=staff, details={"wallet": address}
        )

    def end(self, connection: Connection, wallet: str, staff: str) -> None:
        """Take an enterprise off the register; what it has confirmed stays confirmed.

        Args:
            connection: An open transaction that writes.
            wallet: Its wallet.
            staff: Who does it.

        Raises:
            InputError: INPUT:ADDRESS when the wallet is not an address.
            NoProduct: PRODUCT:NO_ENTERPRISE when it is not on the register.
            Forbidden: ACCESS:OWN when it is the member of staff's own company.
        """
        address = address_of("wallet", wallet)
        self.people.conflicts.not_on_own_wallet(connection, staff, address)
        row = self.row(connection, address)
        connection.execute(
            update(enterprises)
            .where(enterprises.c.wallet == row.wallet)
            .values(ended_at=self.people.context.now)
        )
        self.people.context.note(
            connection, "enterprise.ended", row.person, actor=staff, details={"wallet": row.wallet}
        )

    def row(self, connection: Connection, wallet: str) -> Row[Any]:
        """Return an enterprise that is on the register.

        Args:
            connection: An open database transaction.
            wallet: Its checksummed wallet.

        Returns:
            Its row.

        Raises:
            NoProduct: PRODUCT:NO_ENTERPRISE when it is not on the register.
        """
        row = connection.execute(
            select(enterprises).where(
                enterprises.c.wallet == wallet, enterprises.c.ended_at.is_(None)
            )
        ).one_or_none()
        if row is None:
            raise NoProduct("PRODUCT:NO_ENTERPRISE", f"no enterprise is registered with {wallet}")
        return row

    def listed(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return the register.

        Args:
            connection: An open database transaction.

        Returns:
            The rows of those on it, by name.
        """
        return connection.execute(
            select(enterprises)
            .where(enterprises.c.ended_at.is_(None))
            .order_by(enterprises.c.name, enterprises.c.wallet)
        ).all()
