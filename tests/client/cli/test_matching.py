"""`tallystick matching`: sentences as limits, and why rounds could not be made again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tallystick.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.platform._sync.platform import Platform

SENTENCE = "Lend 50–250 each to grades A–C, at most 2 % a person, until 31 December 2099"


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["matching", *words])
    return int(ended.value.code or 0)


def test_a_sentence_is_printed_as_limits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sentence", SENTENCE, "--funds", "10,000", "--decimals", "2", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["person_max"], document["ticket"]) == ("20000", "5000")
    chinese = document["sentences"]["zh-CN"]
    assert run("sentence", chinese, "--language", "zh-CN", "--decimals", "2") == 0
    assert json.loads(capsys.readouterr().out)["person_max"] == "20000"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sentence", "Lend"), "MANDATE:SENTENCE"),
        (("sentence", SENTENCE), "MANDATE:EACH"),
        (("sentence", SENTENCE, "--language", "fr"), "CLI:USAGE"),
        (("sentence", SENTENCE, "--funds", "x"), "CLI:USAGE"),
        (("sentence", SENTENCE, "--funds", "1.1234567"), "CLI:USAGE"),
    ],
)
def test_what_cannot_be_read_ends_with_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert run(*words) == 2
    assert code in capsys.readouterr().err


def test_rounds_that_are_not_there_end_with_2(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps(platform.deployment.document()), "utf-8")
    asked = ("--deployment", str(file), "--rpc", "http://127.0.0.1:1")
    assert run("replay", *asked, "--data", str(tmp_path / "nowhere")) == 2
    assert "CLI:FILE" in capsys.readouterr().err
    assert run("replay", *asked, "--data", str(tmp_path)) == 2
    assert "RPC:UNREACHABLE" in capsys.readouterr().err
