"""The command itself; what it deploys is tested where deploying is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tallystick.chain._sync import connection as seam
from tallystick.cli.main import main
from tallystick.deploy import load_roles
from tallystick.errors import VerificationFailed
from tallystick.testing.actors import Actors
from tallystick.testing.chain import EmbeddedChain

ACTORS = Actors.make()
KEY = "0x" + "33" * 32


@pytest.fixture
def roles(tmp_path: Path) -> Path:
    path = tmp_path / "roles.json"
    path.write_text(json.dumps(ACTORS.roles().model_dump(exclude_none=True)))
    return path


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(KEY + "\n")
    return path


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> EmbeddedChain:
    """The embedded chain in place of every URL."""
    from tallystick.chain.signer import MemorySigner  # noqa: PLC0415

    result = EmbeddedChain((MemorySigner(KEY).address,))
    monkeypatch.setattr(seam.Connection, "open", lambda _: result.connection)
    return result


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["deploy", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def options(tmp_path: Path, key: Path, roles: Path) -> list[str | Path]:
    out = tmp_path / "platform.json"
    return ["--rpc", "http://x", "--key-file", key, "--roles", roles, "--out", out]


@pytest.mark.usefixtures("chain")
def test_the_answer_is_the_file(
    tmp_path: Path, key: Path, roles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    response = options(tmp_path, key, roles)
    assert run(*response, "--dev", "--json") == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert json.loads(captured.out) == json.loads((tmp_path / "platform.json").read_text())
    assert run(*response, "--dev") == 2
    assert capsys.readouterr().err.startswith("error: DEPLOY:EXISTS")


@pytest.mark.usefixtures("chain")
def test_people_see_the_steps_and_the_addresses(
    tmp_path: Path, key: Path, roles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*options(tmp_path, key, roles), "--dev") == 0
    captured = capsys.readouterr()
    assert "Escrow at 0x" in captured.err
    assert "Disclosures  0x" in captured.out
    assert KEY[2:] not in captured.out + captured.err


@pytest.mark.usefixtures("chain")
def test_a_key_in_the_clear_needs_dev(
    tmp_path: Path, key: Path, roles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*options(tmp_path, key, roles)) == 2
    assert "KEY:CLEAR" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--rpc", "http://127.0.0.1:1"], "RPC:UNREACHABLE"),
        (["--rpc", "nonsense"], "CONFIG:RPC"),
        (["--key-file", "none"], "KEY:FILE"),
        (["--roles", "none"], "ROLES:FILE"),
        (["--token", "0x12"], "INPUT:ADDRESS"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    tmp_path: Path,
    key: Path,
    roles: Path,
    change: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*options(tmp_path, key, roles), "--dev", *change) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert sentence in lines[0]


@pytest.mark.usefixtures("chain")
def test_a_deployment_that_does_not_hold_is_a_no(
    tmp_path: Path, key: Path, roles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise VerificationFailed("DEPLOY:WIRING", "x")

    monkeypatch.setattr("tallystick.deploy.deployer.verify", fails)
    assert run(*options(tmp_path, key, roles), "--dev") == 1


@pytest.mark.usefixtures("chain")
def test_a_keystore_is_opened_by_the_environment(
    tmp_path: Path, roles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eth_account import Account  # noqa: PLC0415

    keystore = tmp_path / "keystore.json"
    sealed = Account.encrypt(bytes.fromhex(KEY[2:]), "secret", kdf="pbkdf2", iterations=1)
    keystore.write_text(json.dumps(sealed))
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "wrong")
    assert run(*options(tmp_path, keystore, roles), "--dev") == 2
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "secret")
    assert run(*options(tmp_path, keystore, roles), "--dev") == 0
    assert load_roles(roles).custodian == ACTORS.custodian.address
