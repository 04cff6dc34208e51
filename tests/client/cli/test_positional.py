"""A word such as `-5` is the number it looks like, and no option that nobody has."""

from __future__ import annotations

import pytest
import typer

from tallystick.cli.main import main
from tallystick.cli.positional import PositionalCommand

RPC = ("--rpc", "http://127.0.0.1:1", "--deployment", "d.json")


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    captured = capsys.readouterr()
    assert (ended.value.code, captured.out, captured.err.count("\n")) == (2, "", 1)
    return captured.err


@pytest.mark.parametrize("amount", ["-5", "-0.5", "-.5", "-1,000"])
@pytest.mark.parametrize("first", [True, False])
def test_a_negative_amount_is_refused_by_the_rule_of_amounts(
    capsys: pytest.CaptureFixture[str], amount: str, *, first: bool
) -> None:
    options = ("--url", "http://127.0.0.1:1", *RPC, "--key-file", "k")
    words = (amount, *options) if first else (*options, amount)
    assert refusal(capsys, "withdraw", *words).startswith(
        f"error: CLI:AMOUNT: {amount!r} is not an amount such as"
    )


def test_a_negative_number_is_refused_by_its_own_rule(capsys: pytest.CaptureFixture[str]) -> None:
    named = ("--rate-ppm", "1", "--n", "1", "--method", "linear", "--months", "1")
    assert "SCHED:PRINCIPAL" in refusal(capsys, "schedule", "--principal", "-5", *named)
    assert "No such option" not in refusal(capsys, "loan", "-5", *RPC)
    assert "No such option" not in refusal(capsys, "portfolio", "-5", *RPC)


@pytest.mark.parametrize("words", [["--nowhere"], ["5", "--nowhere"], ["-x"], ["-5", "--nowhere"]])
def test_an_option_that_nobody_has_is_still_refused(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert "CLI:USAGE: No such option" in refusal(capsys, "loan", *words, *RPC)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["a", "-5", "--size", "-7", "--loud"], ("a", "-5", -7, True)),
        (["--size=-7", "-5", "b"], ("-5", "b", -7, False)),
        (["--loud", "--", "-5", "--size"], ("-5", "--size", 0, True)),
        (["-5", "--", "-x"], ("-5", "-x", 0, False)),
        (["a", "b", "--size", "3"], ("a", "b", 3, False)),
    ],
)
def test_each_word_goes_where_it_belongs(words: list[str], read: tuple[object, ...]) -> None:
    app, seen = typer.Typer(add_completion=False), []

    @app.command(cls=PositionalCommand)
    def one(first: str, second: str, size: int = 0, loud: bool = False) -> None:
        seen.append((first, second, size, loud))

    typer.main.get_command(app).main(words, standalone_mode=False)
    assert seen == [read]
