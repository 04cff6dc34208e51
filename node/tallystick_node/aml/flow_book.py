"""The book of flows: collected from the chain's events and the bank's orders, read as a market.

Where a person's money comes through the custodian, the order at the bank is the flow and the
deposit of its tokens into the Escrow is not counted a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, update

from tallystick.errors import TransportError
from tallystick_node.aml.chain_flows import flow_of
from tallystick_node.aml.flows import DAY, Borrowing, Customer, Flow, FlowKind, Market
from tallystick_node.infrastructure.indexer.days import DayNotOver
from tallystick_node.kyc.list_versions import listed_wallets
from tallystick_node.payments.order_states import settled_orders
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import (
    aml_cursor,
    aml_flows,
    events,
    index_cursor,
    loans,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.aml.context import AmlDesk

__all__ = ["FlowBook"]

# A reorganisation reaches no deeper than this; what is newer is read again.
REREAD_BLOCKS = 256
_PARTS = 500
_TERM_DAYS = 30  # of an instalment, where the offer says nothing else


@dataclass(frozen=True, slots=True)
class FlowBook:
    """Collects flows, and reads them."""

    desk: AmlDesk
    _times: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    def collect(self, connection: Connection) -> int:
        """Take in what has moved since the last time.

        Args:
            connection: An open transaction that writes.

        Returns:
            How many flows were added.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        owners = self.desk.kyc.profiles.owners(connection)
        before = connection.scalar(select(func.count()).select_from(aml_flows)) or 0
        banked = self._collect_orders(connection, owners)
        self._collect_events(connection, owners, banked)
        after = connection.scalar(select(func.count()).select_from(aml_flows)) or 0
        return after - before

    def require_read(self, connection: Connection, day: date) -> None:
        """Require that the index has come to the end of a day.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Raises:
            DayNotOver: INDEX:EARLY while the index is behind the chain, or nothing was read yet.
        """
        row = connection.execute(select(index_cursor.c.block, index_cursor.c.head)).one_or_none()
        behind = row is None or row.head - row.block > REREAD_BLOCKS
        if behind or self.desk.context.today <= day:
            raise DayNotOver("INDEX:EARLY", "the index has not come to the end of that day")

    def market(self, connection: Connection, first: date, last: date) -> Market:
        """Return the market of some days, both included.

        Args:
            connection: An open database transaction.
            first: The first day.
            last: The last day.

        Returns:
            The market; its people are those of the flows.
        """
        begins, ends = self.begin(first), self.begin(last + timedelta(days=1))
        rows = connection.execute(
            select(aml_flows).where(aml_flows.c.at >= begins, aml_flows.c.at < ends)
        ).all()
        flows = [_flow(row) for row in rows]
        people = self.people(connection, flows)
        return Market.of(
            flows, people, self._loans(connection, ends), listed_wallets(connection),
            self.desk.offset,
        )  # fmt: skip

    def of_nodes(self, connection: Connection, nodes: Iterable[str], hops: int) -> list[Flow]:
        """Return the flows within some hops of nodes.

        Args:
            connection: An open database transaction.
            nodes: Where to begin.
            hops: How far.

        Returns:
            The flows, by their time.
        """
        seen: dict[str, Flow] = {}
        edge, known = sorted(set(nodes)), set(nodes)
        for _ in range(hops):
            reached: set[str] = set()
            for part in in_parts(edge):
                touching = or_(aml_flows.c.source.in_(part), aml_flows.c.destination.in_(part))
                for row in connection.execute(select(aml_flows).where(touching)):
                    seen[row.id] = _flow(row)
                    reached |= {row.source, row.destination}
            edge = sorted(reached - known)
            known |= reached
        return sorted(seen.values(), key=lambda flow: (flow.at, flow.id))

    def of_ids(self, connection: Connection, ids: Iterable[str]) -> list[Flow]:
        """Return flows by their ids.

        Args:
            connection: An open database transaction.
            ids: The ids.

        Returns:
            Those that there are, by their time.
        """
        rows = [
            row
            for part in in_parts(sorted(set(ids)))
            for row in connection.execute(select(aml_flows).where(aml_flows.c.id.in_(part)))
        ]
        return sorted(map(_flow, rows), key=lambda flow: (flow.at, flow.id))

    def people(self, connection: Connection, flows: Iterable[Flow]) -> list[Customer]:
        """Return the people of flows.

        Args:
            connection: An open database transaction.
            flows: The flows.

        Returns:
            The people.
        """
        nodes = {node for flow in flows for node in (flow.source, flow.destination)}
        return [
            Customer(
                profile.person, profile.since, profile.legal, profile.monthly_income,
                profile.country, profile.marks, profile.wallets,
            )
            for profile in self.desk.kyc.profiles.of(connection, nodes)
        ]  # fmt: skip

    def begin(self, day: date) -> int:
        """Return when a day begins.

        Args:
            day: A local date of the platform.

        Returns:
            Seconds since 1970.
        """
        return int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) - self.desk.offset

    def _collect_orders(self, connection: Connection, owners: Mapping[str, str]) -> set[str]:
        """Add the bank's orders; return the wallets whose money comes through it."""
        banked = set()
        for order in settled_orders(connection):
            banked.add(order.wallet)
            person = owners.get(order.wallet)
            if person is None:
                continue
            bank = f"bank:{order.account}"
            row = {
                "id": f"order:{order.key}", "at": int(order.at.timestamp()),
                "kind": FlowKind.DEPOSIT if order.incoming else FlowKind.WITHDRAWAL,
                "source": bank if order.incoming else person,
                "destination": person if order.incoming else bank,
                "amount": order.amount, "of_loan": None, "country": "", "cash": False,
                "block": None,
            }  # fmt: skip
            connection.execute(insert_absent(connection, aml_flows), row)
        return banked

    def _collect_events(
        self, connection: Connection, owners: Mapping[str, str], banked: set[str]
    ) -> None:
        known = connection.scalar(select(aml_cursor.c.block))
        read_to = connection.scalar(select(index_cursor.c.block))
        if read_to is None:
            return
        since = max((known or 0) - REREAD_BLOCKS, 0)
        connection.execute(delete(aml_flows).where(aml_flows.c.block > since))
        question = (
            select(events)
            .where(events.c.contract == "Escrow", events.c.block > since)
            .order_by(events.c.block, events.c.place)
        )
        rows = []
        for event in connection.execute(question).all():
            moved = flow_of(event.name, event.fields, owners)
            through_bank = event.name in {"Deposited", "Withdrawn"} and (
                event.fields["owner"] in banked
            )
            if moved is None or moved.amount < 1 or through_bank:
                continue
            rows.append(
                {
                    "id": f"event:{event.block}:{event.place}", "at": self._time(event.block),
                    "kind": moved.kind, "source": moved.source, "destination": moved.destination,
                    "amount": moved.amount, "of_loan": moved.loan, "country": "", "cash": False,
                    "block": event.block,
                }
            )  # fmt: skip
        for row in rows:
            connection.execute(insert_absent(connection, aml_flows), row)
        if known is None:
            connection.execute(insert_absent(connection, aml_cursor), {"id": 1, "block": read_to})
        else:
            connection.execute(update(aml_cursor).values(block=read_to))

    def _time(self, number: int) -> int:
        if number not in self._times:
            block = self.desk.platform.connection.block(number)
            if block is None:
                raise TransportError("RPC:BLOCK", f"the node does not have block {number}")
            self._times[number] = block.timestamp
        return self._times[number]

    def _loans(self, connection: Connection, ends: int) -> list[Borrowing]:
        owners = self.desk.kyc.profiles.owners(connection)
        last = {
            row.of_loan: row.at
            for row in connection.execute(
                select(aml_flows.c.of_loan, func.max(aml_flows.c.at).label("at"))
                .where(aml_flows.c.kind == FlowKind.REPAYMENT, aml_flows.c.at < ends)
                .group_by(aml_flows.c.of_loan)
            )
        }
        facts = connection.execute(select(loans).where(loans.c.issue_day.is_not(None))).all()
        terms = _terms(connection)
        borrowings = []
        for loan in facts:
            issued = loan.issue_day * DAY - self.desk.offset
            days = terms.get(loan.loan, loan.instalments * _TERM_DAYS)
            borrowings.append(
                Borrowing(
                    loan.loan, owners.get(loan.borrower, loan.borrower), loan.principal, issued,
                    issued + days * DAY, last.get(loan.loan) if loan.status == "repaid" else None,
                )
            )  # fmt: skip
        return borrowings


def _terms(connection: Connection) -> dict[int, int]:
    """The days of each loan's term, as its offer says."""
    listed = connection.execute(
        select(events.c.loan, events.c.fields).where(
            events.c.contract == "Offers", events.c.name == "Listed"
        )
    )
    days = {}
    for row in listed:
        period, count = int(row.fields["offer.period"]), int(row.fields["offer.n"])
        days[row.loan] = count * period * (1 if row.fields["offer.in_days"] else _TERM_DAYS)
    return days


def _flow(row: Any) -> Flow:
    return Flow(
        row.id, row.at, FlowKind(row.kind), row.source, row.destination, row.amount, row.of_loan,
        row.country, row.cash,
    )  # fmt: skip
