"""The contract Escrow as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Escrow"]


class Escrow:
    """Calls of the contract Escrow."""

    @staticmethod
    def balance_of(owner: str) -> Query[int]:
        """What an address has inside the platform, in minor units."""
        return Query("Escrow", "balance_of", (owner,))

    @staticmethod
    def hold_until(owner: str) -> Query[int]:
        """Unix second until which the owner's withdrawals are frozen; 0: free."""
        return Query("Escrow", "hold_until", (owner,))

    @staticmethod
    def principal_returned(owner: str) -> Query[int]:
        """Call `principal_returned` of the contract.

        Principal that loans have paid to the owner or that left him with his notes, and that his
        exposure does not yet reflect (it does when he next funds or buys, or at anyone's
        refresh_exposure).
        """
        return Query("Escrow", "principal_returned", (owner,))

    @staticmethod
    def movers() -> Query[tuple[str, str, str, str]]:
        """Book, Servicing, Reserve (may move balances), Registry (may hold)."""
        return Query("Escrow", "movers", ())

    @staticmethod
    def deposit(amount: int) -> Command:
        """Brings tokens in from the caller, who has approved this contract."""
        return Command("Escrow", "deposit", (amount,))

    @staticmethod
    def deposit_with_permit(
        amount: int, deadline: int, v: int, r: bytes | str, s: bytes | str
    ) -> Command:
        """As deposit, with an EIP-2612 permit instead of an approval."""
        return Command("Escrow", "deposit_with_permit", (amount, deadline, v, r, s))

    @staticmethod
    def deposit_for(owner: str, amount: int) -> Command:
        """The Book's half of deposit-and-fund; owner is the Book's caller."""
        return Command("Escrow", "deposit_for", (owner, amount))

    @staticmethod
    def withdraw(amount: int) -> Command:
        """Sends tokens out to the caller himself."""
        return Command("Escrow", "withdraw", (amount,))

    @staticmethod
    def withdraw_for(owner: str, amount: int) -> Command:
        """The Book's half of claim-and-withdraw; the tokens go to the owner."""
        return Command("Escrow", "withdraw_for", (owner, amount))

    @staticmethod
    def move(sender: str, receiver: str, amount: int, reason: int, ref: int) -> Command:
        """Moves a balance inside the platform.

        Only the contracts fixed in the constructor; the Reserve only its own.
        """
        return Command("Escrow", "move", (sender, receiver, amount, reason, ref))

    @staticmethod
    def pay(holder: str, principal: int, interest: int, loan: int) -> Command:
        """Pays a note's earnings out of the repayment pot."""
        return Command("Escrow", "pay", (holder, principal, interest, loan))

    @staticmethod
    def settle(
        sender: str,
        receiver: str,
        sender_earned: Sequence[int],
        receiver_earned: Sequence[int],
        price: int,
        fee: int,
        outstanding: int,
        loan: int,
    ) -> Command:
        """Call `settle` of the contract.

        Units change hands: both sides are paid what their notes have earned, and in a sale the
        receiver pays the price. The market fee stays in the pot, where Servicing counts it. The
        outstanding principal that leaves the sender counts as returned to him. A held sender may
        not move notes.
        """
        return Command(
            "Escrow",
            "settle",
            (sender, receiver, sender_earned, receiver_earned, price, fee, outstanding, loan),
        )

    @staticmethod
    def take(sender: str, receiver: str, amount: int, reason: int, ref: int) -> Command:
        """As move, and hands over the sender's principal-returned counter."""
        return Command("Escrow", "take", (sender, receiver, amount, reason, ref))

    @staticmethod
    def take_returned(owner: str) -> Command:
        """Hands over the owner's principal-returned counter."""
        return Command("Escrow", "take_returned", (owner,))

    @staticmethod
    def split(
        sender: str,
        receivers: Sequence[str],
        amounts: Sequence[int],
        split_reasons: Sequence[int],
        ref: int,
    ) -> Command:
        """Up to three moves from one sender; amounts of 0 are passed over."""
        return Command("Escrow", "split", (sender, receivers, amounts, split_reasons, ref))

    @staticmethod
    def give(giver: str, amount: int, source: int) -> Command:
        """The Reserve's half of a contribution; giver is the Reserve's caller."""
        return Command("Escrow", "give", (giver, amount, source))

    @staticmethod
    def hold(owner: str, until: int) -> Command:
        """Freezes withdrawals until a second; it ends by itself."""
        return Command("Escrow", "hold", (owner, until))

    @staticmethod
    def token() -> Query[str]:
        """The settlement token, fixed at deployment."""
        return Query("Escrow", "token", ())
