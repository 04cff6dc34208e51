"""The freezes of cases, and who may touch them as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick_node.aml.case_rules import ActKind
from tallystick_node.aml.chain_freeze import enrolled
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.storage.tables import aml_freezes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.aml.case_book import CaseBook
    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.infrastructure.transactions.outgoing import Send, SendBook

__all__ = ["WAITING", "FreezeRegister", "FreezeState"]


class FreezeState(StrEnum):
    """Where a freeze stands.

    ATTESTING: two have agreed, and the order waits for attestors. PREPARED: all who have to agree
    have, and the chain does not have it yet.
    """

    PROPOSED = "proposed"
    REJECTED = "rejected"
    ATTESTING = "attesting"
    PREPARED = "prepared"
    FROZEN = "frozen"
    LIFTED = "lifted"


# One of these of a person's keeps another from being proposed, and its case from being closed.
WAITING = (FreezeState.PROPOSED, FreezeState.ATTESTING, FreezeState.PREPARED)


@dataclass(frozen=True, slots=True)
class FreezeRegister:
    """Keeps their rows; what is done about one is an act of its case as well."""

    desk: AmlDesk
    cases: CaseBook
    sends: SendBook

    def freezable(self, connection: Connection, case: int, person: str, staff: str) -> str:
        """Return the wallet by which a member of staff may propose to freeze somebody.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            person: The person, of whom the case is.
            staff: The member of staff, who has the case.

        Returns:
            The wallet; all of the person's are frozen with it.

        Raises:
            NoAml: AML:CASE when there is none; AML:PERSON when the case is not about them.
            AmlRefused: AML:FREEZE_OPEN while another one of theirs waits for its decision, for
                attestors or for the chain; AML:FREEZE_WALLET when the chain knows none of their
                wallets; AML:CLOSED, AML:LEASE.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            TransportError: When the chain's node does not answer.
        """
        self.cases.held(connection, case, staff)
        if person not in self.cases.people(connection, case):
            raise NoAml("AML:PERSON", f"case {case} is not about this person")
        waiting = select(aml_freezes.c.id).where(
            aml_freezes.c.person == person, aml_freezes.c.state.in_(WAITING)
        )
        if connection.scalar(waiting.limit(1)) is not None:
            raise AmlRefused(
                "AML:FREEZE_OPEN",
                "a freeze of this person waits for a decision, for attestors or for the chain",
            )
        return enrolled(self.desk.platform, self.desk.kyc.wallets.of(connection, person))

    def send_of(self, row: Row[Any]) -> Send | None:
        """Return what the node does itself about a freeze.

        Args:
            row: The freeze.

        Returns:
            The call, None where a wallet of staff sends it.
        """
        if row.send_key is None:
            return None
        return self.sends.find(self.desk.context.database, row.send_key)

    def of_case(self, connection: Connection, case: int) -> Sequence[Row[Any]]:
        """Return the freezes of a case.

        Args:
            connection: An open database transaction.
            case: The case's number.

        Returns:
            Their rows, the oldest first.
        """
        question = select(aml_freezes).where(aml_freezes.c.case == case)
        return connection.execute(question.order_by(aml_freezes.c.id)).all()

    def freeze(
        self, connection: Connection, case: int, number: int, *, lock: bool = False
    ) -> Row[Any]:
        """Return a freeze of a case.

        Args:
            connection: An open database transaction.
            case: The case's number.
            number: The freeze's number.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoAml: AML:FREEZE when the case has none of that number.
        """
        question = select(aml_freezes).where(aml_freezes.c.id == number, aml_freezes.c.case == case)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoAml("AML:FREEZE", f"case {case} has no freeze {number}")
        return row

    def open(
        self, connection: Connection, case: int, number: int, staff: str, *states: FreezeState
    ) -> Row[Any]:
        """Return a freeze that a member of staff may act on, and that stands as it has to.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The freeze's number.
            staff: The member of staff.
            *states: Where it may stand.

        Returns:
            Its row, which others wait for.

        Raises:
            NoAml: AML:CASE or AML:FREEZE when there is none.
            AmlRefused: AML:FREEZE_STATE when it stands elsewhere; AML:CLOSED.
            Forbidden: ACCESS:OWN when the case is about the member of staff.
        """
        self.cases.workable(connection, case, staff)
        row = self.freeze(connection, case, number, lock=True)
        if row.state not in states:
            raise AmlRefused("AML:FREEZE_STATE", f"freeze {number} is {row.state}")
        return row

    def other_eyes(self, connection: Connection, staff: str, proposer: str) -> None:
        """Require that somebody else decides than who has proposed.

        Args:
            connection: An open database transaction.
            staff: The member of staff who decides.
            proposer: Who has proposed.

        Raises:
            AmlRefused: AML:EYES when they are one, or one stands for the other.
        """
        if self.desk.kyc.conflicts.seen_by(connection, staff, [proposer]):
            raise AmlRefused("AML:EYES", "whoever proposed it does not decide it; a colleague does")

    def set(self, connection: Connection, number: int, **values: object) -> None:
        """Change a freeze.

        Args:
            connection: An open transaction that writes.
            number: The freeze's number.
            **values: Its columns.
        """
        table = aml_freezes
        connection.execute(update(table).where(table.c.id == number).values(**values))

    def write(
        self, connection: Connection, case: int, number: int, staff: str, *, text: str, act: str
    ) -> None:
        """Write down what was done, in the case and in the journal.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The freeze's number.
            staff: Who did it.
            text: In words.
            act: What it was, for the journal.
        """
        self.cases.add_act(connection, case, ActKind.FREEZE, staff, f"{number}: {text}")
        self.cases.note(connection, f"aml.{act}", case, staff, {"freeze": number})
