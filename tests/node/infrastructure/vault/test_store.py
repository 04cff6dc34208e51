"""The vault in a database: sealed for its holder, found by marks, rewrapped, forgotten for good."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tallystick_node.infrastructure.vault.key_ring import KeyRing, VaultRefused
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.storage.tables import vault_fields, vault_keys, vault_marks

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database

NAME = Place("evidence", "1", "name")
VALUE = "欧阳 Distinctive 91".encode()


@pytest.fixture
def vault(database: Database, time: Time, tmp_path: Path) -> Vault:
    file = tmp_path / "keys" / "ring.json"
    result = Vault(database, KeyRing.load_or_make(file), file, time)
    with database.writing() as connection:
        for holder in ("anna", "ben"):
            result.open_for(connection, holder)
    return result


def test_what_is_sealed_for_one_opens_for_no_other(vault: Vault) -> None:
    with vault.database.writing() as connection:
        vault.put(connection, "anna", NAME, VALUE)
        assert vault.get(connection, "anna", NAME) == VALUE
        with pytest.raises(VaultRefused, match="VAULT:NOTHING"):
            vault.get(connection, "ben", NAME)
        kept = connection.scalar(select(vault_fields.c.sealed))
    assert kept is not None
    assert VALUE not in kept


def test_a_value_moved_to_another_holder_does_not_open(vault: Vault) -> None:
    with vault.database.writing() as connection:
        vault.put(connection, "anna", NAME, VALUE)
        connection.execute(vault_fields.update().values(holder="ben"))
        with pytest.raises(VaultRefused, match="VAULT:DAMAGED"):
            vault.get(connection, "ben", NAME)


def test_a_value_is_found_by_its_mark_and_another_is_not(vault: Vault) -> None:
    with vault.database.writing() as connection:
        assert vault.add_mark(connection, "anna", "phone", "+8613800138000", sole=True)
        assert vault.add_mark(connection, "anna", "phone", "+8613800138000", sole=True)
        assert vault.find(connection, "phone", "+8613800138000") == ["anna"]
        assert vault.find(connection, "phone", "+8613800138001") == []
        assert vault.find(connection, "card", "+8613800138000") == []
        marks = connection.scalars(select(vault_marks.c.mark)).all()
    assert "13800138000" not in "".join(marks)


def test_a_sole_value_belongs_to_one_holder_and_a_shared_one_to_many(vault: Vault) -> None:
    with vault.database.writing() as connection:
        assert vault.add_mark(connection, "anna", "phone", "1", sole=True)
        assert not vault.add_mark(connection, "ben", "phone", "1", sole=True)
        assert vault.find(connection, "phone", "1") == ["anna"]
        assert vault.add_mark(connection, "anna", "card", "1", sole=False)
        assert vault.add_mark(connection, "ben", "card", "1", sole=False)
        assert vault.find(connection, "card", "1") == ["anna", "ben"]
        vault.drop_marks(connection, "anna", "card")
        assert vault.find(connection, "card", "1") == ["ben"]


def test_rotation_rewraps_every_key_and_the_old_one_may_go(vault: Vault) -> None:
    with vault.database.writing() as connection:
        vault.put(connection, "anna", NAME, VALUE)
    assert vault.rotate() == 2
    with pytest.raises(VaultRefused, match="VAULT:IN_USE.*still wraps 2"):
        vault.retire(1)
    assert vault.rewrap_all() == 2
    assert vault.rewrap_all() == 0
    vault.retire(1)
    again = Vault(
        vault.database, KeyRing.load_or_make(vault.ring_file), vault.ring_file, vault.clock
    )
    with vault.database.reading() as connection:
        assert again.get(connection, "anna", NAME) == VALUE
        assert set(connection.scalars(select(vault_keys.c.ring_key))) == {2}


def test_a_process_that_runs_takes_in_a_ring_that_another_has_rotated(vault: Vault) -> None:
    with vault.database.writing() as connection:
        vault.put(connection, "anna", NAME, VALUE)
    other = Vault(
        vault.database, KeyRing.load_or_make(vault.ring_file), vault.ring_file, vault.clock
    )
    other.rotate()
    other.rewrap_all()
    with vault.database.reading() as connection:
        assert vault.get(connection, "anna", NAME) == VALUE


def test_who_is_forgotten_is_read_and_found_no_more_and_others_stay(vault: Vault) -> None:
    with vault.database.writing() as connection:
        for holder in ("anna", "ben"):
            place = Place("evidence", holder, "name")
            vault.put(connection, holder, place, VALUE)
            vault.add_mark(connection, holder, "phone", holder, sole=True)
        vault.forget(connection, "anna")
        assert vault.find(connection, "phone", "anna") == []
        with pytest.raises(VaultRefused, match="VAULT:FORGOTTEN"):
            list(vault.contents(connection, "anna"))
        with pytest.raises(VaultRefused, match="VAULT:NOTHING"):
            vault.get(connection, "anna", Place("evidence", "anna", "name"))
        assert list(vault.contents(connection, "ben")) == [
            (Place("evidence", "ben", "name"), VALUE)
        ]


def test_a_forgotten_key_is_in_no_byte_of_the_file(vault: Vault) -> None:
    if vault.database.dialect != "sqlite":
        pytest.skip("the bytes of a server's files are the server's")
    with vault.database.reading() as connection:
        sealed = connection.scalar(select(vault_keys.c.sealed).where(vault_keys.c.holder == "anna"))
    assert sealed is not None
    file = Path(vault.database.place.removeprefix("sqlite:///"))
    vault.database.settle()
    text = b64encode(sealed)
    assert text in file.read_bytes()
    with vault.database.writing() as connection:
        vault.forget(connection, "anna")
    vault.database.settle()
    kept = b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))
    assert text not in kept
