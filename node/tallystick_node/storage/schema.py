"""What all tables share: the naming convention, and column types that hold the same everywhere."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, String, Text
from sqlalchemy.types import TypeDecorator

__all__ = ["BigNumber", "Json", "Moment", "Octets", "Row", "canonical", "metadata"]

# A number beyond 10^77 is not an amount of anything; 78 digits hold any word of the chain.
_DIGITS_MAX = 78
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The number of a row. SQLite counts up only what it calls INTEGER.
Row = BigInteger().with_variant(Integer, "sqlite")


def canonical(document: object) -> str:
    """Return the one JSON text of a document; TypeError for floats, which have many texts.

    Args:
        document: Strings, ints, bools, nulls, lists and objects.

    Returns:
        The text: sorted keys, no spaces.
    """
    _refuse_floats(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(document: object) -> None:
    if isinstance(document, float):
        raise TypeError(f"a float is kept nowhere, not even {document!r}")
    parts = (
        document.values()
        if isinstance(document, dict)
        else document
        if isinstance(document, list | tuple)
        else ()
    )
    for part in parts:
        _refuse_floats(part)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 in UTC, so that every database agrees."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what is kept of a datetime.

        Args:
            value: An aware datetime, or None.
            dialect: The database's dialect; not used.

        Returns:
            Microseconds since 1970 in UTC, or None.

        Raises:
            ValueError: When it has no time zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return a kept datetime.

        Args:
            value: Microseconds since 1970, or None.
            dialect: The database's dialect; not used.

        Returns:
            An aware datetime in UTC, or None.
        """
        del dialect
        return None if value is None else _EPOCH + value * _MICROSECOND


class BigNumber(TypeDecorator[int]):
    """A natural number of up to 78 digits, such as wei; kept as text, so nothing rounds it."""

    impl = String(_DIGITS_MAX)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Return what is kept of a number.

        Args:
            value: A whole number of 0 to 78 digits, or None.
            dialect: The database's dialect; not used.

        Returns:
            Its digits, or None.

        Raises:
            ValueError: When it is negative or too large.
            TypeError: When it is not a whole number.
        """
        del dialect
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{value!r} is not a whole number")
        if value < 0 or len(str(value)) > _DIGITS_MAX:
            raise ValueError(f"{value} is not between 0 and 10^{_DIGITS_MAX}")
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """Return a kept number.

        Args:
            value: Its digits, or None.
            dialect: The database's dialect; not used.

        Returns:
            The number, or None.
        """
        del dialect
        return None if value is None else int(value)


class Json(TypeDecorator[Any]):
    """A document of strings, ints, bools and nulls, kept as its canonical text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Return what is kept of a document.

        Args:
            value: The document, without floats; None is kept as no document.
            dialect: The database's dialect; not used.

        Returns:
            Its canonical text, or None.
        """
        del dialect
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return a kept document.

        Args:
            value: Its canonical text, or None.
            dialect: The database's dialect; not used.

        Returns:
            The document, or None.
        """
        del dialect
        return None if value is None else json.loads(value)


class Octets(TypeDecorator[bytes]):
    """Bytes, kept as Base64, so that a backup of one database can be read into the other."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Return what is kept of bytes.

        Args:
            value: The bytes, or None.
            dialect: The database's dialect; not used.

        Returns:
            Their Base64, or None.
        """
        del dialect
        return None if value is None else base64.b64encode(value).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Return kept bytes.

        Args:
            value: Their Base64, or None.
            dialect: The database's dialect; not used.

        Returns:
            The bytes, or None.
        """
        del dialect
        return None if value is None else base64.b64decode(value)
