"""The contract Escrow as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Escrow", "EscrowPlatform"]


class EscrowPlatform(TypedDict):
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


class Escrow:
    """Calls of the contract Escrow."""

    @staticmethod
    def balance_of(owner: str) -> Query[int]:
        """Returns what an address has inside the platform.

        Args:
            owner: Whose account.

        Returns:
            The query. Its answer: The balance, in minor units of the token, 0 to 2^96 - 1.
        """
        return Query("Escrow", "balance_of", (owner,))

    @staticmethod
    def hold_until(owner: str) -> Query[int]:
        """Returns until when the owner's withdrawals are frozen.

        Args:
            owner: Whose account.

        Returns:
            The query. Its answer: Unix second; 0 or a second that has passed: free.
        """
        return Query("Escrow", "hold_until", (owner,))

    @staticmethod
    def principal_returned(owner: str) -> Query[int]:
        """Call `principal_returned` of the contract.

        Returns the principal that loans have paid to the owner or that left with their notes,
        and that their exposure does not yet reflect.

        Args:
            owner: Whose account.

        Returns:
            The query. Its answer: In minor units of the token, 0 to 2^64 - 1.
        """
        return Query("Escrow", "principal_returned", (owner,))

    @staticmethod
    def platform() -> Query[EscrowPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Escrow", "platform", ())

    @staticmethod
    def deposit(amount: int) -> Command:
        """Brings tokens in from the caller, who has approved this contract.

        Args:
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:DEPOSIT:NOTHING, ESCROW:DEPOSIT:RANGE,
        ESCROW:DEPOSIT:TOKEN, ESCROW:DEPOSIT:ZERO.
        """
        return Command("Escrow", "deposit", (amount,))

    @staticmethod
    def deposit_with_permit(
        amount: int, deadline: int, v: int, r: bytes | str, s: bytes | str
    ) -> Command:
        """Brings tokens in from the caller, with an EIP-2612 permit instead of an approval.

        Args:
            amount: In minor units of the token, from 1.
            deadline: The last Unix second on which the permit holds.
            v: The permit signature's recovery id, 27 or 28.
            r: The permit signature's r.
            s: The permit signature's s.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:DEPOSIT:NOTHING, ESCROW:DEPOSIT:RANGE,
        ESCROW:DEPOSIT:TOKEN, ESCROW:DEPOSIT:ZERO.
        """
        return Command("Escrow", "deposit_with_permit", (amount, deadline, v, r, s))

    @staticmethod
    def deposit_for(owner: str, amount: int) -> Command:
        """Brings tokens in from the Book's caller: the Book's half of deposit-and-fund.

        Args:
            owner: The Book's caller, who has approved this contract.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:DEPOSIT:CALLER, ESCROW:DEPOSIT:NOTHING,
        ESCROW:DEPOSIT:RANGE, ESCROW:DEPOSIT:TOKEN, ESCROW:DEPOSIT:ZERO.
        """
        return Command("Escrow", "deposit_for", (owner, amount))

    @staticmethod
    def withdraw(amount: int) -> Command:
        """Sends tokens out to the caller.

        Args:
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:WITHDRAW:BALANCE, ESCROW:WITHDRAW:HELD,
        ESCROW:WITHDRAW:TOKEN, ESCROW:WITHDRAW:ZERO.
        """
        return Command("Escrow", "withdraw", (amount,))

    @staticmethod
    def withdraw_for(owner: str, amount: int) -> Command:
        """Sends tokens out to the Book's caller: the Book's half of claim-and-withdraw.

        Args:
            owner: The Book's caller, who gets the tokens.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:WITHDRAW:BALANCE, ESCROW:WITHDRAW:CALLER,
        ESCROW:WITHDRAW:HELD, ESCROW:WITHDRAW:TOKEN, ESCROW:WITHDRAW:ZERO.
        """
        return Command("Escrow", "withdraw_for", (owner, amount))

    @staticmethod
    def move(sender: str, receiver: str, amount: int, reason: int, ref: int) -> Command:
        """Call `move` of the contract.

        Moves a balance inside the platform, on the order of a contract fixed in the
        constructor; the Reserve moves only its own.

        Args:
            sender: Whose balance falls.
            receiver: Whose balance rises.
            amount: In minor units of the token, 0 to the sender's balance.
            reason: Why, as in modules/reasons, 1 to 21.
            ref: What it is about: the loan's number, or 0.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:MOVE:BALANCE, ESCROW:MOVE:CALLER, ESCROW:MOVE:RANGE,
        ESCROW:MOVE:SENDER.
        """
        return Command("Escrow", "move", (sender, receiver, amount, reason, ref))

    @staticmethod
    def pay(holder: str, principal: int, interest: int, lost: int, loan: int) -> Command:
        """Call `pay` of the contract.

        Pays a note's earnings out of the pot to its holder, and counts the principal as
        returned, with what a loan that has ended will never return.

        Args:
            holder: Who holds the note.
            principal: In minor units of the token, from 0.
            interest: Interest and late charges, in minor units, from 0.
            lost: Principal that no longer counts as lent, in minor units, from 0.
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:PAY:CALLER, ESCROW:PAY:RANGE, ESCROW:POT:BALANCE.
        """
        return Command("Escrow", "pay", (holder, principal, interest, lost, loan))

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

        Settles units that change hands: both sides get what their notes have earned, and in a
        sale the receiver pays the price.

        Args:
            sender: Who gives units away.
            receiver: Who gets them, and in a sale pays.
            sender_earned: The sender's principal and interest from the pot, in minor units.
            receiver_earned: The receiver's principal and interest from the pot, in minor
                units.
            price: What the receiver pays, in minor units, fee included; 0: no sale.
            fee: The market fee within the price, in minor units, 0 to price.
            outstanding: The moved units' unpaid principal, in minor units, rounded up.
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:PAY:RANGE, ESCROW:POT:BALANCE, ESCROW:SETTLE:BALANCE,
        ESCROW:SETTLE:CALLER, ESCROW:SETTLE:HELD.
        """
        return Command(
            "Escrow",
            "settle",
            (sender, receiver, sender_earned, receiver_earned, price, fee, outstanding, loan),
        )

    @staticmethod
    def take(sender: str, receiver: str, amount: int, reason: int, ref: int) -> Command:
        """Call `take` of the contract.

        Moves a balance and takes the sender's counter of returned principal, which is 0
        afterwards.

        Args:
            sender: Whose balance falls and whose counter is taken.
            receiver: Whose balance rises.
            amount: In minor units of the token, 0 to the sender's balance.
            reason: Why, as in modules/reasons, 1 to 21.
            ref: What it is about: the loan's number.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:MOVE:BALANCE, ESCROW:MOVE:RANGE, ESCROW:TAKE:CALLER.
        """
        return Command("Escrow", "take", (sender, receiver, amount, reason, ref))

    @staticmethod
    def take_many(senders: Sequence[str], amounts: Sequence[int], loan: int) -> Command:
        """Moves many balances to the Book, for a loan that mandates fund; 0 is passed over.

        Args:
            senders: Whose balances fall.
            amounts: In minor units of the token, each 0 to the sender's balance.
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:MOVE:BALANCE, ESCROW:MOVE:RANGE, ESCROW:TAKE:CALLER.
        """
        return Command("Escrow", "take_many", (senders, amounts, loan))

    @staticmethod
    def take_returned(owner: str) -> Command:
        """Takes the owner's counter of returned principal, which is 0 afterwards.

        Args:
            owner: Whose counter is taken.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:TAKE:CALLER.
        """
        return Command("Escrow", "take_returned", (owner,))

    @staticmethod
    def split(
        sender: str,
        receivers: Sequence[str],
        amounts: Sequence[int],
        split_reasons: Sequence[int],
        ref: int,
    ) -> Command:
        """Moves up to three amounts from one sender; amounts of 0 are passed over.

        Args:
            sender: Whose balance falls.
            receivers: Whose balances rise, in order.
            amounts: In minor units of the token, one for each receiver, from 0.
            split_reasons: Why, as in modules/reasons, one for each amount.
            ref: What it is about: the loan's number.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:MOVE:BALANCE, ESCROW:MOVE:CALLER, ESCROW:MOVE:RANGE,
        ESCROW:MOVE:SENDER.
        """
        return Command("Escrow", "split", (sender, receivers, amounts, split_reasons, ref))

    @staticmethod
    def give(giver: str, amount: int, reason: int, ref: int) -> Command:
        """Moves a contribution or a stake to the Reserve: the Reserve's half of it.

        Args:
            giver: The Reserve's caller, who gives.
            amount: In minor units of the token, 1 to the giver's balance.
            reason: Why, as in modules/reasons: a donation or a stake.
            ref: A contribution's source, or the guaranteed loan's number.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:GIVE:CALLER, ESCROW:GIVE:HELD, ESCROW:MOVE:BALANCE,
        ESCROW:MOVE:RANGE.
        """
        return Command("Escrow", "give", (giver, amount, reason, ref))

    @staticmethod
    def hold(owner: str, until: int) -> Command:
        """Freezes an owner's withdrawals until a second, when the hold ends by itself.

        Args:
            owner: Whose withdrawals are frozen.
            until: Unix second, 0 to 2^40 - 1; 0: free.

        Returns:
            The command, which a plan carries out.

        The contract refuses with ESCROW:HOLD:CALLER.
        """
        return Command("Escrow", "hold", (owner, until))

    @staticmethod
    def token() -> Query[str]:
        """The settlement token's address, fixed at deployment.

        Returns:
            The query. Its answer: The settlement token's address, fixed at deployment.
        """
        return Query("Escrow", "token", ())
