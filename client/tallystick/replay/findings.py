"""What the replay has found: how much was compared for each check, and the first difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log

__all__ = ["Findings", "Tally"]


@dataclass(slots=True)
class Tally:
    """Comparisons and differences of one check."""

    compared: int = 0
    differences: int = 0
    first: str = ""
    note: str = ""

    @property
    def detail(self) -> str:
        """Counts, or the first difference and how many there are."""
        if not self.differences:
            return self.note or f"{self.compared} compared"
        more = f" (first of {self.differences})" if self.differences > 1 else ""
        return f"{self.first}{more}"


class Findings:
    """Tallies by check."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}

    def tally(self, check: str) -> Tally:
        """Return the tally of a check."""
        found = self.tallies.get(check)
        if found is None:
            found = self.tallies[check] = Tally()
        return found

    def count(self, check: str, compared: int = 1) -> None:
        """Note comparisons."""
        self.tally(check).compared += compared

    def note(self, check: str, sentence: str) -> None:
        """Say more than a count about a check that holds."""
        self.tally(check).note = sentence

    def differ(self, check: str, sentence: str, log: Log | None = None) -> None:
        """Note a difference; the first one of a check is kept in words."""
        tally = self.tally(check)
        tally.differences += 1
        if not tally.first:
            tally.first = sentence if log is None else f"{sentence}, at {log.place}"

    def same(
        self, check: str, what: str, found: object, expected: object, log: Log | None = None
    ) -> bool:
        """Compare; `found` is what the chain says, `expected` what was rebuilt."""
        self.tally(check).compared += 1
        if found == expected:
            return True
        self.differ(check, f"{what} is {shown(found)}, rebuilt {shown(expected)}", log)
        return False

    def holds(self, check: str, condition: bool, sentence: str, log: Log | None = None) -> bool:  # noqa: FBT001 - it reads as an assertion
        """Count a condition; the sentence says what is wrong when it does not hold."""
        self.tally(check).compared += 1
        if not condition:
            self.differ(check, sentence, log)
        return condition


def shown(value: object) -> str:
    """Return a value for people: bytes as hex."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple | list):
        return "(" + ", ".join(shown(one) for one in value) + ")"
    return str(value)
