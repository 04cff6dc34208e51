"""What people write is taken for what it is, and for nothing near it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.settings.settings import Settings, load_settings
from tallystick_node.infrastructure.settings.written import text_defect, type_defect


def load(folder: Path, toml: str, environment: dict[str, str] | None = None) -> Settings:
    (folder / "node.toml").write_text(toml)
    return load_settings({"data_dir": folder}, environment or {})[0]


@pytest.mark.parametrize(
    "line",
    [
        "port = true",
        'port = "8000"',
        "port = 8000.0",
        "dev = 1",
        'dev = "yes"',
        "host = 5",
        "duties = 'people'",
        "duties = [1]",
        "origins = [true]",
        "deployment = 7",
        "policy = 1979-05-27",
        "log_level = false",
        "database = 5",
        "indexer.poll_seconds = '1'",
        "sender.cap_wei_per_day = 1e17",
        "sender.confirmations = false",
        "payments.stop_on_difference = 0",
        "providers.sms.tries = 3.0",
        "publication.holidays = [20260101]",
        "publication.holidays = [2026-01-01T00:00:00Z]",
    ],
)
def test_a_value_of_another_type_is_refused_by_its_name(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS") as refused:
        load(tmp_path, line + "\n")
    assert f"{line.partition(' ')[0]}" in refused.value.sentence
    assert "(from node.toml)" in refused.value.sentence


def test_a_value_of_its_type_is_taken(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        "port = 80\ndev = true\nrate_limit = false\nduties = ['people']\ndeployment = 'd.json'\n"
        "database = 'postgresql://a@b/c'\n[publication]\nholidays = [2026-01-01, '2026-01-02']\n",
    )
    assert (settings.port, settings.dev, settings.duties) == (80, True, ("people",))
    assert settings.deployment == Path("d.json")
    assert settings.publication.holidays == {date(2026, 1, 1), date(2026, 1, 2)}


@pytest.mark.parametrize("text", ["true", "8000.0", "8_000", "8e3", "+8000", "\u0668", ""])
def test_a_number_in_the_environment_is_written_in_digits(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS.*port.*environment"):
        load(tmp_path, "", {"TALLYSTICK_NODE_PORT": text})
    environment = {"TALLYSTICK_NODE_PORT": "8001", "TALLYSTICK_NODE_DEV": "1"}
    settings = load(tmp_path, "", environment)
    assert (settings.port, settings.dev) == (8001, True)


def test_types_with_none_and_in_lists_are_looked_at() -> None:
    assert type_defect(int | None, None) is None
    assert type_defect(tuple[int, ...], [1, "2"]) == "1: Input should be a valid integer"
    assert text_defect(int | None, "x") is not None
    assert text_defect(str, "x") is None
    assert text_defect(int, 5) is None
