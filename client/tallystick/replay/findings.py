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
        """Return the tally of a check, a new one at first.

        Args:
            check: The check's id, such as `escrow.balances`.

        Returns:
            The tally, which may be changed.
        """
        tally = self.tallies.get(check)
        if tally is None:
            tally = self.tallies[check] = Tally()
        return tally

    def count(self, check: str, compared: int = 1) -> None:
        """Note comparisons that held.

        Args:
            check: The check's id.
            compared: How many.
        """
        self.tally(check).compared += compared

    def note(self, check: str, sentence: str) -> None:
        """Keep a sentence that says more than a count about a check that holds.

        Args:
            check: The check's id.
            sentence: The sentence, shown instead of the count.
        """
        self.tally(check).note = sentence

    def differ(self, check: str, sentence: str, log: Log | None = None) -> None:
        """Note a difference; the first one of a check is kept in words.

        Args:
            check: The check's id.
            sentence: What differs.
            log: The log that it was noticed at.
        """
        tally = self.tally(check)
        tally.differences += 1
        if not tally.first:
            tally.first = sentence if log is None else f"{sentence}, at {log.place}"

    def same(
        self, check: str, what: str, actual: object, expected: object, log: Log | None = None
    ) -> bool:
        """Compare two values.

        Args:
            check: The check's id.
            what: What is compared, for the sentence.
            actual: What the chain says.
            expected: What was rebuilt.
            log: The log that it belongs to.

        Returns:
            Whether they are equal.
        """
        self.tally(check).compared += 1
        if actual == expected:
            return True
        self.differ(check, f"{what} is {shown(actual)}, rebuilt {shown(expected)}", log)
        return False

    def holds(self, check: str, condition: bool, sentence: str, log: Log | None = None) -> bool:  # noqa: FBT001 - it reads as an assertion
        """Count a condition.

        Args:
            check: The check's id.
            condition: Whether it holds.
            sentence: What is wrong when it does not hold.
            log: The log that it belongs to.

        Returns:
            The condition.
        """
        self.tally(check).compared += 1
        if not condition:
            self.differ(check, sentence, log)
        return condition


def shown(value: object) -> str:
    """Return a value for people.

    Args:
        value: The value.

    Returns:
        Its text; bytes as hex, lists in parentheses.
    """
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple | list):
        return "(" + ", ".join(shown(item) for item in value) + ")"
    return str(value)
