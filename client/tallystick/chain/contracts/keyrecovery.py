"""The contract KeyRecovery as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["KeyRecovery", "KeyRecoveryPlatform"]


class KeyRecoveryPlatform(TypedDict):
    """What `platform` returns."""

    escrow: str
    registry: str
    governor: str
    disclosures: str
    book: str
    offers: str
    servicing: str
    workouts: str
    market: str
    reserve: str
    ballots: str
    mandates: str
    collateral: str
    freezes: str
    key_recovery: str


class KeyRecovery:
    """Calls of the contract KeyRecovery."""

    @staticmethod
    def platform() -> Query[KeyRecoveryPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("KeyRecovery", "platform", ())

    @staticmethod
    def name_recovery(recovery: str) -> Command:
        """Call `name_recovery` of the contract.

        Names the wallet that may take over the caller's, or another one, or none; a notice
        that is running ends.

        Args:
            recovery: A wallet that is not enrolled; zero: none.

        Returns:
            The command, which a plan carries out.

        The contract refuses with KEY:NAME:TAKEN, KEY:NAME:WALLET.
        """
        return Command("KeyRecovery", "name_recovery", (recovery,))

    @staticmethod
    def give_notice(wallet: str) -> Command:
        """Gives notice, by the recovery wallet, that it will take over in 14 days.

        Args:
            wallet: The client's first wallet.

        Returns:
            The command, which a plan carries out.

        The contract refuses with KEY:NOTICE:AGAIN, KEY:NOTICE:RECOVERY.
        """
        return Command("KeyRecovery", "give_notice", (wallet,))

    @staticmethod
    def cancel_notice() -> Command:
        """Ends a notice for the caller's wallet: the key is not lost.

        Returns:
            The command, which a plan carries out.

        The contract refuses with KEY:CANCEL:NONE.
        """
        return Command("KeyRecovery", "cancel_notice", ())

    @staticmethod
    def finish(wallet: str, person: bytes | str) -> Command:
        """Call `finish` of the contract.

        Puts the recovery wallet in the place of a lost one, by the recovery wallet, 14 days
        after its notice. Balance and notes follow by the Book's take_over, which anyone
        calls.

        Args:
            wallet: The client's first wallet.
            person: The keyed commitment to the client's identity.

        Returns:
            The command, which a plan carries out.

        The contract refuses with KEY:FINISH:EARLY, KEY:FINISH:RECOVERY.
        """
        return Command("KeyRecovery", "finish", (wallet, person))

    @staticmethod
    def recovery_of(key: str) -> Query[str]:
        """A wallet -> its recovery wallet; zero: none named.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A wallet -> its recovery wallet; zero: none named.
        """
        return Query("KeyRecovery", "recovery_of", (key,))

    @staticmethod
    def noticed_at(key: str) -> Query[int]:
        """A wallet -> the Unix second of its recovery wallet's notice; 0: none.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A wallet -> the Unix second of its recovery wallet's
            notice; 0: none.
        """
        return Query("KeyRecovery", "noticed_at", (key,))
