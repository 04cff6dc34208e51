"""Keywords that feeds are watched for, each with its grade; retired ones stay as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import watch_keywords
from tallystick_node.support.mention_rules import GRADES, WatchedPhrase, folded
from tallystick_node.support.refusals import NoSupport, SupportRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.support.desk import SupportDesk

__all__ = ["KEYWORDS_MAX", "PHRASE_MAX", "KeywordBook"]

PHRASE_MAX = 100
# Compatibility forms are longer than what they stand for.
_FOLDED_MAX = 200
KEYWORDS_MAX = 200


@dataclass(frozen=True, slots=True)
class KeywordBook:
    """Keeps keywords."""

    desk: SupportDesk

    def add(self, connection: Connection, phrase: str, grade: int, by: str) -> Row[Any]:
        """Watch for a keyword in what is imported from now on.

        Args:
            connection: An open transaction that writes.
            phrase: One or more words.
            grade: From 1 to 3, how grave a mention is.
            by: The member of staff.

        Returns:
            Its row.

        Raises:
            InputError: KEYWORD:PHRASE or KEYWORD:GRADE beyond the bounds.
            SupportRefused: KEYWORD:TWICE when it is watched for; KEYWORD:MANY beyond two hundred.
        """
        words, compared = " ".join(phrase.split()), folded(phrase)
        if (
            not 0 < len(words) <= PHRASE_MAX
            or len(compared) > _FOLDED_MAX
            or not any(each.isalnum() for each in compared)
            or not words.isprintable()
        ):
            raise InputError(
                "KEYWORD:PHRASE", f"a keyword has 1 to {PHRASE_MAX} characters, letters among them"
            )
        if grade not in GRADES:
            raise InputError("KEYWORD:GRADE", "a grade is 1, 2 or 3")
        one_at_a_time(connection, "keywords")
        watched = self.watched(connection)
        if any(each.folded == compared for each in watched):
            raise SupportRefused(
                "KEYWORD:TWICE", "this keyword is watched for already; retire it to grade it anew"
            )
        if len(watched) >= KEYWORDS_MAX:
            raise SupportRefused(
                "KEYWORD:MANY", f"{KEYWORDS_MAX} keywords are watched for; retire one"
            )
        row = connection.execute(
            insert(watch_keywords)
            .values(phrase=words, folded=compared, grade=grade, added_at=self.desk.now, added_by=by)
            .returning(*watch_keywords.c)
        ).one()
        self.desk.note(connection, "keyword.added", f"keyword {row.id}", by, {"grade": grade})
        return row

    def retire(self, connection: Connection, number: int, by: str) -> None:
        """Watch for a keyword no more; mentions that it has made stay.

        Args:
            connection: An open transaction that writes.
            number: The keyword.
            by: The member of staff.

        Raises:
            NoSupport: KEYWORD:NONE when it is not watched for.
        """
        retired = connection.execute(
            update(watch_keywords)
            .where(watch_keywords.c.id == number, watch_keywords.c.retired_at.is_(None))
            .values(retired_at=self.desk.now, retired_by=by)
            .returning(watch_keywords.c.id)
        ).one_or_none()
        if retired is None:
            raise NoSupport("KEYWORD:NONE", f"there is no keyword {number}")
        self.desk.note(connection, "keyword.retired", f"keyword {number}", by)

    def listed(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return the keywords that are watched for.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, the gravest first.
        """
        table = watch_keywords
        question = select(table).where(table.c.retired_at.is_(None))
        return connection.execute(
            question.order_by(table.c.grade.desc(), func.lower(table.c.phrase), table.c.id)
        ).all()

    def watched(self, connection: Connection) -> list[WatchedPhrase]:
        """Return what texts are compared with.

        Args:
            connection: An open database transaction.

        Returns:
            The keywords.
        """
        return [WatchedPhrase(row.phrase, row.folded, row.grade) for row in self.listed(connection)]
