"""`tallystick support survey` against a node that listens."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_people import registered
from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
from node.api.test_surveys import CLIENT, invited
from tallystick.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from node.api.builders import Api

Run = tuple[int, Any, str]
url = listening


@pytest.fixture
def run(api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line of a client, or with `who` of staff."""
    registered(api, CLIENT)

    def command(*words: str, who: str = "") -> Run:
        headers = staff(api, who) if who else api.sign_in(CLIENT)
        token = headers["authorization"].removeprefix("Bearer ")
        with pytest.raises(SystemExit) as ended:
            main(["support", "survey", *words, "--url", url, "--token", token])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


def test_a_survey_is_answered_once_and_counted(api: Api, run: Callable[..., Run]) -> None:
    assert "asked nothing" in run("list")[1]
    number = str(invited(api))
    code, listed, _ = run("list", "--json")
    assert (code, [str(each["survey"]) for each in listed]) == (0, [number])
    assert run("answer", number, "--score", "11")[0] == 2
    assert run("answer", number, "--score", "9", "--text", "kind")[0] == 0
    code, refused, _ = run("answer", number, "--score", "0", "--json")
    assert (code, refused["code"]) == (1, "SURVEY:ANSWERED")
    api.time.now += timedelta(days=40)
    code, months, _ = run("figures", "--json", who="servicer")
    assert (code, months[0]["total"]["answers"]) == (0, None)
    code, table, _ = run("figures", who="servicer")
    assert (code, "ticket" in table) == (0, True)
    month = months[0]["month"]
    assert "nothing" in run("texts", "--month", month, who="compliance")[1]


def test_figures_are_for_staff_and_months_are_months(run: Callable[..., Run]) -> None:
    assert run("figures")[0] == 2
    assert run("answer", "7", "--score", "5")[0] == 2
    code, _, err = run("texts", "--month", "march", who="servicer")
    assert (code, "SUPPORT:MONTH" in err) == (2, True)
