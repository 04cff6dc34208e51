"""`tallystick growth` against a node that listens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_growth import CLIENT, allow, decide
from node.api.test_people import registered
from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
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
            main(["growth", *words, "--url", url, "--token", token])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


def test_rewards_are_asked_for_and_figures_are_for_staff(api: Api, run: Callable[..., Run]) -> None:
    assert "nothing" in run("rewards")[1]
    assert run("ask", "registration")[0] == 1
    allow(api)
    assert run("ask", "registration")[0] == 0
    assert run("ask", "registration")[0] == 1
    decide(api)
    assert [each["state"] for each in run("rewards", "--json")[1]["rewards"]] == ["asked"]
    assert "registration" in run("requests", "--state", "asked", who="compliance")[1]
    assert run("requests")[0] == 2
    words = ("channel", "BANK01", "--kind", "partner", "--name", "A bank")
    assert run(*words, who="compliance")[0] == 0
    assert run(*words, who="compliance")[0] == 1
    assert "direct" in run("report", who="compliance")[1]
    assert run("report", "--json", who="compliance")[1]["funnels"][0]["source"] == "direct"
    assert "active" in run("activity", who="compliance")[1]
    assert run("pay", "99", "--tx", "0x" + "11" * 32, who="compliance")[0] == 2
