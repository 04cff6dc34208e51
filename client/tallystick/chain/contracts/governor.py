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
        """A parameter's value; keys as in the header."""
        return Query("Governor", "parameter", (key,))

    @staticmethod
    def hard_bound(key: int) -> Query[int]:
        """The bound that no decision can pass."""
        return Query("Governor", "hard_bound", (key,))

    @staticmethod
    def offer_rules() -> Query[tuple[int, int]]:
        """(ceilings, limits), packed as in the header."""
        return Query("Governor", "offer_rules", ())

    @staticmethod
    def cover_rules() -> Query[tuple[int, int]]:
        """(share of the free reserve per cover in ppm, lifetime multiple)."""
        return Query("Governor", "cover_rules", ())

    @staticmethod
    def peers() -> Query[tuple[str, str]]:
        """Registry and Disclosures, fixed at deployment."""
        return Query("Governor", "peers", ())

    @staticmethod
    def has_role(account: str, role: int) -> Query[bool]:
        """Whether an account holds a role (a bit of modules/roles)."""
        return Query("Governor", "has_role", (account, role))

    @staticmethod
    def council() -> Query[list[str]]:
        """The council's members, by seat."""
        return Query("Governor", "council", ())

    @staticmethod
    def decision(number: int) -> Query[GovernorDecision]:
        """What was proposed, who approved (by seat), and when it may run."""
        return Query("Governor", "decision", (number,))

    @staticmethod
    def propose(kind: int, subject: str, argument: int) -> Command:
        """A member proposes a decision, and so approves it."""
        return Command("Governor", "propose", (kind, subject, argument))

    @staticmethod
    def approve(number: int) -> Command:
        """Call `approve` of the contract.

        A further member approves; with the last one needed the timelock begins (reopening new
        risk needs none).
        """
        return Command("Governor", "approve", (number,))

    @staticmethod
    def execute(number: int) -> Command:
        """Carries out a decision that is approved and has waited; anyone."""
        return Command("Governor", "execute", (number,))

    @staticmethod
    def pause() -> Command:
        """Stops new risk at once: listing, funding, issue. Exits stay open."""
        return Command("Governor", "pause", ())

    @staticmethod
    def wind_down_by_silence() -> Command:
        """Anyone may begin the wind-down once nothing has been published for 90 days."""
        return Command("Governor", "wind_down_by_silence", ())

    @staticmethod
    def delay() -> Query[int]:
        """Seconds of the timelock, fixed at deployment."""
        return Query("Governor", "delay", ())

    @staticmethod
    def threshold() -> Query[int]:
        """How many members must approve."""
        return Query("Governor", "threshold", ())

    @staticmethod
    def decision_count() -> Query[int]:
        """How many decisions were ever proposed."""
        return Query("Governor", "decision_count", ())

    @staticmethod
    def roles_of(key: str) -> Query[int]:
        """An account's roles, one bit each."""
        return Query("Governor", "roles_of", (key,))

    @staticmethod
    def treasury() -> Query[str]:
        """Where the platform's fees go."""
        return Query("Governor", "treasury", ())

    @staticmethod
    def paused() -> Query[bool]:
        """Whether new risk is paused."""
        return Query("Governor", "paused", ())

    @staticmethod
    def wind_down() -> Query[bool]:
        """Whether the wind-down has begun."""
        return Query("Governor", "wind_down", ())

    @staticmethod
    def min_epoch() -> Query[int]:
        """Credentials issued before this second take no new risk."""
        return Query("Governor", "min_epoch", ())

    @staticmethod
    def deployed_at() -> Query[int]:
        """When the platform was deployed."""
        return Query("Governor", "deployed_at", ())
