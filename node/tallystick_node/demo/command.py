"""`tallystick demo`: real loans on the embedded chain, shown and audited."""

from __future__ import annotations

import gc
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, answer
from tallystick_node.infrastructure.private_files import keep_files_private

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)
COLLECTIONS = (100_000, 50, 100)
PHASES = {"deploy": "deploying", "live": "living", "audit": "auditing"}


@app.command()
def show(
    loans: Annotated[int, typer.Option(help="How many real loans to replay.", metavar="N")] = 20,
    seed: Annotated[int, typer.Option(help="Chooses loans and conduct.", metavar="S")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the node, its chain, reports and plot go.", metavar="DIR"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Replay real loans on a real EVM, month by month, and audit the outcome.

    Real: amount, term (three years), good or bad. Grade and rate: from a card that learned from the
    other loans of the sample. Simulated by a seeded rule: days of payment, lateness, prepayment,
    month of default, recovery. Everybody comes in through the node's API; DIR is a node's directory
    afterwards. Exit codes: 0 the audit passes, 1 it does not, 2 could not run.
    """
    from tallystick_node.demo.judgement import Judging  # noqa: PLC0415 - as below
    from tallystick_node.infrastructure.logs import configure_logs  # noqa: PLC0415 - likewise

    folder = out or (None if as_json else Path("demo-out"))
    keep_files_private()
    # Years of records live to the end: looking through them again and again costs a tenth.
    gc.set_threshold(*COLLECTIONS)
    configure_logs("critical")  # what stops a demonstration is told by itself
    with closing(Judging(loans, seed)) as judging:
        from tallystick_node.demo.show import run_demo  # noqa: PLC0415 - imports the EVM

        shown = run_demo(loans, seed, folder, _Quiet() if as_json else _Loud(), judging)
    if as_json:
        answer(shown.document())
    else:
        _print(shown, folder)
    if not shown.passed:
        sys.exit(ANSWER_IS_NO)


class _Quiet:
    def __call__(self, phase: str, done: int, of: int) -> None:
        """Say nothing: the answer is one JSON document."""


class _Loud:
    """A line that moves on a terminal; a line for every tenth elsewhere."""

    def __init__(self) -> None:
        self._last = ("", -1)
        self._phase, self._begun = "", 0.0
        self._terminal = sys.stderr.isatty()

    def __call__(self, phase: str, done: int, of: int) -> None:
        """Show how far a phase has come, and about how long it will still take."""
        if phase != self._phase:
            self._phase, self._begun = phase, time.monotonic()
        percent = 100 * done // max(of, 1)
        step = percent if self._terminal else percent // 10 * 10
        if (phase, step) == self._last:
            return
        self._last = (phase, step)
        text = f"{PHASES[phase]:10} {step:3} %{self._left(done, of):24}"
        print(f"\r{text}" if self._terminal else text.rstrip(),
              end="" if self._terminal else "\n", file=sys.stderr, flush=True)  # fmt: skip
        if self._terminal and percent >= 100:
            print(file=sys.stderr)

    def _left(self, done: int, of: int) -> str:
        """The rest at the pace of the phase so far, once a twentieth of it has shown a pace."""
        if done * 20 < of or done >= of:
            return ""
        seconds = round((time.monotonic() - self._begun) * (of - done) / done)
        return f"  about {seconds // 60} min {seconds % 60:02} s left"


def _print(shown: object, folder: Path | None) -> None:
    from tallystick_node.demo.table import print_demonstration  # noqa: PLC0415 - rich is slow

    print_demonstration(shown, folder)
