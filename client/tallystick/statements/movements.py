"""What an event of the Escrow is to a wallet: the movements that its statements list.

All amounts are integers in minor units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tallystick.replay.money import MoveReason

__all__ = ["KINDS", "MOVES", "Movement", "movements"]

# What a reason of the Escrow is called in a statement.
MOVES = {
    MoveReason.FUND: "loan funded",
    MoveReason.RETRACT: "funding taken back",
    MoveReason.ISSUE: "loan paid out",
    MoveReason.ORIGINATION: "origination fee",
    MoveReason.CONTRIBUTION: "contribution to the reserve",
    MoveReason.REPAY: "repayment",
    MoveReason.COLLECT: "instalment collected",
    MoveReason.PREPAY: "early repayment",
    MoveReason.RECOVERY: "recovery",
    MoveReason.COVER: "cover by the reserve",
    MoveReason.COVER_RETURN: "cover returned",
    MoveReason.FEES: "fees of the platform",
    MoveReason.DONATION: "given to the reserve",
    MoveReason.STAKE: "stake locked as a guarantee",
    MoveReason.STAKE_RETURN: "stake given back",
    MoveReason.SURPLUS: "price of collateral beyond the debt",
    MoveReason.DISTRIBUTION: "last distribution of the reserve",
}
_OTHERS = (
    "deposit",
    "withdrawal",
    "moved",
    "principal received",
    "interest received",
    "notes sold, fee taken",
    "notes bought",
)
KINDS = (*MOVES.values(), *_OTHERS)


@dataclass(frozen=True, slots=True)
class Movement:
    """One side of an event: negative when money left; balance is what the event says after it."""

    what: str
    loan: int | None
    amount: int
    balance: int


def movements(name: str, fields: Mapping[str, Any], wallet: str) -> Iterator[Movement]:
    """Return what an event is to a wallet; money that goes to oneself is two movements.

    Args:
        name: The event's name in the Escrow.
        fields: Its decoded fields.
        wallet: The checksummed address.

    Yields:
        The movements in their order; none for an event of others.
    """
    if name == "Deposited" and fields["owner"] == wallet:
        yield Movement("deposit", None, fields["amount"], fields["balance"])
    elif name == "Withdrawn" and fields["owner"] == wallet:
        yield Movement("withdrawal", None, -fields["amount"], fields["balance"])
    elif name == "Moved":
        what, reason = MOVES.get(fields["reason"], "moved"), fields["reason"]
        loan = None if reason in {MoveReason.FEES, MoveReason.DONATION} else fields["ref"] or None
        if fields["sender"] == wallet:
            yield Movement(what, loan, -fields["amount"], fields["sender_balance"])
        if fields["receiver"] == wallet:
            yield Movement(what, loan, fields["amount"], fields["receiver_balance"])
    elif name == "ClaimPaid" and fields["holder"] == wallet:
        # One payment of two kinds: the balance after the first part is not in the event.
        loan, after = fields["loan"], fields["holder_balance"]
        principal, interest = fields["principal"], fields["interest"]
        if principal:
            yield Movement("principal received", loan, principal, after - interest)
        if interest:
            yield Movement("interest received", loan, interest, after)
    elif name == "SalePaid":
        if fields["seller"] == wallet:
            received = fields["price"] - fields["fee"]
            yield Movement(
                "notes sold, fee taken", fields["loan"], received, fields["seller_balance"]
            )
        if fields["buyer"] == wallet:
            yield Movement(
                "notes bought", fields["loan"], -fields["price"], fields["buyer_balance"]
            )
