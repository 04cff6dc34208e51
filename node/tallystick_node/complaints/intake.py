"""Intake: a complaint is taken in once, with its clock and the hash of what it says."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick.disclosure.complaint_list import SALT_BYTES, commitment_of
from tallystick.errors import InputError
from tallystick_node.complaints.desk import written_words
from tallystick_node.complaints.refusals import ComplaintRefused, NoComplaint
from tallystick_node.complaints.register import ComplaintAct
from tallystick_node.complaints.rules import OPEN, ComplaintState, DisputeRung
from tallystick_node.complaints.vocabulary import SUB_ISSUES
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import complaints, loans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.register import ComplaintRegister
    from tallystick_node.complaints.vocabulary import (
        ComplaintChannel,
        ComplaintIssue,
        ComplaintProduct,
        SubIssue,
    )

__all__ = ["ComplaintFacts", "ComplaintIntake", "committed"]

# What was left lying for longer is an incident, not an intake.
RECEIVED_DAYS_MAX = 366
# Of one client; whoever has more adds to one of them.
OPEN_MAX = 20


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What a complaint is about. contact: how somebody is reached who is not registered."""

    channel: ComplaintChannel
    product: ComplaintProduct
    issue: ComplaintIssue
    sub_issue: SubIssue
    received_on: date
    happened: str
    wanted: str
    loan: int | None = None
    vulnerable: bool = False
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintIntake:
    """Takes complaints in."""

    desk: ComplaintsDesk
    register: ComplaintRegister

    def file(
        self, connection: Connection, facts: ComplaintFacts, *, person: str | None, by: str
    ) -> int:
        """Take a complaint in; its clock runs from the day on which it was received.

        Args:
            connection: An open transaction that writes.
            facts: What it is about.
            person: Whose it is; None for somebody who is not registered.
            by: The wallet that writes it down: the client's, or of a member of staff.

        Returns:
            The complaint's number.

        Raises:
            InputError: COMPLAINT:TEXT for an empty or long text; COMPLAINT:DAY for a day that is
                not over the last year; COMPLAINT:ISSUE when the sub-issue belongs to another one;
                COMPLAINT:CONTACT when nobody could be answered.
            NoComplaint: COMPLAINT:LOAN when there is no such loan.
            ComplaintRefused: COMPLAINT:MANY beyond twenty of a client that are not answered.
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under that identifier.
            Forbidden: ACCESS:OWN when staff write down their own.
            ConfigError: POLICY:DAY when the policy pack does not cover the day.
        """
        happened = written_words(facts.happened, "what happened")
        wanted = written_words(facts.wanted, "what the client asks for")
        self._check(connection, facts, person)
        clock = self.desk.clock(facts.received_on, facts.product)
        one_at_a_time(connection, "complaint numbers")
        number = 1 + (connection.scalar(select(func.max(complaints.c.id))) or 0)
        salt = secrets.token_bytes(SALT_BYTES)
        words = committed(number, facts, happened, wanted)
        connection.execute(
            insert(complaints).values(
                id=number, person=person, channel=facts.channel, product=facts.product,
                issue=facts.issue, sub_issue=facts.sub_issue, loan=facts.loan,
                vulnerable=facts.vulnerable, received_on=facts.received_on,
                recorded_at=self.desk.now, recorded_by=by,
                commitment="0x" + commitment_of(salt, words).hex(),
                state=ComplaintState.RECEIVED, rung=DisputeRung.SETTLEMENT, turn=1, redress=0,
            )
        )  # fmt: skip
        self.register.start_clock(connection, number, 1, clock)
        holder = self.desk.holder(connection, person, f"complaint:{number}")
        sealed = {"happened": happened, "wanted": wanted, "salt": salt.hex()}
        if facts.contact:
            sealed["contact"] = facts.contact
        for name, text in sealed.items():
            self.desk.seal(connection, holder, Place("complaints", str(number), name), text)
        self.register.add_act(
            connection, self.register.complaint(connection, number), ComplaintAct.FILED, by, ""
        )
        self.desk.note(
            connection, "complaint.filed", f"complaint {number}", by,
            {"channel": facts.channel, "product": facts.product, "issue": facts.issue,
             "received_on": str(facts.received_on), "final_by": clock.final_by.isoformat()},
        )  # fmt: skip
        return number

    def _check(self, connection: Connection, facts: ComplaintFacts, person: str | None) -> None:
        today = self.desk.context.today
        if not today - timedelta(days=RECEIVED_DAYS_MAX) <= facts.received_on <= today:
            raise InputError(
                "COMPLAINT:DAY",
                f"a complaint is received today or within the last {RECEIVED_DAYS_MAX} days",
            )
        if facts.sub_issue not in SUB_ISSUES[facts.issue]:
            raise InputError(
                "COMPLAINT:ISSUE",
                f"{facts.sub_issue} is no sub-issue of {facts.issue}; there are"
                f" {', '.join(SUB_ISSUES[facts.issue])}",
            )
        if person is not None:
            self.desk.context.person(connection, person, lock=True)
            open_now = self.register.listed(connection, states=OPEN, person=person, limit=OPEN_MAX)
            if len(open_now) >= OPEN_MAX:
                raise ComplaintRefused(
                    "COMPLAINT:MANY",
                    f"{OPEN_MAX} complaints wait for an answer already; add to one of them",
                )
        elif not facts.contact.strip():
            raise InputError(
                "COMPLAINT:CONTACT", "say who complains: a registered person, or how to reach them"
            )
        if facts.loan is not None:
            known = connection.scalar(select(loans.c.loan).where(loans.c.loan == facts.loan))
            if known is None:
                raise NoComplaint("COMPLAINT:LOAN", f"there is no loan {facts.loan}")


def committed(
    number: int, facts: ComplaintFacts | Row[Any], happened: str, wanted: str
) -> Mapping[str, str | None]:
    """Return what the hash of a complaint is over.

    Args:
        number: The complaint's number.
        facts: What it is about; a complaint's row has the same names.
        happened: What happened.
        wanted: What the client asks for.

    Returns:
        Texts by name.
    """
    return {
        "complaint": str(number), "product": str(facts.product), "issue": str(facts.issue),
        "sub_issue": str(facts.sub_issue), "channel": str(facts.channel),
        "received_on": facts.received_on.isoformat(),
        "loan": None if facts.loan is None else str(facts.loan),
        "happened": happened, "wanted": wanted,
    }  # fmt: skip
