from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from node.credit.conftest import HEADER, market, write
from tallystick_node.credit.fairness import looks_protected
from tallystick_node.credit.monitoring import Watched, monitor
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.report import as_html, as_text
from tallystick_node.credit.stability import alarm
from tallystick_node.credit.table import read_table
from tallystick_node.credit.watching import watch

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

WATCHED = Watched(
    target="y_default", time="made", anchor="anchor_rate", lost="y_lost", groups=("home", "income")
)


@pytest.fixture(scope="module")
def report(trained: Trained, later: Path) -> dict[str, Any]:
    return monitor(trained.card, read_table(later), WATCHED, trained.card)


def test_the_same_market_is_stable_and_judged_as_validated(report: dict[str, Any]) -> None:
    assert report["stability"]["alarm"] == "stable"
    assert {variable["alarm"] for variable in report["stability"]["variables"]} == {"stable"}
    overall = report["overall"]
    assert overall["auc_low"] < overall["auc"] < overall["auc_high"]
    assert overall["expected_over_observed"] == pytest.approx(1, abs=0.12)


def test_a_market_that_has_moved_raises_the_alarm(trained: Trained, tmp_path: Path) -> None:
    rows = market(1_000, 5)
    for row in rows:
        row[3] = float(str(row[3])) * 2 + 0.3
        row[5] = "RENT" if row[5] == "OWN" else row[5]
    table = read_table(write(tmp_path / "t.csv", HEADER, rows))
    stability = monitor(trained.card, table, Watched())["stability"]
    alarms = {variable["variable"]: variable["alarm"] for variable in stability["variables"]}
    assert stability["alarm"] == "act"
    assert alarms["debt"] == "act"
    assert alarms["late"] == "stable"


@pytest.mark.parametrize(
    ("value", "level"), [(0.0, "stable"), (0.0999, "stable"), (0.1, "watch"), (0.25, "act")]
)
def test_alarms_begin_at_their_limits(value: float, level: str) -> None:
    assert alarm(value) == level


def test_every_month_and_grade_has_its_figures(report: dict[str, Any]) -> None:
    assert [period["period"] for period in report["by_period"]][:2] == ["2020-01", "2020-02"]
    assert len(report["by_period"]) == 24
    assert sum(period["rows"] for period in report["by_period"]) == 1_500
    observed = [grade["observed"] for grade in report["by_grade"]]
    assert observed[0] < observed[-1]


def test_loss_and_trade_off_follow_the_risk(report: dict[str, Any]) -> None:
    fifths = report["money"]["fifths"]
    assert fifths[0] < fifths[2] < fifths[-1]
    assert report["money"]["expected_loss"] == pytest.approx(
        report["money"]["realised_loss"], rel=0.15
    )
    rates = [row["bad_rate"] for row in report["trade_off"]]
    assert rates[0] < rates[4] < rates[-1]
    assert rates[-1] == pytest.approx(report["overall"]["observed"], abs=1e-6)


def test_a_card_does_not_migrate_against_itself(report: dict[str, Any]) -> None:
    migration = report["migration"]
    assert (migration["same"], migration["better"], migration["worse"]) == (1, 0, 0)


def test_groups_are_side_by_side(report: dict[str, Any]) -> None:
    home, income = report["fairness"]
    assert {group["group"] for group in home["groups"]} == {"OWN", "RENT", "MORTGAGE"}
    assert len(income["groups"]) == 6  # fifths and missing
    poorest = income["groups"][0]
    assert poorest["approved"] < income["groups"][4]["approved"]
    assert max(group["impact_ratio"] for group in home["groups"]) == 1


def test_overrides_are_counted(trained: Trained, tmp_path: Path, later: Path) -> None:
    with later.open(encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    body: list[list[object]] = [[*row, "approve"] for row in rows[1:]]
    path = write(tmp_path / "t.csv", [*rows[0], "decided"], body)
    result = monitor(trained.card, read_table(path), Watched(decision="decided"))
    worst = result["grades"][trained.card.grades[-1].name]
    assert result["overrides"]["approved_against_the_card"] == worst
    assert result["overrides"]["declined_against_the_card"] == 0


def test_a_column_that_is_not_there_is_refused(trained: Trained, later: Path) -> None:
    with pytest.raises(CreditError, match="'nowhere'"):
        monitor(trained.card, read_table(later), Watched(groups=("nowhere",)))


def test_the_page_holds_the_plots_and_lets_nothing_in(
    report: dict[str, Any], trained: Trained
) -> None:
    evil = report | {"reasons": {"<script>alert(1)</script>": 1}}
    page = as_html(evil)
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    drawings = [part.split("</svg>")[0] for part in page.split("<svg")[1:]]
    assert len(drawings) >= 5
    for drawing in drawings:
        ET.fromstring(f"<svg{drawing}</svg>")
    assert trained.card.hash in as_text(report)


def test_the_folder_holds_report_text_and_page(
    trained: Trained, later: Path, tmp_path: Path
) -> None:
    panel = [[f"L{loan}", "2020-01", month, 40 * (month if loan < 3 else 0)]
             for loan in range(10) for month in range(5)]  # fmt: skip
    header = ["loan", "vintage", "month", "days_past_due"]
    result = watch(
        trained.card, later, WATCHED, None,
        panel=write(tmp_path / "panel.csv", header, panel), out=tmp_path / "out",
    )  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "report.html", "report.json", "report.txt",
    ]  # fmt: skip
    assert result["vintages"] == {"2020-01": [0.0, 0.0, 0.0, 0.3, 0.3]}
    assert result["early_signs"]["late_in_month_1"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    "name", ["Age", "gender", "marital.3", "personal_status", "foreign_worker", "Sex", "dependents"]
)
def test_a_protected_attribute_is_known_by_its_name(name: str) -> None:
    assert looks_protected(name)


@pytest.mark.parametrize("name", ["mortgage", "percentage", "usage", "page", "average_balance"])
def test_other_words_are_not(name: str) -> None:
    assert not looks_protected(name)
