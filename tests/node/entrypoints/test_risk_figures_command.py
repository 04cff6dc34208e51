"""`tallystick risk register|limits|incidents|ladder|rating`, from a node's database alone."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from tallystick.cli.exits import CannotRunError
from tallystick.platform._sync.platform import Platform
from tallystick_node.entrypoints.risk_command import app
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.risk.book import RiskBook
from tallystick_node.risk.jobs import RISK_WATCH
from tallystick_node.risk.ladder import LadderStep
from tallystick_node.risk.limits import limits_of
from tallystick_node.risk.refusals import NoRisk

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

TODAY = date(2026, 3, 10)
COMMANDS = ("register", "limits", "incidents", "ladder", "rating")


def run(folder: Path, url: str, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--data-dir", str(folder), "--database", url])


def keep(database: Database, time: Time, claims: int = 10, assets: int = 10, **values: int) -> None:
    book = RiskBook(AuditLog(time), Alerts(Outbox(database, time, 5), None), time)
    limits = limits_of(load_pack("generic"), TODAY)
    whole: dict[str, int | None] = dict.fromkeys(limits, 0)
    whole |= {metric.replace("__", "."): value for metric, value in values.items()}
    key = JobKey(TODAY, RISK_WATCH, PLATFORM)
    with database.writing() as connection:
        book.keep(connection, key, whole, limits, [LadderStep(0, assets, claims)])


def shown(result: Result) -> Any:
    return json.loads(result.stdout)


def test_a_day_that_is_well_is_shown(
    tmp_path: Path, database: Database, database_url: str, time: Time
) -> None:
    keep(database, time)
    answers = {word: run(tmp_path, database_url, word, "--json") for word in COMMANDS}
    assert {word: answer.exit_code for word, answer in answers.items()} == dict.fromkeys(
        COMMANDS, 0
    )
    assert len(shown(answers["register"])["risks"]) == 15
    assert shown(answers["limits"])["limits"][0] == {
        "metric": "credit.late", "warning": 50_000, "breach": 100_000,
    }  # fmt: skip
    assert shown(answers["incidents"]) == {"incidents": []}
    assert shown(answers["ladder"])["steps"] == [{"days": 0, "assets": "10", "claims": "10"}]
    assert shown(answers["rating"])["grade"] == "A"


def test_a_breach_is_a_no(
    tmp_path: Path, database: Database, database_url: str, time: Time
) -> None:
    keep(database, time, claims=9, credit__bad=60_000)
    codes = {word: run(tmp_path, database_url, word).exit_code for word in COMMANDS}
    assert codes == {"register": 1, "limits": 0, "incidents": 1, "ladder": 1, "rating": 0}
    listed = run(tmp_path, database_url, "incidents").stdout
    assert "credit.bad" in listed
    assert "pause_lending" in listed


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("word", ["register", "limits", "rating"])
def test_nothing_measured_cannot_be_shown(tmp_path: Path, database_url: str, word: str) -> None:
    refused = run(tmp_path, database_url, word).exception
    assert isinstance(refused, CannotRunError)
    assert refused.code == "RISK:UNMEASURED"
    ladder = run(tmp_path, database_url, "ladder").exception
    assert isinstance(ladder, NoRisk)


def test_a_folder_without_a_node_is_refused_and_stays_empty(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["register", "--data-dir", str(tmp_path)]).exception
    assert isinstance(refused, CannotRunError)
    assert refused.code == "RISK:DATABASE"
    assert list(tmp_path.iterdir()) == []


def test_figures_are_written_for_people(
    tmp_path: Path, database: Database, database_url: str, time: Time
) -> None:
    keep(database, time, claims=9, credit__bad=60_000, operation__dead_jobs=1_200)
    register = run(tmp_path, database_url, "register").stdout
    assert "6.00 %" in register
    assert "1,200" in register
    assert "60000" not in register + run(tmp_path, database_url, "incidents").stdout
    assert "5.00 %" in run(tmp_path, database_url, "limits").stdout
    ladder = run(tmp_path, database_url, "ladder").stdout
    assert "mismatch 10.00 % on 2026-03-10" in ladder
    assert "today, or overdue" in ladder
    assert "ppm" not in ladder


def test_a_ladder_without_a_loan_that_is_repaid_says_so(
    tmp_path: Path, database: Database, database_url: str, time: Time
) -> None:
    keep(database, time, claims=0, assets=0)
    result = run(tmp_path, database_url, "ladder")
    assert result.exit_code == 0
    assert "no loan was being repaid on 2026-03-10; loans in default have no day" in result.stdout
    document = shown(run(tmp_path, database_url, "ladder", "--json"))
    assert document["mismatch_ppm"] is None


def test_a_ladders_amounts_are_the_tokens_where_the_chain_is_asked(
    tmp_path: Path, database: Database, database_url: str, time: Time, network: Network,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    keep(database, time, claims=1_234_560_000, assets=1_234_560_000)
    monkeypatch.setattr(Platform, "connect", lambda *_: network.platform)
    assert "1,234.56" in run(tmp_path, database_url, "ladder", "--rpc", "http://x").stdout
    assert "1,234,560,000" in run(tmp_path, database_url, "ladder").stdout
