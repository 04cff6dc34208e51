"""`tallystick wind-down`: the five steps of closing a platform, each taken up where it stands."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, answer
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading
from tallystick.cli.signing import Dev, KeyFile, signer_from

if TYPE_CHECKING:
    from tallystick.audit.verdict import Verdict
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.winding_down import WindDownStanding

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
# So many times everything is tried: what one act makes possible, the next round does.
ROUNDS_MAX = 20


@app.callback()
def wind_down() -> None:
    """Close a platform so that nobody loses a claim: plan, announce, progress, finish."""


@app.command()
def plan(rpc: RpcUrl, deployment: DeploymentFile, as_json: AsJson = False) -> None:
    """Show the next step, every loan that has to end, and what is still to be paid by month.

    Exit codes: 0 done, 2 could not run.
    """
    standing = _standing(rpc, deployment)
    if as_json:
        answer(_document(standing))
        return
    _print(standing)
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - --help is quick

    print_table(
        ("month", "to be paid by borrowers"),
        [(month, f"{amount:,}") for month, amount in standing.plan.items()],
        empty="no active loan has an instalment to come",
    )


@app.command()
def announce(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """Take the next step of the decision: propose it, approve it, or carry it out.

    Run it by each member of the council in turn, and once more when the delay is over. Exit codes:
    0 done, 2 could not run: the reason says who may, or when.
    """
    signer = signer_from(key_file, clear=dev)
    with reading(rpc, deployment) as platform:
        from tallystick.platform._sync.winding_down import WindDown  # noqa: PLC0415

        procedure = WindDown(platform)
        sent = procedure.announce(signer).send()
        standing = procedure.standing()
    if as_json:
        answer(_document(standing) | {"transaction": sent.tx_hash})
        return
    print(f"done, in {sent.tx_hash}")
    _print(standing)


@app.command()
def progress(rpc: RpcUrl, deployment: DeploymentFile, as_json: AsJson = False) -> None:
    """Say how far it is. Exit codes: 0 it has ended, 1 it has not, 2 could not run."""
    standing = _standing(rpc, deployment)
    if as_json:
        answer(_document(standing))
    else:
        _print(standing)
    if not _is_over(standing):
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def finish(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """Do all that anybody may do for it to end; run it again as time passes.

    Listings are refunded, instalments collected, defaults declared, covered and written off, the
    reserve shared out: each as soon as the contracts allow it. Where nothing is left to do, the
    audit proves the end. Exit codes: 0 it has ended and the audit passes, 1 some loans need more
    time or their borrowers, or a check of the audit fails, 2 could not run.
    """
    signer = signer_from(key_file, clear=dev)
    acts: list[dict[str, str]] = []
    with reading(rpc, deployment) as platform:
        from tallystick.platform._sync.winding_down import WindDown  # noqa: PLC0415

        procedure = WindDown(platform)
        for _ in range(ROUNDS_MAX):
            before = len(acts)
            for name, step in procedure.closing(signer):
                sent = step.send()
                acts.append({"act": name, "transaction": sent.tx_hash})
                print(f"{name}, in {sent.tx_hash}", file=sys.stderr)
            if len(acts) == before:
                break
        standing = procedure.standing()
        verdict = _proof(platform) if _is_over(standing) else None
    failed = [] if verdict is None else [check.id for check in verdict.failed]
    if as_json:
        audit = None if verdict is None else {"checks": len(verdict.checks), "failed": failed}
        answer(_document(standing) | {"acts": acts, "audit": audit})
    else:
        print(f"{len(acts)} acts were done")
        _print(standing)
        if verdict is not None:
            outcome = f"fails: {', '.join(failed)}" if failed else "passes"
            print(f"the audit of the end, {len(verdict.checks)} checks, {outcome}")
    if verdict is None or failed:
        raise typer.Exit(ANSWER_IS_NO)


def _proof(platform: Platform) -> Verdict:
    """Whether every event of the platform comes to the end that its contracts state."""
    from tallystick.audit.auditor import Auditor  # noqa: PLC0415 - --help is quick

    return Auditor(platform).verify()


def _standing(rpc: str, deployment: Path) -> WindDownStanding:
    with reading(rpc, deployment) as platform:
        from tallystick.platform._sync.winding_down import WindDown  # noqa: PLC0415

        return WindDown(platform).standing()


def _is_over(standing: WindDownStanding) -> bool:
    from tallystick.platform.winding_down import WindDownStep  # noqa: PLC0415 - --help is quick

    return standing.step is WindDownStep.TERMINAL


def _document(standing: WindDownStanding) -> dict[str, Any]:
    """Amounts in minor units as strings, days and times in ISO 8601."""
    return {
        "step": standing.step.name.lower(),
        "next": standing.step.value,
        "terminal": _is_over(standing),
        "decision": standing.decision,
        "ready_at": _moment(standing.ready_at),
        "loans": dict(standing.loans),
        "outstanding": str(standing.outstanding),
        "plan": {month: str(amount) for month, amount in standing.plan.items()},
        "reserve": str(standing.reserve),
        "ends_by": standing.ends_by or None,
    }


def _moment(second: int) -> str | None:
    return datetime.fromtimestamp(second, UTC).isoformat() if second else None


def _print(standing: WindDownStanding) -> None:
    counts = ", ".join(f"{count} {name}" for name, count in standing.loans.items())
    print(f"next: {standing.step.value}")
    if standing.decision is not None:
        waits = _moment(standing.ready_at)
        print(
            f"decision {standing.decision}: "
            + (f"may be carried out from {waits}" if waits else "waits for approvals")
        )
    print(f"loans: {counts or 'none'}")
    print(f"outstanding: {standing.outstanding:,} minor units; in the reserve {standing.reserve:,}")
    if standing.ends_by:
        print(f"the last instalment is due on {standing.ends_by}")
