"""`tallystick aml simulate` as it is typed."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from tallystick.errors import ConfigError, InputError
from tallystick_node.aml.rules.catalogue import RULES
from tallystick_node.aml.rules.rule import Rule
from tallystick_node.entrypoints.aml_command import app

if TYPE_CHECKING:
    import pytest


def test_the_document_has_what_the_interface_names() -> None:
    began = time.monotonic()
    ended = CliRunner().invoke(
        app, ["simulate", "--people", "2000", "--months", "12", "--seed", "3", "--json"]
    )
    assert time.monotonic() - began < 30
    assert ended.exit_code == 0
    document = json.loads(ended.stdout)
    assert {"people", "alerts", "planted", "clean_alerted", "clean"} <= document.keys()
    assert set(document["planted"]) == set(RULES)
    assert document["planted"]["LARGE"] == {"planted": 5, "found": 5}


def test_a_person_reads_a_table() -> None:
    ended = CliRunner().invoke(app, ["simulate", "--people", "200", "--months", "2"])
    assert ended.exit_code == 0
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("200 people, ")
    assert [line.split()[0] for line in lines[2:]] == list(RULES)


def test_a_rule_that_sees_nothing_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = Rule("STRUCT", 2, "sees nothing", lambda *_: iter(()))
    monkeypatch.setitem(RULES, "STRUCT", blind)
    ended = CliRunner().invoke(app, ["simulate", "--people", "200", "--months", "2", "--json"])
    assert ended.exit_code == 1
    assert json.loads(ended.stdout)["planted"]["STRUCT"] == {"planted": 2, "found": 0}


def test_bad_input_is_refused() -> None:
    few = CliRunner().invoke(app, ["simulate", "--people", "9"])
    assert isinstance(few.exception, InputError)
    assert few.exception.code == "AML:SIMULATION"
    pack = CliRunner().invoke(app, ["simulate", "--policy", "nowhere"])
    assert isinstance(pack.exception, ConfigError)
