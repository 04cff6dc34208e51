"""The people of a test platform, by role; every key is made from its name and is worth nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

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
    """Return the signer that belongs to a name; the same in every run."""
    return MemorySigner(keccak(text=f"tallystick test key: {name}"))


test_signer.__test__ = False  # type: ignore[attr-defined]  # it is no test, whatever pytest thinks


def commitment(name: str) -> bytes:
    """Return the commitment that stands for a person of a test."""
    return keccak(text=f"tallystick test person: {name}")


@dataclass(frozen=True, slots=True)
class Actors:
    """Who is there.

    Investors and borrowers are enrolled and have 10^12 units in the Escrow; further tokens come
    from the custodian. `outsider` has coin for gas and is not enrolled.
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
    treasury: MemorySigner
    borrowers: tuple[MemorySigner, ...]
    investors: tuple[MemorySigner, ...]
    outsider: MemorySigner

    @classmethod
    def make(cls) -> Actors:
        """Make all of them."""
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
            self.treasury,
            *self.borrowers,
            *self.investors,
            self.outsider,
        )

    def roles(self) -> RolesFile:
        """Return the roles file of the test platform."""
        return RolesFile(
            council=[one.address for one in self.council],
            council_threshold=2,
            delay_seconds=86_400,
            attestors=[one.address for one in self.attestors],
            attestor_threshold=2,
            underwriters=[self.underwriter.address, self.second_underwriter.address],
            compliance=[self.compliance.address],
            guardians=[self.guardian.address],
            publishers=[self.publisher.address],
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
        """Enrol a wallet (by its own transaction); returns the credential it now has.

        name: the person's, the wallet's own address without one. group: made from the name
        without one. seconds: for how long the credential holds.
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
            [Operator(platform, one).sign.attestation(credential) for one in self.attestors[:2]]
        )
        Operator(platform, wallet).act.enrol(signed).send()
        return credential

    def mint(self, platform: Platform, account: str, amount: int) -> None:
        """Let the custodian mint tokens into a wallet."""
        platform.plan("Token", "mint", (account, amount), self.custodian).send()

    def deposit(self, platform: Platform, wallet: MemorySigner, amount: int) -> None:
        """Mint tokens and bring them into the wallet's Escrow account."""
        self.mint(platform, wallet.address, amount)
        platform.plan("Escrow", "deposit", (amount,), wallet, pays=amount).send()

    def settle_in(self, platform: Platform) -> None:
        """Enrol and fund every borrower and investor."""
        for one in (*self.borrowers, *self.investors):
            self.enrol(platform, one)
            self.deposit(platform, one, DEPOSIT)
