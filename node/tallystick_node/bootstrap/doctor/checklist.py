"""The one list of what a node lacks: looked at by `doctor` once, by `/readyz` again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick_node.bootstrap.doctor.host import ground
from tallystick_node.bootstrap.doctor.outside import unreachable
from tallystick_node.bootstrap.doctor.services import DUTIES

if TYPE_CHECKING:
    from tallystick_node.bootstrap.doctor.findings import Finding, Premises

__all__ = ["Lookout", "missing"]

LOOK_SECONDS = 10.0


def missing(premises: Premises) -> list[Finding]:
    """Return what keeps a node from doing what it is configured to do.

    Args:
        premises: Settings, and what could be opened by them.

    Returns:
        The findings in the order in which they are mended; empty for a node that is set up.
    """
    findings = list(ground(premises))
    for duty, look in DUTIES.items():
        if duty in premises.settings.duties:
            if premises.outside:
                findings += unreachable(premises.settings, duty)
            findings += look(premises)
    return findings


@dataclass
class Lookout:
    """Looks at a node's setup at most every ten seconds, and tells meanwhile what it saw last.

    clock: seconds that only rise.
    """

    premises: Premises
    clock: Callable[[], float] = time.monotonic
    _seen: list[Finding] | None = None
    _until: float = 0.0
    _looking: threading.Lock = field(default_factory=threading.Lock)

    def findings(self) -> list[Finding]:
        """Return what is missing.

        Returns:
            The findings of the last look, which is made now when it is due.
        """
        with self._looking:
            if self._seen is None or self.clock() >= self._until:
                self._seen = missing(self.premises)
                self._until = self.clock() + LOOK_SECONDS
            return self._seen
