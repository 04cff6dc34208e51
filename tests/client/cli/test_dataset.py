"""`tallystick export` and `tallystick dataset`: written, checked, and what they refuse."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from client.cli.test_reading import file as file  # noqa: PLC0414 - the fixture
from client.cli.test_reading import loans as loans  # noqa: PLC0414 - likewise
from client.cli.test_reading import run
from client.cli.test_reading import session as session  # noqa: PLC0414 - likewise
from tallystick.chain.contracts import Disclosures
from tallystick.dataset.anchor import ANCHOR_VERSION, dataset_subject
from tallystick.disclosure.report import subject_hash

if TYPE_CHECKING:
    from tallystick.testing.session import Session


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


def test_the_anchor_of_a_day_is_compared(
    session: Session, where: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, day = tmp_path / "data", date(2026, 3, 9)
    _, text, _ = run(capsys, "export", *where, "--out", str(out), "--format", "csv", "--json")
    root = bytes.fromhex(json.loads(text)["root"][2:])
    code, text, _ = run(capsys, "dataset", str(out), *where, "--anchored", "2026-03-09")
    assert (code, "anchor of 2026-03-09" in text) == (1, True), "nothing is anchored"
    call = Disclosures.publish(subject_hash(dataset_subject(day)), ANCHOR_VERSION, root)
    session.platform.plan(call, session.actors.publisher).send()
    code, text, _ = run(capsys, "dataset", str(out), *where, "--anchored", "2026-03-09")
    assert (code, "anchored for 2026-03-09" in text) == (0, True)
    code, text, _ = run(capsys, "dataset", str(out), *where, "--anchored", "2026-03-10")
    assert (code, "anchor of 2026-03-10" in text) == (1, True)
    for more in (("--anchored", "2026-03-09"), (*where, "--anchored", "yesterday")):
        code, _, err = run(capsys, "dataset", str(out), *more)
        assert (code, "CLI:USAGE" in err) == (2, True), more
