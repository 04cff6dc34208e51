"""What every part of growth works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.loans.dates import day_from_date
from tallystick_node.aml.clusters import Clusters, cluster
from tallystick_node.aml.flows import Customer
from tallystick_node.growth.incentive_rules import IncentiveTerms, terms_of
from tallystick_node.growth.lending_seen import EVENTS, LendingBook, LoanSeen
from tallystick_node.infrastructure.indexer.days import day_of
from tallystick_node.infrastructure.indexer.queries import PAGE_MAX, NothingIndexed
from tallystick_node.storage.tables import reward_devices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.profiles import Profile
    from tallystick_node.kyc.service import Kyc

__all__ = ["GrowthDesk"]


@dataclass(frozen=True, slots=True)
class GrowthDesk:
    """The context, built once and shared by all parts."""

    kyc: Kyc
    platform: Platform
    index: ChainIndex

    @property
    def context(self) -> Context:
        """Database, vault, journal, clocks and policy."""
        return self.kyc.context

    @property
    def terms(self) -> IncentiveTerms:
        """What the policy pack says of rewards today.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        return terms_of(self.context.pack, self.context.today)

    @property
    def today(self) -> date:
        """The business date."""
        return self.context.today

    @property
    def day_number(self) -> int:
        """The business date as days since 1970, as the chain counts them."""
        return day_from_date(self.context.today)

    def profiles(self, connection: Connection) -> list[Profile]:
        """Return everybody who has a wallet.

        Args:
            connection: An open database transaction.

        Returns:
            Their profiles.
        """
        owners = self.kyc.profiles.owners(connection)
        return self.kyc.profiles.of(connection, owners.values())

    def clusters(self, connection: Connection) -> Clusters:
        """Return who belongs together by a device, card, telephone, address or company.

        Args:
            connection: An open database transaction.

        Returns:
            The clusters; what more people share than `aml.cluster.share_max` ties nobody.
        """
        devices: dict[str, set[str]] = {}
        for row in connection.execute(select(reward_devices)):
            devices.setdefault(row.person, set()).add(f"device:{row.mark}")
        people = [
            Customer(each.person, each.since, marks=each.marks | devices.get(each.person, set()))
            for each in self.profiles(connection)
        ]
        return cluster(people, self.context.number("aml.cluster.share_max"))

    def lending(self, connection: Connection) -> LendingBook:
        """Return what everybody has lent.

        Args:
            connection: An open database transaction.

        Returns:
            The book; empty before the index has looked.
        """
        owners = self.kyc.profiles.owners(connection)
        try:
            return LendingBook.of(owners, self._loans(), self._events())
        except NothingIndexed:
            return LendingBook(owners, {})

    def ended_day(self, loan: int) -> int:
        """Return the local day on which a loan's status changed last, as days since 1970.

        Args:
            loan: The loan's number.

        Returns:
            The day: of its last repayment, for a loan that was repaid.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        changes = self.index.events(loan=loan, name="StatusChanged").answer
        offset = self.context.business.utc_offset_seconds
        return day_of(self.platform.connection, changes[-1].block, offset)

    def note(
        self, connection: Connection, act: str, subject: str, actor: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Journal what was done; last in a transaction. Nobody is named: things are, by number.

        Args:
            connection: An open transaction that writes.
            act: What was done, such as `reward.granted`.
            subject: To what, such as `reward 7`.
            actor: Who does it.
            details: Numbers and codes.
        """
        self.context.audit_log.add(
            connection, actor=actor, act=act, subject=subject, details=details or {}
        )

    def _loans(self) -> Iterator[LoanSeen]:
        after = 0
        while page := self.index.loans(after=after).answer:
            for each in page:
                yield LoanSeen(
                    each.loan, each.borrower, each.status, each.risk_level, each.issue_day
                )
            after = page[-1].loan

    def _events(self) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
        """Each name on its own, in the chain's order: those that one rule reads go together."""
        for name in EVENTS:
            after = (0, -1)
            while page := self.index.events(name=name, after=after, limit=PAGE_MAX).answer:
                yield from ((each.block, each.name, each.fields) for each in page)
                after = (page[-1].block, page[-1].place)
