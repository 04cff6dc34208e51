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
        """Returns the wallet that stands for a wallet's person: the one enrolled first.

        Args:
            wallet: Any wallet.

        Returns:
            The query. Its answer: The person's first wallet; zero: unknown.
        """
        return Query("Registry", "head_of", (wallet,))

    @staticmethod
    def person_of(wallet: str) -> Query[RegistryPersonOf]:
        """Returns class, limits, exposure, expiry and freeze of a wallet's person.

        Args:
            wallet: Any wallet.

        Returns:
            The query. Its answer: The person; all zero for an unknown wallet.
        """
        return Query("Registry", "person_of", (wallet,))

    @staticmethod
    def borrower_record(head: str) -> Query[tuple[int, int]]:
        """Returns what is counted against a borrower.

        Args:
            head: The person's first wallet.

        Returns:
            The query. Its answer: Principal counted against the borrower, in minor units of
            the token. The borrower's limit, in minor units, 0 to 10^15.
        """
        return Query("Registry", "borrower_record", (head,))

    @staticmethod
    def group_record(group: int) -> Query[tuple[int, int, int]]:
        """Returns what a group of related parties owes and has had from the reserve.

        Args:
            group: The group, 1 to 2^28 - 1.

        Returns:
            The query. Its answer: Principal counted against the group now, in minor units of
            the token. What the group's loans contributed to the reserve over a lifetime, in
            minor units. What the group's loans were covered with over a lifetime, in minor
            units.
        """
        return Query("Registry", "group_record", (group,))

    @staticmethod
    def gate_state() -> Query[tuple[bool, bool, int]]:
        """Returns what new risk must pass.

        Returns:
            The query. Its answer: Whether new risk is paused. Whether the wind-down has
            begun. Unix second before which credentials were issued that take no new risk.
        """
        return Query("Registry", "gate_state", ())

    @staticmethod
    def seat_of(attestor: str) -> Query[int]:
        """Returns the state of a key's attestor seat.

        Args:
            attestor: The key asked about.

        Returns:
            The query. Its answer: 0 none, 1 active, 2 suspended.
        """
        return Query("Registry", "seat_of", (attestor,))

    @staticmethod
    def threshold() -> Query[int]:
        """M: how many attestors must sign, fixed at deployment.

        Returns:
            The query. Its answer: M: how many attestors must sign, fixed at deployment.
        """
        return Query("Registry", "threshold", ())

    @staticmethod
    def active_seats() -> Query[int]:
        """How many seats are not suspended.

        Returns:
            The query. Its answer: How many seats are not suspended.
        """
        return Query("Registry", "active_seats", ())

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str, str]]:
        """Returns the contracts that the Registry deals with, fixed at deployment.

        Returns:
            The query. Its answer: The Governor's address. The Book's address. Servicing's
            address. The Reserve's address. The Escrow's address.
        """
        return Query("Registry", "peers", ())

    @staticmethod
    def head_of_person(person: bytes | str) -> Query[str]:
        """Returns the wallet that a person enrolled first.

        Args:
            person: The keyed commitment to the person's identity.

        Returns:
            The query. Its answer: The person's first wallet; zero: not enrolled.
        """
        return Query("Registry", "head_of_person", (person,))

    @staticmethod
    def wallets_of(head: str) -> Query[list[str]]:
        """Returns a person's wallets besides the first.

        Args:
            head: The person's first wallet.

        Returns:
            The query. Its answer: The further wallets, in the order of their enrolment, at
            most 7.
        """
        return Query("Registry", "wallets_of", (head,))

    @staticmethod
    def enrol(credential: Any, attestations: Sequence[Any], consent: Any) -> Command:
        """Enrols a person, a further wallet of theirs, or a newer credential.

        Args:
            credential: What the attestors say of the person; bounds as in
                modules/credentials.
            attestations: Signatures of at least M active attestors, in ascending order of
                address, at most 8.
            consent: The wallet's signature of the same digest; not looked at when the wallet
                sends.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:ATTEST:FEW, REG:ATTEST:ORDER, REG:ATTEST:SEAT,
        REG:ENROL:CLASS, REG:ENROL:CONSENT, REG:ENROL:EXPIRED, REG:ENROL:FUTURE,
        REG:ENROL:GROUP, REG:ENROL:LIMIT, REG:ENROL:PERSON, REG:ENROL:RETIRED,
        REG:ENROL:STALE, REG:ENROL:TAKEN, REG:ENROL:WALLET, REG:ENROL:WALLETS.
        """
        return Command("Registry", "enrol", (credential, attestations, consent))

    @staticmethod
    def mark_staff(key: str) -> Command:
        """Call `mark_staff` of the contract.

        Marks the person of a role's key as staff, for ever, by anyone: staff may not borrow.

        Args:
            key: A key that holds a role.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:STAFF:ROLE, REG:STAFF:UNKNOWN.
        """
        return Command("Registry", "mark_staff", (key,))

    @staticmethod
    def freeze(wallet: str, until: int, order: bytes | str) -> Command:
        """Call `freeze` of the contract.

        Freezes a person for 72 hours at most, once in 30 days, on the word of one COMPLIANCE
        key.

        Args:
            wallet: A wallet of the person.
            until: Unix second, from now + 1 to now + 259,200.
            order: A hash that says why; zero when there is none.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:FREEZE:AGAIN, REG:FREEZE:LONG, REG:FREEZE:PAST,
        REG:FREEZE:ROLE, REG:FREEZE:UNKNOWN.
        """
        return Command("Registry", "freeze", (wallet, until, order))

    @staticmethod
    def freeze_by_order(order: Any, attestations: Sequence[Any]) -> Command:
        """Call `freeze_by_order` of the contract.

        Freezes a person for 30 days at most, renewable, when M attestors have signed the hash
        of a lawful order.

        Args:
            order: Whom, until when (at most now + 2,592,000) and why.
            attestations: Signatures of at least M active attestors, in ascending order of
                address, at most 8.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:ATTEST:FEW, REG:ATTEST:ORDER, REG:ATTEST:SEAT,
        REG:FREEZE:EXPIRED, REG:FREEZE:LONG, REG:FREEZE:ORDER, REG:FREEZE:PAST,
        REG:FREEZE:STALE, REG:FREEZE:UNKNOWN.
        """
        return Command("Registry", "freeze_by_order", (order, attestations))

    @staticmethod
    def admit(
        investor: str, amount: int, returned: int, borrower: str, group: int, level: int
    ) -> Command:
        """Lets an investor's first wallet take on principal of one loan.

        Args:
            investor: The person's first wallet.
            amount: Principal lent, in minor units of the token, from 1.
            returned: Principal returned since the exposure was last brought up to date, in
                minor units.
            borrower: The loan's borrower.
            group: The borrower's group, 1 to 2^28 - 1.
            level: The loan's risk level, 1 to 5.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:ADMIT:CALLER, REG:GATE:PAUSED, REG:GATE:WINDDOWN,
        REG:LEND:CLASS, REG:LEND:LIMIT, REG:LEND:RELATED, REG:LEND:SELF, REG:LEND:UNKNOWN,
        REG:LEND:WALLET, REG:PERSON:EXPIRED, REG:PERSON:FROZEN, REG:PERSON:RETIRED.
        """
        return Command("Registry", "admit", (investor, amount, returned, borrower, group, level))

    @staticmethod
    def accept(
        receiver: str, amount: int, returned: int, borrower: str, group: int, level: int
    ) -> Command:
        """Lets a person take over a note's outstanding principal.

        Args:
            receiver: The wallet that gets the note; any wallet of the person.
            amount: Outstanding principal taken over, in minor units of the token, from 0.
            returned: Principal returned since the exposure was last brought up to date, in
                minor units.
            borrower: The loan's borrower.
            group: The borrower's group, 1 to 2^28 - 1.
            level: The loan's risk level, 1 to 5.

        Returns:
            The command, which a plan carries out. It returns: The receiver's first wallet.

        The contract refuses with REG:ACCEPT:CALLER, REG:LEND:CLASS, REG:LEND:LIMIT,
        REG:LEND:RELATED, REG:LEND:SELF, REG:LEND:UNKNOWN, REG:PERSON:EXPIRED,
        REG:PERSON:FROZEN.
        """
        return Command("Registry", "accept", (receiver, amount, returned, borrower, group, level))

    @staticmethod
    def signer_head(key: str) -> Command:
        """Call `signer_head` of the contract.

        Returns the person behind an underwriter's key, and marks them as staff from their
        first listing on.

        Args:
            key: The underwriter's key.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:SIGNER:CALLER.
        """
        return Command("Registry", "signer_head", (key,))

    @staticmethod
    def reduce(investor: str, amount: int) -> Command:
        """Lowers a person's exposure: a retraction, or principal returned.

        Args:
            investor: A wallet of the person.
            amount: In minor units of the token; the exposure stops at 0.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:REDUCE:CALLER.
        """
        return Command("Registry", "reduce", (investor, amount))

    @staticmethod
    def borrow(borrower: str, amount: int) -> Command:
        """Counts a listing against the borrower's and the group's caps.

        Args:
            borrower: The borrower's first wallet.
            amount: Principal, in minor units of the token, 1 to 10^15.

        Returns:
            The command, which a plan carries out. It returns: The borrower's group, 1 to 2^28 - 1.

        The contract refuses with REG:BORROW:CALLER, REG:BORROW:GROUP, REG:BORROW:LIMIT,
        REG:BORROW:STAFF, REG:BORROW:UNKNOWN, REG:BORROW:WALLET, REG:GATE:PAUSED,
        REG:GATE:WINDDOWN, REG:PERSON:EXPIRED, REG:PERSON:FROZEN, REG:PERSON:RETIRED.
        """
        return Command("Registry", "borrow", (borrower, amount))

    @staticmethod
    def draw(borrower: str, group: int, contribution: int) -> Command:
        """Call `draw` of the contract.

        Checks the borrower once more at issue and records what the loan contributes to the
        reserve for its group.

        Args:
            borrower: The borrower's first wallet.
            group: The borrower's group at listing, 1 to 2^28 - 1.
            contribution: In minor units of the token, from 0.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:BORROW:STAFF, REG:BORROW:UNKNOWN, REG:BORROW:WALLET,
        REG:DRAW:CALLER, REG:GATE:PAUSED, REG:GATE:WINDDOWN, REG:PERSON:EXPIRED,
        REG:PERSON:FROZEN, REG:PERSON:RETIRED.
        """
        return Command("Registry", "draw", (borrower, group, contribution))

    @staticmethod
    def release(borrower: str, group: int, amount: int) -> Command:
        """Takes principal off the borrower's and the group's caps.

        Args:
            borrower: The borrower's first wallet.
            group: The borrower's group at listing, 1 to 2^28 - 1.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:RELEASE:CALLER.
        """
        return Command("Registry", "release", (borrower, group, amount))

    @staticmethod
    def record_cover(group: int, amount: int) -> Command:
        """Counts a cover against the group's lifetime allowance.

        Args:
            group: The borrower's group at listing, 1 to 2^28 - 1.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:COVER:CALLER.
        """
        return Command("Registry", "record_cover", (group, amount))

    @staticmethod
    def set_gate(paused: bool, wind_down: bool, min_epoch: int) -> Command:
        """Opens or closes the platform for new risk, and retires old credentials.

        Args:
            paused: Whether new risk is paused.
            wind_down: Whether the wind-down has begun.
            min_epoch: Unix second before which credentials were issued that take no new risk,
                0 to 2^40 - 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:GATE:CALLER, REG:GATE:EPOCH.
        """
        return Command("Registry", "set_gate", (paused, wind_down, min_epoch))

    @staticmethod
    def replace_attestor(seat: str, successor: str) -> Command:
        """Gives one attestor's seat to another key, or back to a suspended one.

        Args:
            seat: The key that holds the seat.
            successor: The key that gets it; not zero, without a seat unless it is the same.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:SEAT:CALLER, REG:SEAT:TAKEN, REG:SEAT:UNKNOWN,
        REG:SEAT:ZERO.
        """
        return Command("Registry", "replace_attestor", (seat, successor))

    @staticmethod
    def suspend_attestor(seat: str) -> Command:
        """Call `suspend_attestor` of the contract.

        Suspends an attestor's seat at once, as long as the threshold stays reachable; the
        council gives it back.

        Args:
            seat: The key that holds the seat.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:SEAT:ROLE, REG:SEAT:THRESHOLD, REG:SEAT:UNKNOWN.
        """
        return Command("Registry", "suspend_attestor", (seat,))
