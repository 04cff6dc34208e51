"""What a sandbox came to: people, amounts and losses by the chain, the rest by the node's rooms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.loans.rounding import div_floor
from tallystick_node.complaints.figures import complaints_received
from tallystick_node.risk.book import incidents_opened
from tallystick_node.storage.tables import major_events
from tallystick_node.supervision.sandbox_plan import SandboxMeasure
from tallystick_node.support.outages import outages_begun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
    from tallystick_node.infrastructure.indexer.loans import LoanFacts
    from tallystick_node.infrastructure.indexer.queries import ChainIndex

__all__ = ["sandbox_figures"]

_PAGE = 1_000
_PPM = 1_000_000
_DEFAULTED = {"defaulted", "recovered", "written_off"}
_M = SandboxMeasure


def sandbox_figures(
    connection: Connection, index: ChainIndex, first: date, last: date, offset: int
) -> dict[SandboxMeasure, int | None]:
    """Return every figure of a sandbox that a machine can count.

    The chain's figures are of the whole platform, which was deployed for the sandbox. A loss is
    principal of a loan that was ever in default and has not come back.

    Args:
        connection: An open database transaction.
        index: The chain's events.
        first: The sandbox's first day.
        last: Its last day, included.
        offset: What the platform's date is ahead of UTC, in seconds.

    Returns:
        Amounts in minor units, shares in ppm rounded down; None for a share of nothing.

    Raises:
        NothingIndexed: INDEX:EMPTY before the first look at the chain.
    """
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(seconds=offset)
    ends = begins + timedelta(days=(last - first).days + 1)
    received = complaints_received(connection, first, last)
    known = major_events.c.known_at
    major = connection.scalar(select(func.count()).where(known >= begins, known < ends))
    return {
        **_of_people(index),
        **_of_loans(list(_loans(index))),
        _M.COMPLAINTS: received.filed,
        _M.COMPLAINTS_UPHELD: received.upheld,
        _M.COMPLAINTS_OPEN: received.open,
        _M.REDRESS: received.redress,
        _M.INCIDENTS: incidents_opened(connection, first, last),
        _M.MAJOR_EVENTS: int(major or 0),
        _M.OUTAGES: outages_begun(connection, begins, ends),
    }


def _of_people(index: ChainIndex) -> dict[SandboxMeasure, int | None]:
    enrolled = list(_events(index, "Enrolled"))
    return {
        _M.PERSONS: len({event.fields["person"] for event in enrolled}),
        _M.HIGHEST_LIMIT: max(
            (
                int(event.fields[limit])
                for event in enrolled for limit in ("lend_limit", "borrow_limit")
            ),
            default=0,
        ),
        _M.LENDERS: len({event.fields["investor"] for event in _events(index, "Funded")}),
    }  # fmt: skip


def _of_loans(loans: list[LoanFacts]) -> dict[SandboxMeasure, int | None]:
    drawn = [loan for loan in loans if loan.issue_day is not None]
    defaulted = [loan for loan in drawn if loan.status in _DEFAULTED]
    owing = [loan for loan in drawn if loan.status in {"active", "defaulted"}]
    return {
        _M.BORROWERS: len({loan.borrower for loan in drawn}),
        _M.LOANS: len(drawn),
        _M.LENT: sum(loan.principal for loan in drawn),
        _M.OUTSTANDING: sum(_owed(loan) for loan in owing),
        _M.DEFAULTED: len(defaulted),
        _M.DEFAULTED_PPM: div_floor(len(defaulted) * _PPM, len(drawn)) if drawn else None,
        _M.LOSSES: sum(_owed(loan) for loan in defaulted),
    }


def _owed(loan: LoanFacts) -> int:
    return loan.principal - loan.total_principal


def _events(index: ChainIndex, name: str) -> Iterator[IndexedEvent]:
    place = (0, -1)
    while True:
        page = index.events(name=name, after=place, limit=_PAGE).answer
        yield from page
        if len(page) < _PAGE:
            return
        place = page[-1].block, page[-1].place


def _loans(index: ChainIndex) -> Iterator[LoanFacts]:
    after = 0
    while True:
        page = index.loans(after=after, limit=_PAGE).answer
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].loan
