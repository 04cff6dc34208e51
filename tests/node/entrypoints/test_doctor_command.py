"""`tallystick doctor`: what is missing on the terminal and in JSON; it makes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest  # noqa: TC002 - a fixture is annotated by it
from typer.testing import CliRunner, Result

from node.entrypoints.process import NodeProcess
from tallystick.errors import ConfigError
from tallystick_node.entrypoints.doctor_command import app

RUNNER = CliRunner()


def doctor(*words: str | Path) -> Result:
    return RUNNER.invoke(app, [str(word) for word in words])


def document(*words: str | Path) -> tuple[int, dict[str, Any]]:
    result = doctor("--json", *words)
    answered: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, answered


def test_an_empty_directory_is_told_what_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    code, response = document("--data-dir", folder)
    assert code == 1
    assert response["ready"] is False
    assert [set(finding) for finding in response["missing"]] == [
        {"id", "sentence", "command"}
    ] * len(response["missing"])
    assert [finding["id"] for finding in response["missing"]][:3] == [
        "directory", "deployment", "sender.key",
    ]  # fmt: skip
    assert not folder.exists()
    shown = doctor("--data-dir", folder)
    assert shown.exit_code == 1
    assert shown.stdout.startswith(f"1. directory: there is no directory {folder}\n   $ mkdir")
    assert shown.stdout.rstrip().endswith(f"not ready: {len(response['missing'])} missing")


def test_the_directory_is_the_one_of_the_shell_without_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, response = document()
    assert response["missing"][0]["id"] == "deployment"
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - whatever is there, by its name


def test_settings_that_are_refused_could_not_run(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text("[sender]\nkeyfile = 1\n", "utf-8")
    result = doctor("--data-dir", tmp_path)
    assert isinstance(result.exception, ConfigError)
    assert result.exception.code == "CONFIG:UNKNOWN"


def test_every_mend_is_a_line_for_the_shell(tmp_path: Path) -> None:
    _, response = document("--data-dir", tmp_path / "a folder")
    for finding in response["missing"]:
        first = re.split(r"[ =]", finding["command"])[0]
        assert shutil.which(first) or first in {"export", "tallystick", "cast"}, finding


def test_a_development_node_is_ready_while_it_runs_and_after(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "node")
    with node:
        checks = node.ready()["checks"]
        assert checks["setup"] == {"ok": True, "detail": "complete"}
        # It listens on a port of its own, which nobody can know from its directory.
        elsewhere = doctor("--data-dir", node.directory, "--dev")
        assert isinstance(elsewhere.exception, ConfigError)
        assert elsewhere.exception.code == "DOCTOR:PORT"
        asked = document("--data-dir", node.directory, "--dev", "--rpc", f"{node.url}/rpc")
        assert asked == (0, {"ready": True, "missing": []})
        node.stop()
    assert document("--data-dir", node.directory, "--dev") == (0, {"ready": True, "missing": []})
    code, response = document("--data-dir", node.directory)  # as it would be without --dev
    assert code == 1
    assert "codes.channel" in {finding["id"] for finding in response["missing"]}


def test_a_missing_deployment_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    refusal = NodeProcess(folder, ("--rpc", "http://127.0.0.1:1")).refused()
    assert "NODE:DEPLOYMENT" in refusal
    assert not folder.exists()


def test_a_deployment_that_is_none_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    folder, file = tmp_path / "node", tmp_path / "platform.json"
    file.write_text("{}", "utf-8")
    node = NodeProcess(folder, ("--rpc", "http://127.0.0.1:1", "--deployment", str(file)))
    assert "DEPLOYMENT:FORM" in node.refused()
    assert not folder.exists()


def test_a_node_without_providers_is_not_ready_and_says_why(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "node")
    with node:
        node.ready()
        node.stop()
    bare = NodeProcess(node.directory, ())
    with bare:
        response = bare.get("/readyz")
        assert response.status_code == 503
        setup = response.json()["checks"]["setup"]
        assert setup["ok"] is False
        assert "codes.channel" in setup["detail"]
        assert "provider.identity" in setup["detail"]
