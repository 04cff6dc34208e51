"""The contract Registry as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Registry", "RegistryPersonOf", "RegistryPlatform"]


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


class RegistryPlatform(TypedDict):
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
    def gate_state() -> Query[tuple[int, bool, int]]:
        """Returns what new risk must pass.

        Returns:
            The query. Its answer: Unix second from which new risk is open; 0 or a second that
            has passed: not paused. Whether the wind-down has begun. Unix second before which
            credentials were issued that take no new risk.
        """
        return Query("Registry", "gate_state", ())

    @staticmethod
    def day_totals() -> Query[tuple[int, int]]:
        """Returns what was listed and issued today over all loans (days of UTC).

        Returns:
            The query. Its answer: Principal listed today, in minor units of the token.
            Principal issued today, in minor units.
        """
        return Query("Registry", "day_totals", ())

    @staticmethod
    def sandbox_ends_at() -> Query[int]:
        """The last Unix second on which a sandbox takes new risk; 0: no sandbox.

        Returns:
            The query. Its answer: The last Unix second on which a sandbox takes new risk; 0:
            no sandbox.
        """
        return Query("Registry", "sandbox_ends_at", ())

    @staticmethod
    def admit(
        investor: str, amount: int, returned: int, borrower: str, level: int, signers: int
    ) -> Command:
        """Lets an investor's first wallet take on principal of one loan.

        Args:
            investor: The person's first wallet.
            amount: Principal lent, in minor units of the token, from 1.
            returned: Principal returned since the exposure was last brought up to date, in
                minor units.
            borrower: The loan's borrower.
            level: The least class that may lend, 1 to 6; 6 admits nobody.
            signers: The groups of the offer's signers, 28 bits each.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:ADMIT:CALLER, REG:GATE:PAUSED, REG:GATE:SANDBOX,
        REG:GATE:WINDDOWN, REG:LEND:CLASS, REG:LEND:LIMIT, REG:LEND:RELATED, REG:LEND:SELF,
        REG:LEND:SIGNER, REG:LEND:UNKNOWN, REG:LEND:WALLET, REG:PERSON:EXPIRED,
        REG:PERSON:FROZEN, REG:PERSON:RETIRED.
        """
        return Command("Registry", "admit", (investor, amount, returned, borrower, level, signers))

    @staticmethod
    def admit_many(
        investors: Sequence[str],
        amounts: Sequence[int],
        caps: Sequence[int],
        borrower: str,
        level: int,
        signers: int,
    ) -> Command:
        """Call `admit_many` of the contract.

        Lets many investors' first wallets take on principal of one loan; who may not is
        passed over.

        Args:
            investors: The persons' first wallets.
            amounts: Principal that each would lend, in minor units of the token; 0: nothing.
            caps: The most that each may have lent in all afterwards, in minor units.
            borrower: The loan's borrower.
            level: The least class that may lend, 1 to 6.
            signers: The groups of the offer's signers, 28 bits each.

        Returns:
            The command, which a plan carries out. It returns: What each may lend: all of it, or 0.

        The contract refuses with REG:ADMIT:CALLER, REG:GATE:PAUSED, REG:GATE:SANDBOX,
        REG:GATE:WINDDOWN.
        """
        return Command(
            "Registry", "admit_many", (investors, amounts, caps, borrower, level, signers)
        )

    @staticmethod
    def accept(
        receiver: str, amount: int, returned: int, borrower: str, level: int, signers: int
    ) -> Command:
        """Lets a person take over a note's outstanding principal.

        Args:
            receiver: The wallet that gets the note; any wallet of the person.
            amount: Outstanding principal taken over, in minor units of the token, from 0.
            returned: Principal returned since the exposure was last brought up to date, in
                minor units.
            borrower: The loan's borrower.
            level: The loan's risk level, 1 to 5.
            signers: The groups of the offer's signers, 28 bits each.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:ACCEPT:CALLER, REG:LEND:CLASS, REG:LEND:LIMIT,
        REG:LEND:RELATED, REG:LEND:SELF, REG:LEND:SIGNER, REG:LEND:UNKNOWN,
        REG:PERSON:EXPIRED, REG:PERSON:FROZEN.
        """
        return Command("Registry", "accept", (receiver, amount, returned, borrower, level, signers))

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
    def seat_changed_at() -> Query[int]:
        """Unix second of the last change of a seat's key; 0: never.

        Returns:
            The query. Its answer: Unix second of the last change of a seat's key; 0: never.
        """
        return Query("Registry", "seat_changed_at", ())

    @staticmethod
    def platform() -> Query[RegistryPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Registry", "platform", ())

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
    def enrol(credential: Any, attestations: Sequence[Any], consent: bytes) -> Command:
        """Enrols a person, a further wallet of theirs, or a newer credential.

        Args:
            credential: What the attestors say of the person; bounds as in
                modules/credentials.
            attestations: Signatures of at least M active attestors, in ascending order of
                address, at most 8.
            consent: The wallet's signature of the same digest, 64 or 65 bytes, or what its
                contract asks for (EIP-1271), at most 1,024; not looked at when the wallet sends
                or nothing is raised.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:ATTEST:FEW, REG:ATTEST:ORDER, REG:ATTEST:SEAT,
        REG:ENROL:CLASS, REG:ENROL:CONSENT, REG:ENROL:EXPIRED, REG:ENROL:FUTURE,
        REG:ENROL:GROUP, REG:ENROL:LIMIT, REG:ENROL:PERSON, REG:ENROL:RETIRED,
        REG:ENROL:SANDBOX, REG:ENROL:STAFF, REG:ENROL:STALE, REG:ENROL:TAKEN,
        REG:ENROL:WALLET, REG:ENROL:WALLETS.
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
    def sandbox_persons_max() -> Query[int]:
        """How many persons a sandbox enrols at most; 0: no sandbox.

        Returns:
            The query. Its answer: How many persons a sandbox enrols at most; 0: no sandbox.
        """
        return Query("Registry", "sandbox_persons_max", ())

    @staticmethod
    def sandbox_amount_max() -> Query[int]:
        """The highest limit of a person in a sandbox, in minor units; 0: no sandbox.

        Returns:
            The query. Its answer: The highest limit of a person in a sandbox, in minor units;
            0: no sandbox.
        """
        return Query("Registry", "sandbox_amount_max", ())

    @staticmethod
    def sandbox_persons() -> Query[int]:
        """How many persons a sandbox has enrolled; not counted elsewhere.

        Returns:
            The query. Its answer: How many persons a sandbox has enrolled; not counted
            elsewhere.
        """
        return Query("Registry", "sandbox_persons", ())

    @staticmethod
    def set_frozen(head: str, until: int) -> Command:
        """Writes a freeze into a person's word, and holds their withdrawals.

        Args:
            head: The person's first wallet.
            until: Unix second, 0 to 2^32 - 1; an earlier freeze is never shortened.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:FROZEN:CALLER.
        """
        return Command("Registry", "set_frozen", (head, until))

    @staticmethod
    def take_over(wallet: str, successor: str, person: bytes | str) -> Command:
        """Call `take_over` of the contract.

        Puts a recovery wallet in the place of a person's first wallet, whose key is lost:
        limits, exposure, debts, group and freeze go with it. The lost wallet stays the
        person's, and its withdrawals are held for ever.

        Args:
            wallet: The person's first wallet.
            successor: The recovery wallet; not enrolled.
            person: The keyed commitment to the person's identity.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:TAKEOVER:CALLER, REG:TAKEOVER:PERSON,
        REG:TAKEOVER:TAKEN, REG:TAKEOVER:WALLETS.
        """
        return Command("Registry", "take_over", (wallet, successor, person))

    @staticmethod
    def successor_of(wallet: str) -> Query[str]:
        """Returns which wallet has taken a lost one's place.

        Args:
            wallet: The wallet whose key was lost.

        Returns:
            The query. Its answer: The person's first wallet now; zero: not lost.
        """
        return Query("Registry", "successor_of", (wallet,))

    @staticmethod
    def check_attestations(digest: bytes | str, attestations: Sequence[Any]) -> Query[bool]:
        """Refuses a digest that not enough attestors have signed.

        Args:
            digest: The EIP-712 digest that was signed.
            attestations: Signatures of at least M attestors, ascending by address, at most 8.

        Returns:
            The query. Its answer: Always true.

        The contract refuses with REG:ATTEST:FEW, REG:ATTEST:ORDER, REG:ATTEST:SEAT.
        """
        return Query("Registry", "check_attestations", (digest, attestations))

    @staticmethod
    def is_person_of(wallet: str, other: str) -> Query[bool]:
        """Returns whether two wallets are one person's.

        Args:
            wallet: A wallet.
            other: Another wallet.

        Returns:
            The query. Its answer: Whether they are; false when either is unknown.
        """
        return Query("Registry", "is_person_of", (wallet, other))

    @staticmethod
    def is_related(wallet: str, other: str) -> Query[bool]:
        """Returns whether two wallets' persons are one, or share a group now.

        Args:
            wallet: A wallet.
            other: Another wallet.

        Returns:
            The query. Its answer: Whether they do; false when either is unknown.
        """
        return Query("Registry", "is_related", (wallet, other))

    @staticmethod
    def group_debt(wallet: str) -> Query[tuple[int, int]]:
        """Returns a wallet's group of now, and what counts against its caps.

        Args:
            wallet: Any wallet.

        Returns:
            The query. Its answer: The group, 1 to 2^28 - 1; 0 of an unknown wallet. Principal
            counted against the group now, in minor units of the token.
        """
        return Query("Registry", "group_debt", (wallet,))

    @staticmethod
    def is_payer_of(wallet: str, borrower: str) -> Query[bool]:
        """Call `is_payer_of` of the contract.

        Returns whether a payer is the borrower, and refuses a third party who may not pay:
        one who is not enrolled, whose credential has expired, or who is frozen.

        Args:
            wallet: The payer's wallet.
            borrower: The borrower's wallet.

        Returns:
            The query. Its answer: Whether they are one person.

        The contract refuses with REG:PAY:UNKNOWN, REG:PERSON:EXPIRED, REG:PERSON:FROZEN.
        """
        return Query("Registry", "is_payer_of", (wallet, borrower))

    @staticmethod
    def may_leave(borrower: str) -> Query[bool]:
        """Returns whether lenders may leave: new risk is closed, or the borrower is frozen.

        Args:
            borrower: The borrower's wallet.

        Returns:
            The query. Its answer: Whether they may.
        """
        return Query("Registry", "may_leave", (borrower,))

    @staticmethod
    def signer_of(key: str) -> Command:
        """Call `signer_of` of the contract.

        Returns the enrolled person behind an underwriter's key, and marks them as staff from
        their first listing on.

        Args:
            key: The underwriter's key.

        Returns:
            The command, which a plan carries out. It returns: The person's first wallet.

        The contract refuses with REG:SIGNER:CALLER, REG:SIGNER:UNKNOWN.
        """
        return Command("Registry", "signer_of", (key,))

    @staticmethod
    def reduce(investor: str, amount: int) -> Command:
        """Lowers a person's exposure: a retraction, principal returned, or a loss.

        Args:
            investor: A wallet of the person.
            amount: In minor units of the token; the exposure stops at 0.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:REDUCE:CALLER.
        """
        return Command("Registry", "reduce", (investor, amount))

    @staticmethod
    def borrow(borrower: str, amount: int, per_day: int) -> Command:
        """Call `borrow` of the contract.

        Counts a listing against the borrower's and the group's caps, and against what may be
        listed in a day.

        Args:
            borrower: The borrower's first wallet.
            amount: Principal, in minor units of the token, 1 to 10^15.
            per_day: The most that all listings of a day of UTC may seek, in minor units.

        Returns:
            The command, which a plan carries out. It returns: The borrower's group, 1 to 2^28 - 1.

        The contract refuses with REG:BORROW:CALLER, REG:BORROW:DAY, REG:BORROW:GROUP,
        REG:BORROW:LIMIT, REG:BORROW:STAFF, REG:BORROW:UNKNOWN, REG:BORROW:WALLET,
        REG:GATE:PAUSED, REG:GATE:SANDBOX, REG:GATE:WINDDOWN, REG:PERSON:EXPIRED,
        REG:PERSON:FROZEN, REG:PERSON:RETIRED.
        """
        return Command("Registry", "borrow", (borrower, amount, per_day))

    @staticmethod
    def draw(
        borrower: str, group: int, amount: int, contribution: int, per_day: int, signers: int
    ) -> Command:
        """Call `draw` of the contract.

        Checks the borrower once more at issue, counts what may be issued in a day, and
        records what the loan contributes to the reserve for its group.

        Args:
            borrower: The borrower's first wallet.
            group: The borrower's group at listing, 1 to 2^28 - 1.
            amount: Principal issued, in minor units of the token.
            contribution: In minor units, from 0.
            per_day: The most that may be issued in a day of UTC, in minor units.
            signers: The groups of the offer's signers, 28 bits each.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:BORROW:STAFF, REG:BORROW:UNKNOWN, REG:BORROW:WALLET,
        REG:DRAW:CALLER, REG:DRAW:DAY, REG:DRAW:SIGNER, REG:GATE:PAUSED, REG:GATE:SANDBOX,
        REG:GATE:WINDDOWN, REG:PERSON:EXPIRED, REG:PERSON:FROZEN, REG:PERSON:RETIRED.
        """
        return Command(
            "Registry", "draw", (borrower, group, amount, contribution, per_day, signers)
        )

    @staticmethod
    def release(borrower: str, amount: int) -> Command:
        """Takes principal off the caps of the borrower and of the group they are in now.

        Args:
            borrower: The borrower's wallet.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:RELEASE:CALLER.
        """
        return Command("Registry", "release", (borrower, amount))

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
    def set_gate(paused_until: int, wind_down: bool, min_epoch: int) -> Command:
        """Opens or closes the platform for new risk, and retires old credentials.

        Args:
            paused_until: Unix second from which new risk is open, 0 to 2^32 - 1; 0: not
                paused.
            wind_down: Whether the wind-down has begun.
            min_epoch: Unix second before which credentials were issued that take no new risk,
                0 to 2^32 - 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:GATE:CALLER, REG:GATE:EPOCH.
        """
        return Command("Registry", "set_gate", (paused_until, wind_down, min_epoch))

    @staticmethod
    def replace_attestor(seat: str, successor: str) -> Command:
        """Gives one attestor's seat to another key, or back to a suspended one.

        Args:
            seat: The key that holds the seat.
            successor: The key that gets it; not zero, without a seat unless it is the same.

        Returns:
            The command, which a plan carries out.

        The contract refuses with REG:SEAT:CALLER, REG:SEAT:REST, REG:SEAT:TAKEN,
        REG:SEAT:UNKNOWN, REG:SEAT:ZERO.
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
