"""Runbooks are whole, what a machine tries of them is tried, and the record is kept and shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import ConfigError, InputError
from tallystick_node.servicing.wind_down import ClosingMonth
from tallystick_node.supervision.exercises import (
    CHECKS,
    RECORD,
    RECORD_BYTES_MAX,
    ExerciseRecord,
    deadlines,
    exercise_names,
    keep_record,
    load_runbook,
    records_of,
)
from tallystick_node.web import kept_pages

if TYPE_CHECKING:
    from node.api.builders import Api

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DOCS = Path(__file__).resolve().parents[3] / "docs" / "runbooks"


def record(name: str = "restore", *, ok: bool = True) -> ExerciseRecord:
    return ExerciseRecord(name, NOW, 7, {1: {"check": "backup", "ok": ok, "seconds": 1}})


@pytest.mark.parametrize("name", exercise_names())
def test_a_runbook_is_in_order_and_on_its_page(name: str) -> None:
    book = load_runbook(name)
    within = [step.within_minutes for step in book.steps]
    assert within == sorted(within)
    assert any(step.check for step in book.steps)
    assert all(step.check in ("", *CHECKS) for step in book.steps)
    page = (DOCS / f"{name}.md").read_text("utf-8")
    assert all(step.what in page for step in book.steps)


def test_a_leak_is_told_within_the_laws_hours() -> None:
    book = load_runbook("data-leak")
    due = deadlines(book, NOW)
    by_law = [
        (step.what, moment)
        for step, moment in zip(book.steps, due, strict=True)
        if "GDPR" in step.what or "48 hours" in step.what
    ]
    assert [moment for _, moment in by_law] == [
        NOW + timedelta(hours=48), NOW + timedelta(hours=72),
    ]  # fmt: skip


def test_an_unknown_exercise_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="EXERCISE:NAME.*crisis, data-leak"):
        load_runbook("earthquake")


def test_records_are_kept_the_newest_first_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    assert records_of(tmp_path) == []
    keep_record(tmp_path, record())
    keep_record(tmp_path, record("crisis", ok=False))
    with (tmp_path / RECORD).open("a", encoding="utf-8") as lines:
        lines.write("no JSON\n[]\n{}\n")
    assert [(kept["name"], kept["ok"]) for kept in records_of(tmp_path)] == [
        ("crisis", False), ("restore", True),
    ]  # fmt: skip


def test_a_record_beyond_its_bound_is_refused(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text(json.dumps({}) + " " * RECORD_BYTES_MAX)
    with pytest.raises(ConfigError, match="EXERCISE:RECORD"):
        keep_record(tmp_path, record())


def test_the_page_of_the_end_shows_the_last_exercises(
    office: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "KEPT_SECONDS", 0.0)
    assert "not on record" in office.client.get("/exit").text
    keep_record(office.node.foundation.settings.data_dir, record())
    shown = office.client.get("/exit").text
    assert "restoring a lost node" in shown
    assert "2026-03-10 09:00 UTC" in shown
    keep_record(office.node.foundation.settings.data_dir, record("crisis", ok=False))
    assert shown != office.client.get("/exit?lang=zh-CN").text
    assert "信任危机" in office.client.get("/exit").text


def test_the_page_of_the_end_shows_how_far_it_is(
    office: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "KEPT_SECONDS", 0.0)
    assert "How far the wind-down is" not in office.client.get("/exit").text
    month = ClosingMonth("2026-03", NOW.date(), 7, 1_500_000, 9_000_000, 3, 2, 1)
    with office.node.foundation.database.writing() as connection:
        office.node.services.servicing.wind_down.keep(connection, month)
    shown = office.client.get("/exit").text
    for part in ("How far the wind-down is", "2026-03-10", "1.5", "9"):
        assert part in shown
