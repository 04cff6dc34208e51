"""Which clients let which partner read their portfolio: signed by their wallet, ended at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.partners.refusals import NoPartner, PartnerRefused
from tallystick_node.partners.rules import PartnerScope, consent_text
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import partner_consents

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.wallets import Wallets
    from tallystick_node.partners.desk import PartnersDesk
    from tallystick_node.partners.key_book import PartnerKey, PartnerKeys

__all__ = ["PortfolioConsent", "PortfolioConsents"]

PURPOSE = "partner"


@dataclass(frozen=True, slots=True)
class PortfolioConsent:
    """A consent. client: how the partner names the client."""

    number: int
    partner: str
    wallet: str
    client: str
    signed_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class PortfolioConsents:
    """Keeps them, and says to partners whose portfolio is open to them."""

    desk: PartnersDesk
    keys: PartnerKeys
    wallets: Wallets

    def text(self, person: str, wallet: str, partner: str) -> tuple[str, str]:
        """Return what a wallet signs.

        Args:
            person: The client.
            wallet: Their wallet, which was shown to be theirs.
            partner: The partner's code.

        Returns:
            The text and the challenge in it, good for ten minutes.

        Raises:
            NoPartner: PARTNER:NONE for a partner that may read no portfolio now.
        """
        name = self._name(partner)
        nonce = self.wallets.challenges.give(person, f"{PURPOSE} {partner}")
        return consent_text(partner, name, wallet, nonce), nonce

    def sign(
        self, person: str, wallet: str, partner: str, nonce: str, signature: str
    ) -> PortfolioConsent:
        """Keep a consent that the wallet has signed.

        Args:
            person: The client.
            wallet: Their wallet, which was shown to be theirs.
            partner: The partner's code.
            nonce: The challenge.
            signature: In hex.

        Returns:
            The consent.

        Raises:
            NoPartner: PARTNER:NONE.
            PersonRefused: WALLET:SIGNER when the wallet has not signed; CHALLENGE:STALE.
            PartnerRefused: PARTNER:CONSENTED when the wallet's consent stands already.
            InputError: SIGNATURE:FORM.
            TransportError: When the chain's node does not answer.
        """
        text = consent_text(partner, self._name(partner), wallet, nonce)
        if not self.wallets.signed(wallet, text, signature):
            raise PersonRefused("WALLET:SIGNER", "the wallet itself has to sign the challenge")
        table = partner_consents
        with self.desk.database.writing() as connection:
            one_at_a_time(connection, f"partner consents of {wallet}")
            self.wallets.challenges.use(connection, person, f"{PURPOSE} {partner}", nonce)
            standing = connection.scalar(
                select(table.c.id).where(
                    table.c.wallet == wallet, table.c.partner == partner,
                    table.c.withdrawn_at.is_(None),
                )
            )  # fmt: skip
            if standing is not None:
                raise PartnerRefused("PARTNER:CONSENTED", "this consent stands already")
            row = connection.execute(
                insert(table)
                .values(
                    person=person, wallet=wallet, partner=partner, client=secrets.token_hex(16),
                    text=text, signature=signature, signed_at=self.desk.now,
                )
                .returning(table)
            ).one()  # fmt: skip
            self.desk.note(
                connection, "partner.consented", f"consent {row.id}", "client",
                {"partner": partner},
            )  # fmt: skip
        return _consent(row)

    def withdraw(self, person: str, number: int) -> PortfolioConsent:
        """End a consent: the partner's next request is refused.

        Args:
            person: The client.
            number: The consent.

        Returns:
            The consent.

        Raises:
            NoPartner: PARTNER:CONSENT when the client has no such one that stands.
        """
        table = partner_consents
        with self.desk.database.writing() as connection:
            row = connection.execute(
                update(table)
                .where(
                    table.c.id == number, table.c.person == person,
                    table.c.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=self.desk.now)
                .returning(table)
            ).one_or_none()  # fmt: skip
            if row is None:
                raise NoPartner("PARTNER:CONSENT", f"no consent {number} of yours stands")
            self.desk.note(connection, "partner.consent_withdrawn", f"consent {number}", "client")
        return _consent(row)

    def of(self, connection: Connection, person: str) -> list[PortfolioConsent]:
        """Return a client's consents.

        Args:
            connection: An open database transaction.
            person: The client.

        Returns:
            The newest first.
        """
        table = partner_consents
        rows = connection.execute(
            select(table).where(table.c.person == person).order_by(table.c.id.desc())
        )
        return [_consent(row) for row in rows]

    def clients(
        self, connection: Connection, key: PartnerKey, limit: int, after: int
    ) -> list[PortfolioConsent]:
        """Return who lets a partner read.

        Args:
            connection: An open database transaction.
            key: The partner's.
            limit: How many at most.
            after: Consents with a greater number.

        Returns:
            Consents that stand, by number.
        """
        table = partner_consents
        rows = connection.execute(
            select(table)
            .where(
                table.c.partner == key.partner, table.c.withdrawn_at.is_(None), table.c.id > after
            )
            .order_by(table.c.id)
            .limit(limit)
        )
        return [_consent(row) for row in rows]

    def wallet_of(self, connection: Connection, key: PartnerKey, client: str) -> str:
        """Return whose portfolio is open to a partner.

        Args:
            connection: An open database transaction.
            key: The partner's.
            client: As the partner names them.

        Returns:
            The wallet.

        Raises:
            NoPartner: PARTNER:CLIENT when no consent for this partner stands.
        """
        table = partner_consents.c
        wallet = connection.scalar(
            select(table.wallet).where(
                table.client == client, table.partner == key.partner,
                table.withdrawn_at.is_(None),
            )
        )  # fmt: skip
        if wallet is None:
            raise NoPartner("PARTNER:CLIENT", "no client of that name lets you read")
        return str(wallet)

    def _name(self, partner: str) -> str:
        with self.desk.database.reading() as connection:
            name = self.keys.names(connection, PartnerScope.PORTFOLIO).get(partner)
        if name is None:
            raise NoPartner("PARTNER:NONE", "this partner may read no portfolio")
        return name


def _consent(row: Row[Any]) -> PortfolioConsent:
    return PortfolioConsent(
        row.id, row.partner, row.wallet, row.client, row.signed_at, row.withdrawn_at
    )
