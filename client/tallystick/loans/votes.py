"""When a ballot of a loan's lenders carries, weighed by units and compared without division."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.loans.rounding import require_int
from tallystick.loans.schedule import PRINCIPAL_MAX
from tallystick.loans.state import PPM

__all__ = ["BALLOT_REST_SECONDS", "WINDOW_SECONDS_MAX", "WINDOW_SECONDS_MIN", "Votes", "carries"]

WINDOW_SECONDS_MIN = 3 * 86_400
WINDOW_SECONDS_MAX = 14 * 86_400
# From the end of a ballot to the next one of the loan.
BALLOT_REST_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Votes:
    """Units for and against, and those of the borrower's group, which do not vote."""

    in_favour: int
    against: int
    excluded: int = 0

    @property
    def cast(self) -> int:
        """The units that have voted."""
        return self.in_favour + self.against


def carries(votes: Votes, units: int, quorum_ppm: int) -> bool:
    """Return whether votes carry a ballot: the quorum has voted, two thirds of it in favour.

    Args:
        votes: The votes, in units; together no more than all.
        units: All units of the loan, 1 to 10^15.
        quorum_ppm: The least share of the units that may vote, 0 to 1,000,000 ppm.

    Returns:
        Whether they do; no votes carry nothing.

    Raises:
        TermsError: `BALLOT:...` when a number is out of bounds.
        TypeError: When a number is not an integer.
    """
    require_int("units", units, 1, PRINCIPAL_MAX, scope="BALLOT")
    require_int("quorum_ppm", quorum_ppm, 0, PPM, scope="BALLOT")
    require_int("excluded", votes.excluded, 0, units, scope="BALLOT")
    require_int("in_favour", votes.in_favour, 0, units - votes.excluded, scope="BALLOT")
    left = units - votes.excluded - votes.in_favour
    require_int("against", votes.against, 0, left, scope="BALLOT")
    return (
        votes.cast != 0
        and votes.cast * PPM >= (units - votes.excluded) * quorum_ppm
        and 3 * votes.in_favour >= 2 * votes.cast
    )
