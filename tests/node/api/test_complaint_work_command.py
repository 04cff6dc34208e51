"""What staff do about complaints by `tallystick complaints`, against a node that listens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_complaints import CLIENT
from node.api.test_people import registered
from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
from tallystick.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api

Run = tuple[int, Any, str]
url = listening
CLERK, COLLEAGUE = "servicer", "compliance"
BODY = {
    "product": "loan", "issue": "terms", "sub_issue": "fee", "happened": "charged twice",
    "wanted": "the fee back",
}  # fmt: skip


@pytest.fixture
def run(api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line of staff; a complaint is filed."""
    headers = registered(api, CLIENT) | {"idempotency-key": "complaint-01"}
    assert api.client.post("/v1/me/complaints", json=BODY, headers=headers).status_code == 201

    def command(*words: str, who: str = CLERK) -> Run:
        token = staff(api, who)["authorization"].removeprefix("Bearer ")
        with pytest.raises(SystemExit) as ended:
            main(["complaints", *words, "--url", url, "--token", token])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


def test_from_a_receipt_to_court_and_its_end(run: Callable[..., Run], tmp_path: Path) -> None:
    code, items, _ = run("due", "--json")
    assert (code, [(item["complaint"], item["next_step"]) for item in items]) == (
        0, [(1, "acknowledge")],
    )  # fmt: skip
    assert run("acknowledge", "1")[0] == 0
    code, item, _ = run("take", "1", "--json")
    assert (code, item["state"]) == (0, "investigating")
    assert run("note", "1", "--words", "seen the books")[0] == 0
    code, item, _ = run(
        "hold", "1", "--words", "the bank is asked", "--until", "2026-04-01", "--json"
    )
    assert (code, item["state"]) == (0, "holding")
    final = ("--outcome", "rejected", "--words", "the fee was agreed")
    letter = tmp_path / "letter.html"
    code, _, _ = run("preview", "1", *final, "--output", str(letter))
    assert (code, "the fee was agreed" in letter.read_text("utf-8")) == (0, True)
    code, item, _ = run("propose", "1", *final, "--json")
    assert (code, item["proposed"]) == (0, "rejected")
    code, refused, _ = run("decide", "1", "--send", "--reason", "right", "--json")
    assert (code, refused["code"]) == (1, "COMPLAINT:EYES")
    code, item, _ = run("decide", "1", "--send", "--reason", "right", "--json", who=COLLEAGUE)
    assert (code, item["state"]) == (0, "rejected")
    assert run("escalate", "1", "--to", "court", "--words", "file 7")[0] == 0
    code, item, _ = run("award", "1", "--outcome", "rejected", "--words", "dismissed", "--json")
    assert code == 0
    code, items, _ = run("letters", "1", "--json")
    assert (code, len(items)) == (0, 3)
    number = str(items[0]["letter"])
    assert run("letter", "1", "--letter", number, "--output", str(letter))[0] == 0
    archive = tmp_path / "evidence.zip"
    assert run("evidence", "1", "--output", str(archive))[0] == 0
    assert archive.read_bytes()[:2] == b"PK"
    code, item, _ = run("close", "1", "--root-cause", "information", "--json")
    assert (code, item["state"]) == (0, "closed")
    assert run("reopen", "1", "--words", "there is more")[0] == 0
    assert "nothing is due" not in run("due")[1]


def test_what_does_not_follow_is_no_and_what_is_no_word_cannot_run(run: Callable[..., Run]) -> None:
    code, refused, _ = run("accept", "1", "--json")
    assert (code, refused["code"]) == (1, "COMPLAINT:STATE")
    hash_of = "0x" + "11" * 32
    for words, wrong in (
        (("close", "1", "--root-cause", "weather"), "COMPLAINT:WORD"),
        (("propose", "1", "--outcome", "perhaps", "--words", "x"), "COMPLAINT:WORD"),
        (("hold", "1", "--words", "x", "--until", "soon"), "CLI:DAY"),
        (("take", "9"), "COMPLAINT:NONE"),
    ):
        code, _, err = run(*words)
        assert (code, wrong in err) == (2, True), words
    assert run("redress", "1", "--transaction", hash_of)[0] in {1, 2}
    assert run("settle", "1", "--words", "paid", "--redress", "-1")[0] == 2
    assert run("take", "1", who="treasury")[0] == 2


TAKEN = (
    "intake", "--channel", "phone", "--received", "2026-03-09", "--product", "loan",
    "--issue", "terms", "--sub-issue", "fee", "--happened", "charged twice",
    "--wanted", "the fee back", "--contact", "+44 20 7946 0000",
)  # fmt: skip


def test_a_call_is_written_down_with_its_day_and_once(run: Callable[..., Run]) -> None:
    code, item, err = run(*TAKEN, "--key", "call-0001", "--json")
    assert (code, item["complaint"], item["received_on"]) == (0, 2, "2026-03-09"), err
    assert (item["channel"], item["contact"], item["person"]) == (
        "phone", "+44 20 7946 0000", None,
    )  # fmt: skip
    code, again, _ = run(*TAKEN, "--key", "call-0001", "--json")
    assert (code, again["complaint"]) == (0, 2)
    code, text, _ = run(*TAKEN)
    assert (code, "complaint 3: final response until" in text) == (0, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"--channel": "pigeon"}, "COMPLAINT:CHANNEL"),
        ({"--received": "yesterday"}, "CLI:DAY"),
        ({"--issue": "weather"}, "COMPLAINT:ISSUE"),
        ({"--contact": ""}, "COMPLAINT:CONTACT"),
    ],
)
def test_what_is_wrongly_taken_in_is_refused_and_not_kept(
    run: Callable[..., Run], change: dict[str, str], code: str
) -> None:
    words = list(TAKEN)
    for option, value in change.items():
        words[words.index(option) + 1] = value
    status, _, err = run(*words)
    assert (status, code in err) == (2, True), err
    assert [item["complaint"] for item in run("list", "--staff", "--json")[1]] == [1]


def test_figures_and_the_export_by_command(run: Callable[..., Run], tmp_path: Path) -> None:
    period = ("--from", "2026-03-01", "--to", "2026-03-31")
    code, counted, err = run("figures", *period, "--json")
    assert (code, counted["filed"], counted["by_issue"]) == (0, 1, {"terms": 1}), err
    code, text, _ = run("figures", *period)
    assert code == 0
    assert "issue terms" in text
    assert "0.00 TUSD" in text
    file = tmp_path / "complaints.csv"
    assert run("export", *period, "--output", str(file))[0] == 0
    assert file.read_text("utf-8").splitlines()[0].startswith("Date received,")
    assert "charged twice" not in file.read_text("utf-8")
    backwards = ("--from", "2026-03-31", "--to", "2026-03-01")
    for command in (("figures",), ("export", "--output", str(tmp_path / "none.csv"))):
        code, _, err = run(*command, *backwards)
        assert (code, "COMPLAINT:PERIOD" in err) == (2, True), err
    assert not (tmp_path / "none.csv").exists()
    code, _, err = run("export", *period, "--output", str(file), who="investor 0")
    assert code != 0
