"""`tallystick mentions` against a node that listens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
from tallystick.cli import mentions
from tallystick.cli.main import main
from tallystick_node.support import feed_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api

Run = tuple[int, Any, str]
url = listening


@pytest.fixture
def run(api: Api, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line of a servicer."""
    token = staff(api, "servicer")["authorization"].removeprefix("Bearer ")

    def command(*words: str) -> Run:
        with pytest.raises(SystemExit) as ended:
            main(["mentions", *words, "--url", url, "--token", token])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


def test_a_feed_is_brought_in_and_worked_on(run: Callable[..., Run], tmp_path: Path) -> None:
    assert mentions.FEED_BYTES_MAX == feed_files.FEED_BYTES_MAX
    code, word, _ = run("keywords", "add", "--phrase", "跑路", "--grade", "3", "--json")
    assert (code, word["keyword"]) == (0, 1)
    assert "跑路" in run("keywords", "list")[1]
    feed = tmp_path / "feed.csv"
    feed.write_text("title\n平台跑路\nwell\n", "utf-8")
    code, brought, _ = run("import", str(feed), "--source", "a forum", "--json")
    assert (code, brought["mentions"]) == (0, [1])
    assert "1 known already" in run("import", str(feed), "--source", "a forum")[1]
    code, listed, _ = run("list", "--json")
    assert (code, [item["state"] for item in listed]) == (0, ["new"])
    code, refused, _ = run("close", "1", "--words", "too soon", "--json")
    assert (code, refused["code"]) == (1, "MENTION:STATE")
    assert run("take", "1")[0] == 0
    for act in ("respond", "follow-up", "close"):
        assert run(act, "1", "--words", f"did {act}")[0] == 0
    code, shown, _ = run("show", "1")
    assert (code, "did follow-up" in shown) == (0, True)
    assert "no mention" in run("list")[1]
    assert "平台跑路" in run("list", "--closed")[1]
    assert run("keywords", "retire", "1")[0] == 0
    assert "no keyword" in run("keywords", "list")[1]


def test_what_is_wrong_cannot_run(run: Callable[..., Run], tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text("<rss>\n<item>", "utf-8")
    code, _, err = run("import", str(feed), "--source", "a forum")
    assert (code, "FEED:FORM" in err, "line 2" in err) == (2, True, True)
    other = tmp_path / "feed.pdf"
    other.write_text("x", "utf-8")
    code, _, err = run("import", str(other), "--source", "a forum")
    assert (code, "MENTIONS:FORM" in err) == (2, True)
    feed.write_bytes(b" " * (feed_files.FEED_BYTES_MAX + 1))
    code, _, err = run("import", str(feed), "--source", "a forum")
    assert (code, "MENTIONS:SIZE" in err) == (2, True)
    assert run("import", str(tmp_path / "none.csv"), "--source", "x")[0] == 2
    assert run("keywords", "add", "--phrase", "x", "--grade", "4")[0] == 2
    assert run("show", "7")[0] == 2
