"""`tallystick export` and `tallystick dataset`: written, checked, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from client.cli.test_reading import file as file  # noqa: PLC0414 - the fixture
from client.cli.test_reading import loans as loans  # noqa: PLC0414 - likewise
from client.cli.test_reading import run
from client.cli.test_reading import session as session  # noqa: PLC0414 - likewise


@pytest.fixture
def where(file: Path, loans: dict[str, int]) -> tuple[str, ...]:
    del loans
    return ("--rpc", "http://embedded", "--deployment", str(file))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_dataset_is_written_and_checked_beside_the_chain(
    where: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    out = tmp_path / "data"
    code, out_text, err = run(
        capsys, "export", *where, "--out", str(out), "--format", form, "--json"
    )
    assert code == 0, err
    exported = json.loads(out_text)
    assert exported["rows"]["loans"] == 2
    code, out_text, _ = run(capsys, "dataset", str(out), *where, "--json")
    assert code == 0
    checked = json.loads(out_text)
    assert (checked["ok"], checked["root"], checked["chain"]) == (True, exported["root"], True)
    code, out_text, _ = run(capsys, "dataset", str(out))
    assert (code, "not compared with the chain" in out_text) == (0, True)


def test_a_dataset_that_was_changed_is_shown_and_none_is_refused(
    where: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "data"
    run(capsys, "export", *where, "--out", str(out), "--format", "csv")
    code, _, err = run(capsys, "export", *where, "--out", str(out))
    assert (code, "DATASET:FOLDER" in err) == (2, True)
    (out / "loans.csv").write_text("loan\n1\n", "utf-8")
    code, out_text, _ = run(capsys, "dataset", str(out))
    assert (code, "loans.csv" in out_text) == (1, True)
    code, _, err = run(capsys, "dataset", str(tmp_path))
    assert (code, "DATASET:MANIFEST" in err) == (2, True)
    code, _, err = run(capsys, "dataset", str(out), "--rpc", "http://embedded")
    assert (code, "CLI:USAGE" in err) == (2, True)
