"""Lifting a freeze: it is not sent any more, or it is left to end; two decide that too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.aml.context import written_text
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.infrastructure.transactions.outgoing import SendState

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.aml.freeze_register import FreezeRegister

__all__ = ["FreezeLifts"]

_LIFTABLE = (FreezeState.ATTESTING, FreezeState.PREPARED, FreezeState.FROZEN)
# A call that the chain refused will not come any more.
_NEVER = (SendState.REFUSED, SendState.REVERTED)


@dataclass(frozen=True, slots=True)
class FreezeLifts:
    """Lifts freezes as far as that can be: no contract ends one before its time."""

    register: FreezeRegister

    def propose_lift(
        self, connection: Connection, case: int, number: int, text: str, staff: str
    ) -> None:
        """Propose that a freeze is not sent any more, or is left to end.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The freeze's number.
            text: Why.
            staff: The member of staff, who has the case.

        Raises:
            InputError: AML:TEXT for an empty or long text.
            NoAml: AML:CASE or AML:FREEZE when there is none.
            AmlRefused: AML:FREEZE_STATE when there is nothing to lift; AML:FREEZE_SENT while the
                node sends it; AML:CLOSED, AML:LEASE.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        reason = written_text(text, "the reason of a lift")
        self.register.cases.held(connection, case, staff)
        row = self.register.open(connection, case, number, staff, *_LIFTABLE)
        if row.lift_proposed_by is not None:
            raise AmlRefused("AML:FREEZE_STATE", f"freeze {number} is proposed to be lifted")
        self._not_under_way(row)
        self.register.set(connection, number, lift_proposed_by=staff)
        self.register.write(
            connection, case, number, staff, text=f"lift: {reason}", act="lift_proposed"
        )

    def decide_lift(
        self, connection: Connection, case: int, number: int, text: str, staff: str, *, agreed: bool
    ) -> None:
        """Agree that a freeze is lifted, or let it stand.

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
            AmlRefused: AML:FREEZE_STATE when no lift is proposed; AML:EYES for who proposed it;
                AML:FREEZE_SENT while the node sends it; AML:CLOSED.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.register.open(connection, case, number, staff, *_LIFTABLE)
        if row.lift_proposed_by is None:
            raise AmlRefused("AML:FREEZE_STATE", f"nobody has proposed to lift freeze {number}")
        self.register.other_eyes(connection, staff, row.lift_proposed_by)
        reason = written_text(text, "the reason of a decision")
        if agreed:
            self._not_under_way(row)
            self.register.set(
                connection, number, state=FreezeState.LIFTED, lifted_by=staff,
                lifted_at=self.register.desk.context.now,
            )  # fmt: skip
        else:
            self.register.set(connection, number, lift_proposed_by=None)
        verdict = "lifted" if agreed else "stands"
        self.register.write(
            connection, case, number, staff, text=f"{verdict}: {reason}", act=f"freeze_{verdict}"
        )

    def _not_under_way(self, row: Row[Any]) -> None:
        """What the node has asked for is sent before anybody could stop it for certain."""
        send = self.register.send_of(row) if row.state == FreezeState.PREPARED else None
        if send is not None and send.state not in _NEVER:
            raise AmlRefused(
                "AML:FREEZE_SENT", "the node sends this freeze; lift it once the chain has it"
            )
