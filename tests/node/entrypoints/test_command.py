"""`tallystick node` as it is typed: ready, honest about its health, one sentence when it cannot."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from node.entrypoints.process import READY_SECONDS, NodeProcess
from tallystick.chain.contracts import Governor
from tallystick.platform._sync.platform import Platform
from tallystick_node.web.public.verifier import verifier_file

if TYPE_CHECKING:
    from postgres import Cluster

PROGRAM = [sys.executable, "-m", "tallystick"]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    with NodeProcess(tmp_path_factory.mktemp("command") / "node") as process:
        process.ready()
        yield process


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False)


def test_a_fresh_machine_is_ready_with_a_platform(node: NodeProcess) -> None:
    readiness = node.ready()
    assert set(readiness["checks"]) == {"database", "chain", "index", "workers", "sender", "setup"}
    assert all(check["ok"] for check in readiness["checks"].values())
    platform = Platform.connect(node.url + "/rpc", node.directory / "deployment.json")
    assert platform.read(Governor.delay()) == 86_400


def test_it_lives_and_says_of_what(node: NodeProcess) -> None:
    response = node.get("/livez")
    assert response.status_code == 200
    names = set(response.json()["checks"])
    assert {"chain", "loop.indexer", "loop.jobs", "loop.outbox", "loop.planner"} <= names


@pytest.mark.long
def test_the_local_chain_is_served_and_makes_no_page_of_it(node: NodeProcess) -> None:
    body: Any = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    document = requests.post(node.url + "/rpc", json=body, timeout=10).json()
    assert int(document["result"], 16) == 31_337
    assert requests.post(node.url + "/", json=body, timeout=10).status_code == 405  # a page


def test_figures_are_told_to_prometheus(node: NodeProcess) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while "tallystick_jobs{" not in (response := node.get("/metrics")).text:
        assert time.monotonic() < deadline, "the first day is never planned"
        time.sleep(0.05)
    assert response.headers["content-type"].startswith("text/plain")
    for name in (
        "indexer_head_lag_blocks", "reorgs_total", "jobs{", "job_age_seconds", "sends",
        "sender_cap_wei", "messages", "journal_entries", "loop_age_seconds", "http_requests_total",
    ):  # fmt: skip
        assert f"tallystick_{name}" in response.text, name


def test_the_api_describes_itself(node: NodeProcess) -> None:
    document = node.get("/openapi.json").json()
    assert {"/livez", "/readyz", "/metrics"} <= set(document["paths"])
    assert node.get("/docs").status_code == 200


def test_the_directory_is_nobody_elses(node: NodeProcess) -> None:
    assert node.directory.stat().st_mode & 0o777 == 0o700
    assert (node.directory / "keys" / "dev-keys.json").stat().st_mode & 0o777 == 0o600


def test_no_key_reaches_the_log(node: NodeProcess) -> None:
    keys: dict[str, str] = json.loads(
        (node.directory / "keys" / "dev-keys.json").read_text("utf-8")
    )
    text = node.log.read_text("utf-8")
    assert "node started" in text
    assert [name for name, key in keys.items() if key.removeprefix("0x") in text] == []


@pytest.mark.long
def test_a_second_node_of_the_same_directory_is_refused(node: NodeProcess) -> None:
    refusal = NodeProcess(node.directory).refused()
    assert "error: CHAIN:" in refusal


@pytest.mark.long
def test_its_jobs_and_those_of_a_day_are_listed_while_it_runs(node: NodeProcess) -> None:
    day = run(
        "node", "jobs", "--data-dir", str(node.directory), "--dry-run", "2030-01-02", "--json"
    )
    document: list[dict[str, Any]] = json.loads(day.stdout)
    assert {
        "business_date": "2030-01-02",
        "kind": "journal.check",
        "subject": "platform",
    } in document
    left = run("node", "jobs", "--data-dir", str(node.directory), "--json")
    assert json.loads(left.stdout) == []


@pytest.mark.long
def test_a_backup_is_made_and_restored_by_command(node: NodeProcess, tmp_path: Path) -> None:
    kept, path = tmp_path / "kept", tmp_path / "found"
    result = run("node", "backup", "--data-dir", str(node.directory), "--to", str(kept), "--json")
    assert json.loads(result.stdout)["chain"]["blocks"] >= 9
    back = run("node", "restore", "--from", str(kept), "--data-dir", str(path))
    assert back.stdout.startswith(f"restored to {path}")
    again = run("node", "restore", "--from", str(kept), "--data-dir", str(path))
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert again.stderr.startswith("error: BACKUP:TARGET")


@pytest.mark.long
def test_an_account_that_is_not_halted_is_not_resumed(node: NodeProcess) -> None:
    words = ("node", "resume", "--data-dir", str(node.directory), "--account")
    assert run(*words, "0x" + "11" * 20).returncode == 1
    refused = run(*words, "nobody")
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: INPUT:ADDRESS")


@pytest.mark.long
def test_without_dev_it_asks_for_a_deployment(tmp_path: Path) -> None:
    refusal = NodeProcess(tmp_path / "node", ()).refused()
    assert refusal.startswith("error: NODE:DEPLOYMENT: there is no deployment at")
    assert "--dev" in refusal


@pytest.mark.long
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--no-rate-limit",), "CONFIG:SETTINGS: .*dev alone"),
        (("--dev", "--serve", "api"), "CONFIG:SETTINGS: .*one process"),
        (("--dev", "--database", "mysql://x"), "DATABASE:URL"),
        (("--dev", "--rpc", "http://127.0.0.1:1"), "RPC:UNREACHABLE"),
        (("--dev", "--host", "\u00fcn\u00ef..x"), "CONFIG:SETTINGS: host: "),
        (("--dev", "--host", ""), "CONFIG:SETTINGS: host: the host is empty"),
        (("--dev", "--port", "99999"), "CONFIG:SETTINGS: port: .*65535"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    import re  # noqa: PLC0415

    refused = NodeProcess(tmp_path / "node", options).refused()
    assert re.match(f"error: {sentence}", refused)
    assert refused.count("\n") == 1


@pytest.mark.long
def test_a_caller_that_asks_too_often_is_told_to_wait(tmp_path: Path) -> None:
    limited = NodeProcess(
        tmp_path / "node", ("--dev",), environment={"TALLYSTICK_NODE_REQUESTS_PER_MINUTE": "3"}
    )
    with limited as process:
        codes = [process.get("/openapi.json").status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        refused = process.get("/openapi.json")
        assert int(refused.headers["retry-after"]) >= 1
        assert "at most 3 requests a minute" in refused.text
        assert process.get("/livez").status_code == 200
        assert process.stop() == 0


@pytest.mark.long
def test_an_audit_of_a_node_with_its_usual_limits_is_let_through(tmp_path: Path) -> None:
    few = {"TALLYSTICK_NODE_REQUESTS_PER_MINUTE": "20"}
    with NodeProcess(tmp_path / "node", ("--dev",), environment=few) as process:
        process.ready()
        result = subprocess.run(
            [
                sys.executable, "-m", "tallystick", "audit", "--rpc", process.url + "/rpc",
                "--deployment", str(tmp_path / "node" / "deployment.json"), "--json",
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        codes = [process.get("/openapi.json").status_code for _ in range(21)]
        assert codes[-1] == 429


def test_config_is_shown_with_its_places_and_without_its_secrets(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text("keep_days = 7\n[sender]\npassword = 'hidden'\n")
    shown = run("check-config", "--data-dir", str(tmp_path), "--json")
    rows = {row["name"]: row for row in json.loads(shown.stdout)}
    assert rows["keep_days"] == {"name": "keep_days", "value": "7", "from": "node.toml"}
    assert rows["sender.password"]["value"] == "********"
    assert rows["port"]["from"] == "default"
    assert "hidden" not in shown.stdout
    (tmp_path / "node.toml").write_text("keep = 7\n")
    refused = run("check-config", "--data-dir", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("error: CONFIG:UNKNOWN: 'keep'")
    nowhere = run("check-config", "--data-dir", str(tmp_path / "nowhere"))
    assert nowhere.stderr.endswith("nowhere is not there; nothing was read of it\n")


def test_the_verifier_is_the_file_that_nodes_hand_out(tmp_path: Path) -> None:
    file = tmp_path / "verify.html"
    done = run("node", "verifier", "--out", str(file), "--language", "zh-CN", "--json")
    assert json.loads(done.stdout) == {
        "file": str(file), "sha256": hashlib.sha256(verifier_file("zh-CN")).hexdigest(),
    }  # fmt: skip
    assert file.read_bytes() == verifier_file("zh-CN")
    refused = run("node", "verifier", "--out", str(tmp_path / "nowhere" / "verify.html"))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "CLI:FILE" in refused.stderr
    assert run("node", "verifier", "--language", "xx").returncode == 2


@pytest.mark.long
def test_a_node_keeps_its_tables_on_postgresql(cluster: Cluster, tmp_path: Path) -> None:
    options = ("--dev", "--database", cluster.new_database())
    with NodeProcess(tmp_path / "node", options) as process:
        assert process.ready()["ok"]
        assert process.stop() == 0
    assert not (tmp_path / "node" / "node.sqlite").exists()


@pytest.mark.long
def test_a_token_of_a_role_opens_a_development_node(node: NodeProcess) -> None:
    result = run("token", "--data-dir", str(node.directory), "--role", "underwriter")
    assert result.returncode == 0
    token = result.stdout.strip()
    headers = {"authorization": f"Bearer {token}"}
    document = requests.get(node.url + "/v1/session", headers=headers, timeout=30).json()
    assert (document["roles"], document["second_factor"]) == (["underwriter"], "given")


@pytest.mark.long
def test_a_token_of_no_role_and_of_no_development_is_refused(
    node: NodeProcess, tmp_path: Path
) -> None:
    result = run("token", "--data-dir", str(node.directory), "--role", "king")
    assert (result.returncode, result.stdout) == (2, "")
    assert "TOKEN:ROLE" in result.stderr
    result = run("token", "--data-dir", str(tmp_path), "--role", "underwriter")
    assert (result.returncode, result.stdout) == (2, "")
    assert "TOKEN:DEV" in result.stderr
