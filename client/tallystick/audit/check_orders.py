"""Fills of orders, against the orders themselves, which stand in the transactions.

No event tells an order's price, nonce or expiry; its digest binds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.calls import call_of
from tallystick.audit.scene import canonical
from tallystick.chain import typed_data
from tallystick.loans.rounding import div_ceil
from tallystick.loans.state import PPM
from tallystick.replay.findings import shown
from tallystick.replay.governance import ZERO

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.replay.market import Fill

__all__ = ["check_orders"]

# What a taker calls, and the kind of order that they fill.
KINDS = {"fill": "Ask", "sell": "Bid"}


def check_orders(scene: Scene) -> None:
    """Compare every fill with the order in its transaction, when that went to the Market itself.

    Args:
        scene: The replayed platform and the chain.

    Raises:
        TransportError: When the node does not answer.
    """
    elsewhere = 0
    for fill in scene.replay.market.fills:
        called = _order_of(scene, fill)
        if called is None:
            elsewhere += 1
            continue
        _check(scene, fill, *called)
    if elsewhere:
        compared = scene.findings.tally("market.orders").compared
        scene.findings.note(
            "market.orders", f"{compared} compared, {elsewhere} filled through another contract"
        )


def _order_of(scene: Scene, fill: Fill) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
    """The kind of order, the order and what the taker had seen; None when it went another way."""
    called = call_of(scene, fill.log, "Market", *KINDS)
    if called is None:
        return None
    _, name, (order, *_, seen) = called
    return KINDS[name], order, seen


def _check(
    scene: Scene, fill: Fill, kind: str, order: dict[str, Any], seen: dict[str, Any]
) -> None:
    market, what = scene.deployment.addresses()["Market"], f"the fill of {shown(fill.digest)}"
    full = typed_data.message(kind, order, scene.deployment.chain_id, market)
    maker, taker = (fill.seller, fill.buyer) if kind == "Ask" else (fill.buyer, fill.seller)
    floor = fill.floors[0 if kind == "Ask" else 1]
    signed_by = canonical(order["seller" if kind == "Ask" else "buyer"])
    named = canonical(order["buyer"]) if kind == "Ask" else ZERO
    loan = scene.replay.loans[fill.loan]
    price = div_ceil(fill.units * fill.outstanding * order["price_ppm"], loan.principal * PPM)
    broken = [
        rule
        for rule, holds in (
            ("digest", typed_data.digest(full) == fill.digest),
            ("maker", signed_by == maker),
            ("buyer", named in {ZERO, taker}),
            ("loan", order["loan"] == fill.loan),
            ("units", fill.filled <= order["units"]),
            ("expiry", order["expiry"] >= fill.at),
            ("nonce", order["nonce"] >= floor),
            ("version", loan.broken or order["version"] == fill.version),
            ("days past due", fill.overdue <= min(order["dpd_max"], seen["dpd_max"])),
            ("totals seen", (seen["principal"], seen["interest"]) == fill.totals),
            ("price", price == fill.price),
        )
        if not holds
    ]
    scene.findings.holds(
        "market.orders", not broken, f"{what} broke its {', '.join(broken)}", fill.log
    )
