"""Lists of values for `IN`, in parts that every database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

__all__ = ["VALUES_MAX", "in_parts"]

# SQLite takes 32,766 values in a statement and PostgreSQL 65,535; a platform has more loans.
VALUES_MAX = 5_000

T = TypeVar("T")


def in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Cut values into lists that fit into a statement.

    Args:
        values: Any number of values.

    Yields:
        Lists of 1 to `VALUES_MAX` values, in order.
    """
    rest = iter(values)
    while part := list(islice(rest, VALUES_MAX)):
        yield part
