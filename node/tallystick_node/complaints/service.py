"""The complaints desk, put together: one object that routes, pages and jobs ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.complaints.anchors import ComplaintAnchors
from tallystick_node.complaints.dispute_pack import DisputePack
from tallystick_node.complaints.disputes import ComplaintDisputes
from tallystick_node.complaints.figures import ComplaintFigures
from tallystick_node.complaints.handling import ComplaintHandling
from tallystick_node.complaints.intake import ComplaintIntake
from tallystick_node.complaints.letters import ComplaintLetters, complaint_templates
from tallystick_node.complaints.redress import ComplaintRedress
from tallystick_node.complaints.register import ComplaintRegister

if TYPE_CHECKING:
    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.infrastructure.transactions.outgoing import SendBook

__all__ = ["Complaints", "make_complaints"]


@dataclass(frozen=True, slots=True)
class Complaints:
    """Every part of the complaints desk, by its noun."""

    desk: ComplaintsDesk
    register: ComplaintRegister
    intake: ComplaintIntake
    letters: ComplaintLetters
    handling: ComplaintHandling
    redress: ComplaintRedress
    disputes: ComplaintDisputes
    figures: ComplaintFigures
    anchors: ComplaintAnchors
    evidence: DisputePack


def make_complaints(
    desk: ComplaintsDesk, *, sends: SendBook, publisher: str | None, index: ChainIndex
) -> Complaints:
    """Put the desk together.

    Args:
        desk: What every part works with.
        sends: Takes the transactions that anchor lists.
        publisher: The account that anchors; None: lists are kept, and anchored by nobody.
        index: The chain as it was read.

    Returns:
        The service.
    """
    register = ComplaintRegister(desk)
    letters = ComplaintLetters(desk, register, complaint_templates())
    redress = ComplaintRedress(desk, register)
    anchors = ComplaintAnchors(desk, sends, publisher)
    return Complaints(
        desk=desk,
        register=register,
        intake=ComplaintIntake(desk, register),
        letters=letters,
        handling=ComplaintHandling(desk, register, letters),
        redress=redress,
        disputes=ComplaintDisputes(desk, register, letters, redress),
        figures=ComplaintFigures(desk),
        anchors=anchors,
        evidence=DisputePack(desk, register, letters, redress, anchors, index),
    )
