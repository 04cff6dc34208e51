"""The second platform lives in a process of its own, while the replayed loans do."""

from __future__ import annotations

from tallystick_node.demo.aside import Aside
from tallystick_node.demo.second import SecondPlatform

__all__ = ["Telling", "told"]


class Telling(Aside[SecondPlatform]):
    """Lets the second platform live in a process of its own, while the first one does."""

    def __init__(self) -> None:
        """Prepare it; `begin` lets it live."""
        super().__init__("DEMO:SECOND", told)


def told() -> SecondPlatform:
    """Let the second platform live and end, here and now.

    Returns:
        What happened.
    """
    from tallystick_node.demo.ending import Ending  # noqa: PLC0415 - imports the EVM

    return Ending.begin().live()
