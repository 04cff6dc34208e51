"""A test plan is whole, and has the caps that the contracts hold, or is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from node.supervision.builders import PLAN, SANDBOX
from tallystick.errors import InputError
from tallystick_node.supervision.sandbox_plan import PLAN_FILE, load_plan

if TYPE_CHECKING:
    from pathlib import Path

EAST = 8 * 3_600


def test_a_plan_that_fits_is_read_with_its_hash(tmp_path: Path) -> None:
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    kept = load_plan(tmp_path, SANDBOX, 0)
    assert (kept.plan.ends_on, kept.plan.persons_max) == (date(2026, 3, 9), 200)
    assert [metric.id for metric in kept.plan.metrics] == ["M1", "M2", "M3"]
    assert len(kept.sha256) == 64


def test_the_last_day_is_the_platforms_own(tmp_path: Path) -> None:
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    with pytest.raises(InputError, match="SANDBOX:CAPS"):
        load_plan(tmp_path, SANDBOX, EAST)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("persons_max = 200", "persons_max = 201", "SANDBOX:CAPS"),
        ("amount_max = 1000000000", "amount_max = 1", "SANDBOX:CAPS"),
        ("2026-03-09", "2026-03-08", "SANDBOX:CAPS"),
        ("2026-03-09", "2026-01-01", "it ends before it starts"),
        ('metrics = ["M1", "M2"]', 'metrics = ["M9"]', "there is no metric M9"),
        ('id = "M2"', 'id = "M1"', "an id stands twice"),
        ("at_most = 0", "", "at_most, at_least or both"),
        ('measure = "losses"', 'measure = "happiness"', "SANDBOX:PLAN"),
        ('title = "Small loans"', 'title = " "', "SANDBOX:PLAN"),
        ('title = "Small loans"', "title = ", "no TOML"),
        ('title = "Small loans"', 'title = "Small loans"\nmore = 1', "SANDBOX:PLAN"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in PLAN
    (tmp_path / PLAN_FILE).write_text(PLAN.replace(old, new), "utf-8")
    with pytest.raises(InputError) as refused:
        load_plan(tmp_path, SANDBOX, 0)
    assert code in str(refused.value)


def test_without_a_plan_or_a_sandbox_there_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="SANDBOX:PLAN"):
        load_plan(tmp_path, SANDBOX, 0)
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    with pytest.raises(InputError, match="SANDBOX:NONE"):
        load_plan(tmp_path, None, 0)
    (tmp_path / PLAN_FILE).write_text(PLAN + "#" * 65_536, "utf-8")
    with pytest.raises(InputError, match="at most 65536 bytes"):
        load_plan(tmp_path, SANDBOX, 0)
