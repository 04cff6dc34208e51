from __future__ import annotations

import json

import pytest

from tallystick.cli.main import main

TERMS = ["--principal", "1000000", "--rate-ppm", "120000", "--n", "3", "--method", "annuity"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["schedule", *arguments])
    captured = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, captured.out, captured.err


def test_json_is_the_whole_schedule_in_decimal_strings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, *TERMS, "--months", "1", "--start", "2027-01-31", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "payments": ["340022", "340022", "340023"],
        "interest": ["10000", "6700", "3367"],
        "principal": ["330022", "333322", "336656"],
        "balance": ["669978", "336656", "0"],
        "due_dates": ["2027-02-28", "2027-03-31", "2027-04-30"],
        "annual_percentage_rate_ppm": 126_829,
    }


def test_without_a_start_there_are_no_due_dates(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *TERMS, "--days", "30", "--json")
    assert code == 0
    assert json.loads(out)["due_dates"] is None


def test_leading_rows(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, *TERMS, "--months", "1", "--lead", "2", "--json")
    assert json.loads(out)["principal"] == ["0", "0", "1000000"]


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *TERMS, "--months", "1", "--start", "2027-01-31")
    assert (code, err) == (0, "")
    for figure in ("2027-02-28", "340023", "1020067", "126829 ppm"):
        assert figure in out
    _, without_dates, _ = run(capsys, *TERMS, "--months", "1")
    assert "340023" in without_dates
    assert "due" not in without_dates


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("SCHED:PRINCIPAL", [*TERMS, "--months", "1", "--principal", "0"]),
        ("SCHED:TERM", [*TERMS, "--months", "12", "--n", "41"]),
        ("SCHED:LEAD", [*TERMS, "--months", "1", "--lead", "1", "--method", "bullet"]),
        ("CLI:PERIOD", TERMS),
        ("CLI:PERIOD", [*TERMS, "--months", "1", "--days", "30"]),
        ("CLI:START", [*TERMS, "--months", "1", "--start", "20270131"]),
        ("CLI:START", [*TERMS, "--months", "1", "--start", "2027-02-29"]),
        ("CLI:START", [*TERMS, "--months", "1", "--start", "1969-12-31"]),
        ("DATES:YEAR", [*TERMS, "--months", "1", "--start", "9999-12-31"]),
        ("CLI:USAGE", [*TERMS, "--months", "one"]),
        ("CLI:USAGE", [*TERMS, "--months", "1", "--principal", "10.5"]),
        ("CLI:USAGE", [*TERMS, "--months", "1", "--method", "balloon"]),
        ("CLI:USAGE", ["--months", "1"]),
    ],
)
def test_bad_input_is_one_coded_sentence_and_nothing_on_stdout(
    capsys: pytest.CaptureFixture[str], code: str, arguments: list[str]
) -> None:
    ended, out, err = run(capsys, *arguments, "--json")
    assert (ended, out) == (2, "")
    assert err.startswith(f"error: {code}: ")
    assert err.count("\n") == 1
