"""Calls that a default leads to: guarantee, cover, write-off, auction, the last distribution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.chain.contracts import (
    Collateral,
    Command,
    Governor,
    Lens,
    Registry,
    Reserve,
    Workouts,
)
from tallystick.loans.dates import day_from_date, month_of
from tallystick.loans.default import WIND_DOWN_WRITE_OFF_DAYS, WRITE_OFF_DAYS
from tallystick.loans.reserve_cover import COVER_AGAIN_DAYS
from tallystick.platform.decisions import PARAMETERS
from tallystick_node.servicing.open_events import unanswered
from tallystick_node.storage.tables import events, loans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.servicing.dues import Dues, LoanDay

__all__ = ["AfterDefault"]

_MULTIPLE = PARAMETERS.index("cover_multiple")


@dataclass(frozen=True, slots=True)
class AfterDefault:
    """Finds what may be called for; the chain has the last word on each."""

    dues: Dues

    def calls(self, connection: Connection, day: date) -> Iterator[tuple[str, Command]]:
        """Yield the calls that may be open.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Yields:
            What a call is called, and the call.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        winding = bool(self._platform.read(Governor.wind_down()))
        stands = self.dues.all(self.dues.owing(connection, "defaulted"), day)
        yield from _guarantees(connection)
        yield from self._covers(connection, stands, day)
        wait = timedelta(days=WIND_DOWN_WRITE_OFF_DAYS if winding else WRITE_OFF_DAYS)
        for standing in stands:
            if standing.defaulted_on is not None and day >= standing.defaulted_on + wait:
                yield f"write off {standing.loan}", Workouts.write_off(standing.loan)
        yield from _auctions(connection)
        if winding:
            yield from self._distribution(connection)

    @property
    def _platform(self) -> Platform:
        return self.dues.platform

    def _covers(
        self, connection: Connection, stands: list[LoanDay], day: date
    ) -> Iterator[tuple[str, Command]]:
        """Each loan's part of its month, whatever has become of it: an open one holds others' up.

        What is left of a loan's cap enters a later month while there is something to be had.
        """
        month = month_of(day_from_date(day))
        waiting = unanswered(connection, "Reserve", "Entered", "CoverPaid")
        for loan, entered in waiting.items():
            if int(entered["month"]) < month:
                yield f"cover {loan}", Reserve.cover(loan)
        again = [
            standing.loan
            for standing in stands
            if standing.coverable
            and standing.loan not in waiting
            and standing.defaulted_on is not None
            and day <= standing.defaulted_on + timedelta(days=COVER_AGAIN_DAYS)
            and _last_month(connection, standing.loan) < month
        ]
        if not again or self._platform.read(Reserve.free()) == 0:
            return
        for loan in again:
            if self._may_draw(loan):
                yield f"enter again {loan}", Reserve.enter_again(loan)

    def _may_draw(self, loan: int) -> bool:
        """Whether the borrower's group may get anything: without that it dilutes others' parts."""
        group = self._platform.read(Lens.parties_of(loan))["group"]
        _, contributions, drawn = self._platform.read(Registry.group_record(group))
        return contributions * int(self._platform.read(Governor.parameter(_MULTIPLE))) > drawn

    def _distribution(self, connection: Connection) -> Iterator[tuple[str, Command]]:
        """What is left of the reserve, once no loan is live."""
        live = select(loans.c.loan).where(loans.c.status.in_(("active", "defaulted"))).limit(1)
        if connection.scalar(live) is not None:
            return
        if not self._platform.read(Reserve.is_distributed()):
            yield "begin distribution", Reserve.begin_distribution()
            return
        for loan in unanswered(connection, "Reserve", "LossNoted", "Distributed"):
            yield f"distribute {loan}", Reserve.distribute(loan)


def _guarantees(connection: Connection) -> Iterator[tuple[str, Command]]:
    for loan in connection.scalars(
        select(loans.c.loan)
        .where(loans.c.status == "defaulted", loans.c.guaranteed > 0)
        .order_by(loans.c.loan)
    ):
        yield f"guarantee {loan}", Reserve.pay_guarantee(loan)


def _auctions(connection: Connection) -> Iterator[tuple[str, Command]]:
    locked = unanswered(connection, "Collateral", "Locked", "Released", "AuctionStarted")
    if not locked:
        return
    for loan in connection.scalars(
        select(loans.c.loan)
        .where(loans.c.loan.in_(list(locked)), loans.c.status.in_(("defaulted", "written_off")))
        .order_by(loans.c.loan)
    ):
        yield f"auction {loan}", Collateral.start_auction(loan)


def _last_month(connection: Connection, loan: int) -> int:
    """The month that a loan was entered into last, 0 when it never was."""
    newest = connection.scalar(
        select(events.c.fields)
        .where(
            events.c.loan == loan, events.c.contract == "Reserve", events.c.name == "Entered"
        )
        .order_by(events.c.block.desc(), events.c.place.desc())
        .limit(1)
    )  # fmt: skip
    return 0 if newest is None else int(newest["month"])
