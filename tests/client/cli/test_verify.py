"""`tallystick verify`: published files hold, altered ones are shown where, others are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from client.statements.made_statements import made_statement
from tallystick.cli.main import main
from tallystick.disclosure.figures import Statement
from tallystick.disclosure.proof import proof_of
from tallystick.disclosure.report import make_report
from tallystick.loans.dates import day_from_date
from tallystick.statements.statement_pdf import statement_pdf

if TYPE_CHECKING:
    from pathlib import Path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def verdict(
    capsys: pytest.CaptureFixture[str], folder: Path, data: bytes
) -> tuple[int, dict[str, Any]]:
    file = folder / "file"
    file.write_bytes(data)
    code, out, err = run(capsys, "verify", str(file), "--json")
    return code, json.loads(out) if out else {"error": err}


def report_bytes() -> bytes:
    statement = Statement(day_from_date(made_statement().last), (), (), (), (), ())
    return make_report(
        "monthly:2026-10", 1, statement, chain_id=1, book="0x" + "b" * 40, block=5,
        block_hash="0x" + "c" * 64,
    ).data  # fmt: skip


def test_a_statement_holds_as_pdf_and_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for data, kind in (
        (statement_pdf(made_statement()), "statement PDF"), (made_statement().data, "statement")
    ):  # fmt: skip
        code, answered = verdict(capsys, tmp_path, data)
        assert code == 0
        assert (answered["ok"], answered["kind"], answered["chain"]) == (True, kind, False)
        assert answered["first_difference"] is None


def test_a_report_has_its_root(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, answered = verdict(capsys, tmp_path, report_bytes())
    assert (code, answered["ok"], answered["kind"]) == (0, True, "report")
    assert answered["root"].startswith("0x")


def test_what_differs_is_shown_and_exits_with_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = json.dumps(made_statement().document() | {"closing": "1"}).encode()
    code, answered = verdict(capsys, tmp_path, wrong)
    assert (code, answered["ok"]) == (1, False)
    assert answered["first_difference"]["path"] == "closing"
    code, answered = verdict(capsys, tmp_path, statement_pdf(made_statement()) + b"%")
    assert code == 1
    assert answered["first_difference"]["path"].startswith("byte ")
    (tmp_path / "file").write_bytes(wrong)
    code, out, _ = run(capsys, "verify", str(tmp_path / "file"))
    assert code == 1
    assert "it differs at closing" in out


@pytest.mark.parametrize("data", [b"", b"hello", b"[]", b"{}", b"%PDF-", b"\xff\xfe"])
def test_what_is_none_of_these_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes
) -> None:
    code, answered = verdict(capsys, tmp_path, data)
    assert code == 2
    assert answered["error"].startswith("error: ")
    assert answered["error"].count("\n") == 1


def test_an_option_without_the_other_and_a_missing_file_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "verify", str(tmp_path / "none"))
    assert (code, "CLI:FILE" in err) == (2, True)
    code, _, err = run(capsys, "verify", str(tmp_path / "none"), "--rpc", "http://127.0.0.1:1/rpc")
    assert (code, "CLI:USAGE" in err) == (2, True)


def test_a_proof_that_leads_elsewhere_differs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from tallystick.disclosure.items import LoanItem  # noqa: PLC0415 - one test's need

    loan = LoanItem(1, "active", "0x" + "1" * 40, 100, 50, 5, 0, 0, 0, {})
    statement = Statement(day_from_date(made_statement().last), (), (loan,), (), (), ())
    report = make_report(
        "monthly:2026-10", 1, statement, chain_id=1, book="0x" + "b" * 40, block=5,
        block_hash="0x" + "c" * 64,
    )  # fmt: skip
    proof = proof_of(report, 1)
    assert verdict(capsys, tmp_path, json.dumps(proof).encode())[0] == 0
    proof["content"]["principal"] = "101"
    code, answered = verdict(capsys, tmp_path, json.dumps(proof).encode())
    assert (code, answered["first_difference"]["path"]) == (1, "proof")
