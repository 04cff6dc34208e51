"""`tallystick risk stress` as it is typed: from a table, from a report; refused in a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from node.disclosure.builders import PublicationScene
from tallystick.cli.exits import CannotRunError
from tallystick.disclosure.report import read_report
from tallystick.errors import InputError
from tallystick_node.entrypoints.risk_command import app
from tallystick_node.risk.exposures import reported_portfolio
from tallystick_node.risk.scenario import BASE, Scenario

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick_node.storage import Database

TABLE = """number,group,outstanding,pd_ppm,lgd_ppm,level,vintage,cover_cap
1,a,1000000,100000,600000,3,2025-01,200000
2,b,500000,1000000,500000,5,2024-11,100000
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["stress", *words])


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "loans.csv"
    file.write_text(TABLE, "utf-8")
    return str(file)


def test_a_table_is_stressed_the_same_each_time(table: str) -> None:
    words = ("--loans", table, "--reserve", "50000", "--paths", "1000", "--seed", "3", "--json")
    first, again = (json.loads(run(*words).stdout) for _ in range(2))
    first.pop("seconds")
    again.pop("seconds")
    assert first == again
    assert (first["paths"], first["loans"], first["outstanding"]) == (1_000, 2, "1500000")
    assert first["loss_quantiles"]["50"] == "250000"
    assert first["loss_quantiles"]["99.9"] == "850000"
    assert first["by_level"]["5"] == {"expected": "250000", "99": "250000"}
    assert first["concentration"]["groups"] == 2


def test_people_get_a_table(table: str, tmp_path: Path) -> None:
    scenario = tmp_path / "worse.toml"
    scenario.write_text('name = "twice as bad"\npd_times_milli = 2000\n', "utf-8")
    shown = run("--loans", table, "--paths", "200", "--scenario", str(scenario)).stdout
    for words in ("twice as bad", "99.9 %", "Herfindahl", "expected loss"):
        assert words in shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "RISK:SOURCE"), (("--data-dir", "X"), "RISK:REPORT"),
        (("--paths", "1"), "RISK:PATHS"), (("--seed", "-1"), "RISK:SEED"),
    ],
)  # fmt: skip
def test_what_cannot_run_says_why(
    table: str, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    source = ("--loans", table) if words[:1] in {("--paths",), ("--seed",)} else ()
    typed = [str(tmp_path) if word == "X" else word for word in words]
    result = run(*source, *typed)
    assert isinstance(result.exception, CannotRunError | InputError)
    assert code in str(result.exception)


def test_both_sources_at_once_are_one_too_many(table: str, tmp_path: Path) -> None:
    result = run("--loans", table, "--data-dir", str(tmp_path))
    assert "RISK:SOURCE" in str(result.exception)


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "loans.csv"
    file.write_bytes(b"\xff\xfe")
    assert "RISK:LINE" in str(run("--loans", str(file)).exception)


def test_the_three_reductions_are_told_by_month(
    network: Network, database: Database, tmp_path: Path
) -> None:
    scene = PublicationScene(network, database, tmp_path / "reports")
    scene.live()
    scene.publish()
    result = CliRunner().invoke(app, ["trend", "--data-dir", str(tmp_path), "--json"])
    shown = json.loads(result.stdout)
    assert [row["month"] for row in shown["months"]] == [f"{m:%Y-%m}" for m in scene.months]
    assert set(shown["came_down"]) == {"scale", "leverage", "risk"}
    assert result.exit_code == (0 if all(shown["came_down"].values()) else 1)
    table = CliRunner().invoke(app, ["trend", "--data-dir", str(tmp_path)])
    assert "Herfindahl" in table.stdout
    empty = CliRunner().invoke(app, ["trend", "--data-dir", str(tmp_path / "none")])
    assert "RISK:REPORT" in str(empty.exception)


def test_a_published_report_is_a_portfolio(
    network: Network, database: Database, tmp_path: Path
) -> None:
    scene = PublicationScene(network, database, tmp_path / "reports")
    scene.live()
    scene.publish()
    shown: dict[str, Any] = json.loads(
        run("--data-dir", str(tmp_path), "--paths", "500", "--json").stdout
    )
    newest = max((tmp_path / "reports").glob("monthly-*.v1.json"))
    report = read_report(newest.read_bytes())
    owing = [loan for loan in report.document["loans"] if int(loan["outstanding"])]
    assert (shown["loans"], shown["day"]) == (len(owing), report.document["as_of"]["day"])
    assert int(shown["outstanding"]) == sum(int(loan["outstanding"]) for loan in owing)
    assert shown["assumed"] == len(owing), "these loans have no risk statement"
    sure = Scenario(late_times=((10**6, 0),))
    taken = reported_portfolio(newest.read_bytes(), tmp_path, sure)
    assert {exposure.pd_ppm for exposure in taken.exposures} == {10**6}
    base = reported_portfolio(newest.read_bytes(), tmp_path, BASE)
    for exposure, loan in zip(base.exposures, owing, strict=True):
        assert exposure.outstanding == int(loan["outstanding"])
        if loan["status"] != "active":
            assert exposure.pd_ppm == 10**6


POSITION = "escrow_coins = 600\nescrow_claims = 600\ntokens = 1000\nbank = 1000\nqueued = 250\n"


def test_a_run_is_told_and_drawn_from_a_position(table: str, tmp_path: Path) -> None:
    position, scenario, picture = (tmp_path / name for name in ("p.toml", "s.toml", "run.svg"))
    position.write_text(POSITION, "utf-8")
    scenario.write_text("[run]\ndays = 3\nasked_ppm = 0\nbank_day_limit = 100\n", "utf-8")
    words = ("--loans", table, "--paths", "200", "--position", str(position), "--scenario",
             str(scenario), "--svg", str(picture))  # fmt: skip
    result = run(*words, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)["run"]
    assert answer["escrow"] == {"coins": "600", "claims": "600", "uncovered": "0"}
    assert (answer["bank"]["money"], answer["bank"]["queued"]) == ("1000", "250")
    assert answer["days_to_pay_quantiles"] == {"50": 3, "90": 3, "99": 3}
    assert [day["waiting"]["99"] for day in answer["days"]] == ["150", "50", "0"]
    assert picture.read_text("utf-8").startswith("<svg")
    assert "most that waits" in run(*words).stdout


@pytest.mark.parametrize("less", ["escrow_coins = 600", "bank = 1000"])
def test_money_that_is_not_there_is_a_no(table: str, tmp_path: Path, less: str) -> None:
    position = tmp_path / "p.toml"
    position.write_text(POSITION.replace(less, less.replace("00", "0", 1)), "utf-8")
    result = run("--loans", table, "--paths", "200", "--position", str(position))
    assert result.exit_code == 1
    assert "ARE MISSING" in result.stdout


@pytest.mark.parametrize(
    "text",
    [
        "tokens = 1\n", POSITION + "more = 1\n", POSITION + "=", "\xff",
        POSITION.replace("1000", "-1"), POSITION.replace("600", "1.5"),
    ],
)  # fmt: skip
def test_a_position_that_is_none_is_refused(table: str, tmp_path: Path, text: str) -> None:
    position = tmp_path / "p.toml"
    position.write_bytes(text.encode("latin-1"))
    refused = run("--loans", table, "--paths", "200", "--position", str(position)).exception
    assert "RISK:POSITION" in str(refused)


def test_without_a_position_there_is_nothing_to_draw(table: str, tmp_path: Path) -> None:
    words = ("--loans", table, "--paths", "200")
    assert json.loads(run(*words, "--json").stdout)["run"] is None
    refused = run(*words, "--svg", str(tmp_path / "run.svg")).exception
    assert "RISK:POSITION" in str(refused)
