"""An audit of a dataset alone: every rule that events can break, without a chain."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.audit.catalogue import CHECKS
from tallystick.audit.engines.partitioned import replay_in_parts
from tallystick.audit.replaying import in_order
from tallystick.audit.verdict import Check, Verdict
from tallystick.dataset.logs import DatasetLogs
from tallystick.replay.replay import begin

if TYPE_CHECKING:
    from tallystick.audit.engines.pools import Engine
    from tallystick.audit.replaying import Progress
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.decoding import Log
    from tallystick.replay.replay import Replay

__all__ = ["OF_EVENTS", "verify_dataset"]

# The checks that need nothing but events.
OF_EVENTS = (
    "events.order", "events.origin", "events.form", "events.blocks", "escrow.running",
    "escrow.causes", "notes.running", "notes.transfers", "notes.claims", "loans.offers",
    "loans.running", "loans.rules", "loans.states", "ballots.rules", "impairments.rules",
    "stakes.rules", "collateral.rules", "distribution.rules", "reserve.running", "reserve.rules",
    "people.rules", "people.caps", "mandates.rules", "governance.rules", "market.rules",
)  # fmt: skip


def verify_dataset(
    deployment: Deployment,
    events: Path,
    *,
    engine: Engine | None = None,
    progress: Progress = lambda _done, _last, _events: None,
) -> Verdict:
    """Replay a dataset and make every check that events alone allow.

    Nothing is compared with the chain: an event that leaves no trace in others may be missing, and
    the times of blocks are the dataset's.

    Args:
        deployment: The deployment file's content.
        events: The dataset's directory.
        engine: Replay it part by part there, and in one where anything is in doubt: the verdict is
            the same.
        progress: Called with blocks or parts done, how many there are, and the events so far.

    Returns:
        The verdict, `offline`.

    Raises:
        InputError: DATASET:… for a dataset that cannot be read or is of another platform;
            ENGINE:… of the engine.
    """
    started = time.monotonic_ns()
    source = DatasetLogs(events, deployment, None)
    replay: Replay | None = None
    if engine is not None:
        replay = replay_in_parts(
            events, deployment, source.block, engine, keeps_loans=False, progress=progress
        ).replay
    if replay is None:
        replay = _replayed(deployment, source, progress)
    findings = replay.findings
    checks = []
    for name in CHECKS:
        if name in OF_EVENTS:
            tally = findings.tally(name)
            checks.append(Check(name, ok=not tally.differences, detail=tally.detail))
    milliseconds = (time.monotonic_ns() - started) // 1_000_000
    return Verdict(source.block, replay.events, milliseconds, tuple(checks), offline=True)


def _replayed(deployment: Deployment, source: DatasetLogs, progress: Progress) -> Replay:
    replay, first = begin(deployment, source), deployment.block
    last: Log | None = None
    for until, logs in source.read(first, source.block):
        in_order(logs, first, until, replay.findings, last)
        replay.feed(logs)
        replay.findings.count("events.order", len(logs))
        last, first = (logs[-1] if logs else last), until + 1
        progress(until, source.block, replay.events)
    replay.close()
    return replay
