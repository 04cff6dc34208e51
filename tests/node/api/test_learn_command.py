"""`tallystick learn` against a node that listens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_learning import CLIENT, sheet
from node.api.test_people import registered
from node.api.test_queue_command import url as listening
from node.api.test_servicing import staff
from tallystick.cli.main import main
from tallystick_node.learning.exam_rules import ExamKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
            main(["learn", *words, "--url", url, "--token", token])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in words and out else out
        return int(str(ended.value.code)), whole, err

    return command


def written(folder: Path, attempt: dict[str, Any], kind: ExamKind, wrong: int = 0) -> str:
    file = folder / "answers.json"
    answers = sheet(attempt, kind, wrong)["answers"]
    file.write_text(json.dumps({str(each["number"]): each["letter"] for each in answers}))
    return str(file)


def test_lessons_are_read(run: Callable[..., Run]) -> None:
    assert "diversification" in run("lessons")[1]
    assert "many small notes" in run("show", "diversification")[1].lower()
    assert "分散" in run("show", "diversification", "--language", "zh-CN", "--json")[1]["title"]
    assert run("show", "nothing")[0] == 2
    assert run("lessons", "--staff")[0] == 2
    assert "credit-files" in run("lessons", "--staff", who="servicer")[1]
    assert run("show", "credit-files", "--staff", who="servicer")[0] == 0


def test_an_exam_is_begun_kept_and_handed_in(run: Callable[..., Run], tmp_path: Path) -> None:
    assert "10 questions" in run("exam", "entry")[1]
    code, attempt, _ = run("start", "entry", "--json")
    assert code == 0
    assert run("start", "entry")[0] == 1
    file = written(tmp_path, attempt, ExamKind.ENTRY, wrong=3)
    assert run("answer", "entry", "--answers", file)[:2] == (0, "10 answers are kept\n")
    assert "*" in run("exam", "entry")[1]
    code, result, _ = run("answer", "entry", "--answers", file, "--end", "--json")
    assert (code, result["points"], result["passed"]) == (1, 70, False)
    assert "begin again" in run("exam", "entry")[1]


def test_staff_pass_and_examiners_see_it(run: Callable[..., Run], tmp_path: Path) -> None:
    attempt = run("start", "staff", "--json", who="servicer")[1]
    file = written(tmp_path, attempt, ExamKind.STAFF)
    assert run("answer", "staff", "--answers", file, who="servicer")[0] == 0
    code, text, _ = run("answer", "staff", "--answers", file, "--end", who="servicer")
    assert (code, text) == (0, "100 points of 100, passed\n")
    assert "passed; it counts" in run("exam", "staff", who="servicer")[1]
    assert "100" in run("passes", who="compliance")[1]
    assert len(run("items", "staff", "--json", who="compliance")[1]) == 50
    assert run("items", "staff", who="servicer")[0] == 2


@pytest.mark.parametrize("text", ["", "[]", '{"x": "a"}', '{"1": 5}', "{"])
def test_a_file_of_answers_has_a_form(run: Callable[..., Run], tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(text)
    code, _, err = run("answer", "entry", "--answers", str(file))
    assert (code, "LEARN:ANSWERS" in err) == (2, True)
    assert run("answer", "entry", "--answers", str(tmp_path / "none"))[0] == 2
