"""docs/reference/node.md names every setting, kind of job, figure and path of the node."""

from __future__ import annotations

from pathlib import Path

import node_page
from docs.rows import ROOT
from tallystick_node.bootstrap.jobs import daily_kinds
from tallystick_node.infrastructure.settings.settings import load_settings, setting_names
from tallystick_node.storage import Database

TEXT = node_page.PAGE.read_text("utf-8")


def test_the_table_of_settings_is_fresh() -> None:
    assert node_page.page(TEXT) == TEXT, "run python scripts/node_page.py"


def test_every_setting_is_on_the_page_with_its_meaning() -> None:
    rows = {row.split("`")[1]: row for row in node_page.rows()}
    assert list(rows) == list(setting_names())
    assert [name for name, row in rows.items() if row.endswith("| None |")] == []


def test_a_stale_table_is_seen() -> None:
    assert node_page.page(TEXT.replace("| `port` | `8000` |", "| `port` | `1` |")) == TEXT


def test_every_kind_of_job_is_on_the_page(tmp_path: Path) -> None:
    settings, _ = load_settings({"data_dir": tmp_path, "dev": True}, {})
    database = Database(f"sqlite:///{tmp_path}/node.sqlite")
    names = [kind.name for kind in daily_kinds(settings, database)]
    database.close()
    assert [name for name in names if f"| `{name}` |" not in TEXT] == []


def test_every_path_is_on_the_page() -> None:
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/rpc", "/reports/"):
        assert f"`{path}`" in TEXT
    assert (ROOT / "tests" / "node" / "entrypoints" / "test_backup.py").exists()
