"""What a node gave up is told to a person, listed, and goes on when they say so."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from node.bootstrap.test_services import until
from tallystick.cli.main import main
from tallystick.errors import ConfigError
from tallystick_node.bootstrap.composition import compose
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.tables import jobs, journal, messages

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 3, 10)
SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
OPERATOR = "https://operator.example/alerts"


def fails(job: Job) -> Effect:
    del job
    raise ConfigError("SUM:BAD", "it does not add up")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run a command in this process; returns its exit code and its document."""
    with pytest.raises(SystemExit) as ended:
        main([*words, "--json"])
    return int(ended.value.code or 0), json.loads(capsys.readouterr().out)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    result = Database(sqlite_url(tmp_path / "node.sqlite"))
    upgrade(result)
    return result


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    return ("--data-dir", str(tmp_path))


def job(database: Database, state: str) -> None:
    """A job of the day in a state, after three tries."""
    with database.writing() as connection:
        JobQueue(database, machine_time).add(connection, [JobKey(DAY, "sum", PLATFORM)])
        connection.execute(jobs.update().values(state=state, attempts=3, error="SUM:BAD"))


@pytest.mark.long
def test_the_operator_is_told_of_a_dead_job_and_its_figures_show_it(tmp_path: Path) -> None:
    fields = {
        "data_dir": tmp_path / "node", "dev": True, "job_attempts_max": 1,
        "outbox": {"operator_url": OPERATOR, "webhook_secret": SECRET},
    }  # fmt: skip
    node = compose(load_settings(fields, {})[0], lambda _: [JobKind("sum", fails)])
    node.start()
    try:
        until(lambda: node.foundation.queue.counts().get("dead") == 1)
        with node.foundation.database.reading() as connection:
            entry = connection.execute(select(journal).where(journal.c.act == "job.dead")).one()
            sent = connection.scalars(
                select(messages.c.content).where(messages.c.channel == "webhook")
            ).all()
        assert json.loads(entry.details) == {"code": "SUM:BAD", "kind": "sum", "subject": PLATFORM}
        (alert,) = [message for message in sent if message["type"] == "job.dead"]
        assert alert["data"]["kind"] == "sum"
        until(
            lambda: set(node.foundation.queue.counts()) == {"dead", "done"}
        )  # all others are done
    finally:
        node.close()


def test_a_dead_job_is_listed_and_put_back_once(
    database: Database, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    job(database, "dead")
    code, (line,) = told(capsys, "node", "jobs", *words)
    assert (code, line) == (
        0,
        {
            "business_date": "2026-03-10", "kind": "sum", "subject": "platform", "state": "dead",
            "attempts": 3, "code": "SUM:BAD",
        },
    )  # fmt: skip
    back = ("node", "retry-job", *words, "--kind", "sum", "--day", "2026-03-10")
    first, second = told(capsys, *back), told(capsys, *back)
    assert (first[0], first[1]["planned"]) == (0, True)
    assert (second[0], second[1]["planned"]) == (1, False)
    _, (line,) = told(capsys, "node", "jobs", *words)
    assert (line["state"], line["attempts"]) == ("waiting", 0)
    with database.reading() as connection:
        acts = connection.scalars(select(journal.c.act)).all()
    assert list(acts) == ["job.revived"]
    database.close()


@pytest.mark.parametrize("state", ["waiting", "leased", "done"])
def test_a_job_that_is_not_dead_stays_as_it_is(
    database: Database, words: tuple[str, ...], capsys: pytest.CaptureFixture[str], state: str
) -> None:
    job(database, state)
    code, line = told(capsys, "node", "retry-job", *words, "--kind", "sum", "--day", "2026-03-10")
    assert (code, line["planned"]) == (1, False)
    with database.reading() as connection:
        assert connection.execute(select(jobs.c.state, jobs.c.attempts)).one() == (state, 3)
        assert connection.scalars(select(journal.c.act)).all() == []
    database.close()


@pytest.mark.parametrize(("state", "planned"), [("given_up", True), ("delivered", False)])
def test_a_message_that_was_given_up_is_listed_without_its_content_and_put_back(
    database: Database,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    state: str,
    planned: bool,
) -> None:
    now = machine_time()
    row = {
        "key": "m1", "channel": "notice", "recipient": "person:1", "content": {"said": "secret"},
        "state": state, "attempts": 100, "not_before": now, "lease_token": 1, "error": "NOTICE:NO",
        "created_at": now, "settled_at": now,
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(insert(messages).values(**row))
    _, lines = told(capsys, "node", "messages", *words)
    assert [(entry["key"], entry["attempts"], entry["code"]) for entry in lines] == (
        [("m1", 100, "NOTICE:NO")] if planned else []
    )
    assert "secret" not in json.dumps(lines)
    code, line = told(capsys, "node", "retry-message", *words, "--key", "m1")
    assert (code, line) == (0 if planned else 1, {"key": "m1", "planned": planned})
    with database.reading() as connection:
        value = connection.scalar(select(messages.c.state))
    assert value == ("waiting" if planned else state)
    database.close()


def test_without_a_database_nothing_is_put_back(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (("messages",), ("retry-job", "--kind", "sum", "--day", "2026-03-10")):
        with pytest.raises(SystemExit) as ended:
            main(["node", command[0], *words, *command[1:]])
        assert ended.value.code == 2
        assert capsys.readouterr().err.startswith("error: ")
