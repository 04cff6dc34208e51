"""The people of the demonstration: keys from the seed, roles, enrolment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.deploy import RolesFile
from tallystick.messages import Credential, SignedCredential
from tallystick.operator import Operator, OperatorSigns
from tallystick.signer import MemorySigner

if TYPE_CHECKING:
    from tallystick.platform import Platform

__all__ = ["Crew"]

INVESTORS = 120
LIMIT = 10**14
CREDENTIAL_SECONDS = 15 * 365 * 86_400
# Of ten investors: four of the boldest class, then three, two and one of the next.
CLASSES = (5, 5, 5, 5, 4, 4, 4, 3, 3, 2)


@dataclass(frozen=True, slots=True)
class Crew:
    """Everyone who signs something."""

    seed: int
    deployer: MemorySigner
    custodian: MemorySigner
    council: tuple[MemorySigner, ...]
    attestors: tuple[MemorySigner, ...]
    underwriter: MemorySigner
    officers: tuple[MemorySigner, ...]
    treasury: MemorySigner
    runner: MemorySigner
    borrowers: tuple[MemorySigner, ...]
    investors: tuple[MemorySigner, ...]

    @classmethod
    def gather(cls, seed: int, borrowers: int) -> Crew:
        """Make everyone's key from the seed and his name: keys of a simulation, worth nothing."""

        def one(name: str) -> MemorySigner:
            return MemorySigner(keccak(text=f"tallystick demo {seed} {name}"))

        return cls(
            seed=seed,
            deployer=one("deployer"),
            custodian=one("custodian"),
            council=tuple(one(f"council {i}") for i in range(3)),
            attestors=tuple(one(f"attestor {i}") for i in range(3)),
            underwriter=one("underwriter"),
            officers=tuple(
                one(f"{role} officer") for role in ("compliance", "guard", "publishing")
            ),
            treasury=one("treasury"),
            runner=one("runner"),
            borrowers=tuple(one(f"borrower {i}") for i in range(borrowers)),
            investors=tuple(one(f"investor {i}") for i in range(INVESTORS)),
        )

    @property
    def everyone(self) -> tuple[MemorySigner, ...]:
        """All who pay for gas."""
        return (
            self.deployer, self.custodian, *self.council, *self.attestors, self.underwriter,
            *self.officers, self.treasury, self.runner, *self.borrowers, *self.investors,
        )  # fmt: skip

    def roles(self) -> RolesFile:
        """Return the roles file of the demonstration's platform."""
        compliance, guard, publishing = (officer.address for officer in self.officers)
        return RolesFile(
            council=[one.address for one in self.council],
            council_threshold=2,
            delay_seconds=86_400,
            attestors=[one.address for one in self.attestors],
            attestor_threshold=2,
            underwriters=[self.underwriter.address],
            compliance=[compliance],
            guardians=[guard],
            publishers=[publishing],
            treasury=self.treasury.address,
            custodian=self.custodian.address,
        )

    def class_of(self, investor: int) -> int:
        """Return an investor's risk class."""
        return CLASSES[investor % len(CLASSES)]

    def credential(self, platform: Platform, wallet: MemorySigner, place: int) -> SignedCredential:
        """Return a wallet's credential, signed by two attestors and by itself."""
        investor = place < INVESTORS
        issued_at = platform.now()
        credential = Credential(
            person=keccak(text=f"tallystick demo person {self.seed} {wallet.address}"),
            wallet=wallet.address,
            risk_class=self.class_of(place) if investor else 1,
            group=place + 1,
            lend_limit=LIMIT if investor else 0,
            borrow_limit=0 if investor else LIMIT,
            issued_at=issued_at,
            expiry=issued_at + CREDENTIAL_SECONDS,
        )
        parts = [
            Operator(platform, seat).sign.attestation(credential) for seat in self.attestors[:2]
        ]
        return OperatorSigns.join(parts).consented(platform, wallet)
