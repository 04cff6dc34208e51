"""The contract Registry as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Registry", "RegistryPersonOf"]


class RegistryPersonOf(TypedDict):
    """What `person_of` returns."""

    exposure: int
    lend_limit: int
    risk_class: int
    group: int
    expiry: int
    issued_at: int
    frozen_until: int
    staff: bool


class Registry:
    """Calls of the contract Registry."""

    @staticmethod
    def head_of(wallet: str) -> Query[str]:
        """The wallet that stands for the person; the zero address: unknown."""
        return Query("Registry", "head_of", (wallet,))

    @staticmethod
    def person_of(wallet: str) -> Query[RegistryPersonOf]:
        """Class, limits, exposure, expiry and freeze of a wallet's person."""
        return Query("Registry", "person_of", (wallet,))

    @staticmethod
    def borrower_record(head: str) -> Query[tuple[int, int]]:
        """(principal counted against the borrower, his limit)."""
        return Query("Registry", "borrower_record", (head,))

    @staticmethod
    def group_record(group: int) -> Query[tuple[int, int, int]]:
        """(borrowed now, contributed to the reserve, covered); the last two over a lifetime."""
        return Query("Registry", "group_record", (group,))

    @staticmethod
    def gate_state() -> Query[tuple[bool, bool, int]]:
        """(paused, wind-down, min epoch of credentials for new risk)."""
        return Query("Registry", "gate_state", ())

    @staticmethod
    def seat_of(attestor: str) -> Query[int]:
        """0 none, 1 active, 2 suspended."""
        return Query("Registry", "seat_of", (attestor,))

    @staticmethod
    def threshold() -> Query[int]:
        """M: how many attestors must sign."""
        return Query("Registry", "threshold", ())

    @staticmethod
    def active_seats() -> Query[int]:
        """How many seats are not suspended."""
        return Query("Registry", "active_seats", ())

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str, str]]:
        """Governor, Book, Servicing, Reserve, Escrow, fixed at deployment."""
        return Query("Registry", "peers", ())

    @staticmethod
    def head_of_person(person: bytes | str) -> Query[str]:
        """The head of a person's commitment; the zero address: not enrolled."""
        return Query("Registry", "head_of_person", (person,))

    @staticmethod
    def wallets_of(head: str) -> Query[list[str]]:
        """The person's wallets besides the head."""
        return Query("Registry", "wallets_of", (head,))

    @staticmethod
    def enrol(credential: Any, attestations: Sequence[Any], consent: Any) -> Command:
        """Takes in a person, a further wallet of his, or a newer credential."""
        return Command("Registry", "enrol", (credential, attestations, consent))

    @staticmethod
    def mark_staff(key: str) -> Command:
        """Marks the person of a role's key as staff, for ever: staff may not borrow.

        Anyone may call; only a key that holds a role is marked.
        """
        return Command("Registry", "mark_staff", (key,))

    @staticmethod
    def freeze(wallet: str, until: int, order: bytes | str) -> Command:
        """Freezes a person for 72 hours at most, once in 30 days; one COMPLIANCE key."""
        return Command("Registry", "freeze", (wallet, until, order))

    @staticmethod
    def freeze_by_order(order: Any, attestations: Sequence[Any]) -> Command:
        """Call `freeze_by_order` of the contract.

        Freezes a person for 30 days at most, renewable, each an event: M attestors sign the hash
        of a lawful order.
        """
        return Command("Registry", "freeze_by_order", (order, attestations))

    @staticmethod
    def admit(
        investor: str, amount: int, returned: int, borrower: str, group: int, level: int
    ) -> Command:
        """Lets an investor's funding wallet take on an amount of one loan."""
        return Command("Registry", "admit", (investor, amount, returned, borrower, group, level))

    @staticmethod
    def accept(
        receiver: str, amount: int, returned: int, borrower: str, group: int, level: int
    ) -> Command:
        """Lets a person take over a note's outstanding principal."""
        return Command("Registry", "accept", (receiver, amount, returned, borrower, group, level))

    @staticmethod
    def signer_head(key: str) -> Command:
        """Call `signer_head` of the contract.

        The person behind an underwriter's key, marked as staff from his first listing on; the
        zero address when the key is not enrolled.
        """
        return Command("Registry", "signer_head", (key,))

    @staticmethod
    def reduce(investor: str, amount: int) -> Command:
        """Lowers a person's exposure: a retraction, or principal returned."""
        return Command("Registry", "reduce", (investor, amount))

    @staticmethod
    def borrow(borrower: str, amount: int) -> Command:
        """Counts a listing against the borrower's and the group's caps."""
        return Command("Registry", "borrow", (borrower, amount))

    @staticmethod
    def draw(borrower: str, group: int, contribution: int) -> Command:
        """Call `draw` of the contract.

        Checks the borrower once more at issue and records what the loan contributes to the
        reserve for its group.
        """
        return Command("Registry", "draw", (borrower, group, contribution))

    @staticmethod
    def release(borrower: str, group: int, amount: int) -> Command:
        """Takes principal off the borrower's and the group's caps."""
        return Command("Registry", "release", (borrower, group, amount))

    @staticmethod
    def record_cover(group: int, amount: int) -> Command:
        """Counts a cover against the group's lifetime allowance."""
        return Command("Registry", "record_cover", (group, amount))

    @staticmethod
    def set_gate(paused: bool, wind_down: bool, min_epoch: int) -> Command:
        """Opens or closes the platform for new risk; retires old credentials."""
        return Command("Registry", "set_gate", (paused, wind_down, min_epoch))

    @staticmethod
    def replace_attestor(seat: str, successor: str) -> Command:
        """Gives one seat to another key (or back to a suspended one)."""
        return Command("Registry", "replace_attestor", (seat, successor))

    @staticmethod
    def suspend_attestor(seat: str) -> Command:
        """Suspends a seat at once; the threshold must stay reachable.

        One GUARDIAN key; the council gives the seat back.
        """
        return Command("Registry", "suspend_attestor", (seat,))
