"""What mandates have lent, against the calls that made them lend.

No event tells who executed a mandate, or how much was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.scene import canonical
from tallystick.chain.artifacts import interface
from tallystick.chain.codec import decode_values
from tallystick.replay.findings import shown
from tallystick.replay.governance import ZERO

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.replay.mandates import Execution

__all__ = ["check_executions"]


def check_executions(scene: Scene) -> None:
    """Compare every execution with its transaction, when that went to Mandates itself.

    Args:
        scene: The replayed platform and the chain.

    Raises:
        TransportError: When the node does not answer.
    """
    elsewhere = 0
    for execution in scene.replay.mandates.executions:
        called = _call_of(scene, execution)
        if called is None:
            elsewhere += 1
            continue
        _check(scene, execution, *called)
    if elsewhere:
        compared = scene.findings.tally("mandates.calls").compared
        scene.findings.note(
            "mandates.calls", f"{compared} compared, {elsewhere} executed through another contract"
        )


def _call_of(scene: Scene, execution: Execution) -> tuple[bytes, tuple[Any, ...]] | None:
    """Who sent the transaction, and its arguments; None when it went another way."""
    transaction: Any = scene.connection.request("eth_getTransactionByHash", execution.log.tx_hash)
    found: dict[str, Any] = transaction or {}
    sent: Any = found.get("input", "0x")
    data = bytes(sent) if isinstance(sent, bytes) else bytes.fromhex(str(sent)[2:])
    function = interface("Mandates").function("execute")
    to = str(found.get("to") or "").lower()
    if to != scene.deployment.addresses()["Mandates"].lower() or data[:4] != function.selector:
        return None
    return canonical(str(found["from"])), tuple(decode_values(function.inputs, data[4:]))


def _check(scene: Scene, execution: Execution, sender: bytes, arguments: tuple[Any, ...]) -> None:
    loan, _, digests, units, disclosure = arguments
    asked = sum(
        amount for digest, amount in zip(digests, units, strict=True) if digest == execution.digest
    )
    broken = [
        rule
        for rule, holds in (
            ("executor", execution.executor in {ZERO, sender}),
            ("loan", loan == execution.loan),
            ("units", execution.units <= asked),
            ("disclosure", disclosure == scene.replay.loans[loan].offer["disclosure_hash"]),
        )
        if not holds
    ]
    scene.findings.holds(
        "mandates.calls",
        not broken,
        f"mandate {shown(execution.digest)} was executed against its {', '.join(broken)}",
        execution.log,
    )
