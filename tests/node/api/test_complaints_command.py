"""`tallystick complaints` against a node that listens and the chain that it stands on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete

from node.api.test_complaints import CLIENT, anchor
from node.api.test_people import registered
from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
from node.complaints.test_anchors import sent_to_chain
from tallystick.cli.main import main
from tallystick_node.storage.tables import complaint_clocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api

Run = tuple[int, Any, str]
url = listening
FILED = (
    "--product", "loan", "--issue", "terms", "--sub-issue", "fee", "--happened", "charged twice",
    "--wanted", "the fee back",
)  # fmt: skip


@pytest.fixture
def run(api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line of a client, or with `who` of staff."""
    registered(api, CLIENT)

    def command(*words: str, who: str = "") -> Run:
        headers = staff(api, who) if who else api.sign_in(CLIENT)
        token = headers["authorization"].removeprefix("Bearer ")
        secret = [] if words[0] == "check" else ["--token", token]
        with pytest.raises(SystemExit) as ended:
            main(["complaints", *words, "--url", url, *secret])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


def test_a_client_files_lists_and_reads(run: Callable[..., Run]) -> None:
    code, filed, _ = run("file", *FILED, "--json")
    assert (code, filed["complaint"], filed["state"]) == (0, 1, "received")
    code, listed, _ = run("list")
    assert (code, "acknowledge" in listed) == (0, True)
    code, shown, _ = run("show", "1")
    assert (code, "charged twice" in shown) == (0, True)
    code, waiting, _ = run("list", "--staff", "--json", who="compliance")
    assert (code, [item["complaint"] for item in waiting]) == (0, [1])


def test_what_is_not_in_a_list_is_refused(run: Callable[..., Run]) -> None:
    code, _, err = run("file", *FILED[:3], "weather", *FILED[4:])
    assert (code, "COMPLAINT:ISSUE" in err) == (2, True)
    code, _, err = run("show", "7")
    assert (code, "COMPLAINT:NONE" in err) == (2, True)


def test_the_public_lists_are_checked_against_the_chain(
    api: Api, run: Callable[..., Run], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = api.network.platform
    monkeypatch.setattr("tallystick.platform._sync.platform.Platform.connect", lambda *_: platform)
    where = ("--rpc", url, "--deployment", str(tmp_path / "deployment.json"), "--json")
    run("file", *FILED)
    anchor(api)
    sent_to_chain(api.node.foundation.database, api.network)
    api.time.pass_by(days=1)
    run("file", *FILED)
    anchor(api)
    code, checked, _ = run("check", *where)
    assert (code, checked["complaints"], checked["lists"]) == (0, 2, 2)
    code, text, _ = run("check", *where[:-1])
    assert (code, text.splitlines()[:2]) == (
        0, ["the lists hold", "2 lists, 2 complaints in the newest"],
    )  # fmt: skip
    assert "{" not in text
    assert checked["not_anchored"] == [str(api.node.services.complaints.desk.context.today)]
    with api.node.foundation.database.writing() as connection:
        connection.execute(delete(complaint_clocks).where(complaint_clocks.c.complaint == 1))
    api.time.pass_by(days=1)
    anchor(api)
    code, checked, _ = run("check", *where)
    today = api.node.services.complaints.desk.context.today
    assert (code, checked["lost"]) == (1, [f"{today}: complaint 1.1", f"{today}: number 1"])
