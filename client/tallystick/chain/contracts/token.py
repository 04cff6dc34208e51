"""The contract Token as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Token"]


class Token:
    """Calls of the contract Token."""

    @staticmethod
    def transfer(to: str, amount: int) -> Command:
        """Send minor units.

        Args:
            to: As the contract says.
            amount: As the contract says.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Token", "transfer", (to, amount))

    @staticmethod
    def transferFrom(owner: str, to: str, amount: int) -> Command:
        """Send an owner's minor units within the allowance.

        Args:
            owner: As the contract says.
            to: As the contract says.
            amount: As the contract says.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Token", "transferFrom", (owner, to, amount))

    @staticmethod
    def approve(spender: str, amount: int) -> Command:
        """Let a spender take so many minor units.

        Args:
            spender: As the contract says.
            amount: As the contract says.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Token", "approve", (spender, amount))

    @staticmethod
    def mint(to: str, amount: int) -> Command:
        """Make minor units; the custodian alone may.

        Args:
            to: As the contract says.
            amount: As the contract says.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Token", "mint", (to, amount))

    @staticmethod
    def burn(amount: int) -> Command:
        """Destroy the caller's own minor units.

        Args:
            amount: As the contract says.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Token", "burn", (amount,))

    @staticmethod
    def DOMAIN_SEPARATOR() -> Query[bytes]:
        """What permits are bound to (EIP-712).

        Returns:
            The query. Its answer: What permits are bound to (EIP-712).
        """
        return Query("Token", "DOMAIN_SEPARATOR", ())

    @staticmethod
    def name() -> Query[str]:
        """The token's name.

        Returns:
            The query. Its answer: The token's name.
        """
        return Query("Token", "name", ())

    @staticmethod
    def symbol() -> Query[str]:
        """The token's symbol.

        Returns:
            The query. Its answer: The token's symbol.
        """
        return Query("Token", "symbol", ())

    @staticmethod
    def decimals() -> Query[int]:
        """How many decimals an amount of the main unit has.

        Returns:
            The query. Its answer: How many decimals an amount of the main unit has.
        """
        return Query("Token", "decimals", ())

    @staticmethod
    def totalSupply() -> Query[int]:
        """All there is, in minor units.

        Returns:
            The query. Its answer: All there is, in minor units.
        """
        return Query("Token", "totalSupply", ())

    @staticmethod
    def balanceOf(key: str) -> Query[int]:
        """What an account has, in minor units.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: What an account has, in minor units.
        """
        return Query("Token", "balanceOf", (key,))

    @staticmethod
    def allowance(key: str, key_2: str) -> Query[int]:
        """What a spender may still take from an owner, in minor units.

        Args:
            key: As the contract says.
            key_2: As the contract says.

        Returns:
            The query. Its answer: What a spender may still take from an owner, in minor
            units.
        """
        return Query("Token", "allowance", (key, key_2))

    @staticmethod
    def nonces(key: str) -> Query[int]:
        """The next nonce of an owner's permit (EIP-2612).

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: The next nonce of an owner's permit (EIP-2612).
        """
        return Query("Token", "nonces", (key,))
