"""One audit from the first block to the verdict."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.audit.catalogue import CHECKS, COMPANY_CHECKS, REPORT_CHECKS, TEXT_CHECKS
from tallystick.audit.check_calls import check_executions, check_proposals
from tallystick.audit.check_code import check_code, check_deployment, check_wiring
from tallystick.audit.check_exposures import check_exposures
from tallystick.audit.check_loans import check_loans, check_offers
from tallystick.audit.check_money import check_escrow, check_notes, check_pots, check_reserve
from tallystick.audit.check_orders import check_orders
from tallystick.audit.check_people import (
    check_anchors,
    check_counters,
    check_governance,
    check_market,
    check_people,
)
from tallystick.audit.check_workouts import (
    check_ballots,
    check_collateral,
    check_distribution,
    check_mandates,
    check_stakes,
)
from tallystick.audit.company import check_company
from tallystick.audit.detectors.chain_watch import ChainWatch
from tallystick.audit.detectors.detect import detect as run_detectors
from tallystick.audit.reader import Reader
from tallystick.audit.replaying import Progress, Source
from tallystick.audit.reports import check_reports
from tallystick.audit.resumption import Resumption, save
from tallystick.audit.scene import Scene
from tallystick.audit.texts import check_texts
from tallystick.audit.verdict import Check, Verdict
from tallystick.chain.artifacts import TOKEN
from tallystick.dataset.logs import DatasetLogs
from tallystick.disclosure.figures import state_of
from tallystick.errors import InputError
from tallystick.replay.findings import Findings
from tallystick.replay.history import History
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, block_hash, time_of

if TYPE_CHECKING:
    from tallystick.audit.company import Versions
    from tallystick.audit.detectors.detection import Detection
    from tallystick.audit.engines.pools import Engine
    from tallystick.audit.texts import Texts
    from tallystick.chain._sync.connection import Connection
    from tallystick.disclosure.figures import Given, Statement
    from tallystick.platform.deployment import Deployment

__all__ = [
    "AGAINST_CHAIN",
    "Progress",
    "compare",
    "last_block",
    "statement_at",
    "verify",
]

AGAINST_CHAIN = (
    check_wiring,
    check_counters,
    check_escrow,
    check_pots,
    check_reserve,
    check_notes,
    check_loans,
    check_offers,
    check_ballots,
    check_stakes,
    check_collateral,
    check_distribution,
    check_mandates,
    check_people,
    check_exposures,
    check_governance,
    check_market,
    check_anchors,
)


def verify(
    connection: Connection,
    deployment: Deployment,
    *,
    block: int | None = None,
    reports: Mapping[str, bytes] | None = None,
    texts: Texts | None = None,
    company: Versions | None = None,
    events: Path | None = None,
    engine: Engine | None = None,
    resume: Path | None = None,
    detect: bool = False,
    progress: Progress = lambda _done, _last, _events: None,
) -> Verdict:
    """Rebuild the platform from its events up to a block and compare it with the chain there.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        block: Audit as of this block; the latest without one.
        reports: Published files by name, which are recomputed as well.
        texts: Finds agreements and risk statements by the hash of their bytes, which are compared
            with the loans' listings.
        company: Finds versions of what is stated about the company by number, which are compared
            with their anchors.
        events: Replay from this exported dataset, as of its own block where none is named.
        engine: Replay the dataset part by part there; the verdict is the same.
        resume: Go on from where this file says that the last audit stopped, look at what events
            have touched since, and write where this one stops when it passes.
        detect: Also look for the signs of a dying platform.
        progress: Called with the block reached, the last block and the number of events so far.

    Returns:
        The verdict with every check.

    Raises:
        InputError: INPUT:BLOCK when the block is not there; DATASET:… for a dataset that cannot be
            read, is of another platform, or ends before the block.
        TransportError: When the node does not answer.
    """
    started = time.monotonic_ns()
    clock: BlockClock | DatasetLogs = BlockClock(connection)
    if events is not None:
        clock = DatasetLogs(events, deployment, BlockClock(connection))
        block = clock.block if block is None else block
    last = last_block(connection, deployment, block)
    pinned = block_hash(connection, last)
    code = Findings()
    same_chain = code.same(
        "chain.id", "the node's chain id", connection.chain_id, deployment.chain_id
    )
    missing = check_code(connection, deployment, last, code)
    if missing or not same_chain:
        mismatch = _mismatch(connection, deployment, missing)
        return _verdict(
            code, last, 0, started, mismatch=mismatch, detections=() if detect else None
        )
    watch = ChainWatch(connection, deployment, clock) if detect else None
    source = Source(connection, deployment, clock, last, progress)
    rebuilt = source.rebuild(resume, engine=engine, watch=watch)
    replay = rebuilt.replay
    findings = replay.findings
    findings.tallies.update(code.tallies)
    addresses = {**deployment.addresses(), TOKEN: deployment.token}
    reader = Reader(connection, addresses, last)
    now = time_of(connection, last)
    scene = Scene(connection, deployment, reader, replay, findings, now, rebuilt.touched)
    compare(scene)
    check_orders(scene)
    check_executions(scene)
    check_proposals(scene)
    if reports is not None:
        fresh = begin(deployment, BlockClock(connection), history=History())
        check_reports(scene, fresh, reports)
    if texts is not None:
        check_texts(scene, texts)
    if company is not None:
        check_company(scene, company)
    findings.holds(
        "chain.pinned",
        block_hash(connection, last) == pinned,
        f"block {last} is another one than when the audit began; run it again",
    )
    also = {**(REPORT_CHECKS if reports is not None else {})}
    also |= TEXT_CHECKS if texts is not None else {}
    also |= COMPANY_CHECKS if company is not None else {}
    detections = None if watch is None else run_detectors(watch.facts(scene.now))
    verdict = _verdict(
        findings, last, replay.events, started, also=tuple(also), detections=detections,
        since=rebuilt.since,
    )  # fmt: skip
    if resume is not None and verdict.passed:
        save(resume, Resumption(replay, last, pinned), deployment)
    return verdict


def statement_at(
    connection: Connection, deployment: Deployment, block: int, day: int, inputs: Given
) -> Statement:
    """Return the figures and loans of a local day, from the events up to a block.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        block: The last block of the day.
        day: The local day, in days since 1970-01-01.
        inputs: What the figures rest on that the chain does not know.

    Returns:
        The statement, amounts in minor units.

    Raises:
        TransportError: When the node does not answer.
    """
    replay = begin(deployment, BlockClock(connection), history=History())
    Source(connection, deployment, BlockClock(connection), block).feed(replay, deployment.block)
    return state_of(replay, day, inputs)


def compare(scene: Scene) -> None:
    """Compare what was rebuilt with the deployment file and with the chain.

    Args:
        scene: The replayed platform and the chain.
    """
    check_deployment(scene.connection, scene.deployment, scene.replay, scene.findings)
    for check in AGAINST_CHAIN:
        check(scene)


def last_block(connection: Connection, deployment: Deployment, block: int | None) -> int:
    """Return the block to audit at.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        block: The block that is asked for; None for the latest.

    Returns:
        The block's number.

    Raises:
        InputError: INPUT:BLOCK when it is before the deployment, or not there yet.
        TypeError: When it is not an integer.
        TransportError: When the node does not answer.
    """
    latest = connection.block_number()
    if block is None:
        return latest
    if isinstance(block, bool) or not isinstance(block, int):
        raise TypeError(f"block must be an int, not {type(block).__name__}")
    if not deployment.block <= block <= latest:
        raise InputError(
            "INPUT:BLOCK", f"the block must be {deployment.block} to {latest}, not {block}"
        )
    return block


def _mismatch(connection: Connection, deployment: Deployment, missing: list[str]) -> str:
    """Say why this is not the platform of the file, and what to do."""
    if connection.chain_id != deployment.chain_id:
        return (
            f"DEPLOYMENT:CHAIN: the deployment is of chain {deployment.chain_id}, the node of chain"
            f" {connection.chain_id}; use the other file or the other node"
        )
    more = f", nor are {len(missing) - 1} others" if missing[1:] else ""
    return (
        f"DEPLOYMENT:CODE: the chain has no {missing[0]}{more}; is this the right node, and is it"
        " synced?"
    )


def _verdict(
    findings: Findings,
    block: int,
    events: int,
    started: int,
    *,
    mismatch: str | None = None,
    also: tuple[str, ...] = (),
    detections: tuple[Detection, ...] | None = None,
    since: int | None = None,
) -> Verdict:
    checks = []
    wanted = (*CHECKS, *also)
    for check in wanted:
        tally = findings.tally(check)
        if mismatch is not None and not tally.compared and not tally.differences:
            checks.append(Check(check, ok=False, detail="not checked: this is not the platform"))
        else:
            checks.append(Check(check, ok=not tally.differences, detail=tally.detail))
    unknown = set(findings.tallies) - set(wanted)
    assert not unknown, f"checks without a page: {unknown}"
    milliseconds = (time.monotonic_ns() - started) // 1_000_000
    return Verdict(block, events, milliseconds, tuple(checks), mismatch, detections, since=since)
