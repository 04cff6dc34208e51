"""Freezes on the page of a case: proposed, decided, signed by attestors, written down, lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.api.routes import aml_freezes as freeze_routes
from tallystick_node.web.forms import entry_number, shaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.aml.service import Aml
    from tallystick_node.api.caller import Caller
    from tallystick_node.storage import Database

__all__ = ["freeze_acts"]


def freeze_acts(
    number: int, typed: dict[str, str], at: tuple[Caller, Database, Aml]
) -> dict[str, Callable[[], object]]:
    """Return what a case's page does about freezes.

    Args:
        number: The case.
        typed: What was typed.
        at: Who, the database, and the watch.

    Returns:
        The acts by the names of their buttons.
    """
    request, why = freeze_routes, typed.get("reason")

    def which() -> int:
        return entry_number(typed.get("freeze", ""))

    def verdict() -> freeze_routes.AmlFreezeVerdict:
        agreed = {"yes": True, "no": False}.get(typed.get("agreed", ""))
        return shaped(request.AmlFreezeVerdict, agreed=agreed, reason=why)

    return {
        "freeze": lambda: request.propose_aml_freeze(
            number,
            shaped(
                request.AmlFreezeRequest, person=typed.get("person"),
                hours=entry_number(typed.get("hours", "")), reason=why,
            ),
            *at,
        ),
        "freeze-order": lambda: request.propose_aml_freeze_order(
            number,
            shaped(
                request.AmlFreezeOrderRequest, person=typed.get("person"),
                days=entry_number(typed.get("days", "")),
                file=entry_number(typed.get("file", "")), reason=why,
            ),
            *at,
        ),
        "attest": lambda: request.attest_aml_freeze(
            number, which(),
            shaped(request.AmlFreezeAttestation, signature=typed.get("signature", "").strip()), *at,
        ),
        "freeze-decide": lambda: request.decide_aml_freeze(number, which(), verdict(), *at),
        "freeze-record": lambda: request.record_aml_freeze(
            number, which(), shaped(request.AmlFreezeTransaction, tx_hash=typed.get("tx_hash")), *at
        ),
        "lift": lambda: request.propose_aml_lift(
            number, which(), shaped(request.AmlFreezeReason, reason=why), *at
        ),
        "lift-decide": lambda: request.decide_aml_lift(number, which(), verdict(), *at),
    }  # fmt: skip
