"""A confirmed match reaches the chain: whoever has a credential there is to be frozen.

No contract takes a credential back; a freeze stops new risk, transfers and withdrawals until it
ends. Where the node's account holds COMPLIANCE it sends the short one; everything else is a task of
staff, which names the wallet and the call.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.chain.contracts import Governor, Registry
from tallystick.errors import TransportError
from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.storage.tables import confirmed_matches, credentials, sends

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.wallets import Wallets

__all__ = [
    "CALLS", "FREEZE", "FREEZE_SECONDS", "ChainFreezes", "ChainStanding", "kind_of_freezes",
]  # fmt: skip

FREEZE = "people.freeze"
COMPLIANCE = 1  # the role's bit in the Governor
FREEZE_SECONDS = 259_200  # the most that one key may freeze somebody for in 30 days
CALLS = (
    "Freezes.freeze(wallet, until, order) by a COMPLIANCE key: 72 hours in any 30 days",
    "Freezes.freeze_by_order(order, attestations) by M attestors: 30 days, renewable",
)
_NO_ORDER = "0x" + "00" * 32


@dataclass(frozen=True, slots=True)
class ChainStanding:
    """What the chain lets a wallet's person do. expiry and frozen_until: Unix seconds, 0 never."""

    wallet: str
    expiry: int
    frozen_until: int


@dataclass(frozen=True, slots=True)
class ChainFreezes:
    """Plans freezes, and says which are for staff. account: the node's own, None without one."""

    context: Context
    wallets: Wallets
    platform: Platform
    queue: JobQueue
    sends: SendBook
    alerts: Alerts
    account: str | None

    def follow(self, connection: Connection, act: str, person: str) -> None:
        """Look at a person's credentials as soon as a match is confirmed.

        Args:
            connection: The open database transaction of what happened.
            act: What was done, such as `match.confirmed`.
            person: To whom.
        """
        if act == "match.confirmed":
            subject = f"{person} {secrets.token_hex(8)}"
            self.queue.add(connection, [JobKey(self.context.today, FREEZE, subject)])

    def matched(self, _: date) -> Iterable[str]:
        """Return who is a listed person.

        Args:
            _: A local date of the platform.

        Returns:
            Their identifiers.
        """
        question = select(confirmed_matches.c.person).where(confirmed_matches.c.lifted_at.is_(None))
        with self.context.database.reading() as connection:
            return list(connection.scalars(question.distinct().order_by("person")))

    def at_large(self, person: str) -> list[ChainStanding]:
        """Return a person's wallets whose credential is in force and which nobody has frozen.

        Args:
            person: The person's identifier.

        Returns:
            One for each wallet, in the order of their addresses.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        now = self.platform.now()
        with self.context.database.reading() as connection:
            issued = select(credentials.c.wallet).where(credentials.c.person == person).distinct()
            known = {*self.wallets.of(connection, person), *connection.scalars(issued)}
        standings = [self._standing(wallet) for wallet in sorted(known)]
        return [
            standing
            for standing in standings
            if standing.expiry > now and standing.frozen_until <= now
        ]

    def tasks(self, person: str) -> list[dict[str, Any]] | None:
        """Return what staff have to do on the chain about a listed person.

        Args:
            person: The person's identifier.

        Returns:
            An object for each wallet that is not frozen, with the calls that freeze its person;
            None while the chain's node does not answer.
        """
        try:
            return [
                {"wallet": free.wallet, "credential_until": free.expiry, "calls": list(CALLS)}
                for free in self.at_large(person)
            ]
        except TransportError:
            return None

    def examine(self, person: str, job: JobKey) -> Effect:
        """Look whether a listed person is still free on the chain, and have them frozen.

        Args:
            person: The person's identifier.
            job: The job that asks.

        Returns:
            What plans the freeze, or tells the operator, to be run in a transaction.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        free = self.at_large(person)
        # A person is frozen, not a wallet: one of theirs is enough.
        wallet = free[0].wallet if free else None
        may_freeze = self.account is not None and self.platform.read(
            Governor.has_role(self.account, COMPLIANCE)
        )
        until = self.platform.now() + FREEZE_SECONDS

        def effect(connection: Connection) -> None:
            match = connection.scalar(
                select(confirmed_matches.c.id)
                .where(
                    confirmed_matches.c.person == person, confirmed_matches.c.lifted_at.is_(None)
                )
                .order_by(confirmed_matches.c.id.desc())
                .limit(1)
            )
            if match is None or wallet is None:
                return
            if may_freeze and self._planned(connection, int(match), wallet, until):
                self.context.note(
                    connection, "freeze.planned", person, actor="node", details={"match": match}
                )
                return
            wallets = [standing.wallet for standing in free]
            details = {"match": match, "wallets": wallets, "calls": list(CALLS)}
            self.alerts.put(connection, job, "match.at_large", details)

        return effect

    def _standing(self, wallet: str) -> ChainStanding:
        known = self.platform.read(Registry.person_of(wallet))
        return ChainStanding(wallet, int(known["expiry"]), int(known["frozen_until"]))

    def _planned(self, connection: Connection, match: int, wallet: str, until: int) -> bool:
        """Plan the one freeze that a key has for a match; False when it was planned before."""
        assert self.account is not None, "only an account holds a role"
        key = f"freeze match {match}"
        if connection.scalar(select(sends.c.id).where(sends.c.key == key)) is not None:
            return False
        self.sends.put(
            connection, key=key, account=self.account, contract="Freezes", function="freeze",
            arguments=[wallet, until, _NO_ORDER],
        )  # fmt: skip
        return True


def kind_of_freezes(service: ChainFreezes | None) -> JobKind:
    """Return the job: whoever is a listed person, each day, and at once when it is confirmed.

    Args:
        service: Does the work; None to list the job only.

    Returns:
        The kind of job.
    """

    def run(job: Job) -> Effect:
        assert service is not None, "a job that is only listed is not done"
        return service.examine(job.key.subject.split(" ")[0], job.key)

    subjects = (lambda _: ()) if service is None else service.matched
    return JobKind(FREEZE, run, subjects, of_today=True)
