"""Executions of mandates, and new terms put to the vote, against the calls that made them.

No event tells who executed a mandate or how much was asked for, and none who signed new terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.calls import call_of
from tallystick.audit.scene import canonical
from tallystick.replay.ballots import RESTRUCTURING
from tallystick.replay.findings import shown
from tallystick.replay.governance import ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.audit.scene import Scene
    from tallystick.replay.ballots import Opening
    from tallystick.replay.decoding import Log
    from tallystick.replay.mandates import Execution

__all__ = ["check_executions", "check_proposals"]


def check_executions(scene: Scene) -> None:
    """Compare every execution with its transaction, when that went to Mandates itself.

    Args:
        scene: The replayed platform and the chain.

    Raises:
        TransportError: When the node does not answer.
    """
    elsewhere = 0
    for execution in scene.replay.mandates.executions:
        called = call_of(scene, execution.log, "Mandates", "execute")
        if called is None:
            elsewhere += 1
            continue
        sender, _, arguments = called
        what = f"mandate {shown(execution.digest)} was executed"
        rules = _of_execution(scene, execution, sender, arguments)
        _hold(scene, "mandates.calls", what, rules, execution.log)
    _note(scene, "mandates.calls", elsewhere)


def check_proposals(scene: Scene) -> None:
    """Compare every ballot on new terms with its transaction, when that went to Ballots itself.

    Args:
        scene: The replayed platform and the chain.

    Raises:
        TransportError: When the node does not answer.
    """
    elsewhere = 0
    for opening in scene.replay.ballots.openings:
        if opening.question.kind != RESTRUCTURING:
            continue
        called = call_of(scene, opening.log, "Ballots", "propose")
        if called is None:
            elsewhere += 1
            continue
        proposal, servicer, *_ = called[2]
        what = f"a ballot of loan {opening.loan.number} was opened"
        rules = _of_proposal(opening, proposal, canonical(servicer))
        _hold(scene, "ballots.calls", what, rules, opening.log)
    _note(scene, "ballots.calls", elsewhere)


def _of_execution(
    scene: Scene, execution: Execution, sender: bytes, arguments: tuple[Any, ...]
) -> Mapping[str, bool]:
    loan, _, digests, units, disclosure = arguments
    asked = sum(
        amount for digest, amount in zip(digests, units, strict=True) if digest == execution.digest
    )
    record = scene.replay.loans.get(execution.loan)
    return {
        "executor": execution.executor in {ZERO, sender},
        "loan": loan == execution.loan,
        "units": execution.units <= asked,
        "disclosure": record is None or disclosure == record.offer["disclosure_hash"],
    }


def _of_proposal(
    opening: Opening, proposal: Mapping[str, int], servicer: bytes
) -> Mapping[str, bool]:
    asked = opening.question
    terms = ("rate_ppm", "n", "period", "lead", "version")
    return {
        "loan": proposal["loan"] == opening.loan.number,
        "terms": all(proposal[name] == getattr(asked, name) for name in terms),
        "window": proposal["window_seconds"] == asked.ends_at - opening.at,
        "expiry": proposal["expiry"] >= opening.at,
        "servicer": servicer in opening.servicers,
    }


def _hold(scene: Scene, check: str, what: str, rules: Mapping[str, bool], log: Log) -> None:
    broken = [rule for rule, holds in rules.items() if not holds]
    scene.findings.holds(check, not broken, f"{what} against its {', '.join(broken)}", log)


def _note(scene: Scene, check: str, elsewhere: int) -> None:
    if elsewhere:
        compared = scene.findings.tally(check).compared
        scene.findings.note(check, f"{compared} compared, {elsewhere} through another contract")
