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


_DeploymentFile = Annotated[
    Path, typer.Option(help="The deployment file of the platform.", metavar="FILE")
]
_NodeUrl = Annotated[
    str | None,
    typer.Option(
        help="The node's http(s) URL; without one a dataset is audited by itself.", metavar="URL"
    ),
]
_Reports = Annotated[
    str | None, typer.Option(help="Published reports to check as well.", metavar="DIR|URL")
]
_Agreements = Annotated[
    str | None,
    typer.Option(
        help="Agreements and risk statements to compare with what was listed.", metavar="DIR|URL"
    ),
]
_CompanyData = Annotated[
    str | None,
    typer.Option(
        help="What is stated about the company, such as a node's /v1/company.", metavar="DIR|URL"
    ),
]
_BlockNumber = Annotated[
    int | None, typer.Option(help="Audit as of this block, not the latest.", metavar="N")
]
_EventsFolder = Annotated[
    Path | None,
    typer.Option(
        help="Replay from this exported dataset; the chain is asked for its state alone.",
        metavar="DIR",
    ),
]
_EngineName = Annotated[
    str | None,
    typer.Option(
        help="Replay the dataset in parts: local, local:N, ray:N or ray://host:port.",
        metavar="ENGINE",
    ),
]
_ResumeFile = Annotated[
    Path | None,
    typer.Option(
        help="Go on from where an audit stopped, and write here where this one stops.",
        metavar="FILE",
    ),
]
_Detects = Annotated[
    bool, typer.Option("--detect", help="Look for the signs of a dying platform as well.")
]
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def run(
    deployment: _DeploymentFile,
    rpc: _NodeUrl = None,
    reports: _Reports = None,
    agreements: _Agreements = None,
    company: _CompanyData = None,
    block: _BlockNumber = None,
    events: _EventsFolder = None,
    engine: _EngineName = None,
    resume: _ResumeFile = None,
    detect: _Detects = False,
    as_json: _AsJson = False,
) -> None:
    """Rebuild a platform from its events and compare it with the chain, check by check.

    Needs nothing but a node of the chain; or, with --events alone, nothing but a dataset, of which
    the rules are checked and no state. What --detect sees is a suspicion, and changes no exit code.
    Exit codes: 0 every check holds, 1 something does not,
    2 could not run (the reason on stderr).
    """
    # The chain's libraries take a second to import, which --help does not owe anyone.
    from tallystick.audit.auditor import Auditor  # noqa: PLC0415
    from tallystick.errors import TallystickError  # noqa: PLC0415

    word = "block" if engine is None else "part"
    try:
        if rpc is None:
            _require_alone(events, (reports, agreements, company, block, resume), detect=detect)
            verdict = _offline(deployment, events, engine, progress_shown(word))
        else:
            verdict = Auditor.connect(rpc, deployment).verify(
                block=block,
                reports=reports,
                texts=agreements,
                company=company,
                events=events,
                engine=engine,
                resume=resume,
                detect=detect,
                progress=progress_shown(word),
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


def _require_alone(events: Path | None, others: tuple[object, ...], *, detect: bool) -> None:
    """Require what an audit without a chain can do."""
    if events is None:
        raise CannotRunError("AUDIT:SOURCE", "name a node by --rpc, a dataset by --events, or both")
    if detect or any(other is not None for other in others):
        raise CannotRunError(
            "AUDIT:RPC",
            "--reports, --agreements, --company, --block, --resume and --detect need the chain: add"
            " --rpc",
        )


def _offline(
    deployment: Path, events: Path | None, engine: str | None, progress: Progress
) -> Verdict:
    from tallystick.audit.engines.pools import engine_named  # noqa: PLC0415 - as above
    from tallystick.audit.offline import verify_dataset  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415

    assert events is not None, "it was required"
    return verify_dataset(
        Deployment.load(deployment), events,
        engine=None if engine is None else engine_named(engine), progress=progress,
    )  # fmt: skip


def progress_shown(word: str = "block") -> Progress:
    """Return what shows how far the reading of a chain is: on a terminal only.

    Args:
        word: What is counted.

    Returns:
        What is called with the block reached, the last one, and the number of events.
    """
    if not sys.stderr.isatty():
        return lambda _done, _last, _events: None

    def show(done: int, last: int, events: int) -> None:
        end = "\n" if done == last else ""
        print(f"\r{word} {done} of {last}, {events} events", end=end, file=sys.stderr, flush=True)

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
        f"{'; of the events alone, no chain was asked' if verdict.offline else ''}"
        f"{'' if verdict.since is None else f'; of what came after block {verdict.since}'}"
    )
