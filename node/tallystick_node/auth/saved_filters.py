"""Filters that a wallet has saved: a list's page, what it is asked, and a name for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete, func, insert, select

from tallystick.errors import InputError
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import saved_filters

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["FILTERS_MAX", "LISTS", "SavedFilter", "SavedFilters", "plain_query"]

FILTERS_MAX = 20
NAME_CHARACTERS_MAX = 40
QUERY_CHARACTERS_MAX = 512
# The pages whose lists are filtered or sorted.
LISTS = (
    "/market", "/market/resale", "/market/bids", "/me", "/applications", "/account/money",
    "/staff/credit-reviews", "/staff/collections",
)  # fmt: skip
# About how a page looks, or that it is a file: no part of what is asked.
_NO_FILTERS = frozenset({"file", "lang", "list", "theme"})
_ROWS = saved_filters.c


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter; `address` leads to the list as it is asked."""

    number: int
    path: str
    query: str
    name: str

    @property
    def address(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """Keeps them, each for its wallet alone."""

    database: Database
    clock: Clock

    def of(self, wallet: str) -> list[SavedFilter]:
        """Return a wallet's filters.

        Args:
            wallet: The checksummed address.

        Returns:
            The filters, by page and name.
        """
        question = select(saved_filters).where(_ROWS.wallet == wallet)
        with self.database.reading() as connection:
            rows = connection.execute(question.order_by(_ROWS.path, _ROWS.name)).all()
        return [SavedFilter(row.id, row.path, row.query, row.name) for row in rows]

    def keep(self, wallet: str, path: str, query: str, name: str) -> SavedFilter:
        """Save a filter; one of the same page and name is replaced.

        Args:
            wallet: The checksummed address.
            path: The list's page.
            query: What it is asked, as in an address.
            name: 1 to 40 characters.

        Returns:
            The filter.

        Raises:
            InputError: FILTER:LIST for a page without a list, FILTER:NAME, FILTER:QUERY,
                FILTER:MANY beyond twenty of a wallet.
        """
        if path not in LISTS:
            raise InputError("FILTER:LIST", "only filters of this node's own lists are saved")
        if not 1 <= len(name) <= NAME_CHARACTERS_MAX or not name.isprintable():
            raise InputError(
                "FILTER:NAME", f"a name has 1 to {NAME_CHARACTERS_MAX} printable characters"
            )
        asked = plain_query(query)
        with self.database.writing() as connection:
            one_at_a_time(connection, f"filters of {wallet}")
            same = (_ROWS.wallet == wallet, _ROWS.path == path, _ROWS.name == name)
            connection.execute(delete(saved_filters).where(*same))
            count = connection.scalar(select(func.count()).where(_ROWS.wallet == wallet))
            if (count or 0) >= FILTERS_MAX:
                raise InputError("FILTER:MANY", f"a wallet saves at most {FILTERS_MAX} filters")
            row = {
                "wallet": wallet, "path": path, "query": asked, "name": name,
                "created_at": self.clock(),
            }  # fmt: skip
            connection.execute(insert(saved_filters).values(row))
            number = connection.scalars(select(_ROWS.id).where(*same)).one()
        return SavedFilter(number, path, asked, name)

    def remove(self, wallet: str, number: int) -> None:
        """Forget a filter.

        Args:
            wallet: The checksummed address.
            number: The filter's number.

        Raises:
            InputError: FILTER:NONE when the wallet has no such one.
        """
        mine = (_ROWS.wallet == wallet, _ROWS.id == number)
        with self.database.writing() as connection:
            if connection.scalar(select(func.count()).where(*mine)) != 1:
                raise InputError("FILTER:NONE", "this wallet has no such filter")
            connection.execute(delete(saved_filters).where(*mine))


def plain_query(query: str) -> str:
    """Return what a list is asked, in its one form.

    Args:
        query: As in an address.

    Returns:
        The same without what is no filter.

    Raises:
        InputError: FILTER:QUERY when it is too long or nothing that a form sends.
    """
    try:
        pairs = parse_qsl(query, strict_parsing=bool(query), max_num_fields=20)
    except ValueError:
        raise InputError("FILTER:QUERY", "this is not what a list is asked") from None
    asked = urlencode([(name, text) for name, text in pairs if name not in _NO_FILTERS])
    if len(asked) > QUERY_CHARACTERS_MAX:
        raise InputError("FILTER:QUERY", f"a filter has at most {QUERY_CHARACTERS_MAX} characters")
    return asked
