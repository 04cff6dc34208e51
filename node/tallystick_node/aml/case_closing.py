"""How a case ends: who has it proposes what it came to, a colleague decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from tallystick_node.aml.case_rules import ActKind, CaseOutcome, CaseState, may_follow
from tallystick_node.aml.context import written_text
from tallystick_node.aml.freeze_register import WAITING
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.storage.tables import aml_cases, aml_freezes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.aml.case_book import CaseBook
    from tallystick_node.aml.context import AmlDesk

__all__ = ["CaseClosing"]


@dataclass(frozen=True, slots=True)
class CaseClosing:
    """Closes cases."""

    desk: AmlDesk
    cases: CaseBook

    def propose(
        self, connection: Connection, number: int, outcome: CaseOutcome, text: str, staff: str
    ) -> None:
        """Propose what a case came to.

        Args:
            connection: An open transaction that writes.
            number: The case.
            outcome: What it came to.
            text: Why.
            staff: The member of staff, who has the case.

        Raises:
            InputError: AML:TEXT for an empty or long text.
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:STATE when that does not follow; AML:CLOSED or AML:LEASE as for `write`.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.cases.held(connection, number, staff)
        if not may_follow(CaseState(row.state), CaseState.CLOSING):
            raise AmlRefused("AML:STATE", f"a case that is {row.state} is not closed")
        reason = written_text(text, "the reason of an outcome")
        connection.execute(
            update(aml_cases)
            .where(aml_cases.c.id == number)
            .values(state=CaseState.CLOSING, proposed=outcome, proposed_by=staff)
        )
        self.cases.add_act(connection, number, ActKind.PROPOSED, staff, f"{outcome}: {reason}")
        self.cases.note(connection, "aml.case_proposed", number, staff, {"outcome": outcome})

    def decide(
        self, connection: Connection, number: int, staff: str, text: str, *, agreed: bool
    ) -> CaseState:
        """Close a case as a colleague proposed, or send it back.

        Args:
            connection: An open transaction that writes.
            number: The case.
            staff: The member of staff, another person than who had it.
            text: Why.
            agreed: Whether it is closed.

        Returns:
            Where the case stands now.

        Raises:
            InputError: AML:TEXT for an empty or long text.
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:PROPOSAL when no outcome is proposed; AML:EYES for who proposed it;
                AML:FREEZE_WAITS while a freeze of it waits; AML:CLOSED when it is closed.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.cases.workable(connection, number, staff)
        if row.state != CaseState.CLOSING or row.proposed_by is None:
            raise AmlRefused("AML:PROPOSAL", "no outcome is proposed; who has the case proposes")
        if self.desk.kyc.conflicts.seen_by(connection, staff, [row.proposed_by]):
            raise AmlRefused("AML:EYES", "whoever proposed it does not decide it; a colleague does")
        reason, today = written_text(text, "the reason of a decision"), self.desk.context.today
        values: dict[str, Any] = {"proposed": None, "proposed_by": None}
        if agreed:
            self._no_freeze_waits(connection, number)
            state, due = CaseState.CLOSED, None
            if row.proposed == CaseOutcome.CONFIRMED:
                due = self.desk.due(today, "aml.str.report_workdays")
            values |= {
                "outcome": row.proposed, "closed_at": self.desk.context.now, "report_due_on": due,
            }  # fmt: skip
        else:
            state = CaseState.INVESTIGATING
        connection.execute(
            update(aml_cases).where(aml_cases.c.id == number).values(state=state, **values)
        )
        verdict = "agreed" if agreed else "sent back"
        self.cases.add_act(connection, number, ActKind.DECIDED, staff, f"{verdict}: {reason}")
        self.cases.note(
            connection, "aml.case_decided", number, staff,
            {"outcome": row.proposed, "agreed": agreed},
        )  # fmt: skip
        return state

    @staticmethod
    def _no_freeze_waits(connection: Connection, number: int) -> None:
        """In a closed case nobody could decide, record or lift it, nor propose one elsewhere."""
        question = select(aml_freezes.c.id).where(
            aml_freezes.c.case == number, aml_freezes.c.state.in_(WAITING)
        )
        if (freeze := connection.scalar(question.limit(1))) is not None:
            raise AmlRefused(
                "AML:FREEZE_WAITS", f"freeze {freeze} waits: record it, reject it or lift it first"
            )

    def overdue(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return cases whose decision or report is late.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, the oldest first.
        """
        today = self.desk.context.today
        return connection.execute(
            select(aml_cases)
            .where(
                or_(
                    (aml_cases.c.state != CaseState.CLOSED) & (aml_cases.c.due_on < today),
                    aml_cases.c.report_due_on < today,
                )
            )
            .order_by(aml_cases.c.id)
        ).all()
