"""What a part's loans do to what all loans share, in the chain's order, for the core to do."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Act", "Operation", "Operations", "key_of"]

# Logs of one block, of which no chain of ours has nearly as many.
PLACES = 1 << 24
_WIDTH = 6


class Act(IntEnum):
    """What is done; the comments name the values."""

    RETURNED = 1  # wallet, amount
    TAKE_ON = 2  # head, amount, settled wallet, earned
    LOWER = 3  # wallet, amount
    SETTLE = 4  # wallet, earned
    UNSEEN = 5  # wallet, lost
    DRAW = 6  # loan, contribution, second
    RELEASE = 7  # loan, amount
    RESERVE = 8  # the reserve's balance
    FEES = 9  # amount, transaction


class Operation(NamedTuple):
    """One operation: where, what, and its values; accounts and hashes stand in `names`."""

    key: int
    kind: int
    first: int
    second: int
    third: int
    fourth: int


def key_of(block: int, place: int) -> int:
    """Return a number that orders logs as the chain does.

    Args:
        block: The block's number.
        place: The log's index within it.

    Returns:
        The key.

    Raises:
        OverflowError: For a place that no block has.
    """
    if not 0 <= place < PLACES:
        raise OverflowError(f"{place} is no place within a block")
    return block * PLACES + place


class Operations:
    """A list of operations, in eight bytes a value, and the names that they refer to.

    An amount of 2^63 and more raises OverflowError: no sound platform has one.
    """

    def __init__(self) -> None:
        self.numbers = array("q")
        self.names: list[bytes] = []
        self.key = 0
        self._places: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.numbers) // _WIDTH

    def __iter__(self) -> Iterator[Operation]:
        numbers = self.numbers
        for start in range(0, len(numbers), _WIDTH):
            yield Operation(*numbers[start : start + _WIDTH])

    def note(self, kind: Act, first: int, second: int = 0, third: int = 0, fourth: int = 0) -> None:
        """Add an operation at the place that `key` says.

        Args:
            kind: What is done.
            first: Its first value.
            second: Its second value.
            third: Its third value.
            fourth: Its fourth value.

        Raises:
            OverflowError: For a value of 2^63 or more.
        """
        self.numbers.extend((self.key, kind, first, second, third, fourth))

    def name(self, name: bytes) -> int:
        """Return the number of an account or hash.

        Args:
            name: Its bytes.

        Returns:
            The number, from 0.
        """
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = len(self.names)
            self.names.append(name)
        return place

    def __getstate__(self) -> tuple[array[int], list[bytes]]:
        return self.numbers, self.names

    def __setstate__(self, state: tuple[array[int], list[bytes]]) -> None:
        self.numbers, self.names = state
        self.key, self._places = 0, {}
