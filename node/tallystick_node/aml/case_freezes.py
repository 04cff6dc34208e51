"""Freezes that a case asks for: one proposes, a colleague decides, the chain says that it is so.

What is frozen is public on the chain, why is not: the call is the same as any short freeze, and
nothing else of it reaches whom it is about. A freeze ends by itself, after 72 hours at most or 30
days on a lawful order; no contract ends it earlier. To lift one is therefore to decide that it is
not sent any more, or that it is left to end; that takes two as well.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from tallystick.chain.contracts import Registry
from tallystick.errors import InputError
from tallystick_node.aml.chain_freeze import (
    CONTRACT,
    FUNCTION,
    NO_ORDER,
    ORDER_FUNCTION,
    FreezeSeen,
    call_data,
    look,
    may_freeze,
)
from tallystick_node.aml.context import written_text
from tallystick_node.aml.freeze_orders import order_arguments
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.tables import aml_freezes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.freeze_orders import FreezeOrders
    from tallystick_node.aml.freeze_register import FreezeRegister
    from tallystick_node.infrastructure.transactions.outgoing import SendBook

__all__ = ["HOURS_MAX", "CaseFreezes"]

# The most for which one key freezes somebody in 30 days.
HOURS_MAX = 72
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class CaseFreezes:
    """Keeps them. account: the node's own, None without one; sends: where it asks for calls."""

    register: FreezeRegister
    orders: FreezeOrders
    sends: SendBook
    account: str | None

    @property
    def desk(self) -> AmlDesk:
        """What every part of the watch works with."""
        return self.register.desk

    def sends_itself(self) -> bool:
        """Return whether the node sends a freeze as soon as two have agreed.

        Returns:
            True when its account holds COMPLIANCE.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        return may_freeze(self.desk.platform, self.account)

    def propose(
        self, connection: Connection, case: int, person: str, text: str, *, hours: int, staff: str
    ) -> int:
        """Propose that somebody of a case is frozen.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            person: The person, of whom the case is.
            text: Why.
            hours: For how long, from the decision on.
            staff: The member of staff, who has the case.

        Returns:
            The freeze's number.

        Raises:
            InputError: AML:FREEZE_HOURS for a time beyond the bounds; AML:TEXT.
            NoAml: AML:CASE when there is none; AML:PERSON when the case is not about them.
            AmlRefused: AML:FREEZE_OPEN while another one of theirs waits for its decision or for
                the chain; AML:FREEZE_WALLET, AML:CLOSED, AML:LEASE.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            TransportError: When the chain's node does not answer.
        """
        if not 1 <= hours <= HOURS_MAX:
            raise InputError("AML:FREEZE_HOURS", f"a freeze is of 1 to {HOURS_MAX} hours")
        reason = written_text(text, "the reason of a freeze")
        wallet = self.register.freezable(connection, case, person, staff)
        number = connection.execute(
            insert(aml_freezes)
            .values(
                case=case, person=person, wallet=wallet, hours=hours,
                state=FreezeState.PROPOSED, proposed_by=staff, proposed_at=self.desk.context.now,
            )
            .returning(aml_freezes.c.id)
        ).scalar_one()  # fmt: skip
        self.register.write(
            connection, case, number, staff, text=f"{hours} h: {reason}", act="freeze_proposed"
        )
        return int(number)

    def decide(
        self, connection: Connection, case: int, number: int, text: str, staff: str, *, agreed: bool
    ) -> None:
        """Agree to a freeze that a colleague has proposed, or reject it.

        Where the node's account may freeze, the call is asked for in the same transaction; else it
        is prepared for a wallet that may. One on a lawful order waits for attestors.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The freeze's number.
            text: Why.
            staff: The member of staff.
            agreed: Whether they agree.

        Raises:
            InputError: AML:TEXT for an empty or long text.
            NoAml: AML:CASE or AML:FREEZE when there is none.
            AmlRefused: AML:FREEZE_STATE when it is decided; AML:EYES for who proposed it;
                AML:FREEZE_STALE when an order freezes no longer than what is; AML:CLOSED.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            TransportError: When the chain's node does not answer.
        """
        row = self.register.open(connection, case, number, staff, FreezeState.PROPOSED)
        self.register.other_eyes(connection, staff, row.proposed_by)
        reason = written_text(text, "the reason of a decision")
        values: dict[str, Any] = {"state": FreezeState.REJECTED}
        if agreed and row.order is not None:
            values = self.orders.agreed(row)
        elif agreed:
            values = self._short(connection, row)
        self.register.set(
            connection, number, decided_by=staff, decided_at=self.desk.context.now, **values
        )
        verdict = "agreed" if agreed else "rejected"
        self.register.write(
            connection, case, number, staff, text=f"{verdict}: {reason}", act=f"freeze_{verdict}"
        )

    def _short(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        until = self.desk.platform.now() + row.hours * _HOUR
        values: dict[str, Any] = {"state": FreezeState.PREPARED, "until": until}
        if self.sends_itself():
            assert self.account is not None, "only an account holds a role"
            # Operators read the keys of sends, and may not know of a case.
            values["send_key"] = f"freeze {secrets.token_hex(8)}"
            self.sends.put(
                connection, key=values["send_key"], account=self.account, contract=CONTRACT,
                function=FUNCTION, arguments=[row.wallet, until, NO_ORDER],
            )  # fmt: skip
        return values

    def seen(self, tx_hash: str) -> list[FreezeSeen]:
        """Read which freezes a transaction has set.

        Args:
            tx_hash: The transaction, 0x and 64 hex digits.

        Returns:
            The freezes.

        Raises:
            InputError: INPUT:BYTES when the hash is not one.
            TransportError: When the chain's node does not answer.
        """
        return look(self.desk.platform, tx_hash)

    def record(
        self, connection: Connection, case: int, number: int, seen: Sequence[FreezeSeen], staff: str
    ) -> None:
        """Write down by which transaction a person was frozen; nothing is believed but the chain.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The freeze's number.
            seen: What the transaction has set, as `seen` returned it.
            staff: The member of staff.

        Raises:
            NoAml: AML:CASE or AML:FREEZE when there is none.
            AmlRefused: AML:FREEZE_STATE when it waits for no transaction; AML:FREEZE_TX when this
                one does not freeze the person until the agreed second; AML:CLOSED.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            TransportError: When the chain's node does not answer.
        """
        row = self.register.open(connection, case, number, staff, FreezeState.PREPARED)
        self._keep(connection, row, seen, staff)

    def sent(self, connection: Connection) -> list[tuple[Row[Any], list[FreezeSeen]]]:
        """Return the freezes that the node's own sends have set, and the cases do not have yet.

        Args:
            connection: An open database transaction.

        Returns:
            Each with what the chain has of it.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        rows = connection.execute(
            select(aml_freezes).where(
                aml_freezes.c.state == FreezeState.PREPARED, aml_freezes.c.send_key.is_not(None)
            )
        ).all()
        sends = ((row, self.register.send_of(row)) for row in rows)
        return [
            (row, self.seen(send.tx_hash))
            for row, send in sends
            if send is not None and send.state is SendState.DONE and send.tx_hash is not None
        ]

    def settle(
        self, connection: Connection, sent: Sequence[tuple[Row[Any], Sequence[FreezeSeen]]]
    ) -> None:
        """Write down what the node's own sends have frozen.

        Args:
            connection: An open transaction that writes.
            sent: As `sent` returned it.
        """
        for row, seen in sent:
            now = self.register.freeze(connection, row.case, row.id, lock=True)
            if now.state == FreezeState.PREPARED:
                self._keep(connection, now, seen, "node")

    def call(self, row: Row[Any]) -> tuple[str, str] | None:
        """Return the call that a wallet of staff has to send.

        Args:
            row: The freeze.

        Returns:
            The contract's address and the data; None when there is nothing to send by hand.
        """
        if row.state != FreezeState.PREPARED or row.send_key is not None:
            return None
        if row.order is None:
            data = call_data(FUNCTION, [row.wallet, row.until, NO_ORDER])
        else:
            data = call_data(ORDER_FUNCTION, order_arguments(row))
        return self.desk.platform.address(CONTRACT), data

    def _keep(
        self, connection: Connection, row: Row[Any], seen: Sequence[FreezeSeen], staff: str
    ) -> None:
        head = str(self.desk.platform.read(Registry.head_of(row.wallet))).lower()
        agreed = (head, row.until, row.order or NO_ORDER)
        hit = next((it for it in seen if (it.head.lower(), it.until, it.order) == agreed), None)
        if hit is None:
            raise AmlRefused(
                "AML:FREEZE_TX",
                "the chain has no such transaction that freezes this person until the agreed time",
            )
        self.register.set(connection, row.id, state=FreezeState.FROZEN, tx_hash=hit.tx_hash)
        self.register.write(
            connection, row.case, row.id, staff, text=f"frozen by {hit.tx_hash}", act="frozen"
        )
