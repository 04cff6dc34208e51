"""How an investor's notes are paired with open bids: pure, and the same whenever it is done again.

A pair is a sale that the contract would take as things stand, and no promise: somebody else may
sell to the bid first. What is not paired stays the investor's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick_node.resale.rules import coverable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ExitBid", "ExitMatch", "ExitNote", "ExitPair", "ExitRest", "RestReason", "match_exit"]


class RestReason(StrEnum):
    """Why units are not paired."""

    CLOSED = "closed"  # the loan has no market now
    NO_BID = "no_bid"  # nobody bids for the loan
    PRICE = "price"  # whoever bids pays less than is asked
    DEPTH = "depth"  # bids that pay enough seek fewer units, or their cash pays for fewer
    TICKET = "ticket"  # what could be sold, or would be left, is below the loan's smallest note


@dataclass(frozen=True, slots=True)
class ExitNote:
    """A note to leave. ticket: the loan's smallest note; is_open: whether the loan has a market."""

    loan: int
    units: int
    ticket: int
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class ExitBid:
    """A bid that stands. cost: of all that is left of it now, in minor units, rounded up."""

    digest: str
    loan: int
    buyer: str
    left: int
    price_ppm: int
    cost: int


@dataclass(frozen=True, slots=True)
class ExitPair:
    """So many units of a note to one bid."""

    loan: int
    digest: str
    units: int
    price_ppm: int


@dataclass(frozen=True, slots=True)
class ExitRest:
    """Units of a note that nobody takes, and why."""

    loan: int
    units: int
    reason: RestReason


@dataclass(frozen=True, slots=True)
class ExitMatch:
    """What is paired, in the order in which it is to be sold, and what is left."""

    pairs: tuple[ExitPair, ...]
    rests: tuple[ExitRest, ...]


def match_exit(
    notes: Sequence[ExitNote], bids: Sequence[ExitBid], least_ppm: int,
    balances: Mapping[str, int],
) -> ExitMatch:  # fmt: skip
    """Pair notes with bids: loans by number, the dearest bid first, of equal ones the lower digest.

    Never below the price that is asked, never more than a bid seeks or than its buyer's cash pays
    for, and no unit twice. What a part of a bid costs is rounded up, so cash is never overdrawn.

    Args:
        notes: The notes, each loan once.
        bids: The bids of others that the contract would take now.
        least_ppm: The lowest price that is taken, of what is outstanding.
        balances: What each buyer has in the Escrow, in minor units.

    Returns:
        The pairs and the rests.
    """
    cash, pairs, rests = dict(balances), list[ExitPair](), list[ExitRest]()
    for note in sorted(notes, key=lambda each: each.loan):
        offered = [bid for bid in bids if bid.loan == note.loan]
        enough = sorted(
            (bid for bid in offered if bid.price_ppm >= least_ppm),
            key=lambda bid: (-bid.price_ppm, bid.digest),
        )
        held, blocked = note.units, False
        for bid in enough if note.is_open else ():
            if not held:
                break
            most = coverable(bid.left, bid.cost, cash.get(bid.buyer, 0))
            units = _sellable(held, min(held, most), note.ticket)
            blocked = blocked or (units == 0 < most)
            if units:
                cash[bid.buyer] -= -(-bid.cost * units // bid.left)
                held -= units
                pairs.append(ExitPair(note.loan, bid.digest, units, bid.price_ppm))
        if held:
            rests.append(ExitRest(note.loan, held, _reason(note, offered, enough, blocked)))
    return ExitMatch(tuple(pairs), tuple(rests))


def _sellable(held: int, wanted: int, ticket: int) -> int:
    """As the Book moves units: a whole note, or a part that leaves two of at least a ticket."""
    if wanted == held:
        return held
    part = min(wanted, held - ticket)
    return part if part >= max(ticket, 1) else 0


def _reason(
    note: ExitNote, offered: Sequence[ExitBid], enough: Sequence[ExitBid], blocked: bool  # noqa: FBT001
) -> RestReason:  # fmt: skip
    if not note.is_open:
        return RestReason.CLOSED
    if not offered:
        return RestReason.NO_BID
    if not enough:
        return RestReason.PRICE
    return RestReason.TICKET if blocked else RestReason.DEPTH
