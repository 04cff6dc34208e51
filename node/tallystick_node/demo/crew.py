"""The people of the demonstration: keys from the seed, roles, enrolment."""

from __future__ import annotations

from dataclasses import dataclass

from eth_utils.crypto import keccak

from tallystick.chain.signer import MemorySigner
from tallystick.deploy import RolesFile

__all__ = ["INVESTORS_MIN", "Crew"]

# Every loan has twenty lenders or more, and not always the same ones.
INVESTORS_MIN, INVESTORS_MAX = 30, 120


@dataclass(frozen=True, slots=True)
class Crew:
    """Everyone who signs something."""

    seed: int
    deployer: MemorySigner
    custodian: MemorySigner
    council: tuple[MemorySigner, ...]
    attestors: tuple[MemorySigner, ...]
    underwriters: tuple[MemorySigner, ...]
    officers: tuple[MemorySigner, ...]
    treasury: MemorySigner
    runner: MemorySigner
    keeper: MemorySigner
    borrowers: tuple[MemorySigner, ...]
    applicant: MemorySigner
    investors: tuple[MemorySigner, ...]

    @classmethod
    def gather(cls, seed: int, borrowers: int) -> Crew:
        """Make everyone's key from the seed and their name: keys of a simulation, worth nothing.

        Args:
            seed: The demonstration's seed.
            borrowers: How many borrowers; there are half as many investors again, 30 to 120, and
                one applicant, whose loan is still open at the end.

        Returns:
            The crew, the same for the same arguments.
        """

        def signer(name: str) -> MemorySigner:
            return MemorySigner(keccak(text=f"tallystick demo {seed} {name}"))

        investors = min(max(3 * borrowers // 2, INVESTORS_MIN), INVESTORS_MAX)
        return cls(
            seed=seed,
            deployer=signer("deployer"),
            custodian=signer("custodian"),
            council=tuple(signer(f"council {i}") for i in range(3)),
            attestors=tuple(signer(f"attestor {i}") for i in range(3)),
            underwriters=tuple(signer(f"underwriter {i}") for i in range(2)),
            officers=tuple(
                signer(f"{role} officer")
                for role in ("compliance", "guard", "publishing", "servicing")
            ),
            treasury=signer("treasury"),
            runner=signer("runner"),
            keeper=signer("keeper"),
            borrowers=tuple(signer(f"borrower {i}") for i in range(borrowers)),
            applicant=signer("applicant"),
            investors=tuple(signer(f"investor {i}") for i in range(investors)),
        )

    @property
    def everyone(self) -> tuple[MemorySigner, ...]:
        """All who pay for gas."""
        return (
            self.deployer, self.custodian, *self.council, *self.attestors, *self.underwriters,
            *self.officers, self.treasury, self.runner, self.keeper, *self.borrowers,
            self.applicant, *self.investors,
        )  # fmt: skip

    def roles(self) -> RolesFile:
        """Return the roles file of the demonstration's platform.

        Returns:
            Three council seats and three attestors, two of each are enough; a delay of one day.
        """
        compliance, guard, publishing, servicing = (officer.address for officer in self.officers)
        return RolesFile(
            council=[signer.address for signer in self.council],
            council_threshold=2,
            delay_seconds=86_400,
            attestors=[signer.address for signer in self.attestors],
            attestor_threshold=2,
            underwriters=[signer.address for signer in self.underwriters],
            compliance=[compliance],
            guardians=[guard],
            publishers=[publishing],
            servicers=[servicing],
            treasury=self.treasury.address,
            custodian=self.custodian.address,
        )
