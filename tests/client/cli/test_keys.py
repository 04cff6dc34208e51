"""A new key: encrypted, private, never over another, opened by its password alone."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tallystick.chain.signer import KeystoreSigner
from tallystick.cli.main import main


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["keys", "new", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "only for this test")


def test_a_key_is_written_encrypted_and_opens_by_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keys" / "sender.json"
    assert run("--out", file) == 0
    address = capsys.readouterr().out.strip()
    assert KeystoreSigner(file).address == address
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert set(json.loads(file.read_text("utf-8"))) == {"address", "crypto", "id", "version"}


def test_each_key_is_another_and_json_names_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = []
    for name in ("a.json", "b.json"):
        assert run("--out", tmp_path / name, "--json") == 0
        documents.append(json.loads(capsys.readouterr().out))
    assert documents[0]["address"] != documents[1]["address"]
    assert documents[0]["file"] == str(tmp_path / "a.json")


def test_a_file_that_is_there_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key.json"
    file.write_text("a key of before", "utf-8")
    (tmp_path / "link.json").symlink_to(tmp_path / "nowhere")
    for path in (file, tmp_path / "link.json"):
        assert run("--out", path) == 2
        assert "KEY:EXISTS" in capsys.readouterr().err
    assert file.read_text("utf-8") == "a key of before"


def test_an_empty_password_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "")
    assert run("--out", tmp_path / "key.json") == 2
    assert "KEY:PASSWORD" in capsys.readouterr().err
    assert not (tmp_path / "key.json").exists()


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert run("--out", tmp_path / "file" / "key.json") == 2
    assert "KEY:FILE" in capsys.readouterr().err
