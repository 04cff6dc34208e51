"""The vault in the database: what is sealed for whom, found by marks, rewrapped, forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from tallystick_node.infrastructure.vault.key_ring import KeyRing, VaultRefused, Wrapped
from tallystick_node.infrastructure.vault.sealing import Place, blind_mark, open_sealed, seal
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import vault_fields, vault_keys, vault_marks

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["Vault"]

_REWRAPPED_AT_ONCE = 500
# Nonce, key and tag: what is written over a key is as long as it.
WRAPPED_BYTES = 12 + 32 + 16


@dataclass(frozen=True, slots=True)
class Vault:
    """Sealed values of holders; a holder is a person, or a number that a code was sent to.

    Every method but `rotate` and `rewrap_all` acts in the caller's transaction.
    """

    database: Database
    ring: KeyRing
    ring_file: Path
    clock: Clock

    def open_for(self, connection: Connection, holder: str) -> None:
        """Give a holder a data key of their own.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.

        Raises:
            VaultRefused: VAULT:RING when the ring's file cannot be read.
        """
        self._keep(connection, holder, self.ring.new_data_key(holder))

    def put(self, connection: Connection, holder: str, place: Place, value: bytes) -> None:
        """Seal a value in its place, over whatever stood there.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.
            place: Where the value stands.
            value: At most 50 MiB.

        Raises:
            VaultRefused: VAULT:FORGOTTEN when the holder has no key; VAULT:SIZE for a value too
                large; otherwise as for `KeyRing.unwrap`.
        """
        sealed = seal(self._key(connection, holder), place, value)
        here = _at(place)
        connection.execute(delete(vault_fields).where(*here))
        connection.execute(
            insert(vault_fields).values(
                table=place.table,
                row=place.row,
                field=place.field,
                holder=holder,
                sealed=sealed,
                sealed_at=self.clock(),
            )
        )

    def get(self, connection: Connection, holder: str, place: Place) -> bytes:
        """Return a value.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.
            place: Where the value stands.

        Returns:
            The value.

        Raises:
            VaultRefused: VAULT:NOTHING when there is none; VAULT:FORGOTTEN when the holder has no
                key; VAULT:DAMAGED when it is not what was written; otherwise as for
                `KeyRing.unwrap`.
        """
        where = {"table": place.table, "row": place.row, "field": place.field, "holder": holder}
        kept = connection.execute(_SEALED, where).one_or_none()
        if kept is None:
            raise VaultRefused(
                "VAULT:NOTHING", f"nothing is sealed as {place.field} of that {place.table}"
            )
        if kept.key is None:
            raise _forgotten()
        key = self.ring.unwrap(Wrapped(kept.ring_key, kept.key), holder)
        return open_sealed(key, place, kept.sealed)

    def get_text(self, connection: Connection, holder: str, place: Place) -> str:
        """Return a value that was written as UTF-8.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.
            place: Where the value stands.

        Returns:
            The text.

        Raises:
            VaultRefused: As for `get`.
        """
        return self.get(connection, holder, place).decode("utf-8")

    def mark(self, field: str, value: str) -> str:
        """Return the mark of a value in a field, which is meaningless without the key.

        Args:
            field: The field's name.
            value: The value.

        Returns:
            64 hex digits.
        """
        return blind_mark(self.ring.index_key(field), value).hex()

    def add_mark(
        self, connection: Connection, holder: str, field: str, value: str, *, sole: bool
    ) -> bool:
        """Let a value be found.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.
            field: The field's name.
            value: The value.
            sole: Whether it is to be one holder's alone.

        Returns:
            False when it is to be one holder's alone and is another's.
        """
        mark = self.mark(field, value)
        row = {
            "field": field,
            "mark": mark,
            "holder": holder,
            "sole": f"{field}:{mark}" if sole else None,
        }
        connection.execute(insert_absent(connection, vault_marks), row)
        return self.find(connection, field, value) == [holder] or not sole

    def drop_marks(self, connection: Connection, holder: str, field: str) -> None:
        """Let the holder's values in a field be found no more.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.
            field: The field's name.
        """
        connection.execute(
            delete(vault_marks).where(vault_marks.c.holder == holder, vault_marks.c.field == field)
        )

    def find(self, connection: Connection, field: str, value: str) -> list[str]:
        """Return who has a value in a field.

        Args:
            connection: An open database transaction.
            field: The field's name.
            value: The value.

        Returns:
            The holders, sorted.
        """
        question = (
            select(vault_marks.c.holder)
            .where(vault_marks.c.field == field, vault_marks.c.mark == self.mark(field, value))
            .order_by(vault_marks.c.holder)
        )
        return list(connection.scalars(question))

    def marks(self, connection: Connection) -> list[tuple[str, str, str]]:
        """Return every mark by which a value can be found.

        Args:
            connection: An open database transaction.

        Returns:
            Holder, field and mark of each, by holder.
        """
        question = select(vault_marks.c.holder, vault_marks.c.field, vault_marks.c.mark)
        rows = connection.execute(question.order_by(vault_marks.c.holder, vault_marks.c.field))
        return [(row.holder, row.field, row.mark) for row in rows]

    def contents(self, connection: Connection, holder: str) -> Iterable[tuple[Place, bytes]]:
        """Yield everything that is sealed for a holder, opened.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.

        Yields:
            Each place with its value.

        Raises:
            VaultRefused: VAULT:FORGOTTEN when the holder has no key; otherwise as for `get`.
        """
        key = self._key(connection, holder)
        question = (
            select(vault_fields)
            .where(vault_fields.c.holder == holder)
            .order_by(vault_fields.c.table, vault_fields.c.row, vault_fields.c.field)
        )
        for row in connection.execute(question).all():
            place = Place(row.table, row.row, row.field)
            yield place, open_sealed(key, place, row.sealed)

    def forget(self, connection: Connection, holder: str) -> None:
        """Destroy a holder's key, and with it everything that was sealed under it.

        The wrapped key is overwritten before its row goes, so that on SQLite no free page keeps it.

        Args:
            connection: An open database transaction.
            holder: A person's identifier, or that of a code.
        """
        blank = {"sealed": secrets.token_bytes(WRAPPED_BYTES), "ring_key": 0}
        connection.execute(update(vault_keys).where(vault_keys.c.holder == holder).values(**blank))
        connection.execute(delete(vault_fields).where(vault_fields.c.holder == holder))
        connection.execute(delete(vault_marks).where(vault_marks.c.holder == holder))
        connection.execute(delete(vault_keys).where(vault_keys.c.holder == holder))

    def rotate(self) -> int:
        """Add a ring key and keep the ring; new keys are wrapped by it at once.

        Returns:
            The new key's number.

        Raises:
            VaultRefused: VAULT:RING when the ring's file cannot be read.
        """
        number = self.ring.rotate()
        self.ring.save(self.ring_file)
        return number

    def rewrap_all(self) -> int:
        """Wrap every data key by the newest ring key, some at a time.

        What is sealed stays as it is. A run that was broken off goes on where it stopped.

        Returns:
            How many were wrapped anew.

        Raises:
            VaultRefused: As for `KeyRing.unwrap`.
        """
        done = 0
        while True:
            with self.database.writing() as connection:
                rows = connection.execute(
                    select(vault_keys)
                    .where(vault_keys.c.ring_key < self.ring.newest)
                    .order_by(vault_keys.c.holder)
                    .limit(_REWRAPPED_AT_ONCE)
                ).all()
                for row in rows:
                    again = self.ring.rewrap(Wrapped(row.ring_key, row.sealed), row.holder)
                    connection.execute(
                        update(vault_keys)
                        .where(vault_keys.c.holder == row.holder)
                        .values(ring_key=again.ring_key, sealed=again.sealed)
                    )
            done += len(rows)
            if not rows:
                return done

    def retire(self, number: int) -> None:
        """Forget an old ring key for good.

        Args:
            number: The key's number.

        Raises:
            VaultRefused: VAULT:IN_USE while it still wraps somebody's key; VAULT:NEWEST for the
                newest.
        """
        with self.database.reading() as connection:
            held = connection.scalar(select(func.count()).where(vault_keys.c.ring_key == number))
        if held:
            raise VaultRefused(
                "VAULT:IN_USE", f"ring key {number} still wraps {held} keys; rewrap them first"
            )
        self.ring.retire(number)
        self.ring.save(self.ring_file)

    def _key(self, connection: Connection, holder: str) -> bytes:
        row = connection.execute(
            select(vault_keys).where(vault_keys.c.holder == holder)
        ).one_or_none()
        if row is None:
            raise _forgotten()
        return self.ring.unwrap(Wrapped(row.ring_key, row.sealed), holder)

    def _keep(self, connection: Connection, holder: str, wrapped: Wrapped) -> None:
        connection.execute(
            insert(vault_keys).values(
                holder=holder,
                ring_key=wrapped.ring_key,
                sealed=wrapped.sealed,
                made_at=self.clock(),
            )
        )


def _forgotten() -> VaultRefused:
    return VaultRefused("VAULT:FORGOTTEN", "there is no key for this holder any more")


# A value and its holder's key together.
_SEALED = (
    select(vault_fields.c.sealed, vault_keys.c.ring_key, vault_keys.c.sealed.label("key"))
    .outerjoin(vault_keys, vault_keys.c.holder == vault_fields.c.holder)
    .where(
        vault_fields.c.table == bindparam("table"),
        vault_fields.c.row == bindparam("row"),
        vault_fields.c.field == bindparam("field"),
        vault_fields.c.holder == bindparam("holder"),
    )
)


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        vault_fields.c.table == place.table,
        vault_fields.c.row == place.row,
        vault_fields.c.field == place.field,
    )
