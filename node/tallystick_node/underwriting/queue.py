"""The review queue: one of staff claims a case and proposes, another one confirms. Four eyes.

A claim is a lease; nobody confirms their own proposal; each decision has a reason of a closed list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from tallystick_node.storage.tables import applications, credit_reviews, review_acts
from tallystick_node.underwriting.adverse_action import heard_of_staff
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState
from tallystick_node.underwriting.reasons import FAVOURABLE, ReviewReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.underwriting.applications import Applications
    from tallystick_node.underwriting.reasons import Override

__all__ = ["ReviewQueue", "ReviewVerdict"]

CLAIM_MINUTES = 30
PAGE_MAX = 200


class ReviewVerdict(StrEnum):
    """What staff may decide."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The cases that wait for people."""

    applications: Applications

    def open(self, connection: Connection, number: str) -> None:
        """Put a referred application into the queue.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
        """
        connection.execute(
            insert(credit_reviews).values(
                application=number, opened_at=self.applications.people.context.now
            )
        )
        self._act(connection, number, "opened", "node")

    def waiting(
        self, connection: Connection, limit: int = PAGE_MAX, actor: str = "node"
    ) -> Sequence[Any]:
        """Return the open cases; none about whoever asks.

        Args:
            connection: An open database transaction.
            limit: How many at most.
            actor: The member of staff who asks.

        Returns:
            Their rows with amount, term, grade, score and reasons, the oldest first.
        """
        rows = connection.execute(
            select(credit_reviews, applications.c.person, applications.c.amount,
                   applications.c.months, applications.c.grade, applications.c.score,
                   applications.c.p_default_ppm, applications.c.rate_ppm, applications.c.reasons)
            .join(applications, applications.c.id == credit_reviews.c.application)
            .where(credit_reviews.c.closed_at.is_(None))
            .order_by(credit_reviews.c.opened_at, credit_reviews.c.application)
            .limit(limit)
        ).all()  # fmt: skip
        conflicts = self.applications.people.conflicts
        return [row for row in rows if not conflicts.is_own(connection, actor, row.person)]

    def claim(self, connection: Connection, number: str, staff: str) -> None:
        """Take a case for half an hour; whoever proposed cannot claim it for the second look.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            staff: The member of staff who does it.

        Raises:
            ApplicationRefused: REVIEW:CLAIMED when another has it; REVIEW:SAME for who proposed;
                REVIEW:NONE when it is not in the queue.
            NoApplication: APPLICATION:NONE when there is no such application.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        now = self.applications.people.context.now
        row = self._row(connection, number)
        self._check_other(connection, number, staff)
        if self._proposed(connection, row, staff):
            raise ApplicationRefused("REVIEW:SAME", "another one of staff has to confirm this")
        taken = connection.execute(
            update(credit_reviews)
            .where(
                credit_reviews.c.application == number,
                or_(
                    credit_reviews.c.claimed_until.is_(None),
                    credit_reviews.c.claimed_until < now,
                    credit_reviews.c.claimed_by == staff,
                ),
            )
            .values(claimed_by=staff, claimed_until=now + timedelta(minutes=CLAIM_MINUTES))
        )
        if taken.rowcount != 1:
            raise ApplicationRefused("REVIEW:CLAIMED", "another one of staff has claimed this case")
        self._act(connection, number, "claimed", staff)

    def decide(
        self,
        connection: Connection,
        number: str,
        staff: str,
        verdict: ReviewVerdict,
        reason: Override,
    ) -> ApplicationState:
        """Propose, or confirm what another one proposed.

        A second one who decides otherwise sends the case back to be claimed anew.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            staff: The member of staff who does it.
            verdict: What is proposed or confirmed.
            reason: Why.

        Returns:
            Where the application stands then.

        Raises:
            ApplicationRefused: REVIEW:REASON for one that speaks for the other verdict;
                REVIEW:CLAIM without a claim that still holds; REVIEW:SAME for who has proposed;
                REVIEW:NONE when it is not in the queue; REVIEW:VISITOR for who has visited the
                applicant; APPLICATION:STATE.
            ProductRefused: PRODUCT:… for an approval while an artefact of the product is missing.
            NoApplication: APPLICATION:NONE when there is no such application.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        context = self.applications.people.context
        row = self._row(connection, number)
        self._check_other(connection, number, staff)
        self._check_no_visitor(connection, number, staff)
        if verdict is ReviewVerdict.APPROVE:
            self.applications.require_artefacts(
                connection, self.applications.row(connection, number)
            )
        if (reason in FAVOURABLE) is not (verdict is ReviewVerdict.APPROVE):
            raise ApplicationRefused(
                "REVIEW:REASON", f"{reason} is not a reason to {verdict}; give one that is"
            )
        if self._proposed(connection, row, staff):
            raise ApplicationRefused("REVIEW:SAME", "another one of staff has to confirm this")
        self._require_claim(row, staff)
        freed = {"claimed_by": None, "claimed_until": None}
        if row.proposed is None:
            self._change(
                connection, number, proposed=verdict, proposed_by=staff, reason=reason, **freed
            )
            self._act(connection, number, f"propose {verdict}", staff, reason)
            return ApplicationState.REFERRED
        if row.proposed != verdict:
            self._change(connection, number, proposed=None, proposed_by=None, reason=None, **freed)
            self._act(connection, number, "disagreed", staff, reason)
            return ApplicationState.REFERRED
        self._change(connection, number, closed_at=context.now, **freed)
        self._act(connection, number, "confirmed", staff, reason)
        return self._settle(connection, number, verdict, staff, (row.reason, reason))

    def claimed_applicant(self, connection: Connection, number: str, staff: str) -> str:
        """Return who applies, to whoever has claimed the case and may open their papers.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            staff: The member of staff who asks.

        Returns:
            The person's identifier.

        Raises:
            ApplicationRefused: REVIEW:CLAIM without a claim that still holds; REVIEW:NONE when it
                is not in the queue.
            NoApplication: APPLICATION:NONE when there is no such application.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self._row(connection, number)
        self._check_other(connection, number, staff)
        self._require_claim(row, staff)
        return str(self.applications.row(connection, number).person)

    def examined_again(self, connection: Connection, number: str, *, moved: bool) -> None:
        """Note that a case was examined again; a proposal that rested on the old result ends.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            moved: Whether the result is another one than before.
        """
        if moved:
            self._change(connection, number, proposed=None, proposed_by=None, reason=None)
        self._act(connection, number, "examined again", "node")

    def history(self, connection: Connection, number: str) -> Sequence[Row[Any]]:
        """Return everything that was done with a case.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Returns:
            Its rows, in order.
        """
        return connection.execute(
            select(review_acts)
            .where(review_acts.c.application == number)
            .order_by(review_acts.c.id)
        ).all()

    def tell(self, connection: Connection, number: str) -> None:
        """Inform the applicant of the decision; a refusal comes with its reasons at once.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application.
        """
        row = self.applications.row(connection, number)
        context = self.applications.people.context
        context.outbox.put(
            connection, key=f"decision {number}", channel="notice",
            recipient=f"person:{row.person}",
            content={
                "kind": f"application.{row.state}", "application": number,
                "reasons": list(row.told or ()),
            },
        )  # fmt: skip

    def _settle(
        self,
        connection: Connection,
        number: str,
        verdict: ReviewVerdict,
        staff: str,
        reasons: tuple[str, ...],
    ) -> ApplicationState:
        context = self.applications.people.context
        row = self.applications.row(connection, number)
        to = (
            ApplicationState.APPROVED
            if verdict is ReviewVerdict.APPROVE
            else ApplicationState.REFUSED
        )
        sentences = (
            list(heard_of_staff(connection, number, self._standing(connection, row), reasons))
            if to is ApplicationState.REFUSED
            else []
        )
        self.applications.move(
            connection, number, to, decided_at=context.now, decided_by=staff, told=sentences
        )
        self.tell(connection, number)
        context.note(
            connection, f"application.{to}", row.person, actor=staff,
            details={"application": number},
        )  # fmt: skip
        return to

    def _standing(self, connection: Connection, row: Row[Any]) -> list[str]:
        """The stages' reasons that are still so: an income may have been verified since."""
        applicant = self.applications.borrowers.seen_by_staff(connection, row.person)
        settled = {ReviewReason.INCOME_UNVERIFIED} if applicant.income_verified else set()
        return [reason for reason in row.reasons if reason not in settled]

    def _require_claim(self, row: Row[Any], staff: str) -> None:
        if row.claimed_by != staff or row.claimed_until < self.applications.people.context.now:
            raise ApplicationRefused(
                "REVIEW:CLAIM", f"claim the case first; a claim is {CLAIM_MINUTES} minutes"
            )

    def _check_other(self, connection: Connection, number: str, staff: str) -> None:
        person = self.applications.row(connection, number).person
        self.applications.people.conflicts.not_about_oneself(connection, staff, person)

    def _check_no_visitor(self, connection: Connection, number: str, staff: str) -> None:
        """Who reported a visit does not decide: four eyes."""
        visitors = self.applications.products.onsite.visitors(connection, number)
        if self.applications.people.conflicts.seen_by(connection, staff, visitors):
            raise ApplicationRefused(
                "REVIEW:VISITOR", "who has visited the applicant does not decide the case"
            )

    def _proposed(self, connection: Connection, row: Row[Any], staff: str) -> bool:
        """Whether the proposal is of the same person, by whichever wallet."""
        conflicts = self.applications.people.conflicts
        return row.proposed_by is not None and conflicts.seen_by(
            connection, staff, [row.proposed_by]
        )

    def _row(self, connection: Connection, number: str) -> Row[Any]:
        row = connection.execute(
            select(credit_reviews).where(credit_reviews.c.application == number).with_for_update()
        ).one_or_none()
        if row is None or row.closed_at is not None:
            raise ApplicationRefused("REVIEW:NONE", "this application is in no queue")
        state = self.applications.row(connection, number).state
        if state != ApplicationState.REFERRED:
            raise ApplicationRefused("REVIEW:NONE", f"the application is {state} by now")
        return row

    def _change(self, connection: Connection, number: str, **values: Any) -> None:
        connection.execute(
            update(credit_reviews).where(credit_reviews.c.application == number).values(**values)
        )

    def _act(
        self, connection: Connection, number: str, act: str, by: str, reason: str | None = None
    ) -> None:
        connection.execute(
            insert(review_acts).values(
                application=number, act=act, by=by, reason=reason,
                at=self.applications.people.context.now,
            )
        )  # fmt: skip
