from __future__ import annotations

import json
from pathlib import Path

import pytest

from tallystick.cli.main import main

CONTRACT = "@external\n@view\ndef one() -> uint256:\n    return 1\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "One.vy").write_text(CONTRACT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["compile", *arguments])
    captured = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, captured.out, captured.err


def test_compile_then_check(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    code, out, err = run(capsys, "--check")
    assert (code, out) == (1, "missing  One.json\n")
    assert "One.json; run: tallystick compile" in err
    assert run(capsys) == (0, "added    One.json\n", "")
    code, out, err = run(capsys, "--check", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [{"artifact": "One.json", "state": "fresh"}]
    (project / "contracts" / "One.vy").write_text(CONTRACT.replace("return 1", "return 2"))
    assert run(capsys, "--check")[:2] == (1, "stale    One.json\n")
    assert run(capsys)[1] == "updated  One.json\n"


@pytest.mark.usefixtures("project")
def test_a_contract_that_does_not_compile_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    Path("contracts/One.vy").write_text("nonsense")
    code, out, err = run(capsys, "--json")
    assert (code, out) == (2, "")
    assert err.startswith("error: COMPILE:SOURCE: contracts/One.vy: ")
