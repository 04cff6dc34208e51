"""A row that was changed in the database, and a journal that was rewritten, are found."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tallystick_node.bootstrap.composition import compose
from tallystick_node.bootstrap.jobs import indexer_of
from tallystick_node.entrypoints.verification import TableCheck, verified
from tallystick_node.infrastructure.settings.settings import Settings, load_settings


def settings(folder: Path) -> Settings:
    return load_settings({"data_dir": folder, "dev": True}, {})[0]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a node that has read its chain."""
    folder = tmp_path_factory.mktemp("node") / "here"
    opened = compose(settings(folder))
    try:
        indexer_of(opened).catch_up()
        with opened.foundation.database.writing() as connection:
            opened.foundation.audit_log.add(
                connection, actor="test", act="seen", subject="nobody", details={}
            )
    finally:
        opened.resources.close()  # its loops never ran
    return folder


@pytest.fixture
def copy(node: Path, tmp_path: Path) -> Path:
    shutil.copytree(node, tmp_path / "copy")
    return tmp_path / "copy"


def tampered(folder: Path, statement: str) -> dict[str, TableCheck]:
    connection = sqlite3.connect(folder / "node.sqlite")
    # Whoever has the file can take away what guards the journal.
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()
    return {check.id: check for check in verified(settings(folder))}


def test_an_honest_node_agrees(copy: Path) -> None:
    checks = verified(settings(copy))
    assert {check.id for check in checks} == {
        "journal", "cursor", "events", "event_parties", "loans",
    }  # fmt: skip
    assert [check for check in checks if not check.ok] == []
    assert any(check.id == "events" and int(check.detail.split()[0]) > 10 for check in checks)


@pytest.mark.parametrize(
    ("statement", "failed"),
    [
        (
            "UPDATE events SET name = 'Repaid' WHERE rowid = (SELECT min(rowid) FROM events)",
            "events",
        ),
        ("DELETE FROM events WHERE rowid = (SELECT max(rowid) FROM events)", "events"),
        ("UPDATE index_cursor SET hash = '0x00'", "cursor"),
        ("UPDATE journal SET actor = 'nobody' WHERE number = 1", "journal"),
        ("DELETE FROM journal WHERE number = 1", "journal"),
    ],
)
def test_what_was_changed_is_named(copy: Path, statement: str, failed: str) -> None:
    checks = tampered(copy, statement)
    assert not checks[failed].ok
    assert checks[failed].detail


def test_the_command_says_so(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tallystick.cli.main import main  # noqa: PLC0415 - as a user's process would

    with pytest.raises(SystemExit) as ended:
        main(["node", "verify", "--data-dir", str(copy), "--json"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "pass"
    tampered(copy, "UPDATE journal SET actor = 'nobody' WHERE number = 1")
    with pytest.raises(SystemExit) as ended:
        main(["node", "verify", "--data-dir", str(copy), "--json"])
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "fail"
