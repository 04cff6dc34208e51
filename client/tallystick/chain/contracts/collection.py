"""The contract Collection as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Collection"]


class Collection:
    """Calls of the contract Collection."""

    @staticmethod
    def approve(at: str, spender: str, token_id: int) -> Command:
        """Let an account move a token of the caller's.

        Args:
            at: The collection's address.
            spender: As the contract says.
            token_id: As the contract says.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Collection", "approve", (spender, token_id), at)

    @staticmethod
    def getApproved(at: str, token_id: int) -> Query[str]:
        """Who may move a token besides its owner; the zero address: nobody.

        Args:
            at: The collection's address.
            token_id: As the contract says.

        Returns:
            The query. Its answer: Who may move a token besides its owner; the zero address:
            nobody.
        """
        return Query("Collection", "getApproved", (token_id,), at)

    @staticmethod
    def ownerOf(at: str, token_id: int) -> Query[str]:
        """Who owns a token.

        Args:
            at: The collection's address.
            token_id: As the contract says.

        Returns:
            The query. Its answer: Who owns a token.
        """
        return Query("Collection", "ownerOf", (token_id,), at)
