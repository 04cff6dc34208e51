"""Mentions in public: found in feeds that are brought in, assigned, responded to, followed up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from tallystick.errors import InputError
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import feed_imports, mention_acts, mentions
from tallystick_node.support.feed_files import FeedForm, read_feed
from tallystick_node.support.mention_rules import (
    FORGOTTEN,
    SEVERE,
    UNDONE,
    MentionAct,
    MentionState,
    WatchedPhrase,
    content_hash,
    link_hash,
    mention_may_follow,
    phrases_in,
)
from tallystick_node.support.refusals import NoSupport, SupportRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.support.desk import SupportDesk
    from tallystick_node.support.feed_files import FeedEntry
    from tallystick_node.support.keywords import KeywordBook

__all__ = ["EXCERPT_MAX", "MENTION_WORDS_MAX", "SOURCE_MAX", "FeedImport", "MentionBook"]

SOURCE_MAX = 64
EXCERPT_MAX = 1_000
MENTION_WORDS_MAX = 2_000
# Of one mention; what needs more is no mention any more.
ACTS_MAX = 200
MENTIONS_IMPORT = "mentions.import"
_S = MentionState
_BECOMES = {
    MentionAct.RESPOND: _S.RESPONDED, MentionAct.FOLLOW_UP: _S.FOLLOWED_UP,
    MentionAct.CLOSE: _S.CLOSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedImport:
    """What came of a feed: its entries, the mentions that are new, and what was known already."""

    number: int
    entries: int
    mentions: tuple[int, ...]
    duplicates: int


@dataclass(frozen=True, slots=True)
class MentionBook:
    """Keeps mentions; of a feed nothing is kept that no keyword is in."""

    desk: SupportDesk
    keywords: KeywordBook

    def bring_in(
        self, connection: Connection, content: bytes, form: FeedForm, source: str, by: str
    ) -> FeedImport:
        """Read a feed and keep what a keyword is in; the operator is told of what is severe.

        Args:
            connection: An open transaction that writes.
            content: The file.
            form: What it is.
            source: Where it is from, such as the name of a forum.
            by: The member of staff.

        Returns:
            What came of it.

        Raises:
            InputError: FEED:SOURCE for no name; otherwise as `read_feed` does.
            ConfigError: POLICY:DAY or SUPPORT:HOURS when the pack's figures are not sound.
        """
        name = " ".join(source.split())
        if not 0 < len(name) <= SOURCE_MAX or not name.isprintable():
            raise InputError("FEED:SOURCE", f"a source is a name of 1 to {SOURCE_MAX} characters")
        entries = read_feed(content, form)
        one_at_a_time(connection, "mentions")
        watched = self.keywords.watched(connection)
        number = self._begun(
            connection, source=name, form=form, sha256=hashlib.sha256(content).hexdigest(),
            imported_by=by, entries=len(entries),
        )  # fmt: skip
        mentioned: list[int] = []
        severe: list[int] = []
        duplicates = 0
        for entry in entries:
            hits = phrases_in(f"{entry.title}\n{entry.text}", watched)
            if not hits:
                continue
            if self._known(connection, entry):
                duplicates += 1
                continue
            mention = self._keep(connection, number, name, entry, hits)
            mentioned.append(mention)
            if hits[0].grade >= SEVERE:
                severe.append(mention)
        connection.execute(
            update(feed_imports)
            .where(feed_imports.c.id == number)
            .values(hits=len(mentioned), duplicates=duplicates)
        )
        if severe:
            key = JobKey(self.desk.context.today, MENTIONS_IMPORT, f"import {number}")
            self.desk.alerts.put(connection, key, "mention.severe", {"mentions": severe})
        self.desk.note(
            connection, "feed.imported", f"feed {number}", by,
            {"entries": len(entries), "mentions": len(mentioned), "duplicates": duplicates},
        )  # fmt: skip
        return FeedImport(number, len(entries), tuple(mentioned), duplicates)

    def assign(self, connection: Connection, number: int, assignee: str, by: str) -> None:
        """Give a mention to a member of staff, also from another.

        Args:
            connection: An open transaction that writes.
            number: The mention.
            assignee: Their wallet.
            by: Who gives it.

        Raises:
            NoSupport: MENTION:NONE when there is none.
            SupportRefused: MENTION:STATE when it is closed; MENTION:LONG.
        """
        row = self._actable(connection, number, MentionAct.ASSIGN)
        state = _S.ASSIGNED if row.state == _S.NEW else _S(row.state)
        self._change(connection, number, state=state, assignee=assignee)
        self._write(connection, number, MentionAct.ASSIGN, assignee, by)

    def act(
        self, connection: Connection, number: int, act: MentionAct, words: str, by: str
    ) -> None:
        """Note a response, how it went on, or why a mention is closed.

        Args:
            connection: An open transaction that writes.
            number: The mention.
            act: RESPOND, FOLLOW_UP or CLOSE.
            words: What was done.
            by: The member of staff.

        Raises:
            InputError: MENTION:WORDS for an empty or long text.
            NoSupport: MENTION:NONE when there is none.
            SupportRefused: MENTION:STATE when that does not follow; a severe mention is closed once
                it was responded to; MENTION:LONG.
        """
        text = words.strip()
        if not 0 < len(text) <= MENTION_WORDS_MAX:
            raise InputError(
                "MENTION:WORDS", f"what is noted is a text of 1 to {MENTION_WORDS_MAX} characters"
            )
        self._actable(connection, number, act)
        now = self.desk.business_now
        values: dict[str, Any] = {"state": _BECOMES[act]}
        if act is MentionAct.RESPOND:
            values["responded_at"] = now
        elif act is MentionAct.CLOSE:
            values["closed_at"] = now
        self._change(connection, number, **values)
        self._write(connection, number, act, text, by)

    def one(self, connection: Connection, number: int, *, lock: bool = False) -> Row[Any]:
        """Return a mention.

        Args:
            connection: An open database transaction.
            number: The mention.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoSupport: MENTION:NONE when there is none, or it was forgotten.
        """
        question = select(mentions).where(mentions.c.id == number, mentions.c.source != FORGOTTEN)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoSupport("MENTION:NONE", f"there is no mention {number}")
        return row

    def acts(self, connection: Connection, number: int) -> Sequence[Row[Any]]:
        """Return what was done about a mention.

        Args:
            connection: An open database transaction.
            number: The mention.

        Returns:
            The rows, the oldest first.
        """
        question = select(mention_acts).where(mention_acts.c.mention == number)
        return connection.execute(question.order_by(mention_acts.c.id)).all()

    def queue(self, connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return the mentions that are not closed.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            The rows: what waits for a response first, the earliest due before the others.
        """
        question = select(mentions).where(mentions.c.state.in_(sorted(UNDONE)))
        return connection.execute(
            question.order_by(
                mentions.c.responded_at.is_not(None), mentions.c.respond_by, mentions.c.id
            ).limit(limit)
        ).all()

    def closed(self, connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return the mentions that are closed.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            The rows, the newest first.
        """
        question = select(mentions).where(
            mentions.c.state == _S.CLOSED, mentions.c.source != FORGOTTEN
        )
        return connection.execute(question.order_by(mentions.c.id.desc()).limit(limit)).all()

    def unanswered(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return every mention that nobody has responded to and nobody has closed.

        Args:
            connection: An open database transaction.

        Returns:
            The rows, by number.
        """
        question = select(mentions).where(mentions.c.state.in_([_S.NEW, _S.ASSIGNED]))
        return connection.execute(question.order_by(mentions.c.id)).all()

    def _begun(self, connection: Connection, **stated: Any) -> int:
        """Write an import down; what it has found is written once it is known."""
        number = connection.execute(
            insert(feed_imports)
            .values(
                **stated, imported_at=self.desk.now, imported_on=self.desk.context.today, hits=0,
                duplicates=0,
            )
            .returning(feed_imports.c.id)
        ).scalar_one()  # fmt: skip
        return int(number)

    @staticmethod
    def _known(connection: Connection, entry: FeedEntry) -> bool:
        same = mentions.c.content_hash == content_hash(entry.title, entry.text)
        if entry.link is not None:
            same = or_(same, mentions.c.link_hash == link_hash(entry.link))
        return connection.scalar(select(mentions.c.id).where(same).limit(1)) is not None

    def _keep(
        self, connection: Connection, feed: int, source: str, entry: FeedEntry,
        hits: Sequence[WatchedPhrase],
    ) -> int:  # fmt: skip
        context, now, grade = self.desk.context, self.desk.business_now, hits[0].grade
        hours = context.number(f"support.mention_hours_{grade}")
        number = connection.execute(
            insert(mentions)
            .values(
                feed_import=feed, source=source, link=entry.link,
                link_hash=None if entry.link is None else link_hash(entry.link),
                content_hash=content_hash(entry.title, entry.text), title=entry.title,
                excerpt=entry.text[:EXCERPT_MAX], published_at=entry.published_at,
                keywords=[hit.phrase for hit in hits], grade=grade, seen_at=now,
                respond_by=self.desk.office.after(now, hours), pack=context.pack.name,
                pack_version=context.pack.version, state=_S.NEW,
            )
            .returning(mentions.c.id)
        ).scalar_one()  # fmt: skip
        return int(number)

    def _actable(self, connection: Connection, number: int, act: MentionAct) -> Row[Any]:
        row = self.one(connection, number, lock=True)
        if not mention_may_follow(_S(row.state), act, row.grade):
            raise SupportRefused(
                "MENTION:STATE",
                f"of a mention that is {row.state}, grade {row.grade}, {act} does not follow",
            )
        if len(self.acts(connection, number)) >= ACTS_MAX:
            raise SupportRefused("MENTION:LONG", f"a mention has at most {ACTS_MAX} notes")
        return row

    def _write(
        self, connection: Connection, number: int, act: MentionAct, words: str, by: str
    ) -> None:
        connection.execute(
            insert(mention_acts).values(
                mention=number, kind=act, at=self.desk.business_now, by=by, words=words
            )
        )
        self.desk.note(connection, f"mention.{act}", f"mention {number}", by)

    @staticmethod
    def _change(connection: Connection, number: int, **values: Any) -> None:
        connection.execute(update(mentions).where(mentions.c.id == number).values(**values))
