"""How a complaint is answered: acknowledged, looked into, settled early, held, decided by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.complaints.desk import written_words
from tallystick_node.complaints.letters import LetterContent, LetterKind
from tallystick_node.complaints.refusals import ComplaintRefused
from tallystick_node.complaints.register import ComplaintAct, holder_of_complaint
from tallystick_node.complaints.rules import (
    FINAL,
    OPEN,
    ComplaintState,
    appeal_until,
    complaint_may_follow,
)
from tallystick_node.infrastructure.vault.sealing import Place

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.letters import ComplaintLetters
    from tallystick_node.complaints.register import ComplaintRegister

__all__ = ["ComplaintHandling", "FinalAnswer"]

_S = ComplaintState
_NO_PROPOSAL: dict[str, None] = {
    "proposed": None, "proposed_by": None, "proposed_redress": None, "proposed_act": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """What is answered in the end: UPHELD, PARTLY or REJECTED, why, and what is paid."""

    outcome: ComplaintState
    words: str
    redress: int


@dataclass(frozen=True, slots=True)
class ComplaintHandling:
    """Answers complaints."""

    desk: ComplaintsDesk
    register: ComplaintRegister
    letters: ComplaintLetters

    def acknowledge(self, connection: Connection, number: int, staff: str) -> None:
        """Tell a client that their complaint was received, by letter.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            staff: The member of staff.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:STATE when that was done; COMPLAINT:OMBUDSMAN as letters do.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self._moved(connection, number, _S.ACKNOWLEDGED, staff)
        self.letters.write(connection, row, LetterContent(LetterKind.ACKNOWLEDGE), staff)
        self.register.mark(connection, row, acknowledged_at=self.desk.now)
        self.register.change(connection, row, _S.ACKNOWLEDGED)
        self.desk.note(connection, "complaint.acknowledged", f"complaint {number}", staff)

    def take(self, connection: Connection, number: int, staff: str) -> None:
        """Take a complaint up, also from a colleague.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            staff: The member of staff, who has it from now on.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:STATE before its receipt was acknowledged, and after its
                answer.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self.register.workable(connection, number, staff)
        state = _S(row.state)
        if state is _S.ACKNOWLEDGED:
            state = _S.INVESTIGATING
        elif state not in OPEN - {_S.RECEIVED}:
            raise _does_not_follow(state, _S.INVESTIGATING)
        self.register.change(connection, row, state, assignee=staff)
        self.register.add_act(connection, row, ComplaintAct.TAKEN, staff, "", shown=False)
        self.desk.note(connection, "complaint.taken", f"complaint {number}", staff)

    def write(self, connection: Connection, number: int, text: str, staff: str) -> None:
        """Write a note down, for staff alone.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            text: In words.
            staff: The member of staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text.
            NoComplaint: COMPLAINT:NONE when there is none.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self.register.workable(connection, number, staff)
        words = written_words(text, "a note")
        self.register.add_act(connection, row, ComplaintAct.NOTE, staff, words, shown=False)
        self.desk.note(connection, "complaint.note", f"complaint {number}", staff)

    def settle(
        self, connection: Connection, number: int, text: str, redress: int, staff: str
    ) -> None:
        """Settle a complaint within the first working days, with a summary.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            text: How it is settled.
            redress: What is paid, in minor units; 0 for nothing.
            staff: The member of staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text.
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:LATE when those days are over; COMPLAINT:RIGHT for more
                redress than a member of staff may award alone; COMPLAINT:STATE when it is answered;
                COMPLAINT:OMBUDSMAN as letters do.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self._moved(connection, number, _S.SETTLED_EARLY, staff)
        clock = self.register.clocks(connection, [number])[number]
        if self.desk.now > clock.settle_by:
            raise ComplaintRefused(
                "COMPLAINT:LATE",
                f"a complaint is settled by a summary until {clock.settle_by:%Y-%m-%dT%H:%MZ};"
                " now it takes a final response",
            )
        if redress > self.desk.own_right:
            raise ComplaintRefused(
                "COMPLAINT:RIGHT",
                f"alone you may award up to {self.desk.currency.shown(self.desk.own_right)}; for"
                " more, propose a final response, which a colleague decides",
            )
        self._answer(
            connection, row, FinalAnswer(_S.SETTLED_EARLY, text, redress), LetterKind.SUMMARY, staff
        )

    def hold(self, connection: Connection, number: int, text: str, until: date, staff: str) -> None:
        """Tell a client that the answer takes longer, why and until when.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            text: Why.
            until: The last day of the final response.
            staff: The member of staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text.
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:PAST for a day that is over; COMPLAINT:LIMIT for one after
                the last that is allowed; COMPLAINT:STATE when it is answered.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self._moved(connection, number, _S.HOLDING, staff)
        clock = self.register.clocks(connection, [number])[number]
        if until < self.desk.context.today:
            raise ComplaintRefused("COMPLAINT:PAST", f"{until} is over; name a day to come")
        last = None if clock.limit_by is None else self.desk.last_day(clock.limit_by)
        if last is not None and until > last:
            raise ComplaintRefused(
                "COMPLAINT:LIMIT", f"this complaint is answered by {last} at the latest"
            )
        content = LetterContent(
            LetterKind.HOLDING, written_words(text, "why it takes longer"), held_until=until
        )
        self.letters.write(connection, row, content, staff)
        self.register.mark(connection, row, held_until=until)
        self.register.change(connection, row, _S.HOLDING, **_NO_PROPOSAL)
        self.desk.note(
            connection, "complaint.held", f"complaint {number}", staff, {"until": str(until)}
        )

    def propose(self, connection: Connection, number: int, answer: FinalAnswer, staff: str) -> None:
        """Propose a final response, which a colleague decides.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            answer: What is answered.
            staff: The member of staff.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text; COMPLAINT:OUTCOME for an outcome
                that is not final; COMPLAINT:REDRESS for redress of a complaint that is rejected.
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:STATE when that does not follow; COMPLAINT:OMBUDSMAN as
                letters do.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self._moved(connection, number, _S.PROPOSED, staff)
        self.preview(connection, row, answer)
        act = self.register.add_act(
            connection, row, ComplaintAct.PROPOSED, staff, answer.words.strip(), shown=False
        )
        self.register.change(
            connection, row, _S.PROPOSED, proposed=answer.outcome, proposed_by=staff,
            proposed_redress=answer.redress, proposed_act=act,
        )  # fmt: skip
        self.desk.note(
            connection, "complaint.proposed", f"complaint {number}", staff,
            {"outcome": answer.outcome, "redress": str(answer.redress)},
        )  # fmt: skip

    def preview(self, connection: Connection, row: Row[Any], answer: FinalAnswer) -> str:
        """Return the letter of a final response without sending it.

        Args:
            connection: An open database transaction.
            row: The complaint.
            answer: What would be answered.

        Returns:
            HTML.

        Raises:
            InputError, ComplaintRefused: As for `propose`.
        """
        if answer.outcome not in FINAL:
            raise InputError("COMPLAINT:OUTCOME", "a final response is upheld, partly or rejected")
        if answer.outcome is _S.REJECTED and answer.redress:
            raise InputError("COMPLAINT:REDRESS", "a complaint that is rejected has no redress")
        written_words(answer.words, "a final response")
        return self.letters.render(
            connection, row, self._content(connection, row, answer, LetterKind.FINAL)
        )

    def proposal(self, connection: Connection, row: Row[Any]) -> FinalAnswer | None:
        """Return what is proposed.

        Args:
            connection: An open database transaction.
            row: The complaint.

        Returns:
            The answer; None without a proposal.
        """
        if row.proposed is None:
            return None
        place = Place("complaint_acts", str(row.proposed_act), "text")
        words = self.desk.unseal(connection, holder_of_complaint(row), place)
        return FinalAnswer(_S(row.proposed), words or "", int(row.proposed_redress))

    def decide(
        self, connection: Connection, number: int, staff: str, text: str, *, agreed: bool
    ) -> ComplaintState:
        """Send a final response as a colleague proposed it, or send the proposal back.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            staff: The member of staff, another person than who proposed it.
            text: Why, for staff alone.
            agreed: Whether it is sent.

        Returns:
            Where the complaint stands now.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text.
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:PROPOSAL when nothing is proposed; COMPLAINT:EYES for who
                proposed it; COMPLAINT:OMBUDSMAN as letters do.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self.register.workable(connection, number, staff)
        answer = self.proposal(connection, row)
        if row.state != _S.PROPOSED or answer is None:
            raise ComplaintRefused("COMPLAINT:PROPOSAL", "no final response is proposed")
        if self.desk.kyc.conflicts.seen_by(connection, staff, [row.proposed_by]):
            raise ComplaintRefused(
                "COMPLAINT:EYES", "whoever proposed a response does not decide it; a colleague does"
            )
        words = written_words(text, "the reason of a decision")
        kind = ComplaintAct.DECIDED if agreed else ComplaintAct.SENT_BACK
        self.register.add_act(connection, row, kind, staff, words, shown=False)
        if agreed:
            self._answer(connection, row, answer, LetterKind.FINAL, staff)
            return answer.outcome
        self.register.change(connection, row, _S.INVESTIGATING, **_NO_PROPOSAL)
        self.desk.note(connection, "complaint.sent_back", f"complaint {number}", staff)
        return _S.INVESTIGATING

    def _answer(
        self, connection: Connection, row: Row[Any], answer: FinalAnswer, kind: LetterKind,
        staff: str,
    ) -> None:  # fmt: skip
        written_words(answer.words, "an answer")
        content = self._content(connection, row, answer, kind)
        clock = self.register.clocks(connection, [row.id])[row.id]
        self.letters.write(connection, row, content, staff)
        now = self.desk.now
        self.register.mark(
            connection, row, answered_at=now, acknowledged_at=clock.acknowledged_at or now
        )
        self.register.change(
            connection, row, answer.outcome, outcome=answer.outcome, redress=answer.redress,
            ombudsman_until=content.outside_until, **_NO_PROPOSAL,
        )  # fmt: skip
        late = now > (clock.limit_by if clock.held_until and clock.limit_by else clock.final_by)
        self.desk.note(
            connection, "complaint.answered", f"complaint {row.id}", staff,
            {"outcome": answer.outcome, "redress": str(answer.redress), "late": late},
        )  # fmt: skip

    def _content(
        self, connection: Connection, row: Row[Any], answer: FinalAnswer, kind: LetterKind
    ) -> LetterContent:
        clock = self.register.clocks(connection, [row.id])[row.id]
        until = appeal_until(self.desk.context.today, clock.ombudsman_months)
        return LetterContent(
            kind, answer.words.strip(), outcome=answer.outcome, redress=answer.redress,
            outside_until=until,
        )  # fmt: skip

    def _moved(
        self, connection: Connection, number: int, wanted: ComplaintState, staff: str
    ) -> Row[Any]:
        row = self.register.workable(connection, number, staff)
        if not complaint_may_follow(_S(row.state), wanted):
            raise _does_not_follow(_S(row.state), wanted)
        return row


def _does_not_follow(now: ComplaintState, wanted: ComplaintState) -> ComplaintRefused:
    return ComplaintRefused(
        "COMPLAINT:STATE", f"a complaint that is {now} does not become {wanted}"
    )
