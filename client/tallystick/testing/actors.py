"""The people of a test platform, by role; every key is made from its name and is worth nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.chain.contracts import Escrow, Token
from tallystick.chain.signer import MemorySigner
from tallystick.deploy.roles_file import RolesFile
from tallystick.platform._sync.operator import Operator, OperatorSigns
from tallystick.platform.messages import Credential

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform

__all__ = ["Actors", "commitment", "test_signer"]

AMOUNT_MAX = 10**15
CREDENTIAL_SECONDS = 10 * 365 * 86_400
INVESTORS = 5
BORROWERS = 3
DEPOSIT = 10**12


def test_signer(name: str) -> MemorySigner:
    """Return the signer that belongs to a name; the same in every run.

    Args:
        name: Any text.

    Returns:
        The signer, whose key is worth nothing.
    """
    return MemorySigner(keccak(text=f"tallystick test key: {name}"))


test_signer.__test__ = False  # type: ignore[attr-defined]  # it is not a test, whatever pytest thinks


def commitment(name: str) -> bytes:
    """Return the commitment that stands for a person of a test.

    Args:
        name: The person's name.

    Returns:
        32 bytes, the same in every run.
    """
    return keccak(text=f"tallystick test person: {name}")


@dataclass(frozen=True, slots=True)
class Actors:
    """Who is there.

    Investors and borrowers are enrolled and have 10^12 units in the Escrow; further tokens come
    from the custodian. Underwriters are enrolled, as their signatures need it. `outsider` has coin
    for gas and is not enrolled.
    """

    deployer: MemorySigner
    custodian: MemorySigner
    council: tuple[MemorySigner, ...]
    attestors: tuple[MemorySigner, ...]
    underwriter: MemorySigner
    second_underwriter: MemorySigner
    compliance: MemorySigner
    guardian: MemorySigner
    publisher: MemorySigner
    servicer: MemorySigner
    treasury: MemorySigner
    borrowers: tuple[MemorySigner, ...]
    investors: tuple[MemorySigner, ...]
    outsider: MemorySigner

    @classmethod
    def make(cls) -> Actors:
        """Make all of them.

        Returns:
            The actors, with keys that are the same in every run.
        """
        return cls(
            deployer=test_signer("deployer"),
            custodian=test_signer("custodian"),
            council=tuple(test_signer(f"council {i}") for i in range(3)),
            attestors=tuple(test_signer(f"attestor {i}") for i in range(3)),
            underwriter=test_signer("underwriter"),
            second_underwriter=test_signer("second underwriter"),
            compliance=test_signer("compliance"),
            guardian=test_signer("guardian"),
            publisher=test_signer("publisher"),
            servicer=test_signer("servicer"),
            treasury=test_signer("treasury"),
            borrowers=tuple(test_signer(f"borrower {i}") for i in range(BORROWERS)),
            investors=tuple(test_signer(f"investor {i}") for i in range(INVESTORS)),
            outsider=test_signer("outsider"),
        )

    @property
    def borrower(self) -> MemorySigner:
        """The first borrower."""
        return self.borrowers[0]

    @property
    def investor(self) -> MemorySigner:
        """The first investor."""
        return self.investors[0]

    @property
    def everyone(self) -> tuple[MemorySigner, ...]:
        """All of them."""
        return (
            self.deployer,
            self.custodian,
            *self.council,
            *self.attestors,
            self.underwriter,
            self.second_underwriter,
            self.compliance,
            self.guardian,
            self.publisher,
            self.servicer,
            self.treasury,
            *self.borrowers,
            *self.investors,
            self.outsider,
        )

    def roles(self) -> RolesFile:
        """Return the roles file of the test platform.

        Returns:
            The roles: 2 of 3 in the council, 2 of 3 attestors, a day's timelock.
        """
        return RolesFile(
            council=[actor.address for actor in self.council],
            council_threshold=2,
            delay_seconds=86_400,
            attestors=[actor.address for actor in self.attestors],
            attestor_threshold=2,
            underwriters=[self.underwriter.address, self.second_underwriter.address],
            compliance=[self.compliance.address],
            guardians=[self.guardian.address],
            publishers=[self.publisher.address],
            servicers=[self.servicer.address],
            treasury=self.treasury.address,
            custodian=self.custodian.address,
        )

    def enrol(
        self,
        platform: Platform,
        wallet: MemorySigner,
        *,
        name: str | None = None,
        group: int | None = None,
        risk_class: int = 5,
        lend_limit: int = AMOUNT_MAX,
        borrow_limit: int = AMOUNT_MAX,
        seconds: int = CREDENTIAL_SECONDS,
    ) -> Credential:
        """Enrol a wallet by its own transaction.

        Args:
            platform: The platform.
            wallet: The wallet, which needs coin for gas.
            name: The person's; the wallet's own address without one.
            group: The group of related parties; made from the name without one.
            risk_class: 1 to 5.
            lend_limit: The most to have lent, in minor units.
            borrow_limit: The most to have borrowed, in minor units.
            seconds: For how long the credential holds.

        Returns:
            The credential that the wallet now has.

        Raises:
            Reverted: When the Registry refuses.
        """
        who = name or wallet.address
        now = platform.now()
        credential = Credential(
            person=commitment(who),
            wallet=wallet.address,
            risk_class=risk_class,
            group=group or 1 + int.from_bytes(commitment(who)[:3], "big"),
            lend_limit=lend_limit,
            borrow_limit=borrow_limit,
            issued_at=now,
            expiry=now + seconds,
        )
        signed = OperatorSigns.join(
            [
                Operator(platform, attestor).sign.attestation(credential)
                for attestor in self.attestors[:2]
            ]
        )
        Operator(platform, wallet).act.enrol(signed).send()
        return credential

    def mint(self, platform: Platform, account: str, amount: int) -> None:
        """Let the custodian mint tokens into a wallet.

        Args:
            platform: The platform.
            account: The wallet's address.
            amount: In minor units.
        """
        platform.plan(Token.mint(account, amount), self.custodian).send()

    def deposit(self, platform: Platform, wallet: MemorySigner, amount: int) -> None:
        """Mint tokens and bring them into the wallet's Escrow account.

        Args:
            platform: The platform.
            wallet: The wallet.
            amount: In minor units, at least 1.
        """
        self.mint(platform, wallet.address, amount)
        platform.plan(Escrow.deposit(amount), wallet, pays=amount).send()

    def settle_in(self, platform: Platform) -> None:
        """Enrol who signs offers, then every borrower and investor with 10^12 minor units each.

        Args:
            platform: The platform, on which nobody is enrolled yet.
        """
        for signer in (self.underwriter, self.second_underwriter):
            self.enrol(platform, signer, lend_limit=0, borrow_limit=0)
        for wallet in (*self.borrowers, *self.investors):
            self.enrol(platform, wallet)
            self.deposit(platform, wallet, DEPOSIT)
