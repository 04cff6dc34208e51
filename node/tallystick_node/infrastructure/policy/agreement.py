"""Whether the Governor's parameters on the chain stay within a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Governor
from tallystick.platform.decisions import PARAMETERS
from tallystick_node.infrastructure.policy.figure_keys import GOVERNOR

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

    Args:
        platform: The platform whose Governor is read.
        pack: The policy pack.
        day: A local date of the platform.

    Returns:
        The parameters, in the Governor's order.

    Raises:
        ConfigError: POLICY:DAY when the policy pack does not cover that day.
        TransportError: When the chain's node does not answer.
    """
    block = platform.connection.block_number()
    above = []
    for key, name in enumerate(PARAMETERS):
        on_chain = int(platform.read(Governor.parameter(key), block=block))
        allowed = pack.number(GOVERNOR + name, day)
        if on_chain > allowed:
            above.append(Excess(name, on_chain, allowed))
    return above
