"""Whether the Governor's parameters on the chain stay within a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick.platform.decisions import PARAMETERS
from tallystick_node.infrastructure.policy.packs import GOVERNOR

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["Excess", "excesses"]


@dataclass(frozen=True, slots=True)
class Excess:
    """A parameter that allows more on the chain than the pack does."""

    name: str
    on_chain: int
    allowed: int


def excesses(platform: Platform, pack: Pack, day: date) -> list[Excess]:
    """Return the parameters that are above the pack's; every one of them is a ceiling.

    All are read at one block. A platform that is stricter than its pack agrees with it.
    """
    block = platform.connection.block_number()
    found = []
    for key, name in enumerate(PARAMETERS):
        on_chain = int(platform.read("Governor", "parameter", key, block=block))
        allowed = pack.number(GOVERNOR + name, day)
        if on_chain > allowed:
            found.append(Excess(name, on_chain, allowed))
    return found
