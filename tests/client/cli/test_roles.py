"""The roles file to fill in: refused while it is empty, good once it is filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tallystick.cli.main import main
from tallystick.cli.roles import TEMPLATE
from tallystick.deploy import PARAMETERS, load_roles
from tallystick.deploy.roles_file import RolesFile
from tallystick.testing.actors import test_signer


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["roles", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def filled(text: str) -> str:
    """The template with an address of its own in every gap."""
    numbers = iter(range(100))
    return re.sub(r'""', lambda _: f'"{test_signer(f"role {next(numbers)}").address}"', text)


def test_the_template_filled_in_is_a_roles_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "roles.toml"
    assert run("template", "--out", file) == 0
    assert str(file) in capsys.readouterr().out
    file.write_text(filled(file.read_text("utf-8")), "utf-8")
    assert run("check", file) == 0
    assert "attestor" in capsys.readouterr().out
    assert run("check", file, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["attestor"]) == 3


def test_what_is_commented_out_is_good_too(tmp_path: Path) -> None:
    text = TEMPLATE
    for line in (
        'custodian = ""', "[sandbox]", "persons_max = 500", "amount_max = 5000000000",
        "ends_at = 1830297600", "[parameters]", "servicing_max_ppm = 150000",
    ):  # fmt: skip
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line)
    name = text.rstrip().rpartition("\n")[2].split(" = ")[0]
    file = tmp_path / "roles.toml"
    file.write_text(filled(text), "utf-8")
    assert name in PARAMETERS
    read = load_roles(file)
    assert read.custodian is not None
    assert read.sandbox is not None
    assert read.sandbox.words == (500, 5 * 10**9, 1_830_297_600)


def test_every_field_is_in_the_template() -> None:
    assert [name for name in RolesFile.model_fields if name not in TEMPLATE] == []


def test_a_template_that_was_not_filled_in_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "roles.toml"
    assert run("template", "--out", file, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(file)}
    assert run("check", file) == 2
    assert "ROLES:FORM" in capsys.readouterr().err


def test_the_deployer_holds_no_role(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(filled(TEMPLATE), "utf-8")
    assert run("check", file, "--deployer", load_roles(file).treasury) == 2
    assert "ROLES:CONFLICT" in capsys.readouterr().err
    assert run("check", file, "--deployer", test_signer("deployer").address) == 0


def test_a_file_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "roles.toml").write_text("mine", "utf-8")
    for name, code in (("roles.toml", "ROLES:EXISTS"), ("roles.json", "ROLES:FILE"),
                       ("none/roles.toml", "ROLES:FILE")):  # fmt: skip
        assert run("template", "--out", tmp_path / name) == 2
        assert code in capsys.readouterr().err
    assert (tmp_path / "roles.toml").read_text("utf-8") == "mine"
