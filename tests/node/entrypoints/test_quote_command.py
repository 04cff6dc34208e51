"""`tallystick quote`, as its users run it: without node, chain or network."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tallystick.cli.exits import CannotRunError
from tallystick.errors import TallystickError
from tallystick_node.entrypoints.quote_command import app

RUN = CliRunner()
ASKED = ["--amount", "6000000000", "--months", "12", "--day", "2026-03-02"]


def run(*more: str) -> tuple[int, str]:
    done = RUN.invoke(app, [*ASKED, *more])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_json_has_every_grade_and_the_instalments_of_one() -> None:
    status, text = run("--grade", "B", "--json")
    document = json.loads(text)
    assert status == 0
    assert [grade["grade"] for grade in document["grades"]] == list("ABCDEFG")
    assert len(document["instalments"]) == 12
    chosen = document["grades"][1]
    assert sum(int(row["payment"]) for row in document["instalments"]) == int(chosen["total"])
    assert (
        int(chosen["received"]) + int(chosen["origination"]) + int(chosen["reserve"]) == 6 * 10**9
    )


def test_a_table_says_the_same() -> None:
    document = json.loads(run("--grade", "B", "--json")[1])
    status, text = run("--grade", "B")
    assert status == 0
    assert document["grades"][1]["total"] in text
    assert document["instalments"][-1]["payment"] in text


def test_a_grade_that_is_not_lent_this_says_so() -> None:
    done = RUN.invoke(app, ["--amount", "16000000000", "--months", "12", "--grade", "G"])
    assert done.exit_code == 1
    assert "not lent this" in done.stdout


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--grade", "H"], "QUOTE:GRADE"), (["--months", "13"], "QUOTE:MONTHS"),
        (["--amount", "1"], "QUOTE:AMOUNT"), (["--policy", "mars"], "POLICY:NAME"),
    ],
)  # fmt: skip
def test_what_cannot_be_quoted_is_refused(more: list[str], code: str) -> None:
    with pytest.raises((TallystickError, CannotRunError)) as refused:
        run(*more)
    assert getattr(refused.value, "code", "") == code
