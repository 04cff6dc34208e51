"""`tallystick second-factor`: an app is set up, confirmed, and then asked for by withdrawals."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pyotp
import pytest
from eth_utils.crypto import keccak

from node.api.builders import URL
from tallystick import api as client_api
from tallystick.api import NodeClient
from tallystick.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api
    from node.times import Time

OWNER = "outsider"


@pytest.fixture
def words(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(
        client_api, "NodeClient", partial(NodeClient, transport=api.client._transport)
    )
    key_file = tmp_path / "owner.key"
    key_file.write_text("0x" + keccak(text=f"tallystick test key: {OWNER}").hex())
    return ["second-factor", "--url", URL, "--key-file", str(key_file), "--dev"]


def run(words: list[str], *more: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*words, *more])
    return int(str(ended.value.code))


def test_an_app_is_set_up_and_confirmed(
    words: list[str], time: Time, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words, "--json") == 0
    enrolment = json.loads(capsys.readouterr().out)
    app = pyotp.parse_uri(enrolment["uri"])
    assert isinstance(app, pyotp.TOTP)
    assert app.secret == enrolment["secret"]
    assert run(words, "--code", app.at(time())) == 0
    assert "the app is the second factor" in capsys.readouterr().out
    assert run(words) == 1  # a stolen wallet brings no other
    assert capsys.readouterr().err.startswith("error: ACCESS:ENROLLED:")


def test_a_wrong_code_confirms_nothing(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 0
    assert "secret: " in capsys.readouterr().out
    assert run(words, "--code", "000000", "--json") == 1
    assert json.loads(capsys.readouterr().out)["code"] == "ACCESS:CODE"
    assert run(words, "--code", "12") == 2
