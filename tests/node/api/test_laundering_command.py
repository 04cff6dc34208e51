"""`tallystick laundering` against a node that listens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import key_of
from node.api.test_aml import look, person_of
from node.api.test_aml import second as colleague
from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
from tallystick.chain.signer import MemorySigner
from tallystick.cli import laundering
from tallystick.cli.main import main
from tallystick_node.kyc import documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api

Run = tuple[int, Any, str]
url, second = listening, colleague


@pytest.fixture
def case(api: Api) -> str:
    """A case of the officer's about somebody with a wallet that the chain knows."""
    person = person_of(api, "investor 0")
    look(api, person)
    headers = staff(api, "compliance")
    api.client.post(
        "/v1/staff/aml/cases", json={"alerts": [1], "level": "high"}, headers=headers
    ).raise_for_status()
    return person


@pytest.fixture
def run(api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line of an officer, or of a colleague."""

    def command(*words: str, who: str = "compliance") -> Run:
        token = staff(api, who)["authorization"].removeprefix("Bearer ")
        with pytest.raises(SystemExit) as ended:
            main(["laundering", *words, "--url", url, "--token", token])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


@pytest.mark.usefixtures("case")
def test_tags_and_files_of_a_case(run: Callable[..., Run], tmp_path: Path) -> None:
    assert laundering.FILE_BYTES_MAX == documents.DOCUMENT_BYTES_MAX
    assert run("tag", "1", "Mule")[1].strip() == "mule"
    assert run("tags", "1", "--json")[1] == ["mule"]
    code, listed, _ = run("list", "--tag", "mule", "--json")
    assert code == 0, listed
    assert [item["case"] for item in listed] == [1]
    assert "no case" in run("list", "--tag", "other")[1]
    assert run("untag", "1", "mule")[1].strip() == "no tag"
    code, _, err = run("untag", "1", "mule")
    assert (code, "AML:NO_TAG" in err) == (2, True)
    paper, back = tmp_path / "statement.pdf", tmp_path / "back.pdf"
    paper.write_bytes(b"%PDF-1.7 %%EOF")
    assert "statement.pdf" in run("attach", "1", str(paper))[1]
    assert "statement.pdf" in run("files", "1")[1]
    assert run("open", "1", "--file", "1", "--output", str(back))[0] == 0
    assert back.read_bytes() == paper.read_bytes()
    assert "1" in run("list")[1]


@pytest.mark.usefixtures("case")
def test_what_is_too_long_cannot_run(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laundering, "FILE_BYTES_MAX", 3)
    paper = tmp_path / "statement.pdf"
    paper.write_bytes(b"%PDF-1.7 %%EOF")
    code, _, err = run("attach", "1", str(paper))
    assert (code, "LAUNDERING:SIZE" in err) == (2, True)


def test_a_transfers_record_is_written_where_the_policy_has_it(
    run: Callable[..., Run], case: str, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet, file = key_of("investor 0").address, tmp_path / "transfer.json"
    words = [
        "travel", "--person", case, "--wallet", wallet, "--amount", "1000000000",
        "--sender", "Tallystick Ltd", "--receiver", "Other Ltd", "--reference", "T-1",
        "--beneficiary", "Bob Example", "--account", "0xb", "--output", str(file),
    ]  # fmt: skip
    code, out, err = run(*words)
    assert (code != 0, "AML:TRAVEL_OFF" in out + err, file.exists()) == (True, True, False)
    pack = type(api.node.services.aml.desk.context.pack)
    monkeypatch.setattr(pack, "allows", lambda *_: True)
    code, out, err = run(*words)
    assert (code != 0, "originator.name" in out + err) == (True, True)
    names = {"name": "Ann Example"}
    monkeypatch.setattr(
        type(api.node.services.kyc.evidence), "value",
        lambda *asked: names.get(asked[-1]),
    )  # fmt: skip
    code, out, err = run(*words)
    assert (code, str(file) in out) == (0, True), err
    record = json.loads(file.read_bytes())
    assert record["originator"]["accountNumber"] == [wallet]
    other = key_of("investor 1").address
    _, out, err = run(*[other if word == wallet else word for word in words])
    assert "AML:TRAVEL_WALLET" in out + err


@pytest.mark.usefixtures("second")
def test_a_freeze_by_two_from_a_terminal(run: Callable[..., Run], case: str, api: Api) -> None:
    assert "no freeze" in run("freezes", "list", "1")[1]
    proposed = ("freezes", "propose", "1", "--person", case, "--hours", "2", "--reason", "it moves")
    assert "proposed" in run(*proposed)[1]
    decided = ("freezes", "decide", "1", "--freeze", "1", "--agree", "--reason", "yes")
    code, refused, _ = run(*decided, "--json")
    assert (code, refused["code"]) == (1, "AML:EYES")
    code, text, _ = run(*decided, who="attestor 0")
    assert (code, "a COMPLIANCE wallet sends to 0x" in text) == (0, True)
    code, refused, _ = run(
        "freezes", "record", "1", "--freeze", "1", "--transaction", "0x" + "ab" * 32, "--json"
    )
    assert (code, refused["code"]) == (1, "AML:FREEZE_TX")
    platform = api.node.foundation.site.platform
    (item,) = run("freezes", "list", "1", "--json")[1]
    call = {"to": item["call"]["to"], "data": bytes.fromhex(item["call"]["data"][2:])}
    sent = platform.sender.send(MemorySigner(bytes(key_of("compliance").key)), call, 10**6)
    tx_hash = "0x" + platform.sender.wait(sent, 60).tx_hash.hex()
    text = run("freezes", "record", "1", "--freeze", "1", "--transaction", tx_hash)[1]
    assert f"on the chain in {tx_hash}" in text
    assert run("freezes", "lift", "1", "--freeze", "1", "--reason", "explained")[0] == 0
    lifted = ("freezes", "decide-lift", "1", "--freeze", "1", "--agree", "--reason", "yes")
    assert "lifted" in run(*lifted, who="attestor 0")[1]
