"""Wallets: many of one person, each bound by its own signature over a fresh challenge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.chain.codec import address_of
from tallystick_node.auth.wallet_signature import has_signed
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import person_wallets

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from tallystick.chain._sync.connection import Connection as ChainConnection
    from tallystick_node.infrastructure.jobs.kinds import Effect
    from tallystick_node.kyc.challenges import Challenges
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.duplicates import Doubles
    from tallystick_node.kyc.retention import Remnants

__all__ = ["Wallets", "wallet_text"]

# One head and seven further wallets, as the Registry has it.
WALLETS_MAX = 8
PURPOSE = "wallet"


def wallet_text(wallet: str, nonce: str) -> str:
    """Return what a wallet signs (EIP-191) to be bound to a person.

    Args:
        wallet: The wallet's address.
        nonce: The challenge.

    Returns:
        The text.

    Raises:
        InputError: INPUT:ADDRESS when the wallet is not an address.
    """
    return (
        "I bind this wallet to my person on Tallystick.\n"
        f"Wallet: {address_of('wallet', wallet)}\nChallenge: {nonce}"
    )


@dataclass(frozen=True, slots=True)
class Wallets:
    """Binds wallets and says whose they are; a wallet is one person's for ever, as on the chain."""

    context: Context
    challenges: Challenges
    chain: ChainConnection
    remnants: Remnants
    doubles: Doubles

    def signed(self, wallet: str, text: str, signature: str) -> bool:
        """Return whether a wallet, a key or a contract, has signed a text; may ask the chain.

        Args:
            wallet: The checksummed address.
            text: What was signed (EIP-191).
            signature: In hex, at most 4,096 bytes.

        Returns:
            True when it has.

        Raises:
            InputError: SIGNATURE:FORM when the signature is malformed.
            TransportError: When the chain's node does not answer.
        """
        return has_signed(self.chain, wallet, text, signature)

    def challenge(self, person: str) -> str:
        """Return the nonce for `wallet_text`.

        Args:
            person: The person's identifier.

        Returns:
            32 hex digits, good for ten minutes.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
        """
        return self.challenges.give(person, PURPOSE)

    def bind(
        self, person: str, wallet: str, nonce: str, signature: str,
        *, and_then: Effect = lambda _: None,
    ) -> None:  # fmt: skip
        """Bind a wallet that signed `wallet_text`.

        Args:
            person: The person's identifier.
            wallet: The wallet's address.
            nonce: The challenge that it signed.
            signature: In hex.
            and_then: What follows in the same transaction, once the wallet is bound.

        Raises:
            PersonRefused: WALLET:SIGNER when it did not sign; WALLET:TAKEN for another person's
                wallet; WALLET:MANY beyond eight; CHALLENGE:STALE; PEOPLE:UNKNOWN.
            InputError: SIGNATURE:FORM when the signature is malformed; INPUT:ADDRESS.
            TransportError: When the chain's node does not answer.
        """
        address = address_of("wallet", wallet)
        if not self.signed(address, wallet_text(address, nonce), signature):
            raise PersonRefused("WALLET:SIGNER", "the wallet itself has to sign the challenge")
        with self.context.database.writing() as connection:
            self.challenges.use(connection, person, PURPOSE, nonce)
            taken = self.doubles.attempt(
                connection, person, PURPOSE,
                lambda: self._owners(connection, address),
                lambda: self.bind_shown(connection, person, address),
            )  # fmt: skip
            if taken is None:
                and_then(connection)
        if taken is not None:  # raised out here, so that it is kept who tried
            raise taken

    def _owners(self, connection: Connection, address: str) -> list[str]:
        question = select(person_wallets.c.person).where(person_wallets.c.wallet == address)
        return list(connection.scalars(question))

    def check_free(self, wallet: str) -> None:
        """Require that a wallet is nobody's yet.

        Args:
            wallet: The wallet's address.

        Raises:
            PersonRefused: WALLET:TAKEN when it is somebody's already.
            InputError: INPUT:ADDRESS when the wallet is not an address.
        """
        if self.owner(wallet) is not None:
            raise PersonRefused("WALLET:TAKEN", "this wallet is bound to a person for ever")

    def bind_shown(self, connection: Connection, person: str, address: str) -> None:
        """Bind a wallet that has shown by other means that it acts itself, as by signing in.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            address: The checksummed address.

        Raises:
            PersonRefused: WALLET:TAKEN for another person's wallet; WALLET:MANY beyond eight;
                PEOPLE:UNKNOWN.
        """
        context = self.context
        context.person(connection, person, lock=True)
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
        self.remnants.check_wallet(connection, person, address)
        row = {"wallet": address, "person": person, "place": place or 0, "bound_at": context.now}
        # Two persons may bind it at one moment: the database knows whose it became.
        if not inserted(connection, person_wallets, row):
            raise PersonRefused("WALLET:TAKEN", "this wallet is bound to another person for ever")
        self.remnants.claim(connection, person)
        # If somebody else did this, the person learns of it at once.
        context.outbox.put(
            connection,
            key=f"wallet:{address}:{person}",
            channel="notice",
            recipient=PERSON_HOLDER + person,
            content={"template": "wallet bound", "wallet": address},
        )
        context.note(connection, "wallet.bound", person, details={"wallet": address})

    def of(self, connection: Connection, person: str) -> list[str]:
        """Return a person's wallets.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Checksummed addresses, the first one bound first.
        """
        return list(
            connection.scalars(
                select(person_wallets.c.wallet)
                .where(person_wallets.c.person == person)
                .order_by(person_wallets.c.place)
            )
        )

    def owners(self, connection: Connection, wallets: Collection[str]) -> set[str]:
        """Return whose several wallets are.

        Args:
            connection: An open database transaction.
            wallets: Checksummed addresses; those of nobody are passed over.

        Returns:
            The persons' identifiers.
        """
        question = select(person_wallets.c.person).where(person_wallets.c.wallet.in_(wallets))
        return set(connection.scalars(question))

    def owner(self, wallet: str) -> str | None:
        """Return whose wallet it is.

        Args:
            wallet: The wallet's address.

        Returns:
            The person's identifier, None when it is nobody's.

        Raises:
            InputError: INPUT:ADDRESS when the wallet is not an address.
        """
        with self.context.database.reading() as connection:
            return self.owner_within(connection, address_of("wallet", wallet))

    def owner_within(self, connection: Connection, wallet: str) -> str | None:
        """Return whose wallet it is, within an open transaction.

        Args:
            connection: An open database transaction.
            wallet: The wallet's checksummed address.

        Returns:
            The person's identifier, None when it is nobody's.
        """
        person: str | None = connection.scalar(
            select(person_wallets.c.person).where(person_wallets.c.wallet == wallet)
        )
        return person

    def check_own(self, connection: Connection, person: str, wallet: str) -> str:
        """Require that a wallet is bound to the person.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            wallet: The wallet's address.

        Returns:
            The wallet's checksummed address.

        Raises:
            PersonRefused: WALLET:FOREIGN when the wallet is not bound to the person.
            InputError: INPUT:ADDRESS when the wallet is not an address.
        """
        address = address_of("wallet", wallet)
        if address not in self.of(connection, person):
            raise PersonRefused("WALLET:FOREIGN", "bind this wallet first")
        return address
