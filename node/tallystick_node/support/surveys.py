"""Surveys: a client is invited after an occasion, answers once, and is left in peace then."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.key_ring import VaultRefused
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.insertion import inserted, one_at_a_time
from tallystick_node.storage.tables import survey_invitations
from tallystick_node.support.notice_wording import survey_notice
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.support.survey_rules import (
    SCORE_MAX,
    SurveyEntry,
    SurveyMonth,
    SurveyOccasion,
    survey_months,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.support.desk import SupportDesk

__all__ = ["MONTHS_SHOWN", "SURVEY_TEXT_MAX", "SurveyBook", "SurveyText"]

SURVEY_TEXT_MAX = 500
# So many months of invitations staff see.
MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class SurveyText:
    """What somebody has written, of a group that is large enough not to tell who."""

    occasion: SurveyOccasion
    text: str


@dataclass(frozen=True, slots=True)
class SurveyBook:
    """Keeps invitations with their answers; a text is sealed under the client's key."""

    desk: SupportDesk

    def invite(
        self, connection: Connection, occasion: SurveyOccasion, subject: int, person: str
    ) -> int | None:
        """Invite a client once after an occasion, unless they were invited not long ago.

        Args:
            connection: An open transaction that writes.
            occasion: After what.
            subject: The number of the ticket, complaint or loan.
            person: The client.

        Returns:
            The invitation's number; None for one who was invited already, who is left in peace
            for now, or who is not registered any more.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        context, now = self.desk.context, self.desk.business_now
        one_at_a_time(connection, f"surveys of {person}")
        try:
            context.person(connection, person)
        except PersonRefused:
            return None
        peace = now - timedelta(days=context.number("support.survey_every_days"))
        last = connection.scalar(
            select(func.max(survey_invitations.c.invited_at)).where(
                survey_invitations.c.person == person
            )
        )
        if last is not None and last > peace:
            return None
        row = {
            "person": person, "occasion": occasion, "subject": subject,
            "month": f"{context.today:%Y-%m}", "invited_at": now,
            "open_until": now + timedelta(days=context.number("support.survey_open_days")),
        }  # fmt: skip
        if not inserted(connection, survey_invitations, row):
            return None
        number = connection.scalars(
            select(survey_invitations.c.id).where(
                survey_invitations.c.occasion == occasion, survey_invitations.c.subject == subject
            )
        ).one()
        context.outbox.put(
            connection, key=f"survey:{number}", channel="notice",
            recipient=PERSON_HOLDER + person, content=survey_notice(number),
        )  # fmt: skip
        self.desk.note(
            connection, "survey.invited", f"survey {number}", "node",
            {"occasion": occasion, "subject": subject},
        )  # fmt: skip
        return int(number)

    def open_of(self, connection: Connection, person: str) -> Sequence[Row[Any]]:
        """Return the invitations that a client can answer.

        Args:
            connection: An open database transaction.
            person: The client.

        Returns:
            Their rows, the newest first.
        """
        table = survey_invitations
        question = select(table).where(
            table.c.person == person, table.c.answered_at.is_(None),
            table.c.open_until > self.desk.business_now,
        )  # fmt: skip
        return connection.execute(question.order_by(table.c.id.desc())).all()

    def answer(
        self, connection: Connection, number: int, score: int, text: str, *, person: str, by: str
    ) -> Row[Any]:
        """Keep what a client answers; they do so once.

        Args:
            connection: An open transaction that writes.
            number: The invitation.
            score: From 0, not at all likely, to 10.
            text: Why, in their words; empty for nothing.
            person: The client.
            by: Their wallet.

        Returns:
            The row, answered.

        Raises:
            InputError: SURVEY:SCORE or SURVEY:TEXT beyond the bounds.
            NoSupport: SURVEY:NONE when there is no such invitation of theirs.
            SupportRefused: SURVEY:ANSWERED when it was answered; SURVEY:OVER when it is over.
        """
        words, table = text.strip(), survey_invitations
        if not 0 <= score <= SCORE_MAX:
            raise InputError("SURVEY:SCORE", f"a score is a whole number from 0 to {SCORE_MAX}")
        if len(words) > SURVEY_TEXT_MAX:
            raise InputError("SURVEY:TEXT", f"a text has at most {SURVEY_TEXT_MAX} characters")
        question = select(table).where(table.c.id == number, table.c.person == person)
        row = connection.execute(question.with_for_update()).one_or_none()
        if row is None:
            raise NoSupport("SURVEY:NONE", f"there is no invitation {number}")
        if row.answered_at is not None:
            raise SupportRefused("SURVEY:ANSWERED", f"invitation {number} was answered already")
        now = self.desk.business_now
        if row.open_until <= now:
            raise SupportRefused("SURVEY:OVER", f"invitation {number} is over")
        answered = connection.execute(
            update(table)
            .where(table.c.id == number)
            .values(score=score, answered_at=now)
            .returning(*table.c)
        ).one()
        if words:
            self.desk.context.vault.put(connection, person, _place(number), words.encode())
        self.desk.note(connection, "survey.answered", f"survey {number}", by)
        return answered

    def months(self, connection: Connection) -> list[SurveyMonth]:
        """Return the figures of the last two years.

        Args:
            connection: An open database transaction.

        Returns:
            The months in which somebody was invited, the newest first.
        """
        table, today = survey_invitations, self.desk.context.today
        first = f"{today.year - MONTHS_SHOWN // 12:04}-{today.month:02}"
        rows = connection.execute(select(table).where(table.c.month > first)).all()
        return survey_months(self._entry(row) for row in rows)

    def texts(self, connection: Connection, month: str, by: str) -> list[SurveyText]:
        """Return what was written in the answers of a month, in an order that tells nothing.

        Args:
            connection: An open transaction that writes: that it was read is journalled.
            month: Such as 2026-03.
            by: The member of staff.

        Returns:
            The texts of the occasions whose figures are shown, without a name or a score.

        Raises:
            VaultRefused: When the vault cannot open them.
        """
        table = survey_invitations
        rows = connection.execute(select(table).where(table.c.month == month)).all()
        shown = {
            occasion
            for each in survey_months(self._entry(row) for row in rows)
            for occasion, figures in each.by_occasion.items()
            if figures.shown
        }
        texts = [
            SurveyText(SurveyOccasion(row.occasion), text)
            for row in rows
            if row.occasion in shown and row.answered_at and (text := self._text(connection, row))
        ]
        self.desk.note(connection, "survey.read", f"surveys of {month}", by, {"texts": len(texts)})
        return sorted(texts, key=lambda each: hashlib.sha256(each.text.encode()).digest())

    def _entry(self, row: Row[Any]) -> SurveyEntry:
        ended = row.answered_at is not None or row.open_until <= self.desk.business_now
        over = ended and row.month < f"{self.desk.context.today:%Y-%m}"
        return SurveyEntry(row.month, SurveyOccasion(row.occasion), row.score, over)

    def _text(self, connection: Connection, row: Row[Any]) -> str | None:
        try:
            return self.desk.context.vault.get_text(connection, row.person, _place(row.id))
        except VaultRefused as refused:
            if refused.code in {"VAULT:FORGOTTEN", "VAULT:NOTHING"}:
                return None
            raise


def _place(number: int) -> Place:
    return Place(survey_invitations.name, str(number), "text")
