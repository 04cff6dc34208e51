"""`tallystick cash-flow`: a bank's file in a terminal, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.cli.main import main

if TYPE_CHECKING:
    import pytest

FILES = Path(__file__).parents[1] / "cashflow" / "files"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = 0
    try:
        main(["cash-flow", *words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_months_are_printed_and_given_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(FILES / "read" / "british_in_out.csv")
    code, out, _ = run(capsys, file)
    assert code == 0
    assert "2026-02" in out
    assert "9,000.10" in out
    code, out, _ = run(capsys, file, "--json")
    (account,) = json.loads(out)
    assert (account["opening"], account["closing"]) == ("1000000", "900010")
    assert account["cash_flow"]["cash_out"] == "5000"


def test_a_file_that_cannot_be_read_is_refused_with_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = run(capsys, str(FILES / "refused" / "bad_amount.csv"))
    assert (code, out) == (2, "")
    assert "BANKFILE:AMOUNT" in err
    assert "line 3" in err
    code, _, err = run(capsys, str(tmp_path / "none.csv"))
    assert (code, "CLI:FILE" in err) == (2, True)
    code, _, err = run(capsys, str(FILES / "refused" / "no_currency.csv"), "--currency", "EUR")
    assert code == 0, err
