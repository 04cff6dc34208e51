"""`tallystick regulator` as typed: keys shown once, files written once, refusals that keep all."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from node.supervision.builders import (
    PLAN,
    SANDBOX,
    asked,
    keep_report,
    keep_statement,
    loan_of,
    report_of,
    statement_of,
    supervision_on,
)
from tallystick.cli.exits import CannotRunError
from tallystick.errors import ConfigError, InputError, TallystickError
from tallystick_node.auth.refusals import NotSignedIn
from tallystick_node.entrypoints.regulator_command import app
from tallystick_node.evm.clock import ACCELERATED, Clock
from tallystick_node.evm.store import FILE as CHAIN_FILE
from tallystick_node.storage.tables import index_cursor, regulator_keys
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.sandbox_plan import PLAN_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

STATED = statement_of(1)


class Desk:
    """A node's directory, its database, and the command on both."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.where = ("--data-dir", str(folder), "--database", database_url)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, *self.where])

    def answer(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def add(self, **changes: str) -> Any:
        last = (datetime.now(UTC) + timedelta(days=30)).date()
        options = {
            "--name": "Authority", "--scope": "files", "--network": "192.0.2.0/24",
            "--expires-on": str(last),
        } | changes  # fmt: skip
        return self.answer("key", "add", *[word for pair in options.items() for word in pair])


@pytest.fixture
def desk(network: Network, database: Database, database_url: str, tmp_path: Path) -> Desk:
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps(network.platform.deployment.document()), "utf-8")
    keep_report(tmp_path, report_of([loan_of(1, STATED)], "2025-12"))
    keep_statement(tmp_path, STATED)
    database.close()
    return Desk(tmp_path, database_url)


def test_a_key_is_shown_once_listed_and_revoked(
    desk: Desk, database: Database, tmp_path: Path, time: Time
) -> None:
    issued = desk.add()
    assert issued["secret"].startswith("tsr_")
    listed = desk.answer("key", "list")["keys"]
    assert [key["state"] for key in listed] == ["active"]
    assert issued["secret"] not in json.dumps(listed)
    assert "Authority" in desk.run("key", "list").stdout
    time.now = datetime.now(UTC)
    supervision = supervision_on(database, time, tmp_path)
    assert supervision.keys.admit(issued["secret"], asked()).name == "Authority"
    assert "opens nothing any more" in desk.run("key", "revoke", "--key", "1").stdout
    with pytest.raises(NotSignedIn, match="REGULATOR:ENDED"):
        supervision.keys.admit(issued["secret"], asked())
    assert isinstance(desk.run("key", "revoke", "--key", "1").exception, SupervisionRefused)
    assert isinstance(desk.run("key", "revoke", "--key", "9").exception, NoSupervision)


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--scope", "everything", "REGULATOR:SCOPES"), ("--network", "::/0", "REGULATOR:NETWORKS"),
     ("--expires-on", "2020-01-01", "REGULATOR:EXPIRY"), ("--expires-on", "soon", "REGULATOR:"),
     ("--name", " ", "SUPERVISION:TEXT")],
)  # fmt: skip
def test_a_key_that_breaks_a_rule_is_not_issued(
    desk: Desk, option: str, value: str, code: str
) -> None:
    words = {
        "--name": "A", "--scope": "files", "--network": "192.0.2.0/24",
        "--expires-on": str((datetime.now(UTC) + timedelta(days=3)).date()),
    } | {option: value}  # fmt: skip
    result = desk.run("key", "add", *[word for pair in words.items() for word in pair])
    assert isinstance(result.exception, InputError)
    assert code in str(result.exception)
    assert desk.answer("key", "list") == {"keys": []}


NIFA = ("--institution", "Abacus Ltd", "--short-name", "Abacus")


def test_each_file_is_written_once(desk: Desk, tmp_path: Path) -> None:
    for words, kind in (
        (("nifa", "--month", "2025-12", *NIFA), "nifa"), (("kiis", "--loan", "1"), "kiis"),
        (("outcome", "--year", "2025"), "outcome"),
    ):  # fmt: skip
        out = tmp_path / f"{kind}.out"
        kept = desk.answer("files", *words, "--out", str(out))
        assert (kept["version"], kept["bytes"]) == (1, len(out.read_bytes()))
        refused = desk.run("files", *words, "--out", str(out))
        assert isinstance(refused.exception, CannotRunError)
        assert "FILES:THERE" in str(refused.exception)
        again = desk.answer("files", *words, "--out", str(tmp_path / f"{kind}.again"))
        assert (again["file"], again["sha256"]) == (kept["file"], kept["sha256"])


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        (("nifa", "--month", "2098-01", *NIFA), InputError, "FILES:FUTURE"),
        (("nifa", "--month", "2025-11", *NIFA), InputError, "FILES:NONE"),
        (("nifa", "--month", "December", *NIFA), InputError, "FILES:PERIOD"),
        (("outcome", "--year", "2098"), InputError, "FILES:FUTURE"),
        # Drawn down in another year than its last report says.
        (("ecspr", "--year", "2025"), InputError, "FILES:INVALID"),
        (("kiis", "--loan", "2"), InputError, "FILES:LOAN"),
    ],
)
def test_what_cannot_be_made_writes_nothing(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], kind: type[TallystickError], code: str
) -> None:
    out = tmp_path / "file.out"
    result = desk.run("files", *words, "--out", str(out))
    assert isinstance(result.exception, kind)
    assert code in str(result.exception)
    assert not out.exists()


def test_a_directory_without_a_platform_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["key", "list", "--data-dir", str(tmp_path)])
    assert isinstance(result.exception, ConfigError)


def at_head(database: Database, moment: datetime) -> None:
    """Let the node have read a chain whose head is of that moment."""
    with database.writing() as connection:
        connection.execute(
            insert(index_cursor).values(
                id=1, version=1, platform="0x" + "a1" * 20, block=1, hash="0x", head=1,
                head_timestamp=int(moment.timestamp()), head_seen_at=datetime.now(UTC), events=0,
                reorgs=0,
            )
        )  # fmt: skip
    database.close()


@pytest.mark.parametrize(("past", "state"), [(False, "expired"), (True, "active")])
def test_a_key_ends_by_the_time_of_the_node(
    desk: Desk, database: Database, tmp_path: Path, *, past: bool, state: str
) -> None:
    """On a chain that lives in a past a key of then is in force, as it is for the node itself."""
    desk.add()
    then = datetime.now(UTC) - timedelta(days=100)
    with database.writing() as connection:
        connection.execute(regulator_keys.update().values(expires_at=then + timedelta(days=1)))
    at_head(database, then)
    if past:
        with closing(sqlite3.connect(tmp_path / CHAIN_FILE)) as chain, chain:
            chain.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB)")
            written = Clock(mode=ACCELERATED, rate=1).document()
            chain.execute("INSERT INTO meta VALUES ('clock', ?)", (written,))
    (key,) = desk.answer("key", "list")["keys"]
    assert key["state"] == state


@pytest.fixture
def sandbox(desk: Desk, database: Database, tmp_path: Path) -> Desk:
    """A platform that was deployed as a sandbox, which has ended."""
    file = tmp_path / "deployment.json"
    document = json.loads(file.read_text("utf-8"))
    document["roles"]["sandbox"] = SANDBOX.model_dump()
    file.write_text(json.dumps(document), "utf-8")
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    at_head(database, datetime.fromtimestamp(1, UTC))
    return desk


def test_a_sandbox_closes_with_a_report_and_its_page(sandbox: Desk, tmp_path: Path) -> None:
    out, page = tmp_path / "closing.json", tmp_path / "closing.html"
    kept = sandbox.answer("files", "sandbox", "--out", str(out), "--html", str(page))
    report = json.loads(out.read_text("utf-8"))
    assert [metric["verdict"] for metric in report["metrics"]] == ["met", "met", "not_measurable"]
    assert kept["sha256"] in page.read_text("utf-8")
    refused = sandbox.run("files", "sandbox", "--out", str(tmp_path / "b"), "--html", str(page))
    assert "FILES:THERE" in str(refused.exception)


def test_a_platform_that_is_no_sandbox_has_no_closing_report(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    refused = desk.run("files", "sandbox", "--out", str(tmp_path / "closing.json"))
    assert "SANDBOX:NONE" in str(refused.exception)
