"""A call of a contract, typed and not yet encoded: a question, or something to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

__all__ = ["Command", "Query"]

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Query(Generic[R_co]):
    """A view of a contract with its arguments; asking it costs nothing.

    The classes beside this module make queries whose result is typed; one that is made by name
    (`Query("Servicing", "totals", (7,))`) is as good, and its result is anything. at: the address
    of a contract that is not the platform's, such as a collection; None for one that is.
    """

    contract: str
    function: str
    arguments: tuple[Any, ...] = ()
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A function of a contract that changes state, with its arguments; it takes a transaction.

    at: as of a query.
    """

    contract: str
    function: str
    arguments: tuple[Any, ...] = ()
    at: str | None = None
