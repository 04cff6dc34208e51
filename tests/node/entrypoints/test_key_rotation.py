"""Rotation from the command line: a node that runs goes on, and old keys are forgotten in time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.foundation import RING_FILE
from tallystick_node.entrypoints.key_rotation import rotate_keys
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.infrastructure.vault.key_ring import KeyRing, VaultRefused
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.storage import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = Place("evidence", "1", "name")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """The vault of a node that runs while somebody else rotates."""
    database = database_of(load_settings({"data_dir": tmp_path}, {})[0])
    upgrade(database)
    file = tmp_path / RING_FILE
    result = Vault(database, KeyRing.load_or_make(file), file, machine_time)
    with database.writing() as connection:
        result.open_for(connection, "anna")
        result.put(connection, "anna", NAME, b"Anna")
    yield result
    database.close()


def test_a_node_that_runs_reads_and_wraps_on_after_rotations(vault: Vault, tmp_path: Path) -> None:
    settings = load_settings({"data_dir": tmp_path}, {})[0]
    old = KeyRing.load_or_make(tmp_path / RING_FILE).new_data_key("anna")
    assert rotate_keys(settings, retire=True).retired == ()
    with vault.database.writing() as connection:
        assert vault.get(connection, "anna", NAME) == b"Anna"
        vault.open_for(connection, "ben")
        vault.put(connection, "ben", Place("e", "2", "n"), b"B")
    done = rotate_keys(settings, retire=True)
    assert (done.newest, done.rewrapped, done.retired) == (3, 2, (1,))
    with vault.database.reading() as connection:
        assert vault.get(connection, "anna", NAME) == b"Anna"
        assert vault.get(connection, "ben", Place("e", "2", "n")) == b"B"
    with pytest.raises(VaultRefused, match="VAULT:KEY"):
        vault.ring.unwrap(old, "anna")


def test_without_retiring_every_key_stays(vault: Vault, tmp_path: Path) -> None:
    settings = load_settings({"data_dir": tmp_path}, {})[0]
    old = vault.ring.new_data_key("anna")
    for _ in range(3):
        rotate_keys(settings, retire=False)
    assert vault.ring.unwrap(old, "anna")


@pytest.mark.long
@pytest.mark.usefixtures("vault")
def test_it_is_typed_and_answers_in_json(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tallystick", "people", "rotate-keys", "--json"]
    done = subprocess.run(
        [*program, "--data-dir", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"newest": 2, "rewrapped": 1, "retired": []}
    empty = subprocess.run(
        [*program, "--data-dir", str(tmp_path / "none")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "DATABASE:" in empty.stderr
