"""A backup holds what the vault needs, and a restored node opens everything again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import PDF, open_room
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.entrypoints.backup import back_up, restore
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.infrastructure.vault.key_ring import VaultRefused
from tallystick_node.kyc.fields import Field
from tallystick_node.storage import upgrade

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time


def test_a_restored_node_opens_its_people(tmp_path: Path, network: Network, time: Time) -> None:
    settings = load_settings({"data_dir": tmp_path / "one"}, {})[0]
    settings.data_dir.mkdir()
    database = database_of(settings)
    upgrade(database)
    room = open_room(settings.data_dir, database, network, time)
    person = room.full()
    number = room.people.documents.upload(person, "tax", PDF).number
    database.close()
    back_up(settings, tmp_path / "backup")
    other = load_settings({"data_dir": tmp_path / "two"}, {})[0]
    restore(other, tmp_path / "backup")
    database = database_of(other)
    again = open_room(other.data_dir, database, network, time)
    with database.reading() as connection:
        assert again.people.evidence.value(connection, person, Field.NAME) == "欧阳明"
    assert again.people.documents.content(person, number, actor="s")[1] == PDF
    assert again.level(person) == 2
    (other.data_dir / "keys" / "ring.json").unlink()
    without = open_room(other.data_dir, database, network, time)
    with database.reading() as connection, pytest.raises(VaultRefused, match="VAULT:"):
        without.people.evidence.value(connection, person, Field.NAME)
    database.close()
