"""The pages about the SDK say what there is, and the README's example runs."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from docs.rows import ROOT
from tallystick import Borrower, Investor, Operator
from tallystick.error_catalogue import catalogue
from tallystick.platform.messages import SignedCredential

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors

EXAMPLE = ROOT / "examples" / "lend.py"
SDK = (ROOT / "docs" / "reference" / "sdk.md").read_text("utf-8")
FIXTURES = re.compile(r"^@pytest\.fixture.*\ndef (\w+)", re.MULTILINE)


def test_the_page_of_errors_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/error_page.py", "--check"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_page_of_errors_holds_every_code() -> None:
    page = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    assert [code for code in catalogue() if f"| `{code}` |" not in page] == []


@pytest.mark.parametrize(
    "facade", [Investor, Borrower, Operator], ids=lambda facade: facade.__name__
)
def test_what_the_page_calls_is_there(
    facade: type[Investor | Borrower | Operator], platform: Platform, actors: Actors
) -> None:
    section = SDK.split(f"\n## {facade.__name__}\n")[1].split("\n## ")[0]
    result = facade(platform, actors.outsider)
    named = re.findall(r"\b(view|act|sign)\.(\w+)", section)
    assert named
    for half, method in named:
        assert hasattr(getattr(result, half), method), f"{half}.{method}"
    assert hasattr(SignedCredential, "consented")


def test_every_fixture_is_on_the_page() -> None:
    plugin = (ROOT / "client/tallystick/testing/plugin.py").read_text("utf-8")
    names = [name for name in FIXTURES.findall(plugin) if not name.startswith("_")]
    page = (ROOT / "docs" / "reference" / "testing.md").read_text("utf-8")
    assert names
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_example_of_the_readme_runs(
    platform: Platform,
    actors: Actors,
    listed_loan: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    deployment, keystore = tmp_path / "platform.json", tmp_path / "key.json"
    deployment.write_text(json.dumps(platform.deployment.document()))
    key = keccak(text="tallystick test key: investor 0")
    keystore.write_text(json.dumps(Account.encrypt(key, "secret", kdf="pbkdf2", iterations=1)))
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "secret")
    monkeypatch.setattr(
        "tallystick.chain._sync.connection.Connection.open", lambda _: platform.connection
    )
    arguments = ["http://x", str(deployment), str(keystore), str(listed_loan)]
    monkeypatch.setattr(sys, "argv", [str(EXAMPLE), *arguments])
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    text = capsys.readouterr().out
    assert "120000 ppm a year, 10000000000 units open" in text
    assert "lent 1000000 in 0x" in text
    assert Investor(platform, actors.investor).view.note(listed_loan).units == 1_000_000
