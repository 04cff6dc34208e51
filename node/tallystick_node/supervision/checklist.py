"""The checklist: every duty that a machine can look at, answered with what it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.supervision.chain_checks import chain_items
from tallystick_node.supervision.office_checks import office_items

if TYPE_CHECKING:
    from tallystick_node.supervision.ground import CheckedItem, CheckGround

__all__ = ["checklist"]


def checklist(ground: CheckGround) -> list[CheckedItem]:
    """Answer every item of the list.

    Args:
        ground: Where the items look; nothing is changed there.

    Returns:
        The items in their order, each with its evidence.

    Raises:
        ConfigError: POLICY:DAY when the policy pack does not cover the day.
        TransportError: When the chain's node does not answer.
    """
    return [*chain_items(ground), *office_items(ground)]
