"""The contract Governor as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Governor", "GovernorDecision"]


class GovernorDecision(TypedDict):
    """What `decision` returns."""

    kind: int
    subject: str
    argument: int
    approvals: int
    proposed_at: int
    ready_at: int
    executed: bool


class Governor:
    """Calls of the contract Governor."""

    @staticmethod
    def parameter(key: int) -> Query[int]:
        """Returns a parameter's value.

        Args:
            key: The parameter's key, 0 to 13, as in the header.

        Returns:
            The query. Its answer: The value, in the key's own unit.

        The contract refuses with GOV:PARAM:KEY.
        """
        return Query("Governor", "parameter", (key,))

    @staticmethod
    def hard_bound(key: int) -> Query[int]:
        """Returns the bound of a parameter that no decision can pass.

        Args:
            key: The parameter's key, 0 to 13, as in the header.

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
            Limits: key 12 in minor units in the low 50 bits, key 13 in seconds above.
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
    def peers() -> Query[tuple[str, str]]:
        """Returns the contracts that the Governor deals with, fixed at deployment.

        Returns:
            The query. Its answer: The Registry's address. Disclosures' address.
        """
        return Query("Governor", "peers", ())

    @staticmethod
    def has_role(account: str, role: int) -> Query[bool]:
        """Returns whether an account holds a role.

        Args:
            account: The account asked about.
            role: A bit of modules/roles: 1, 2, 4 or 8.

        Returns:
            The query. Its answer: Whether all the bits asked for are the account's.
        """
        return Query("Governor", "has_role", (account, role))

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
            kind: The kind of decision, 0 to 7, as in modules/proposals.
            subject: The account, seat or member it is about; zero where the kind has none.
            argument: What the kind needs: key * 2^128 + value, role bits, an address as a
                number, or a Unix second.

        Returns:
            The command, which a plan carries out. It returns: The decision's number, from 1.

        The contract refuses with GOV:APPROVE:AGAIN, GOV:APPROVE:DONE, GOV:APPROVE:UNKNOWN,
        GOV:COUNCIL:MEMBER, GOV:PARAM:BOUND, GOV:PARAM:KEY, GOV:PROPOSE:KIND,
        GOV:PROPOSE:SUCCESSOR, GOV:PROPOSE:ZERO, GOV:ROLES:BITS.
        """
        return Command("Governor", "propose", (kind, subject, argument))

    @staticmethod
    def approve(number: int) -> Command:
        """Call `approve` of the contract.

        Approves a decision for the caller; with the last approval needed the timelock begins
        (reopening new risk needs none).

        Args:
            number: The decision's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:APPROVE:AGAIN, GOV:APPROVE:DONE, GOV:APPROVE:UNKNOWN,
        GOV:COUNCIL:MEMBER.
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
        GOV:EXEC:AGAIN, GOV:EXEC:APPROVALS, GOV:EXEC:EARLY, GOV:EXEC:LAPSED, GOV:PARAM:BOUND,
        GOV:PARAM:KEY, GOV:ROLES:BITS, GOV:ROLES:CONFLICT, GOV:ROLES:ZERO, GOV:TREASURY:ZERO,
        GOV:WINDDOWN:AGAIN.
        """
        return Command("Governor", "execute", (number,))

    @staticmethod
    def pause() -> Command:
        """Stops new risk at once (listing, funding, issue) and leaves every exit open.

        Returns:
            The command, which a plan carries out.

        The contract refuses with GOV:PAUSE:AGAIN, GOV:PAUSE:ROLE.
        """
        return Command("Governor", "pause", ())

    @staticmethod
    def wind_down_by_silence() -> Command:
        """Begins the wind-down, by anyone, once nothing has been published for 90 days.

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
    def roles_of(key: str) -> Query[int]:
        """An account's roles, one bit each, as in modules/roles.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: An account's roles, one bit each, as in modules/roles.
        """
        return Query("Governor", "roles_of", (key,))

    @staticmethod
    def treasury() -> Query[str]:
        """Where the platform's fees go.

        Returns:
            The query. Its answer: Where the platform's fees go.
        """
        return Query("Governor", "treasury", ())

    @staticmethod
    def paused() -> Query[bool]:
        """Whether new risk is paused.

        Returns:
            The query. Its answer: Whether new risk is paused.
        """
        return Query("Governor", "paused", ())

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
    def deployed_at() -> Query[int]:
        """When the platform was deployed, in Unix seconds.

        Returns:
            The query. Its answer: When the platform was deployed, in Unix seconds.
        """
        return Query("Governor", "deployed_at", ())
