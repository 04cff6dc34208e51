"""The fields of events as people write them: amounts in main units, moments as dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.web.acts.review import written

if TYPE_CHECKING:
    from tallystick_node.web.page import WebPage

__all__ = ["AMOUNT_FIELDS", "MOMENT_FIELDS", "event_value"]

AMOUNT_FIELDS = frozenset({
    "amount", "balance", "borrow_limit", "buyer_balance", "cap", "caps", "charges", "contribution",
    "fee", "fees", "filled", "floor_price", "for_interest", "for_principal", "funded", "funds",
    "holder_balance", "interest", "lend_limit", "level", "origination", "owed", "price",
    "principal", "receiver_balance", "returned", "seller_balance", "sender_balance",
    "start_price", "to_treasury", "total_interest", "total_principal", "units",
})  # fmt: skip
MOMENT_FIELDS = frozenset({
    "expiry", "issued_at", "paused_until", "ready_at", "takes_over_at", "until",
})  # fmt: skip
# The last second that a calendar of four digits knows; what lies beyond never comes.
_SECOND_MAX = 253_402_300_799


def event_value(page: WebPage, name: str, value: Any) -> Any:
    """Return a field's value for its reader.

    Args:
        page: The reader's.
        name: The field's, as the contract's event has it.
        value: What it holds.

    Returns:
        HTML or text; what is neither amount nor moment as wallets show it.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if name in AMOUNT_FIELDS:
            return page.wording.money(value)
        if name in MOMENT_FIELDS and 0 < value <= _SECOND_MAX:
            return page.wording.moment(value)
    return written(value)
