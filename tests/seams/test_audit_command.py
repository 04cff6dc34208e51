"""`tallystick audit`: verdicts as exit codes, a table, and reasons why it could not run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seams.audit_lies import LyingProvider
from tallystick.cli.main import main

if TYPE_CHECKING:
    from seams.audit_life import Life
    from tallystick_node.evm import EmbeddedProvider


@pytest.fixture(scope="module")
def life(whole_life: Life) -> Life:
    return whole_life


@pytest.fixture
def node(honest: EmbeddedProvider) -> LyingProvider:
    return LyingProvider(honest)


@pytest.fixture
def file(life: Life, tmp_path: Path) -> Path:
    path = tmp_path / "deployment.json"
    path.write_text(json.dumps(life.platform.deployment.document()), "utf-8")
    return path


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--rpc", "http://127.0.0.1:1"], "RPC:UNREACHABLE"),
        (["--rpc", "ftp://127.0.0.1"], "CONFIG:RPC"),
        (["--rpc", "http://127.0.0.1:1", "--reports", "nowhere"], "RPC:UNREACHABLE"),
        (["--rpc", "http://127.0.0.1:1", "--agreements", "nowhere"], "RPC:UNREACHABLE"),
    ],
)
def test_what_cannot_run_ends_with_2_and_a_sentence(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--deployment", str(file), *arguments, "--json"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert code in err
    assert len(err.splitlines()) == 1


@pytest.mark.long
def test_another_chain_is_one_sentence(
    node: LyingProvider,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tallystick.chain._sync.connection.opened", lambda *_: node)
    arguments = ["audit", "--rpc", "http://here", "--deployment", str(file)]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    document = json.loads(capsys.readouterr().out)
    assert (ended.value.code, document["verdict"]) == (0, "pass")
    assert set(document) == {"verdict", "block", "events", "seconds", "checks"}
    node.answers["eth_chainId"] = lambda _: hex(4242)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    assert err.startswith("error: DEPLOYMENT:CHAIN: the deployment is of chain ")
    assert err.endswith("the node of chain 4242; use the other file or the other node\n")
    assert err.count("\n") == 1
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    document = json.loads(capsys.readouterr().out)
    assert (ended.value.code, document["verdict"], document["events"]) == (1, "fail", 0)
    assert document["checks"][0]["id"] == "chain.id"


@pytest.mark.long
def test_a_chain_without_the_contracts_is_one_sentence(
    node: LyingProvider,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tallystick.chain._sync.connection.opened", lambda *_: node)
    node.answers["eth_getCode"] = lambda _: "0x"
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--rpc", "http://here", "--deployment", str(file)])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("error: DEPLOYMENT:CODE: the chain has no ")
    assert err.endswith("is this the right node, and is it synced?\n")


@pytest.mark.long
def test_a_check_that_does_not_hold_is_shown_in_the_table(
    node: LyingProvider,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tallystick.chain._sync.connection.opened", lambda *_: node)
    document = json.loads(file.read_text("utf-8"))
    document["contracts"]["Escrow"]["runtime_hash"] = "0x" + "12" * 32
    file.write_text(json.dumps(document), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--rpc", "http://here", "--deployment", str(file)])
    out, err = capsys.readouterr()
    assert (ended.value.code, err) == (1, "")
    assert [line.split()[1] for line in out.splitlines() if line.startswith("FAIL")] == [
        "code.hashes"
    ]
    assert out.splitlines()[-1].startswith("fail: ")


def test_a_missing_file_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--rpc", "http://x", "--deployment", str(tmp_path / "none"), "--json"])
    assert ended.value.code == 2
    assert "DEPLOYMENT:FILE" in capsys.readouterr().err
