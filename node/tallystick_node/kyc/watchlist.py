"""Sanctions lists: imported as versions, searched for everybody, decided by two pairs of eyes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.hits import ScreeningStanding, holds, last_screening, undecided
from tallystick_node.kyc.list_versions import (
    ListVersion,
    hit_document,
    keep_version,
    newest_versions,
    require_may_follow,
)
from tallystick_node.kyc.matches import CLEARED, CONFIRMED, EYES
from tallystick_node.kyc.prepared_lists import Screens
from tallystick_node.kyc.refusals import PersonRefused, under_review
from tallystick_node.kyc.sanctions.screening import ScreeningVerdict, Subject
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import (
    persons,
    sanctions_lists,
    screening_votes,
    screenings,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.jobs.kinds import Effect
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence
    from tallystick_node.kyc.matches import Matches
    from tallystick_node.kyc.sanctions.lists import SanctionsList
    from tallystick_node.kyc.sanctions.screening import Screening
    from tallystick_node.kyc.wallets import Wallets

__all__ = ["RESCREEN", "Watchlist"]

RESCREEN = "people.rescreen"
# How many hits of one screening staff are shown at once; all of them decide.
HITS_SHOWN = 20
# What a screening reads of a person; None stands for their wallets.
LOOKED_BY = frozenset({Field.NAME, Field.BIRTH_DATE, Field.COUNTRY, Field.ID_NUMBER, None})


@dataclass
class Watchlist:
    """Imports lists and screens people against the newest version of each."""

    context: Context
    evidence: Evidence
    wallets: Wallets
    queue: JobQueue
    matches: Matches
    conflicts: Conflicts
    _screens: Screens = field(default_factory=Screens)

    def bring_in(
        self, listed: SanctionsList, *, actor: str, confirmed: bool = False
    ) -> ListVersion:
        """Keep a version of a list and have everybody screened anew; the newest changes nothing.

        Args:
            listed: The list as it was read.
            actor: Who does it, for the journal.
            confirmed: Whether somebody has seen that it names far fewer than the last one.

        Returns:
            The version as kept.

        Raises:
            InputError: LIST:OLDER for a version that its publisher dates before the newest one, or,
                where it is not dated, that was read before it; unless they are confirmed,
                LIST:UNDATED for one without a date after one with a date, and LIST:SHRUNK for one
                that has far fewer entries, other names, years of birth or wallets.
        """
        context = self.context
        with context.database.writing() as connection:
            newest = newest_versions(connection).get(listed.publisher)
            if newest is not None and newest.sha256 == listed.sha256:
                return newest
            if newest is not None:
                require_may_follow(connection, listed, newest, confirmed=confirmed)
            number = keep_version(connection, listed, actor=actor, now=context.now)
            everybody = connection.scalars(select(persons.c.id).where(persons.c.state == "open"))
            today = context.today
            self.queue.add(
                connection,
                [JobKey(today, RESCREEN, f"{number}:{person}") for person in everybody.all()],
            )
            context.note(
                connection, "sanctions.imported", listed.publisher, actor=actor,
                details={
                    "list": number, "sha256": listed.sha256, "entries": len(listed.entries),
                    "confirmed": confirmed,
                },
            )  # fmt: skip
        return ListVersion(
            number, listed.publisher, listed.sha256, listed.read_on, len(listed.entries),
            listed.published_at,
        )  # fmt: skip

    def screen(self, person: str) -> ScreeningStanding:
        """Screen a person against the newest version of every list.

        Args:
            person: The person's identifier.

        Returns:
            Where the person stands.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        effects = self._effects(person)
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)
            for effect in effects:
                effect(connection)
            return self.standing(connection, person)

    def standing(self, connection: Connection, person: str) -> ScreeningStanding:
        """Return where a person stands: `held` stops everything, until two of staff clear them.

        A hit holds the person, and not the name that was looked for: no later name, list or
        screening ends it. So does a confirmed match, and a company is held with whoever acts for
        it. Neither clear nor held: there is no list, or they were not screened against the
        newest one.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The standing.
        """
        lists = tuple(newest_versions(connection).values())
        last = [(version, last_screening(connection, person, version)) for version in lists]
        held = holds(connection, person) or self.matches.stands(connection, person)
        acting = connection.scalar(select(persons.c.representative).where(persons.c.id == person))
        held = held or (acting is not None and self.standing(connection, acting).held)
        seen = all(row is not None and row.list == version.number for version, row in last)
        clear = bool(lists) and not held and seen
        return ScreeningStanding(clear, held, lists)

    def require_free(self, connection: Connection, person: str) -> None:
        """Require that a person is not held; whoever is learns that it takes time, and no cause.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Raises:
            PersonRefused: CASE:REVIEW while they are held.
        """
        if self.standing(connection, person).held:
            raise under_review()

    def changed(self, person: str, field: Field | None = None) -> Effect:
        """Look for a person by what a transaction has just changed, before it ends.

        Args:
            person: The person's identifier.
            field: Which field was stated; None for a wallet that was bound.

        Returns:
            What looks and keeps the result, to be run in that transaction; it does nothing for a
            field that no screening reads.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        if field not in LOOKED_BY:
            return lambda _: None
        with self.context.database.reading() as connection:  # a list takes time to be made ready
            for version in newest_versions(connection).values():
                self._screens.of(connection, version)

        def effect(connection: Connection) -> None:
            for kept in self._found(connection, person):
                kept(connection)

        return effect

    def holds_wallet(self, wallet: str) -> bool:
        """Return whether the person of a wallet is held.

        Args:
            wallet: The wallet's address.

        Returns:
            False also for a wallet that is nobody's.

        Raises:
            InputError: INPUT:ADDRESS when the wallet is not an address.
        """
        person = self.wallets.owner(wallet)
        if person is None:
            return False
        with self.context.database.reading() as connection:
            return self.standing(connection, person).held

    def versions(self, connection: Connection) -> list[ListVersion]:
        """Return the newest version of each list.

        Args:
            connection: An open database transaction.

        Returns:
            Versions in the order of their publishers.
        """
        return list(newest_versions(connection).values())

    def decide(self, screening: int, *, staff: str, same_person: bool) -> str | None:
        """Let a member of staff say whether a hit is the person; two have to agree.

        Args:
            screening: The screening's number.
            staff: The member of staff who does it.
            same_person: Whether the listed person is this one.

        Returns:
            `cleared` or `confirmed`, None before two agree.

        Raises:
            PersonRefused: SCREEN:VOTED for a second vote of the same member; SCREEN:DONE when it is
                decided; SCREEN:NONE when there is no such hit.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        with self.context.database.writing() as connection:
            row = connection.execute(
                select(screenings).where(screenings.c.id == screening).with_for_update()
            ).one_or_none()
            if row is None or row.verdict == ScreeningVerdict.CLEAR:
                raise PersonRefused("SCREEN:NONE", f"there is no hit {screening} to decide on")
            self.conflicts.not_about_oneself(connection, staff, row.person)
            if row.decision is not None:
                raise PersonRefused("SCREEN:DONE", f"the hit {screening} is {row.decision} already")
            decision = self._vote(connection, row, staff, same_person=same_person)
            # Which hits it was about, all of them, without saying which to who has the journal.
            mark = self.context.vault.mark("screening_hits", self._hits(connection, row))
            self.context.note(
                connection, "screening.voted", row.person, actor=staff,
                details={
                    "screening": screening, "same": same_person, "decision": decision, "hits": mark,
                },
            )  # fmt: skip
        return decision

    def open_hits(self, connection: Connection, actor: str = "node") -> list[dict[str, Any]]:
        """Return the hits that wait for staff; none about whoever asks.

        Args:
            connection: An open database transaction.
            actor: The member of staff who asks.

        Returns:
            One object a screening, the oldest first: its most similar hits, at most 20, and how
            many `more` there are; the decision is about all of them.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        waiting: dict[tuple[str, str, str], dict[str, Any]] = {}
        for row in connection.execute(undecided()):
            if self.conflicts.is_own(connection, actor, row.person):
                continue
            hits = self._hits(connection, row)
            # The oldest of the very same hits: whoever decides it decides them all.
            waiting.setdefault((row.person, row.publisher, hits), {
                "id": row.id, "person": row.person, "list": row.list, "verdict": row.verdict,
                "hits": json.loads(hits)[:HITS_SHOWN], "more": max(0, row.hits - HITS_SHOWN),
                "at": row.at.isoformat(),
            })  # fmt: skip
        return list(waiting.values())

    def looked(self, person: str, only: int | None = None) -> Effect:
        """Look for a person, unless they were erased meanwhile or have no name.

        Args:
            person: The person's identifier.
            only: The number of a list's version; all newest versions without one.

        Returns:
            What keeps the result, to be run in a transaction.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        effects = self._effects(person, only)

        def effect(connection: Connection) -> None:
            for kept in effects:
                kept(connection)

        return effect

    def _effects(self, person: str, only: int | None = None) -> list[Effect]:
        """Look, outside of any transaction that writes; nobody without a name is looked for."""
        with self.context.database.reading() as connection:
            return self._found(connection, person, only)

    def _found(self, connection: Connection, person: str, only: int | None = None) -> list[Effect]:
        known = connection.scalar(
            select(persons.c.id).where(persons.c.id == person, persons.c.state == "open")
        )
        subject = None if known is None else self._subject(connection, person)
        if subject is None:
            return []
        return [
            self._kept(person, version, self._screens.of(connection, version).look_for(subject))
            for version in newest_versions(connection).values()
            if only is None or version.number == only
        ]

    def _kept(self, person: str, listed: ListVersion, screening: Screening) -> Effect:
        hits = canonical([hit_document(hit) for hit in screening.hits])

        def effect(connection: Connection) -> None:
            before = last_screening(connection, person, listed)
            same = before is not None and self._hits(connection, before) == hits
            if before is not None and same and before.list == listed.number:
                return
            # What two have decided about the very same hits stays decided in the next version.
            decision = before.decision if before is not None and same else None
            number = connection.execute(
                insert(screenings)
                .values(
                    person=person, list=listed.number, verdict=screening.verdict,
                    hits=len(screening.hits), decision=decision, at=self.context.now,
                )
                .returning(screenings.c.id)
            ).scalar_one()  # fmt: skip
            place = Place("screenings", str(number), "hits")
            self.context.vault.put(connection, person, place, hits.encode())
            self.context.note(
                connection, "person.screened", person, actor="node",
                details={"list": listed.number, "verdict": screening.verdict, "carried": decision},
            )  # fmt: skip

        return effect

    def _vote(
        self, connection: Connection, row: Row[Any], staff: str, *, same_person: bool
    ) -> str | None:
        votes = screening_votes.c
        before = connection.scalars(select(votes.staff).where(votes.screening == row.id)).all()
        if self.conflicts.seen_by(connection, staff, before):
            raise PersonRefused("SCREEN:VOTED", "another one of staff has to look too")
        connection.execute(
            insert(screening_votes).values(
                screening=row.id, staff=staff, same_person=same_person, at=self.context.now
            )
        )
        alike = (votes.screening == row.id, votes.same_person.is_(same_person))
        count = connection.scalar(select(func.count()).where(*alike))
        if (count or 0) < EYES:
            return None
        decision = CONFIRMED if same_person else CLEARED
        publisher = connection.scalar(
            select(sanctions_lists.c.publisher).where(sanctions_lists.c.id == row.list)
        )
        hits = self._hits(connection, row)
        same = [
            other.id
            for other in connection.execute(undecided(row.person))
            if other.publisher == publisher and self._hits(connection, other) == hits
        ]
        change = update(screenings).where(screenings.c.id.in_(same))
        connection.execute(change.values(decision=decision, decided_at=self.context.now))
        if decision == CONFIRMED:
            self.matches.confirm(connection, row.person, str(publisher))
        return decision

    def _subject(self, connection: Connection, person: str) -> Subject | None:
        name = self.evidence.value(connection, person, Field.NAME)
        if name is None:
            return None
        country = self.evidence.value(connection, person, Field.COUNTRY)
        born = self.evidence.born(connection, person)
        return Subject(name, born, country, tuple(self.wallets.of(connection, person)))

    def _hits(self, connection: Connection, row: Row[Any]) -> str:
        place = Place("screenings", str(row.id), "hits")
        return self.context.vault.get_text(connection, row.person, place)
