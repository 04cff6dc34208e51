"""A new key: encrypted, private, never over another, opened by its password alone."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from tallystick.chain.signer import KeystoreSigner
from tallystick.cli.main import main

KEY = "0x" + "46" * 32
ADDRESS = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"


def run(*arguments: str | Path, command: str = "new") -> int:
    with pytest.raises(SystemExit) as ended:
        main(["keys", command, *map(str, arguments)])
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


@pytest.mark.parametrize("text", [KEY, KEY.removeprefix("0x") + "\n"])
def test_a_key_of_before_is_brought_in_encrypted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    file = tmp_path / "mine.json"
    assert run("--out", file, command="import") == 0
    assert capsys.readouterr().out.strip() == ADDRESS == KeystoreSigner(file).address
    assert KEY.removeprefix("0x") not in file.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "0x12", "46" * 33, "zz" * 32, "00" * 32, "46" * 5_000])
def test_what_is_no_key_is_refused_and_not_quoted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert run("--out", tmp_path / "key.json", command="import") == 2
    error = capsys.readouterr().err
    assert "KEY:FORM" in error
    assert not text or text not in error
    assert not (tmp_path / "key.json").exists()


@pytest.mark.parametrize("password", ["", "short", "7 chars"])
def test_a_short_password_is_none(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    password: str,
) -> None:
    monkeypatch.setenv("TALLYSTICK_PASSWORD", password)
    assert run("--out", tmp_path / "key.json") == 2
    assert "KEY:PASSWORD" in capsys.readouterr().err
    assert not (tmp_path / "key.json").exists()


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert run("--out", tmp_path / "file" / "key.json") == 2
    assert "KEY:FILE" in capsys.readouterr().err
