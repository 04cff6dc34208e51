"""`tallystick audit`: everything rebuilt from events and checked, a verdict for each check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer

if TYPE_CHECKING:
    from tallystick.audit.run import Progress
    from tallystick.audit.verdict import Verdict

__all__ = ["app", "progress_shown"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def run(
    rpc: Annotated[str, typer.Option(help="The node's http(s) URL.", metavar="URL")],
    deployment: Annotated[
        Path, typer.Option(help="The deployment file of the platform.", metavar="FILE")
    ],
    reports: Annotated[
        str | None,
        typer.Option(help="Published reports to check as well.", metavar="DIR|URL"),
    ] = None,
    agreements: Annotated[
        str | None,
        typer.Option(
            help="Agreements and risk statements to compare with what was listed.",
            metavar="DIR|URL",
        ),
    ] = None,
    company: Annotated[
        str | None,
        typer.Option(
            help="What is stated about the company, such as a node's /v1/company.",
            metavar="DIR|URL",
        ),
    ] = None,
    block: Annotated[
        int | None, typer.Option(help="Audit as of this block, not the latest.", metavar="N")
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(
            help="Replay from this exported dataset; the chain is asked for its state alone.",
            metavar="DIR",
        ),
    ] = None,
    detect: Annotated[
        bool,
        typer.Option("--detect", help="Look for the signs of a dying platform as well."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Rebuild a platform from its events and compare it with the chain, check by check.

    Needs nothing but a node of the chain. What --detect sees is a suspicion, and changes no exit
    code. Exit codes: 0 every check holds, 1 something does not,
    2 could not run (the reason on stderr).
    """
    # The chain's libraries take a second to import, which --help does not owe anyone.
    from tallystick.audit.auditor import Auditor  # noqa: PLC0415
    from tallystick.errors import TallystickError  # noqa: PLC0415

    try:
        verdict = Auditor.connect(rpc, deployment).verify(
            block=block,
            reports=reports,
            texts=agreements,
            company=company,
            events=events,
            detect=detect,
            progress=progress_shown(),
        )
    except TallystickError as refused:
        raise CannotRunError(refused.code, refused.sentence) from refused
    if as_json:
        answer(verdict.document())
    elif verdict.mismatch is not None:
        # Fifty checks that were not made would hide the one thing that is to be done.
        print(f"error: {verdict.mismatch}", file=sys.stderr)
    else:
        _print_table(verdict)
    if not verdict.passed:
        raise typer.Exit(ANSWER_IS_NO)


def progress_shown() -> Progress:
    """Return what shows how far the reading of a chain is: on a terminal only.

    Returns:
        What is called with the block reached, the last one, and the number of events.
    """
    if not sys.stderr.isatty():
        return lambda _done, _last, _events: None

    def show(done: int, last: int, events: int) -> None:
        end = "\n" if done == last else ""
        print(f"\rblock {done} of {last}, {events} events", end=end, file=sys.stderr, flush=True)

    return show


def _print_table(verdict: Verdict) -> None:
    detections = verdict.detections or ()
    ids = [check.id for check in verdict.checks] + [detection.id for detection in detections]
    width = max(map(len, ids))
    for check in verdict.checks:
        print(f"{'ok  ' if check.ok else 'FAIL'}  {check.id:{width}}  {check.detail}")
    for detection in detections:
        mark = "ALARM" if detection.alarm else "quiet"
        print(f"{mark:6}{detection.id:{width}}  {detection.sentence}")
    print(
        f"\n{verdict.verdict}: {verdict.events} events up to block {verdict.block},"
        f" {len(verdict.checks)} checks, {len(verdict.failed)} failed, {verdict.seconds} s"
    )
