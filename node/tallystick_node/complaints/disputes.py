"""What follows an answer: the client accepts or goes on, it is closed, or opened again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.complaints.desk import written_words
from tallystick_node.complaints.letters import LetterContent, LetterKind
from tallystick_node.complaints.refusals import ComplaintRefused
from tallystick_node.complaints.register import ComplaintAct
from tallystick_node.complaints.rules import (
    FINAL,
    LADDER,
    OPEN,
    ComplaintState,
    complaint_may_follow,
)
from tallystick_node.complaints.vocabulary import ComplaintProduct

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.handling import FinalAnswer
    from tallystick_node.complaints.letters import ComplaintLetters
    from tallystick_node.complaints.redress import ComplaintRedress
    from tallystick_node.complaints.register import ComplaintRegister
    from tallystick_node.complaints.vocabulary import RootCause

__all__ = ["ComplaintDisputes"]

_S = ComplaintState
# Beyond it a client is asked to telephone.
ADDITIONS_MAX = 100
# How often a complaint is opened, the first time included.
TURNS_MAX = 10


@dataclass(frozen=True, slots=True)
class ComplaintDisputes:
    """Follows complaints up the ladder and to their end.

    Each act is a client's on their own complaint, or a member of staff's who writes down what a
    client has said; `client` is the person who acts for themselves, None for staff.
    """

    desk: ComplaintsDesk
    register: ComplaintRegister
    letters: ComplaintLetters
    redress: ComplaintRedress

    def add(
        self, connection: Connection, number: int, text: str, *, by: str, client: str | None
    ) -> None:
        """Add to a complaint what its client says.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            text: In their words.
            by: The wallet that writes it down.
            client: The client, None for staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text.
            NoComplaint: COMPLAINT:NONE when there is none, or none of theirs.
            ComplaintRefused: COMPLAINT:CLOSED when it is closed; COMPLAINT:MANY beyond a hundred
                additions.
            Forbidden: ACCESS:OWN when it is staff's own.
        """
        row = self._acted_on(connection, number, by, client)
        if row.state == _S.CLOSED:
            raise ComplaintRefused(
                "COMPLAINT:CLOSED", f"complaint {number} is closed; have it opened again"
            )
        words = written_words(text, "what is added")
        added = [
            act for act in self.register.acts(connection, row) if act.kind is ComplaintAct.ADDED
        ]
        if len(added) >= ADDITIONS_MAX:
            raise ComplaintRefused(
                "COMPLAINT:MANY",
                f"{ADDITIONS_MAX} additions are enough in writing; telephone us",
            )
        self.register.add_act(connection, row, ComplaintAct.ADDED, by, words)
        self.desk.note(connection, "complaint.added", f"complaint {number}", by)

    def accept(self, connection: Connection, number: int, *, by: str, client: str | None) -> None:
        """Write down that the client accepts the answer.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            by: The wallet that writes it down.
            client: The client, None for staff.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none, or none of theirs.
            ComplaintRefused: COMPLAINT:STATE when there is nothing to accept.
            Forbidden: ACCESS:OWN when it is staff's own.
        """
        row = self._acted_on(connection, number, by, client)
        if not complaint_may_follow(_S(row.state), _S.ACCEPTED):
            raise _out_of_order(row.state, _S.ACCEPTED)
        self.register.add_act(connection, row, ComplaintAct.ACCEPTED, by, "")
        self.register.change(connection, row, _S.ACCEPTED)
        self.desk.note(connection, "complaint.accepted", f"complaint {number}", by)

    def escalate(
        self, connection: Connection, number: int, rung: ComplaintState, text: str,
        *, by: str, client: str | None,
    ) -> None:  # fmt: skip
        """Write down that the client goes to others.

        That follows an answer, a holding letter, or an answer that is late.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            rung: OMBUDSMAN, MEDIATION or COURT.
            text: Whom they go to, and under which number.
            by: The wallet that writes it down.
            client: The client, None for staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text; COMPLAINT:RUNG for another state.
            NoComplaint: COMPLAINT:NONE when there is none, or none of theirs.
            ComplaintRefused: COMPLAINT:STATE while the platform has time to answer;
                COMPLAINT:EXPIRED when the ombudsman's months are over.
            Forbidden: ACCESS:OWN when it is staff's own.
        """
        if rung not in LADDER:
            raise InputError("COMPLAINT:RUNG", "a dispute goes to ombudsman, mediation or court")
        row = self._acted_on(connection, number, by, client)
        words = written_words(text, "whom the client goes to")
        clock = self.register.clocks(connection, [number])[number]
        overdue = _S(row.state) in OPEN and self.desk.now > clock.final_by
        if not overdue and not complaint_may_follow(_S(row.state), rung):
            raise _out_of_order(row.state, rung)
        until = row.ombudsman_until
        if rung is _S.OMBUDSMAN and until is not None and self.desk.context.today > until:
            raise ComplaintRefused(
                "COMPLAINT:EXPIRED", f"the ombudsman could be asked until {until}"
            )
        self.register.add_act(connection, row, ComplaintAct.ESCALATED, by, f"{rung}: {words}")
        self.register.change(connection, row, rung)
        self.desk.note(connection, "complaint.escalated", f"complaint {number}", by, {"to": rung})

    def award(self, connection: Connection, number: int, answer: FinalAnswer, staff: str) -> None:
        """Write down what others have decided.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            answer: UPHELD, PARTLY or REJECTED, who has decided so, and what is to be paid.
            staff: The member of staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text; COMPLAINT:OUTCOME for another
                state; COMPLAINT:REDRESS for redress of a complaint that is rejected.
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:STATE when it is not in front of others.
            Forbidden: ACCESS:OWN when it is their own.
        """
        outcome, redress = answer.outcome, answer.redress
        if outcome not in FINAL:
            raise InputError("COMPLAINT:OUTCOME", "others decide upheld, partly or rejected")
        if outcome is _S.REJECTED and redress:
            raise InputError("COMPLAINT:REDRESS", "a complaint that is rejected has no redress")
        row = self.register.workable(connection, number, staff)
        if _S(row.state) not in LADDER:
            raise ComplaintRefused(
                "COMPLAINT:STATE", "nobody else decides a complaint that is not in front of them"
            )
        words = written_words(answer.words, "who has decided what")
        self.register.add_act(connection, row, ComplaintAct.DECIDED, staff, words)
        self.register.change(connection, row, _S(row.state), outcome=outcome, redress=redress)
        self.desk.note(
            connection, "complaint.awarded", f"complaint {number}", staff,
            {"outcome": outcome, "redress": str(redress)},
        )  # fmt: skip

    def close(self, connection: Connection, number: int, cause: RootCause, staff: str) -> None:
        """Close a complaint that has an outcome, with why it had to be made.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            cause: The root cause.
            staff: The member of staff.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:STATE before it is answered; COMPLAINT:OUTCOME without an
                outcome; COMPLAINT:UNPAID while redress is not on the chain.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self.register.workable(connection, number, staff)
        if not complaint_may_follow(_S(row.state), _S.CLOSED):
            raise _out_of_order(row.state, _S.CLOSED)
        if row.outcome is None:
            raise ComplaintRefused(
                "COMPLAINT:OUTCOME",
                "a complaint is closed with an outcome: write down what others have decided",
            )
        missing = self.redress.missing(connection, row)
        if missing > 0:
            raise ComplaintRefused(
                "COMPLAINT:UNPAID",
                f"{self.desk.currency.shown(missing)} of redress are not paid; name the transaction"
                " first",
            )
        self.register.add_act(connection, row, ComplaintAct.CLOSED, staff, row.outcome)
        self.register.change(connection, row, _S.CLOSED, root_cause=cause, closed_at=self.desk.now)
        self.desk.note(
            connection, "complaint.closed", f"complaint {number}", staff,
            {"outcome": row.outcome, "cause": cause, "redress": str(row.redress)},
        )  # fmt: skip

    def reopen(
        self, connection: Connection, number: int, text: str, *, by: str, client: str | None
    ) -> None:
        """Open a closed complaint again: a new clock runs, from today, by the pack of today.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            text: What is new.
            by: The wallet that writes it down.
            client: The client, None for staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text.
            NoComplaint: COMPLAINT:NONE when there is none, or none of theirs.
            ComplaintRefused: COMPLAINT:STATE when it is not closed; COMPLAINT:EXPIRED when the
                months after its answer are over; COMPLAINT:MANY beyond ten times.
            Forbidden: ACCESS:OWN when it is staff's own.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        row = self._acted_on(connection, number, by, client)
        if row.state != _S.CLOSED:
            raise _out_of_order(row.state, _S.INVESTIGATING)
        today = self.desk.context.today
        if client is not None and row.ombudsman_until is not None and today > row.ombudsman_until:
            raise ComplaintRefused(
                "COMPLAINT:EXPIRED",
                f"it could be opened again until {row.ombudsman_until}; file a new one",
            )
        if row.turn >= TURNS_MAX:
            raise ComplaintRefused(
                "COMPLAINT:MANY", f"a complaint is opened {TURNS_MAX} times at most; file a new one"
            )
        words = written_words(text, "what is new")
        turn, clock = row.turn + 1, self.desk.clock(today, ComplaintProduct(row.product))
        self.register.start_clock(connection, number, turn, clock)
        self.register.change(
            connection, row, _S.INVESTIGATING, turn=turn, outcome=None, redress=0,
            ombudsman_until=None, root_cause=None, closed_at=None,
        )  # fmt: skip
        opened = self.register.complaint(connection, number)
        self.register.add_act(connection, opened, ComplaintAct.REOPENED, by, words)
        self.letters.write(connection, opened, LetterContent(LetterKind.ACKNOWLEDGE), by)
        self.register.mark(connection, opened, acknowledged_at=self.desk.now)
        self.desk.note(
            connection, "complaint.reopened", f"complaint {number}", by,
            {"turn": turn, "final_by": clock.final_by.isoformat()},
        )  # fmt: skip

    def _acted_on(
        self, connection: Connection, number: int, by: str, client: str | None
    ) -> Row[Any]:
        if client is None:
            return self.register.workable(connection, number, by)
        return self.register.own(connection, number, client, lock=True)


def _out_of_order(now: str, wanted: ComplaintState) -> ComplaintRefused:
    return ComplaintRefused(
        "COMPLAINT:STATE", f"a complaint that is {now} does not become {wanted}"
    )
