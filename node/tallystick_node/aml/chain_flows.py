"""Flows as the Escrow's events tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tallystick.replay.money import MoveReason
from tallystick_node.aml.flows import FlowKind, loan_node, wallet_node

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EventFlow", "flow_of"]

_INTO_LOANS = {
    MoveReason.FUND: FlowKind.LENDING,
    MoveReason.REPAY: FlowKind.REPAYMENT,
    MoveReason.COLLECT: FlowKind.REPAYMENT,
    MoveReason.PREPAY: FlowKind.REPAYMENT,
    MoveReason.RECOVERY: FlowKind.REPAYMENT,
}
_OUT_OF_LOANS = {MoveReason.RETRACT: FlowKind.CLAIM, MoveReason.ISSUE: FlowKind.DRAW}


class EventFlow(NamedTuple):
    """What an event moves: kind, from where, to where, how much, of which loan."""

    kind: FlowKind
    source: str
    destination: str
    amount: int
    loan: int | None


def flow_of(name: str, fields: Mapping[str, Any], owners: Mapping[str, str]) -> EventFlow | None:
    """Return the flow of an event of the Escrow.

    Args:
        name: The event's name.
        fields: Its values by name.
        owners: Persons by checksummed wallet.

    Returns:
        The flow; None for fees, stakes and what moves no money between people.
    """

    def node(wallet: str) -> str:
        return owners.get(wallet, wallet_node(wallet))

    moved: EventFlow | None = None
    if name in {"Deposited", "Withdrawn"}:
        outside, inside = wallet_node(fields["owner"]), node(fields["owner"])
        kind = FlowKind.DEPOSIT if name == "Deposited" else FlowKind.WITHDRAWAL
        ends = (outside, inside) if name == "Deposited" else (inside, outside)
        if outside != inside:  # else the wallet is nobody's here
            moved = EventFlow(kind, *ends, fields["amount"], None)
    elif name == "ClaimPaid":
        loan, amount = fields["loan"], fields["principal"] + fields["interest"]
        moved = EventFlow(FlowKind.CLAIM, loan_node(loan), node(fields["holder"]), amount, loan)
    elif name == "SalePaid":
        buyer, seller = node(fields["buyer"]), node(fields["seller"])
        moved = EventFlow(FlowKind.SALE, buyer, seller, fields["price"], fields["loan"])
    elif name == "Moved":
        loan, reason, amount = fields["ref"], fields["reason"], fields["amount"]
        if reason in _INTO_LOANS:
            source = node(fields["sender"])
            moved = EventFlow(_INTO_LOANS[reason], source, loan_node(loan), amount, loan)
        elif reason in _OUT_OF_LOANS:
            receiver = node(fields["receiver"])
            moved = EventFlow(_OUT_OF_LOANS[reason], loan_node(loan), receiver, amount, loan)
    return moved
