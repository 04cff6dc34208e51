"""Watchers over HTTP and on the command line: the signature decides, nobody signs in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_queue_command import url  # noqa: F401 - a fixture
from node.disclosure.watching import EDA, NAMES, NIM, OTHERS, be_now, changed, local_date, verdict
from tallystick.chain._sync.connection import Connection
from tallystick.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api

AT = "/v1/watchers/verdicts"


@pytest.fixture
def watched(api: Api) -> Api:
    be_now(api.network, api.time)
    api.node.services.watchers = replace(api.node.services.watchers, names=NAMES)
    return api


def put(api: Api, document: Any) -> Any:
    return api.client.post(AT, json={"verdict": document})


def test_a_verdict_is_sent_listed_and_read_by_anybody(watched: Api) -> None:
    document = verdict(watched.network, failed=1).document()
    answer = put(watched, document)
    assert answer.status_code == 201, answer.text
    digest = answer.json()["digest"]
    row = watched.client.get(f"{AT}/{digest}").json()
    assert (row["verdict"], row["name"], row["same_block"]) == (document, "Eda & Co", True)
    assert watched.client.get(AT).json()["items"] == [row]
    people = watched.client.get("/v1/watchers").json()["items"]
    assert [(who["name"], who["verdicts"]) for who in people] == [("Eda & Co", 1), ("Nim Watch", 0)]


def test_verdicts_come_in_pages_by_day_and_by_watcher(watched: Api) -> None:
    for signer in (EDA, NIM):
        for failed in (0, 1):
            assert put(watched, verdict(watched.network, signer, failed=failed).document())
    seen, after = [], None
    while True:
        page = watched.client.get(AT, params={"limit": 3} | ({"after": after} if after else {}))
        seen += [row["digest"] for row in page.json()["items"]]
        after = page.json()["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 4
    mine = watched.client.get(AT, params={"watcher": NIM.address}).json()["items"]
    assert {row["name"] for row in mine} == {"Nim Watch"}
    none = watched.client.get(AT, params={"day": "2020-01-01"}).json()["items"]
    assert (len(mine), none) == (2, [])


def test_refusals_have_their_codes(watched: Api) -> None:
    signed = verdict(watched.network)
    for document, status, code in (
        (verdict(watched.network, OTHERS).document(), 403, "WATCH:UNKNOWN"),
        (changed(signed, events=8).document(), 422, "WATCH:SIGNATURE"),
        (changed(signed, EDA, chain_id=5).document(), 422, "WATCH:PLATFORM"),
        (signed.document() | {"failed": 1}, 422, "WATCH:FORM"),
        (signed.document() | {"more": 1}, 422, "INPUT:FIELDS"),
        (signed.document() | {"block": 9}, 422, "INPUT:FIELDS"),
        (signed.document() | {"code": "x" * 20_000}, 413, "API:SIZE"),
    ):
        answer = put(watched, document)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    missing = watched.client.get(f"{AT}/0x{'00' * 32}")
    assert (missing.status_code, missing.json()["code"]) == (422, "WATCH:NONE")
    assert watched.client.get(AT).json()["items"] == []


class Watcher:
    """A watcher's command line."""

    def __init__(self, api: Api, folder: Path, capsys: Any) -> None:
        self.capsys, self.folder = capsys, folder
        (folder / "eda.key").write_text(EDA._account.key.hex(), "utf-8")
        deployment = json.dumps(api.network.platform.deployment.document())
        (folder / "deployment.json").write_text(deployment, "utf-8")

    def run(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["watch", *(word.replace("DIR", str(self.folder)) for word in words)])
        captured = self.capsys.readouterr()
        return int(str(ended.value.code)), captured.out, captured.err


SIGN = (
    "sign", "--rpc", "http://x", "--deployment", "DIR/deployment.json", "--key-file",
    "DIR/eda.key", "--dev", "--out", "DIR/verdict.json",
)  # fmt: skip
VERIFY = ("verify", "DIR/verdict.json", "--deployment", "DIR/deployment.json")


@pytest.fixture
def watcher(
    watched: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Watcher:  # fmt: skip
    monkeypatch.setattr(Connection, "open", lambda *_: watched.network.connection)
    return Watcher(watched, tmp_path, capsys)


def test_a_watcher_audits_signs_sends_and_anybody_checks(
    watched: Api,
    watcher: Watcher,
    url: str,  # noqa: F811 - the fixture
) -> None:
    day = str(local_date(watched.network))
    code, out, err = watcher.run(*SIGN, "--day", day)
    assert (code, err, "checks hold, 0 do not" in out) == (0, "", True)
    code, out, err = watcher.run("send", "DIR/verdict.json", "--url", url)
    assert (code, err, "keeps the verdict of Eda & Co" in out) == (0, "", True)
    (row,) = watched.client.get(AT).json()["items"]
    document = json.loads((watcher.folder / "verdict.json").read_text("utf-8"))
    assert row["verdict"] == document
    code, out, _ = watcher.run(*VERIFY, "--rpc", "http://x", "--json")
    assert (code, json.loads(out)["holds"], json.loads(out)["of_block"]) == (0, True, True)


def test_what_somebody_has_changed_does_not_hold(watched: Api, watcher: Watcher) -> None:
    file = watcher.folder / "verdict.json"
    for other in (
        changed(verdict(watched.network), block=1),
        changed(verdict(watched.network), EDA, chain_id=5),
    ):
        file.write_text(json.dumps(other.document()), "utf-8")
        code, out, _ = watcher.run(*VERIFY)
        assert (code, "it does not hold" in out) == (1, True)
    file.write_text(json.dumps(verdict(watched.network, block_hash=b"\x01" * 32).document()))
    assert watcher.run(*VERIFY)[0] == 0
    assert watcher.run(*VERIFY, "--rpc", "http://x")[0] == 1
    file.write_text("{}")
    code, _, err = watcher.run(*VERIFY)
    assert (code, "WATCH:FORM" in err) == (2, True)


def test_the_outcome_of_an_audit_is_signed_and_no_other_day(watched: Api, watcher: Watcher) -> None:
    document = verdict(watched.network).document()
    document |= {"seconds": "1.000"}
    (watcher.folder / "audit.json").write_text(json.dumps(document), "utf-8")
    code, out, _ = watcher.run(*SIGN, "--audit", "DIR/audit.json")
    assert (code, "3 checks hold" in out) == (0, True)
    code, _, err = watcher.run(*SIGN, "--audit", "DIR/audit.json", "--day", "2020-01-01")
    assert (code, "WATCH:DAY" in err) == (2, True)
    (watcher.folder / "audit.json").write_text("[]", "utf-8")
    code, _, err = watcher.run(*SIGN, "--audit", "DIR/audit.json")
    assert (code, "WATCH:FORM" in err) == (2, True)
