"""Sanctions lists: imported as versions, searched for everybody, decided by two pairs of eyes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.list_versions import (
    ListVersion,
    entry_of,
    newest_versions,
    require_not_older,
    require_not_shrunk,
    written,
)
from tallystick_node.kyc.matches import CLEARED, CONFIRMED, EYES
from tallystick_node.kyc.refusals import PersonRefused, under_review
from tallystick_node.kyc.sanctions.lists import SanctionsList
from tallystick_node.kyc.sanctions.screening import Screen, ScreeningVerdict, Subject
from tallystick_node.kyc.standing import ScreeningStanding, holds, last_screening
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import (
    persons,
    sanctions_entries,
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
    from tallystick_node.kyc.sanctions.screening import Hit, Screening
    from tallystick_node.kyc.wallets import Wallets

__all__ = ["RESCREEN", "Watchlist"]

RESCREEN = "people.rescreen"
# How many hits of one screening staff are shown at once; all of them decide.
HITS_SHOWN = 20


@dataclass
class Watchlist:
    """Imports lists and screens people against the newest version of each."""

    context: Context
    evidence: Evidence
    wallets: Wallets
    queue: JobQueue
    matches: Matches
    conflicts: Conflicts
    _screens: dict[str, tuple[int, Screen]] = field(default_factory=dict)

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
                where it is not dated, that was read before it; LIST:SHRUNK for one that names far
                fewer, unless that is confirmed.
        """
        context = self.context
        with context.database.writing() as connection:
            newest = newest_versions(connection).get(listed.publisher)
            if newest is not None and newest.sha256 == listed.sha256:
                return newest
            if newest is not None:
                require_not_older(listed, newest)
            if newest is not None and not confirmed:
                require_not_shrunk(listed, newest)
            number = connection.execute(
                insert(sanctions_lists)
                .values(
                    publisher=listed.publisher, sha256=listed.sha256, read_on=listed.read_on,
                    entries=len(listed.entries), imported_at=context.now, imported_by=actor,
                    published_at=listed.published_at,
                )
                .returning(sanctions_lists.c.id)
            ).scalar_one()  # fmt: skip
            rows = [
                {"list": number, "number": entry.number, "entry": written(entry)}
                for entry in listed.entries
            ]
            connection.execute(insert(sanctions_entries), rows)
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

        A confirmed match holds whatever the lists say now, and a company is held with whoever acts
        for it. Neither clear nor held: there is no list, or they were not screened against the
        newest one.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The standing.
        """
        lists = tuple(newest_versions(connection).values())
        last = [(version, last_screening(connection, person, version)) for version in lists]
        # A hit on an older version holds until the newer one was looked at.
        held = any(row is not None and holds(row) for _, row in last)
        held = held or self.matches.stands(connection, person)
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
        rows = connection.execute(
            select(screenings)
            .where(screenings.c.verdict != ScreeningVerdict.CLEAR, screenings.c.decision.is_(None))
            .order_by(screenings.c.id)
        ).all()
        return [
            {"id": row.id, "person": row.person, "list": row.list, "verdict": row.verdict,
             "hits": json.loads(self._hits(connection, row))[:HITS_SHOWN],
             "more": max(0, row.hits - HITS_SHOWN), "at": row.at.isoformat()}
            for row in rows
            if not self.conflicts.is_own(connection, actor, row.person)
        ]  # fmt: skip

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
            known = connection.scalar(
                select(persons.c.id).where(persons.c.id == person, persons.c.state == "open")
            )
            subject = None if known is None else self._subject(connection, person)
            newest = newest_versions(connection).values()
            lists = [version for version in newest if only is None or version.number == only]
            if subject is None:
                return []
            screens = [(version, self._screen(connection, version)) for version in lists]
        return [
            self._kept(person, version, screen.look_for(subject)) for version, screen in screens
        ]

    def _kept(self, person: str, listed: ListVersion, screening: Screening) -> Effect:
        hits = canonical([_hit(hit) for hit in screening.hits])

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
        change = update(screenings).where(screenings.c.id == row.id)
        connection.execute(change.values(decision=decision, decided_at=self.context.now))
        if decision == CONFIRMED:
            publisher = connection.scalar(
                select(sanctions_lists.c.publisher).where(sanctions_lists.c.id == row.list)
            )
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

    def _screen(self, connection: Connection, listed: ListVersion) -> Screen:
        """Return a version made ready; the newest of each publisher is kept so."""
        ready = self._screens.get(listed.publisher)
        if ready is None or ready[0] != listed.number:
            rows = connection.scalars(
                select(sanctions_entries.c.entry)
                .where(sanctions_entries.c.list == listed.number)
                .order_by(sanctions_entries.c.number)
            )
            entries = tuple(entry_of(entry) for entry in rows)
            read = SanctionsList(listed.publisher, listed.read_on, listed.sha256, entries)
            ready = (listed.number, Screen(read))
            self._screens[listed.publisher] = ready
        return ready[1]


def _hit(hit: Hit) -> dict[str, Any]:
    entry = hashlib.sha256(canonical(written(hit.entry)).encode()).hexdigest()
    return {
        "entry": hit.entry.number, "sha256": entry, "name": hit.name,
        "score_ppm": hit.score_ppm, "weak": hit.weak,
    }  # fmt: skip
