"""`tallystick exercise run sand-table|case-pack`: answers from a file or from whoever is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.cli.main import main
from tallystick_node.entrypoints.table_command import case_files
from tallystick_node.learning.scenes import load_scene

if TYPE_CHECKING:
    from pathlib import Path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["exercise", "run", *words])
    out, err = capsys.readouterr()
    return int(str(ended.value.code)), out, err


def answers(folder: Path, name: str, *, best: bool = True) -> str:
    scene = load_scene("sand-table" if name == "sand-table" else "collections-call")
    chosen: dict[str, Any] = {
        each.id: next(option.id for option in each.options if option.best is best)
        for each in scene.decisions
    }
    if name == "case-pack":
        chosen |= {file.id: "lend" if file.repaid is best else "refuse" for file in case_files(1)}
    path = folder / "answers.json"
    path.write_text(json.dumps(chosen))
    return str(path)


@pytest.mark.parametrize("name", ["sand-table", "case-pack"])
def test_good_decisions_end_with_0_and_bad_ones_with_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    code, out, _ = run(capsys, name, "--answers", answers(tmp_path, name), "--json")
    document = json.loads(out)
    assert (code, document["passed"], document["name"]) == (0, True, name)
    assert all(document["goals"].values())
    code, out, _ = run(capsys, name, "--answers", answers(tmp_path, name, best=False))
    assert (code, out.splitlines()[-1]) == (1, "not passed")


def test_another_seed_has_other_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = answers(tmp_path, "case-pack")
    fates = []
    for seed in ("1", "2"):
        out = run(capsys, "case-pack", "--answers", file, "--seed", seed, "--json")[1]
        fates.append([each["outcome"] for each in json.loads(out)["files"]])
    assert fates[0] != fates[1]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"product": "x"}'])
def test_what_is_not_answered_could_not_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    file = tmp_path / "answers.json"
    file.write_text(text)
    code, _, err = run(capsys, "sand-table", "--answers", str(file))
    assert (code, "EXERCISE:ANSWERS" in err) == (2, True)
    assert run(capsys, "sand-table", "--json")[0] == 2


def test_a_runbook_still_needs_a_node(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "wind-down")
    assert (code, "EXERCISE:DIR" in err) == (2, True)


def test_whoever_is_asked_answers_until_it_is_an_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["what?"])
    scene = load_scene("sand-table")
    best = (next(o.id for o in each.options if o.best) for each in scene.decisions)

    def prompt(_: str) -> str:
        return next(typed, None) or next(best)

    monkeypatch.setattr("typer.prompt", prompt)
    code, out, _ = run(capsys, "sand-table")
    assert (code, "one of wide, narrow, none" in out) == (0, True)
