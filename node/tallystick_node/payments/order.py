"""One order of a client: money in from the bank, or out to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tallystick_node.payments.custodian import Instruction, PaymentKind
from tallystick_node.payments.order_states import PaymentState

__all__ = ["PaymentOrder", "TokensDue"]


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """One order; `instruction` is what the custodian is to do, `wallet` whose tokens they are."""

    instruction: Instruction
    wallet: str
    state: PaymentState
    reference: str | None
    authorise_at: str | None
    reason: str | None
    booked_on: date | None

    @classmethod
    def of(cls, row: Any) -> PaymentOrder:
        """Return an order.

        Args:
            row: A row of `payment_orders`.

        Returns:
            The order.
        """
        return cls(
            Instruction(row.key, PaymentKind(row.kind), row.account, row.amount, row.currency),
            row.wallet, PaymentState(row.state), row.reference, row.authorise_at, row.reason,
            row.booked_on,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """Our name for it, at the custodian too."""
        return self.instruction.key

    @property
    def send_key(self) -> str:
        """The key under which its tokens are minted or burned, once."""
        word = "mint" if self.instruction.kind is PaymentKind.DEPOSIT else "burn"
        return f"{word} {self.key}"


@dataclass(frozen=True, slots=True)
class TokensDue:
    """Which tokens an awaiting withdrawal waits for.

    number: the how many-th withdrawal of this amount by this wallet it is; it is covered once so
    many transfers of the amount have come. arrived: how many have, up to `block`.
    """

    number: int
    arrived: int
    block: int
