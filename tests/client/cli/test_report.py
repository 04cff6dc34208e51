"""`tallystick report`: one loan is proved from a file alone, and a changed one is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tallystick.chain.contracts import Disclosures
from tallystick.cli.main import main
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.figures import Statement
from tallystick.disclosure.items import LoanItem
from tallystick.disclosure.report import Report, make_report, subject_hash
from tallystick.loans.dates import day_from_date
from tallystick.platform._sync.platform import Platform
from tallystick.testing.session import open_session


@pytest.fixture
def report() -> Report:
    from datetime import date  # noqa: PLC0415 - one test's need

    day = day_from_date(date(2026, 10, 31))
    loans = tuple(
        LoanItem(number, "active", "0x" + "1" * 40, 100, 50, 5, 0, 0, 0, {}) for number in (1, 2, 3)
    )
    statement = Statement(day, (), loans, (), (), ())
    return make_report(
        "monthly:2026-10", 1, statement, chain_id=1, book="0x" + "b" * 40, block=5,
        block_hash="0x" + "c" * 64,
    )  # fmt: skip


@pytest.fixture
def file(report: Report, tmp_path: Path) -> Path:
    path = tmp_path / report.file_name
    path.write_bytes(report.data)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def proved(capsys: pytest.CaptureFixture[str], file: Path, loan: int) -> Any:
    code, out, _ = run(capsys, "report", "prove", "--file", str(file), "--loan", str(loan))
    assert code == 0
    return json.loads(out)


def checked(
    capsys: pytest.CaptureFixture[str], folder: Path, proof: Any, *more: str
) -> tuple[int, Any]:
    kept = folder / "proof.json"
    kept.write_text(json.dumps(proof))
    code, out, err = run(capsys, "report", "verify", "--proof", str(kept), "--json", *more)
    return code, json.loads(out) if out else err


def test_a_loan_is_proved_by_itself(
    capsys: pytest.CaptureFixture[str], report: Report, file: Path, tmp_path: Path
) -> None:
    root = "0x" + report.tree.root.hex()
    for loan in (1, 2, 3):
        proof = proved(capsys, file, loan)
        code, output = checked(capsys, tmp_path, proof, "--root", root)
        assert (code, output["holds"], output["name"]) == (0, True, f"loan/{loan}")


NO_REPORTS = {
    "text": b"hello\n", "nothing": b"", "bytes": b"\xff\xfe", "a list": b"[1,2]", "a text": b'"x"',
    "another object": b'{"a":1}', "a float": b'{"a":1.5}', "a line break": b'{"a":1}\n',
    "nested": b"[" * 70_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_REPORTS)
def test_a_file_that_is_no_report_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(NO_REPORTS[kind])
    code, out, err = run(capsys, "report", "prove", "--file", str(file), "--loan", "1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"error: REPORT:FORM: {file} is not a published report")
    assert "JSON:" not in err
    assert err.endswith("fetch one from the node's /reports\n")


def test_a_report_that_was_written_anew_is_none(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.write_text(json.dumps(json.loads(file.read_bytes()), indent=1))
    code, _, err = run(capsys, "report", "prove", "--file", str(file), "--loan", "1")
    assert (code, "REPORT:FORM" in err, "canonical" in err) == (2, True, True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "monthly:0000-01", "REPORT:SUBJECT"),
        ("version", True, "REPORT:FORM"),
        ("loans", [{"number": True}], "REPORT:FORM"),
        ("method", "another", "REPORT:METHOD"),
    ],
)
def test_a_report_with_a_field_that_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], file: Path, field: str, value: object, sentence: str
) -> None:
    file.write_bytes(canonical(json.loads(file.read_bytes()) | {field: value}))
    code, out, err = run(capsys, "report", "prove", "--file", str(file), "--loan", "1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"error: {sentence}: ")


def test_a_changed_loan_or_another_root_is_not(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    proof = proved(capsys, file, 2)
    better = proof | {"content": proof["content"] | {"outstanding": "0"}}
    assert checked(capsys, tmp_path, better)[0] == 1
    assert checked(capsys, tmp_path, proof | {"name": "loan/1"})[0] == 1
    assert checked(capsys, tmp_path, proof | {"proof": []})[0] == 1
    assert checked(capsys, tmp_path, proof, "--root", "0x" + "1" * 64)[0] == 1


@pytest.mark.parametrize("proof", [[], {}, {"root": 1}, "no"])
def test_what_is_no_proof_is_said_to_be_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, proof: Any
) -> None:
    code, output = checked(capsys, tmp_path, proof)
    assert code == 2
    assert "REPORT:PROOF" in output


def test_a_loan_that_is_not_there_has_no_proof(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    code, _, err = run(capsys, "report", "prove", "--file", str(file), "--loan", "9")
    assert code == 2
    assert "REPORT:LOAN" in err
    code, _, err = run(capsys, "report", "prove", "--file", "nowhere.json", "--loan", "1")
    assert code == 2
    assert "CLI:FILE" in err


def test_which_month_and_version_a_root_is_of_the_chain_says(
    capsys: pytest.CaptureFixture[str],
    file: Path,
    report: Report,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = open_session()
    anchored = Disclosures.publish(subject_hash(report.subject), report.version, report.tree.root)
    session.platform.plan(anchored, session.actors.publisher).send()
    monkeypatch.setattr(Platform, "connect", lambda *_: session.platform)
    where = ("--rpc", "http://x", "--deployment", "x.json")
    proof = proved(capsys, file, 2)
    code, output = checked(capsys, tmp_path, proof, *where)
    assert (code, output["holds"], output["anchored"]) == (0, True, True)
    for lie in ({"version": 7}, {"subject": "monthly:2031-12"}):
        code, output = checked(capsys, tmp_path, proof | lie, *where)
        assert (code, output["holds"], output["anchored"]) == (1, False, False)
        code, output = checked(capsys, tmp_path, proof | lie)
        assert (code, output["anchored"]) == (0, None)
    assert "CLI:USAGE" in checked(capsys, tmp_path, proof, *where[:2])[1]
