"""The bureau of the demonstration: what the public data says of a borrower, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.kyc.providers.protocols import BureauReport

if TYPE_CHECKING:
    from tallystick_node.kyc.providers.protocols import BureauAsked

__all__ = ["SampleBureau"]

# What is not the past of a borrower: how their loan ended, and what the platform asked for it.
BARRED = frozenset({"Class", "int_rate", "sub_grade", "addr_state"})


@dataclass
class SampleBureau:
    """Answers for the people of a demonstration by their made-up identity numbers."""

    today: Callable[[], date]
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Who answers."""
        return "sample"

    def inquire(self, asked: BureauAsked) -> BureauReport:
        """Return the columns of the borrower's row, without its outcome and rate.

        Args:
            asked: The person, by their identity number.

        Returns:
            The report; nothing is found for whoever is not in the sample.
        """
        row = self.rows.get(asked.number)
        if row is None:
            return BureauReport(self.name, "none", self.today(), found=False)
        columns = tuple((name, text) for name, text in row.items() if name not in BARRED)
        return BureauReport(
            self.name, f"row-{asked.number[-4:]}", self.today(), found=True, loans_overdue=0,
            columns=columns,
        )  # fmt: skip
