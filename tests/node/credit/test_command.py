"""The command line: answers, and a sentence with exit code 2 for every kind of bad input."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from node.credit.conftest import HEADER, market, write


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tallystick", "credit", *map(str, arguments)],
        capture_output=True, check=False, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def trained(
    loans: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, object]]:
    path = tmp_path_factory.mktemp("made") / "card.json"
    ended = run("train", "--data", loans, "--target", "y_default", "--ordered", "y_ord",
                "--time", "made", "--exclude", "member", "--out", path, "--json")  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return path, json.loads(ended.stdout)


def test_training_answers_with_the_validation(trained: tuple[Path, dict[str, object]]) -> None:
    path, answer = trained
    promised = {"auc", "ks", "brier", "calibration_slope", "features", "model_hash"}
    assert promised <= set(answer)
    assert answer["model_hash"] == json.loads(path.read_text())["hash"]
    assert "member" not in str(answer["features"])
    assert "with_excluded" in answer["validation"]  # type: ignore[operator]


def test_scoring_writes_chances_and_reasons(
    trained: tuple[Path, dict[str, object]], later: Path, tmp_path: Path
) -> None:
    plain, path = tmp_path / "plain.csv", tmp_path / "told.csv"
    ended = run("score", "--model", trained[0], "--data", later, "--out", plain, "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["rows"] == 1_500
    assert (
        run("score", "--model", trained[0], "--data", later, "--out", path, "--explain").returncode
        == 0
    )
    with plain.open() as opened:
        rows = list(csv.DictReader(opened))
    with path.open() as opened:
        explained = list(csv.DictReader(opened))
    assert list(rows[0]) == ["id", "p_default"]
    assert [row["id"] for row in rows] == [f"L{at:05}" for at in range(1_500)]
    assert [row["p_default"] for row in rows] == [row["p_default"] for row in explained]
    assert {"score", "grade", "p_class_3", "reason_1", "reason_4", "reasons"} <= set(explained[0])
    first = explained[0]
    assert sum(float(first[f"p_class_{k}"]) for k in range(4)) == pytest.approx(1, abs=1e-5)


@pytest.mark.long
def test_rows_without_an_id_are_numbered(
    trained: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    data = write(tmp_path / "t.csv", HEADER[1:], [row[1:] for row in market(3, 4)])
    assert (
        run("score", "--model", trained[0], "--data", data, "--out", tmp_path / "o").returncode == 0
    )
    assert (tmp_path / "o").read_text().splitlines()[1].startswith("1,")


def test_report_price_and_card_answer(
    trained: tuple[Path, dict[str, object]], later: Path, tmp_path: Path
) -> None:
    ended = run("report", "--model", trained[0], "--data", later, "--target", "y_default",
                "--time", "made", "--out", tmp_path / "r", "--json")  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["overall"]["rows"] == 1_500
    quotes = json.loads(run("price", "--model", trained[0], "--terms", "12", "--json").stdout)
    assert [quote["months"] for quote in quotes] == [12] * len(quotes)
    assert run("card", "--model", "default").stdout.startswith("# Scorecard")


def refused(ended: subprocess.CompletedProcess[str], code: str, folder: Path) -> None:
    assert ended.returncode == 2, ended.stdout
    assert code in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "Traceback" not in ended.stderr
    assert not [path.name for path in folder.iterdir() if "out" in path.name]


TWO = "id,a,y\n1,2,0\n2,3,1\n"
ONE_OUTCOME = "a,y\n" + "1,0\n" * 200
CONSTANT = "a,y\n" + "1,0\n1,1\n" * 200
EMPTY = "a,y\n" + ",0\n,1\n" * 200


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CREDIT:FILE"), ("a,y\n", "CREDIT:ROWS"), (TWO, "CREDIT:ROWS"),
        (ONE_OUTCOME, "CREDIT:TARGET"), (CONSTANT, "CREDIT:FEATURES"),
        (EMPTY, "CREDIT:FEATURES"), ("a,b\n1,2\n", "CREDIT:COLUMN"),
        ("a,y\n1,0\n2\n", "CREDIT:FILE"),
    ],
    ids=["empty", "no rows", "two rows", "one outcome", "constant", "all missing", "no target",
         "ragged"],
)  # fmt: skip
def test_training_refuses_bad_data_in_one_sentence(tmp_path: Path, text: str, code: str) -> None:
    data = tmp_path / "t.csv"
    data.write_text(text)
    ended = run("train", "--data", data, "--target", "y", "--out", tmp_path / "out.json", "--json")
    refused(ended, code, tmp_path)
    assert ended.stdout == ""


def test_a_card_changed_by_hand_scores_nothing(
    trained: tuple[Path, dict[str, object]], later: Path, tmp_path: Path
) -> None:
    card = tmp_path / "card.json"
    card.write_text(trained[0].read_text().replace('"base":', '"base":1', 1))
    ended = run("score", "--model", card, "--data", later, "--out", tmp_path / "out.csv")
    refused(ended, "CREDIT:HASH", tmp_path)


def test_a_missing_column_scores_nothing(
    trained: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    data = write(tmp_path / "t.csv", HEADER[:3], [row[:3] for row in market(5, 4)])
    ended = run("score", "--model", trained[0], "--data", data, "--out", tmp_path / "out.csv")
    refused(ended, "CREDIT:COLUMN", tmp_path)
    assert "'debt'" in ended.stderr


def test_an_output_that_cannot_be_written_is_refused(
    trained: tuple[Path, dict[str, object]], later: Path, tmp_path: Path
) -> None:
    ended = run("score", "--model", trained[0], "--data", later, "--out", tmp_path / "no" / "o.csv")
    refused(ended, "CREDIT:OUT", tmp_path)


def test_terms_that_are_no_months_are_refused(tmp_path: Path) -> None:
    refused(run("price", "--model", "default", "--terms", "soon"), "CREDIT:PRICE", tmp_path)


def test_an_expert_makes_a_card(tmp_path: Path) -> None:
    stated = {"p_default": 0.1, "variables": [{"name": "x", "edges": [1], "points": [0, 9]}]}
    (tmp_path / "s.json").write_text(json.dumps(stated))
    path = tmp_path / "card.json"
    assert run("expert", "--statement", tmp_path / "s.json", "--out", path).returncode == 0
    assert run("price", "--model", path, "--terms", "36").returncode == 0
    ended = run("expert", "--statement", tmp_path / "nowhere", "--out", tmp_path / "out.json")
    refused(ended, "CREDIT:EXPERT", tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(
    ("options", "claims"),
    [
        (("--rising", "dept"), "'dept', which the data do not have"),
        (("--rising", "debt", "--falling", "debt"), "to rise and to fall with 'debt'"),
        (("--force", "dept"), "--force names no column of the data: 'dept'"),
        (("--force", "debt", "--exclude", "debt"), "'debt' is to be left out and kept"),
        (("--rising", "debt", "--exclude", "debt"), "'debt', which is left out"),
        (("--encoding", "rot13"), "'rot13' is none of the encodings"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    loans: Path, tmp_path: Path, options: tuple[str, ...], claims: str
) -> None:
    out = tmp_path / "card.json"
    ended = run("train", "--data", loans, "--target", "y_default", "--out", out, *options)
    assert ended.returncode == 2
    assert claims in ended.stderr
    assert not out.exists()
