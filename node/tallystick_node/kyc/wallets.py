"""Wallets: many of one person, each bound by its own signature over a fresh challenge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from tallystick.chain.codec import address_of
from tallystick_node.auth.wallet_signature import has_signed
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import person_wallets

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.chain._sync.connection import Connection as ChainConnection
    from tallystick_node.kyc.challenges import Challenges
    from tallystick_node.kyc.context import Surroundings

__all__ = ["Wallets", "wallet_text"]

# One head and seven further wallets, as the Registry has it.
WALLETS_MAX = 8
PURPOSE = "wallet"


def wallet_text(wallet: str, nonce: str) -> str:
    """Return what a wallet signs (EIP-191) to be bound to a person."""
    return (
        "I bind this wallet to my person on Tallystick.\n"
        f"Wallet: {address_of('wallet', wallet)}\nChallenge: {nonce}"
    )


@dataclass(frozen=True, slots=True)
class Wallets:
    """Binds and finds them. A wallet is one person's for ever, as on the chain."""

    around: Surroundings
    challenges: Challenges
    chain: ChainConnection

    def signed(self, wallet: str, text: str, signature: str) -> bool:
        """Return whether a wallet, a key or a contract, has signed a text; asks the chain.

        Raises InputError `SIGNATURE:FORM`, TransportError.
        """
        return has_signed(self.chain, wallet, text, signature)

    def challenge(self, person: str) -> str:
        """Return the nonce for `wallet_text`."""
        return self.challenges.give(person, PURPOSE)

    def bind(self, person: str, wallet: str, nonce: str, signature: str) -> None:
        """Bind a wallet that signed `wallet_text`; PersonRefused `WALLET:SIGNER` when it did not.

        Also `WALLET:TAKEN` for another person's, `WALLET:MANY` beyond eight, `CHALLENGE:STALE`.
        """
        address = address_of("wallet", wallet)
        if not self.signed(address, wallet_text(address, nonce), signature):
            raise PersonRefused("WALLET:SIGNER", "the wallet itself has to sign the challenge")
        with self.around.database.writing() as connection:
            self.challenges.use(connection, person, PURPOSE, nonce)
            self.bind_shown(connection, person, address)

    def check_free(self, wallet: str) -> None:
        """Raise PersonRefused `WALLET:TAKEN` when a wallet is somebody's already."""
        if self.owner(wallet) is not None:
            raise PersonRefused("WALLET:TAKEN", "this wallet is bound to a person for ever")

    def bind_shown(self, connection: Connection, person: str, address: str) -> None:
        """Bind a wallet that has shown by other means that it acts itself, as by signing in."""
        around = self.around
        around.person(connection, person, lock=True)
        owner = connection.scalar(
            select(person_wallets.c.person).where(person_wallets.c.wallet == address)
        )
        if owner == person:
            return
        if owner is not None:
            raise PersonRefused("WALLET:TAKEN", "this wallet is bound to another person for ever")
        place = connection.scalar(select(func.count()).where(person_wallets.c.person == person))
        if (place or 0) >= WALLETS_MAX:
            raise PersonRefused("WALLET:MANY", f"a person has at most {WALLETS_MAX} wallets")
        connection.execute(
            insert(person_wallets).values(
                wallet=address, person=person, place=place or 0, bound_at=around.now
            )
        )
        # Whoever did not do this himself learns of it at once.
        around.box.put(
            connection,
            key=f"wallet:{address}:{person}",
            channel="notice",
            recipient=PERSON_HOLDER + person,
            content={"template": "wallet bound", "wallet": address},
        )
        around.note(connection, "wallet.bound", person, details={"wallet": address})

    def of(self, connection: Connection, person: str) -> list[str]:
        """Return a person's wallets, the first one first."""
        return list(
            connection.scalars(
                select(person_wallets.c.wallet)
                .where(person_wallets.c.person == person)
                .order_by(person_wallets.c.place)
            )
        )

    def owner(self, wallet: str) -> str | None:
        """Return whose wallet it is, None when it is nobody's."""
        with self.around.database.reading() as connection:
            found: str | None = connection.scalar(
                select(person_wallets.c.person).where(
                    person_wallets.c.wallet == address_of("wallet", wallet)
                )
            )
        return found

    def check_own(self, connection: Connection, person: str, wallet: str) -> str:
        """Return the wallet's checksummed address; PersonRefused `WALLET:FOREIGN` for another's."""
        address = address_of("wallet", wallet)
        if address not in self.of(connection, person):
            raise PersonRefused("WALLET:FOREIGN", "bind this wallet first")
        return address
