"""Evidence and ledger over HTTP, on the page and on the command line: one and the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tallystick.chain._sync.connection import Connection
from tallystick.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api

SAMPLE = {"count": "2", "seed": "x1"}


@pytest.fixture
def lived(api: Api) -> Api:
    api.network.loans.active()
    api.network.loans.active()
    api.index()
    return api


def test_everybody_gets_the_evidence_and_the_page_has_the_same(lived: Api) -> None:
    answer = lived.client.get("/v1/evidence", params=SAMPLE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    page = lived.client.get("/audits/evidence.zip", params=SAMPLE | {"block": ""})
    assert page.content == answer.content
    assert "x1.zip" in page.headers["content-disposition"]


@pytest.mark.parametrize(
    "change", [{"count": "21"}, {"count": ""}, {"seed": ""}, {"seed": "a b"}, {"block": "-1"}]
)
def test_a_question_beyond_its_bounds_is_refused(lived: Api, change: dict[str, str]) -> None:
    assert lived.client.get("/v1/evidence", params=SAMPLE | change).status_code == 422
    page = lived.client.get("/audits/evidence.zip", params=SAMPLE | change)
    assert (page.status_code, page.headers["content-type"][:9]) == (422, "text/html")


def test_everybody_gets_the_ledger(lived: Api) -> None:
    answer = lived.client.get("/v1/ledger")
    assert answer.headers["content-type"].startswith("text/csv")
    assert lived.client.get("/audits/ledger").text == answer.text
    rows = lived.client.get("/v1/ledger", params={"format": "json"}).json()
    assert len(rows) == answer.text.count("\n") - 1 > 4
    refused = lived.client.get("/v1/ledger", params={"first": "0"})
    assert (refused.status_code, refused.json()["code"]) == (422, "LEDGER:BLOCKS")
    page = lived.client.get("/audits/ledger", params={"last": "99999999"})
    assert (page.status_code, "LEDGER:BLOCKS" in page.text) == (422, True)


def test_the_command_line_makes_and_checks_the_same_from_the_chain(
    lived: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(Connection, "open", lambda *_: lived.network.connection)
    deployment = tmp_path / "deployment.json"
    deployment.write_text(json.dumps(lived.network.platform.deployment.document()), "utf-8")
    file = tmp_path / "sample.zip"
    chain = ["--rpc", "http://x", "--deployment", str(deployment)]

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words, *chain])
        captured = capsys.readouterr()
        return int(str(ended.value.code)), captured.out, captured.err

    code, _, err = run("evidence", "make", "--count", "2", "--seed", "x1", "--out", str(file))
    assert (code, err) == (0, "")
    assert file.read_bytes() == lived.client.get("/v1/evidence", params=SAMPLE).content
    code, out, _ = run("evidence", "verify", str(file))
    assert (code, "FAIL" in out) == (0, False)
    data = bytearray(file.read_bytes())
    data[data.index(b"Check it against")] ^= 1
    file.write_bytes(bytes(data))
    code, _, err = run("evidence", "verify", str(file))
    assert (code, "EVIDENCE:FORM" in err) == (2, True)
    code, _, err = run("evidence", "make", "--count", "99", "--seed", "x1", "--out", str(file))
    assert (code, "EVIDENCE:COUNT" in err) == (2, True)
    assert run("ledger") == (0, lived.client.get("/v1/ledger").text, "")
    code, _, err = run("ledger", "--first", "99999999")
    assert (code, "LEDGER:BLOCKS" in err) == (2, True)
