"""A ring of parts of a whole, in thousandths; each part has a letter, and none its colour alone.

The page shows the table of the same figures beside it; a sum of nothing has no ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.loans.rounding import div_floor, div_half_up
from tallystick_node.web.shown_list import CellKind, ListColumn

__all__ = ["RING_COLUMNS", "RING_PARTS_MAX", "Ring", "RingPart", "ring"]

# As many as the style sheet has colours that are told apart; their order is that of the table.
RING_PARTS_MAX = 6
WHOLE = 1_000
PPM = 1_000_000
_DEGREES = 360
# Thousandths between two parts, and below which a part has no room for its letter.
_GAP, _LETTERED_FROM = 4, 25
_LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class RingPart:
    """A part. start, length: thousandths of the ring. turn: degrees to its middle, from above.

    share_ppm: of the whole, rounded half up. letter: what it is called in picture and table.
    """

    letter: str
    label: str
    size: int
    share_ppm: int
    start: int
    length: int
    turn: int

    @property
    def kind(self) -> str:
        """The class of its colour."""
        return f"ring-{_LETTERS.index(self.letter) + 1}"

    @property
    def drawn(self) -> int:
        """Its length without the gap behind it; at least one thousandth where there is anything."""
        return max(1, self.length - _GAP) if self.length else 0

    @property
    def is_lettered(self) -> bool:
        """Whether its letter has room beside it; the table has it in any case."""
        return self.length >= _LETTERED_FROM


@dataclass(frozen=True, slots=True)
class Ring:
    """The parts and their sum."""

    parts: tuple[RingPart, ...]
    total: int


# A ring's table to take along.
RING_COLUMNS: tuple[ListColumn[RingPart], ...] = (
    ListColumn("part", "", CellKind.TEXT, lambda part: part.label),
    ListColumn("amount", "", CellKind.AMOUNT, lambda part: part.size),
    ListColumn("share_ppm", "", CellKind.COUNT, lambda part: part.share_ppm),
)


def ring(rows: Sequence[tuple[str, int]]) -> Ring | None:
    """Return a ring.

    Args:
        rows: A label and an amount from 0 for each part, at most six.

    Returns:
        The ring, lengths rounded down and the rest with the largest part; None for a sum of 0.
    """
    assert len(rows) <= RING_PARTS_MAX, "every part has a colour of its own"
    total = sum(size for _, size in rows)
    if not total:
        return None
    lengths = [div_floor(size * WHOLE, total) for _, size in rows]
    largest = max(range(len(rows)), key=lambda place: rows[place][1])
    lengths[largest] += WHOLE - sum(lengths)
    parts, start = [], 0
    for letter, (label, size), length in zip(_LETTERS, rows, lengths, strict=False):
        turn = div_floor((2 * start + length) * _DEGREES, 2 * WHOLE)
        share = div_half_up(size * PPM, total)
        parts.append(RingPart(letter, label, size, share, start, length, turn))
        start += length
    return Ring(tuple(parts), total)
