"""The contract Governor as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Governor", "GovernorDecision", "GovernorPlatform"]


class GovernorPlatform(TypedDict):
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


class GovernorDecision(TypedDict):
    """What `decision` returns."""

    kind: int
    subject: str
    argument: int
    approvals: int
    proposed_at: int
    ready_at: int
    council: int
    ended: int


class Governor:
    """Calls of the contract Governor."""

    @staticmethod
    def parameter(key: int) -> Query[int]:
        """Returns a parameter's value.

        Args:
            key: The parameter's key, 0 to 18, as in the header.

        Returns:
            The query. Its answer: The value, in the key's own unit.

        The contract refuses with GOV:PARAM:KEY.
        """
        return Query("Governor", "parameter", (key,))

    @staticmethod
    def hard_bound(key: int) -> Query[int]:
        """Returns the bound of a parameter that no decision can pass.

        Args:
            key: The parameter's key, 0 to 18, as in the header.

        Returns:
            The query. Its answer: The highest value allowed, in the key's own unit.

        The contract refuses with GOV:PARAM:KEY.
        """
        return Query("Governor", "hard_bound", (key,))

    @staticmethod
    def offer_rules() -> Query[tuple[int, int]]:
        """Call `offer_rules` of the contract.

        Returns the rules for new offers in two words, packed as in the header of
        modules/parameters.

        Returns:
            The query. Its answer: Ceilings of keys 0 to 11, 20 bits each from the low bit.
            Limits of keys 12 to 15 and 17.
        """
        return Query("Governor", "offer_rules", ())

    @staticmethod
    def cover_rules() -> Query[tuple[int, int]]:
        """Returns the rules of a cover.

        Returns:
            The query. Its answer: Share of the free reserve that one cover may take, ppm, 0
            to 500,000. Lifetime cover as a multiple of a group's contributions, 0 to 20.
        """
        return Query("Governor", "cover_rules", ())

    @staticmethod
    def issue_rules() -> Query[tuple[str, int]]:
        """Returns the rules of an issue.

        Returns:
            The query. Its answer: Where the platform's fees go. The most principal that may
            be issued in a day of UTC, in minor units of the token.
        """
        return Query("Governor", "issue_rules", ())

    @staticmethod
    def treasury() -> Query[str]:
        """Returns where the platform's fees go.

        Returns:
            The query. Its answer: The treasury's address.
        """
        return Query("Governor", "treasury", ())

    @staticmethod
    def mandate_day_max() -> Query[int]:
        """Key 18.

        Returns:
            The query. Its answer: Key 18.
        """
        return Query("Governor", "mandate_day_max", ())

    @staticmethod
    def council_number() -> Query[int]:
        """The council's number: how often a member was replaced.

        Returns:
            The query. Its answer: The council's number: how often a member was replaced.
        """
        return Query("Governor", "council_number", ())

    @staticmethod
    def roles_of(key: str) -> Query[int]:
        """An account's roles, one bit each, as in modules/roles.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: An account's roles, one bit each, as in modules/roles.
        """
        return Query("Governor", "roles_of", (key,))

    @staticmethod
    def has_role(account: str, role: int) -> Query[bool]:
        """Returns whether an account holds a role.

        Args:
            account: The account asked about.
            role: A bit of modules/roles: 1, 2, 4, 8 or 16.

        Returns:
            The query. Its answer: Whether all the bits asked for are the account's; false
            when none is asked for.
        """
        return Query("Governor", "has_role", (account, role))

    @staticmethod
    def paused() -> Query[bool]:
        """Returns whether new risk is paused now.

        Returns:
            The query. Its answer: Whether it is.
        """
        return Query("Governor", "paused", ())

    @staticmethod
    def pause_count() -> Query[int]:
        """How many pauses there were; the last one's number.

        Returns:
            The query. Its answer: How many pauses there were; the last one's number.
        """
        return Query("Governor", "pause_count", ())

    @staticmethod
    def paused_until() -> Query[int]:
        """Unix second from which new risk is open again; 0: the council has reopened it.

        Returns:
            The query. Its answer: Unix second from which new risk is open again; 0: the
            council has reopened it.
        """
        return Query("Governor", "paused_until", ())

    @staticmethod
    def pause_confirmed() -> Query[bool]:
        """Whether the council has confirmed the last pause.

        Returns:
            The query. Its answer: Whether the council has confirmed the last pause.
        """
        return Query("Governor", "pause_confirmed", ())

    @staticmethod
    def wind_down() -> Query[bool]:
        """Whether the wind-down has begun.

        Returns:
            The query. Its answer: Whether the wind-down has begun.
        """
        return Query("Governor", "wind_down", ())

    @staticmethod
    def min_epoch() -> Query[int]:
        """Credentials issued before this Unix second take no new risk.

        Returns:
            The query. Its answer: Credentials issued before this Unix second take no new
            risk.
        """
        return Query("Governor", "min_epoch", ())

    @staticmethod
    def platform() -> Query[GovernorPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Governor", "platform", ())

    @staticmethod
    def council() -> Query[list[str]]:
        """Returns the council's members.

        Returns:
            The query. Its answer: The members, by seat from 0.
        """
        return Query("Governor", "council", ())

    @staticmethod
    def decision(number: int) -> Query[GovernorDecision]:
        """Returns what was proposed, who approved it, and when it may be executed.

        Args:
            number: The decision's number, from 1.

        Returns:
            The query. Its answer: The decision; all zero for a number never proposed.
        """
        return Query("Governor", "decision", (number,))

    @staticmethod
    def propose(kind: int, subject: str, argument: int) -> Command:
        """Proposes a decision and approves it for the caller.

        Args:
            kind: The kind of decision, 0 to 9, as in modules/council_proposals.
            subject: The account, seat or member it is about; zero where the kind has none.
            argument: What the kind needs: key * 2^128 + value, role bits, an address as a
                number, a Unix second, or the number of the pause that it is about.

        Returns:
            The command, which a plan carries out. It returns: The decision's number, from 1.

        The contract refuses with GOV:APPROVE:AGAIN, GOV:APPROVE:COUNCIL, GOV:APPROVE:DONE,
        GOV:APPROVE:LAPSED, GOV:APPROVE:UNKNOWN, GOV:COUNCIL:MEMBER, GOV:PARAM:BOUND,
        GOV:PARAM:KEY, GOV:PROPOSE:FLAG, GOV:PROPOSE:KIND, GOV:PROPOSE:PAUSE,
        GOV:PROPOSE:SUCCESSOR, GOV:PROPOSE:ZERO, GOV:ROLES:BITS.
        """
        return Command("Governor", "propose", (kind, subject, argument))

    @staticmethod
    def approve(number: int) -> Command:
        """Call `approve` of the contract.

        Approves a decision for the caller; with the last approval needed the timelock begins
        (reopening new risk and confirming a pause need none).

        Args:
            number: The decision's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:APPROVE:AGAIN, GOV:APPROVE:COUNCIL, GOV:APPROVE:DONE,
        GOV:APPROVE:LAPSED, GOV:APPROVE:UNKNOWN, GOV:COUNCIL:MEMBER.
        """
        return Command("Governor", "approve", (number,))

    @staticmethod
    def execute(number: int) -> Command:
        """Call `execute` of the contract.

        Carries out a decision that is approved and has waited; anyone may call, for 30 days.

        Args:
            number: The decision's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:COUNCIL:MEMBER, GOV:COUNCIL:TAKEN, GOV:EPOCH:FUTURE,
        GOV:EXEC:AGAIN, GOV:EXEC:APPROVALS, GOV:EXEC:COUNCIL, GOV:EXEC:EARLY, GOV:EXEC:LAPSED,
        GOV:EXEC:PAUSE, GOV:PARAM:BOUND, GOV:PARAM:KEY, GOV:ROLES:BITS, GOV:ROLES:CONFLICT,
        GOV:ROLES:ZERO, GOV:TREASURY:ZERO, GOV:WINDDOWN:AGAIN.
        """
        return Command("Governor", "execute", (number,))

    @staticmethod
    def cancel(number: int) -> Command:
        """Call `cancel` of the contract.

        Takes a decision back before it is executed, by a guardian; but not one about a
        guardian's roles, so that guardians cannot keep each other in office.

        Args:
            number: The decision's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:CANCEL:DONE, GOV:CANCEL:GUARDIAN, GOV:CANCEL:ROLE,
        GOV:CANCEL:UNKNOWN.
        """
        return Command("Governor", "cancel", (number,))

    @staticmethod
    def pause() -> Command:
        """Call `pause` of the contract.

        Stops new risk at once (listing, funding, issue) for 30 days and leaves every exit
        open; after a pause that ended by itself, only 30 days later.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:PAUSE:AGAIN, GOV:PAUSE:REST, GOV:PAUSE:ROLE.
        """
        return Command("Governor", "pause", ())

    @staticmethod
    def wind_down_by_silence() -> Command:
        """Call `wind_down_by_silence` of the contract.

        Begins the wind-down, by anyone, 90 days after the last month's report that was
        anchored in time; other publications do not count.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:WINDDOWN:AGAIN, GOV:WINDDOWN:EARLY.
        """
        return Command("Governor", "wind_down_by_silence", ())

    @staticmethod
    def delay() -> Query[int]:
        """Seconds of the timelock, fixed at deployment.

        Returns:
            The query. Its answer: Seconds of the timelock, fixed at deployment.
        """
        return Query("Governor", "delay", ())

    @staticmethod
    def threshold() -> Query[int]:
        """How many members must approve, fixed at deployment.

        Returns:
            The query. Its answer: How many members must approve, fixed at deployment.
        """
        return Query("Governor", "threshold", ())

    @staticmethod
    def decision_count() -> Query[int]:
        """How many decisions were ever proposed.

        Returns:
            The query. Its answer: How many decisions were ever proposed.
        """
        return Query("Governor", "decision_count", ())

    @staticmethod
    def is_collection(key: str) -> Query[bool]:
        """Whether tokens of a collection may secure loans.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: Whether tokens of a collection may secure loans.
        """
        return Query("Governor", "is_collection", (key,))

    @staticmethod
    def deployed_at() -> Query[int]:
        """When the platform was deployed, in Unix seconds.

        Returns:
            The query. Its answer: When the platform was deployed, in Unix seconds.
        """
        return Query("Governor", "deployed_at", ())
