"""What a line gets wrong is said in our words: the option, the rule, the value."""

from __future__ import annotations

import pytest

from tallystick.cli.main import main

TERMS = ("--principal", "100", "--rate-ppm", "1", "--n", "3", "--method", "linear", "--months", "1")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("schedule", *TERMS, "--principal", "1.5"),
            "--principal must be a whole number, not '1.5'",
        ),
        (("schedule", *TERMS, "--n", "three"), "--n must be a whole number, not 'three'"),
        (("schedule", *TERMS, "--months", ""), "--months must be a whole number, not ''"),
        (
            ("schedule", *TERMS, "--rate-ppm", "9" * 5_000),
            f"--rate-ppm must be a whole number, not '{'9' * 40}…'",
        ),
        (
            ("schedule", *TERMS, "--method", "foo"),
            "--method must be one of 'annuity', 'linear', 'interest_only', 'bullet', not 'foo'",
        ),
        (
            ("loan", "one", "--rpc", "x", "--deployment", "y"),
            "ID must be a whole number, not 'one'",
        ),
        (
            ("chain", "--data-dir", "x", "--port", "99999"),
            "--port must be at most 65535, not '99999'",
        ),
        (("chain", "--data-dir", "x", "--port", "-1"), "--port must be at least 0, not '-1'"),
        (("schedule", *TERMS, "--n", "a\x1b[2Jb"), "--n must be a whole number, not 'a[2Jb'"),
        (("schedule", "--n", "1"), "Missing option '--principal'."),
    ],
)
def test_a_value_that_cannot_be_read_is_said_in_our_words(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    captured = capsys.readouterr()
    assert (ended.value.code, captured.out) == (2, "")
    assert captured.err == f"error: CLI:USAGE: {sentence}\n"


@pytest.mark.parametrize("start", ["2026-13-01", "2026-02-30", "tomorrow", "2026-W01-1", ""])
def test_a_start_that_is_no_day_is_said_in_our_words(
    capsys: pytest.CaptureFixture[str], start: str
) -> None:
    with pytest.raises(SystemExit):
        main(["schedule", *TERMS, "--start", start])
    assert capsys.readouterr().err == (
        f"error: CLI:START: --start must be a date like 2026-01-31, from 1970 on, not {start!r}\n"
    )
