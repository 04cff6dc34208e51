"""`tallystick queue` against a node that listens."""

from __future__ import annotations

import json
import threading
import time as clock
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from node.api.test_lending import BORROWER, FIRST, SECOND, apply, examine, known, staff
from tallystick.cli.amounts import percent
from tallystick.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.api.builders import Api

REASON = "verified_by_call"


@pytest.fixture
def url(api: Api) -> Iterator[str]:
    """Where the node listens."""
    server = uvicorn.Server(uvicorn.Config(api.client.app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        clock.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def case(api: Api) -> str:
    """An application that a person has to look at."""
    response = apply(api, known(api, BORROWER), description="A casino weekend that I wished for.")
    number: str = response.json()["id"]
    examine(api, number)
    return number


class Desk:
    """The command line of one of staff."""

    def __init__(self, api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._api, self._url, self._capsys = api, url, capsys

    def run(self, *words: str, who: str = FIRST) -> tuple[int, str, str]:
        token = staff(self._api, who)["authorization"].removeprefix("Bearer ")
        with pytest.raises(SystemExit) as ended:
            main(["queue", *words, "--url", self._url, "--token", token])
        captured = self._capsys.readouterr()
        return int(str(ended.value.code)), captured.out, captured.err

    def document(self, *words: str, who: str = FIRST) -> tuple[int, Any]:
        code, out, _ = self.run(*words, "--json", who=who)
        return code, json.loads(out)


@pytest.fixture
def desk(api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(api, url, capsys)


def decision(case: str, verdict: str = "approve") -> tuple[str, ...]:
    return ("decide", case, "--verdict", verdict, "--reason", REASON)


def test_two_underwriters_decide_a_case(desk: Desk, case: str) -> None:
    code, (waiting,) = desk.document("list")
    assert (code, waiting["application"], waiting["reasons"]) == (0, case, ["purpose.words"])
    assert waiting["amount"].isdigit()
    code, shown = desk.document("show", case)
    assert (code, shown["findings"][-1]["stage"]) == (0, "decision")
    assert desk.document("claim", case) == (0, {"application": case, "claimed": True})
    assert desk.document(*decision(case)) == (0, {"application": case, "state": "referred"})
    assert desk.run("claim", case, who=SECOND)[0] == 0
    assert desk.document(*decision(case), who=SECOND)[1]["state"] == "approved"
    assert desk.document("list") == (0, [])


def test_what_another_has_claimed_is_answered_with_no(desk: Desk, case: str) -> None:
    desk.run("claim", case)
    code, out, err = desk.run("claim", case, who=SECOND)
    assert (code, out) == (1, "")
    assert err.startswith("error: REVIEW:CLAIMED: ")
    code, document = desk.document("claim", case, who=SECOND)
    assert (code, document["code"]) == (1, "REVIEW:CLAIMED")
    assert desk.run(*decision(case), who=SECOND)[0] == 1


def test_for_people_it_is_a_table(desk: Desk, case: str) -> None:
    _, (waiting,) = desk.document("list")
    price = percent(waiting["rate_ppm"]), percent(waiting["p_default_ppm"])
    code, out, err = desk.run("list")
    assert (code, err) == (0, "")
    for word in (case, "6,000.00", waiting["grade"], *price, "TUSD"):
        assert word in out
    code, out, _ = desk.run("show", case)
    assert (code, "purpose.words" in out) == (0, True)
    assert f"grade {waiting['grade']}, {waiting['score']} points" in out
    assert f"chance of default {price[1]}, rate {price[0]} a year" in out
    assert "asks for 6,000.00 TUSD over 12 months" in out
    assert "income: 60,000.00 TUSD a year, verified by " in out
    assert "proof_of_income, application/pdf" in out
    assert "6000000000" not in out
    _, shown = desk.document("show", case)
    assert (shown["order"]["amount"], shown["grade"]) == ("6000000000", waiting["grade"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "0" * 32), "APPLICATION:NONE"),
        (("claim", "nonsense"), "INPUT:FIELDS"),
        (("decide", "0" * 32, "--verdict", "approve", "--reason", "mood"), "QUEUE:REASON"),
        (("decide", "0" * 32, "--verdict", "perhaps", "--reason", REASON), "CLI:USAGE"),
    ],
)
def test_what_cannot_be_asked_ends_with_two(desk: Desk, words: tuple[str, ...], code: str) -> None:
    ended, out, err = desk.run(*words)
    assert (ended, out) == (2, "")
    assert err.startswith(f"error: {code}: ")


@pytest.mark.long
def test_the_queue_is_for_underwriters_and_needs_a_token(
    desk: Desk, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, _, err = desk.run("list", who="treasury")
    assert (ended, err.startswith("error: ACCESS:ROLE: ")) == (2, True)
    for token, code in (("", "QUEUE:TOKEN"), ("nobody's", "ACCESS:TOKEN")):
        monkeypatch.setenv("TALLYSTICK_TOKEN", token)
        with pytest.raises(SystemExit) as refused:
            main(["queue", "list", "--url", url])
        assert refused.value.code == 2
        assert capsys.readouterr().err.startswith(f"error: {code}: ")
    with pytest.raises(SystemExit) as refused:
        main(["queue", "list", "--url", "http://127.0.0.1:1"])
    assert refused.value.code == 2
    assert capsys.readouterr().err.startswith("error: NODE:REACH: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("list", "--url", "http://[::1", "--token", "x"), "INPUT:URL"),
        (("list", "--url", f"http://{'a' * 70}.com", "--token", "x"), "NODE:REACH"),
        (("list", "--url", "http://127.0.0.1:1", "--token", "\xe9"), "QUEUE:TOKEN"),
        (("list", "--url", "http://127.0.0.1:1", "--token", "a\nb"), "QUEUE:TOKEN"),
        (("show", "..", "--url", "http://127.0.0.1:1", "--token", "x"), "INPUT:IDENTIFIER"),
        (("show", "\udcff", "--url", "http://127.0.0.1:1", "--token", "x"), "INPUT:IDENTIFIER"),
    ],
)
def test_what_is_no_place_no_token_and_no_case_is_refused_in_one_sentence(
    words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["queue", *words])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"error: {code}: ")
