"""Ratings kept, and enhanced due diligence: a file by one of staff, approved by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.rating_rules import (
    WEIGHTS,
    Factors,
    RiskRating,
    kind_step,
    level_of,
    stake_step,
)
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import checks, rating_reviews, ratings, screenings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.documents import Documents
    from tallystick_node.kyc.evidence import Evidence

__all__ = ["Ratings"]

FILE_CHARACTERS_MIN, FILE_CHARACTERS_MAX = 40, 20_000


@dataclass(frozen=True, slots=True)
class Ratings:
    """Rates people and keeps the files of those rated high."""

    context: Context
    evidence: Evidence
    documents: Documents
    conflicts: Conflicts

    def rate(
        self, person: str, *, staff: str, exposed: bool, cash_business: bool, stake: int
    ) -> RiskRating:
        """Rate a person and keep the rating; what only staff know is given, the rest is looked up.

        Args:
            person: The person's identifier.
            staff: The member of staff who does it.
            exposed: Whether they hold or held a public office, or are close to someone who does.
            cash_business: Whether their business deals in cash.
            stake: What they mean to lend or borrow at most, in minor units.

        Returns:
            The rating.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        context = self.context
        with context.database.writing() as connection:
            context.person(connection, person, lock=True)
            self.conflicts.not_about_oneself(connection, staff, person)
            factors = self._factors(
                connection, person, exposed=exposed, cash_business=cash_business, stake=stake
            )
            level = level_of(factors)
            connection.execute(
                insert(ratings).values(
                    person=person, level=level, at=context.now,
                    factors={
                        **{name: getattr(factors, name) for name in WEIGHTS},
                        "kind_step": kind_step(factors), "stake_step": stake_step(factors),
                    },
                )
            )  # fmt: skip
            context.note(connection, "person.rated", person, actor=staff, details={"level": level})
        return level

    def write_file(self, person: str, *, staff: str, text: str, documents: list[int]) -> int:
        """Open a review: what was asked, answered and seen.

        Args:
            person: The person's identifier.
            staff: The member of staff who does it.
            text: What the file says, 40 to 20,000 characters.
            documents: The numbers of the person's documents on which it rests, at least one.

        Returns:
            The review's number.

        Raises:
            InputError: REVIEW:TEXT for a text too short or too long; REVIEW:DOCUMENTS without a
                document.
            PersonRefused: DOCUMENT:NONE; PEOPLE:UNKNOWN.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            VaultRefused: When the vault cannot seal it.
        """
        if not FILE_CHARACTERS_MIN <= len(text) <= FILE_CHARACTERS_MAX:
            raise InputError(
                "REVIEW:TEXT",
                f"a file has {FILE_CHARACTERS_MIN} to {FILE_CHARACTERS_MAX} characters",
            )
        if not documents:
            raise InputError("REVIEW:DOCUMENTS", "a file rests on one document at least")
        context = self.context
        with context.database.writing() as connection:
            context.person(connection, person)
            self.conflicts.not_about_oneself(connection, staff, person)
            for document in documents:
                self.documents.check(connection, person, document)
            number = connection.execute(
                insert(rating_reviews)
                .values(person=person, written_by=staff, written_at=context.now)
                .returning(rating_reviews.c.id)
            ).scalar_one()
            context.vault.put(connection, person, _place(number), text.encode())
            context.note(
                connection, "review.written", person, actor=staff,
                details={"review": number, "documents": documents},
            )  # fmt: skip
        return int(number)

    def decide(self, review: int, *, staff: str, approved: bool) -> None:
        """Approve a review or refuse it.

        Args:
            review: The review's number.
            staff: The member of staff who does it.
            approved: Whether the review is approved.

        Raises:
            PersonRefused: REVIEW:NONE; REVIEW:DONE when it is decided; REVIEW:SELF for its author.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        context = self.context
        with context.database.writing() as connection:
            row = connection.execute(
                select(rating_reviews).where(rating_reviews.c.id == review).with_for_update()
            ).one_or_none()
            if row is None:
                raise PersonRefused("REVIEW:NONE", f"there is no review {review}")
            if row.approved is not None:
                raise PersonRefused("REVIEW:DONE", f"the review {review} is decided already")
            self.conflicts.not_about_oneself(connection, staff, row.person)
            if self.conflicts.seen_by(connection, staff, [row.written_by]):
                raise PersonRefused("REVIEW:SELF", "who wrote a file does not approve it")
            until = later_by_months(context.today, context.number("evidence.valid_months"))
            connection.execute(
                update(rating_reviews)
                .where(rating_reviews.c.id == review)
                .values(
                    decided_by=staff, decided_at=context.now, approved=approved, expires_on=until
                )
            )
            context.note(
                connection, "review.decided", row.person, actor=staff,
                details={"review": review, "approved": approved},
            )  # fmt: skip

    def file(self, review: int, *, staff: str) -> str:
        """Return what a file says, and journal who looked.

        Args:
            review: The review's number.
            staff: The member of staff who does it.

        Returns:
            The file's text.

        Raises:
            PersonRefused: REVIEW:NONE when there is no such review.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        with self.context.database.writing() as connection:
            person = connection.scalar(
                select(rating_reviews.c.person).where(rating_reviews.c.id == review)
            )
            if person is None:
                raise PersonRefused("REVIEW:NONE", f"there is no review {review}")
            self.conflicts.not_about_oneself(connection, staff, person)
            text = self.context.vault.get_text(connection, person, _place(review))
            self.context.note(
                connection, "review.opened", person, actor=staff, details={"review": review}
            )
        return text

    def of_stake(self, connection: Connection, person: str, stake: int) -> RiskRating:
        """Return the rating that today's facts give for a stake, with what staff knew last.

        Never below the rating that staff have kept: a lower stake alone does not undo a judgement.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            stake: In minor units.

        Returns:
            The rating.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = connection.execute(
            select(ratings).where(ratings.c.person == person).order_by(ratings.c.id.desc()).limit(1)
        ).one_or_none()
        known = {} if row is None else row.factors
        factors = self._factors(
            connection, person, exposed=bool(known.get("exposed")),
            cash_business=bool(known.get("cash_business")), stake=stake,
        )  # fmt: skip
        order = list(RiskRating)
        kept = RiskRating.LOW if row is None else RiskRating(row.level)
        return max(kept, level_of(factors), key=order.index)

    def _factors(
        self, connection: Connection, person: str, *, exposed: bool, cash_business: bool, stake: int
    ) -> Factors:
        return Factors(
            legal=self.context.person(connection, person).kind == PersonKind.LEGAL,
            foreign=self._foreign(connection, person),
            exposed=exposed,
            cash_business=cash_business,
            list_hit=self._hit(connection, person),
            thin=self._thin(connection, person),
            stake=stake,
            limit_max=self._limit_max(),
        )

    def reviewed(self, connection: Connection, person: str) -> bool:
        """Return whether the newest decided review was approved and still holds.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            True when it does.
        """
        row = connection.execute(
            select(rating_reviews)
            .where(rating_reviews.c.person == person, rating_reviews.c.approved.is_not(None))
            .order_by(rating_reviews.c.decided_at.desc(), rating_reviews.c.id.desc())
            .limit(1)
        ).one_or_none()
        return row is not None and bool(row.approved) and self.context.today <= row.expires_on

    def waiting(self, connection: Connection, actor: str = "node") -> list[dict[str, Any]]:
        """Return the reviews that wait for another member of staff; none about whoever asks.

        Args:
            connection: An open database transaction.
            actor: The member of staff who asks.

        Returns:
            One object a review, the oldest first.
        """
        rows = connection.execute(
            select(rating_reviews)
            .where(rating_reviews.c.approved.is_(None))
            .order_by(rating_reviews.c.id)
        ).all()
        return [
            {"id": row.id, "person": row.person, "written_by": row.written_by,
             "written_at": row.written_at.isoformat()}
            for row in rows
            if not self.conflicts.is_own(connection, actor, row.person)
        ]  # fmt: skip

    def _foreign(self, connection: Connection, person: str) -> bool:
        number = self.evidence.value(connection, person, Field.ID_NUMBER)
        country = self.evidence.value(connection, person, Field.COUNTRY)
        return country not in {None, "CN"} or (
            number is not None and (number.startswith("9") or ":" in number)
        )

    def _hit(self, connection: Connection, person: str) -> bool:
        question = select(screenings.c.id).where(
            screenings.c.person == person, screenings.c.hits > 0
        )
        return connection.execute(question.limit(1)).first() is not None

    def _thin(self, connection: Connection, person: str) -> bool:
        codes = connection.scalar(
            select(checks.c.codes)
            .where(checks.c.person == person, checks.c.kind == "bureau")
            .order_by(checks.c.id.desc())
            .limit(1)
        )
        return codes is not None and "NO_RECORD" in codes

    def _limit_max(self) -> int:
        keys = [f"investor.cap.{risk_class}" for risk_class in range(1, 6)]
        keys += [f"borrower.cap.{kind}.platform" for kind in PersonKind]
        return max(self.context.number(key) for key in keys)


def _place(review: int) -> Place:
    return Place("rating_reviews", str(review), "file")
