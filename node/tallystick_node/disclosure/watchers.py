"""Watchers: independent parties who audit the platform themselves and sign what they come to.

The node keeps what they sign beside its own audits, whatever it says. Nothing is taken away: of a
watcher's verdicts for a day the one at the latest block counts, of two at one block the one that
came later, and all of them stay readable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick.audit.signed_verdict import SignedVerdict, was_newest_on
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden, TooMany
from tallystick_node.storage.insertion import inserted, one_at_a_time
from tallystick_node.storage.tables import watcher_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock, Clock
    from tallystick_node.storage import Database

__all__ = ["DAY_VERDICTS_MAX", "Heard", "KeptVerdict", "Watchers"]

# Of one watcher for one day.
DAY_VERDICTS_MAX = 20
# Today's and yesterday's: whoever was silent longer stays silent for that day.
DAYS_BACK_MAX = 1
_ROWS = watcher_verdicts.c


@dataclass(frozen=True, slots=True)
class KeptVerdict:
    """A watcher's verdict as the node keeps it.

    same_block: whether the node's chain had the same block when it came. superseded: how many
    others of the watcher for that day it replaces; 0 for one that is read by itself.
    """

    number: int
    digest: str
    watcher: str
    name: str
    day: date
    block: int
    block_hash: str
    same_block: bool
    held: int
    failed: int
    document: Mapping[str, Any]
    received_at: datetime
    superseded: int = 0

    @property
    def passed(self) -> bool:
        """Whether every check of the watcher holds."""
        return not self.failed


@dataclass(frozen=True, slots=True)
class Heard:
    """A watcher and when they were last heard; None for somebody who never was.

    named: whether the settings still name them.
    """

    wallet: str
    name: str
    named: bool
    last_day: date | None
    received_at: datetime | None
    verdicts: int


@dataclass(frozen=True, slots=True)
class Watchers:
    """Takes and finds verdicts; `names` are the watchers of the settings by their wallets."""

    database: Database
    platform: Platform
    clock: Clock
    business: BusinessClock
    audit_log: AuditLog
    names: Mapping[str, str]

    def put(self, signed: SignedVerdict) -> KeptVerdict:
        """Keep a verdict; the same one again is the one that is there.

        Args:
            signed: The verdict with its watcher's signature.

        Returns:
            The verdict as it is kept.

        Raises:
            Forbidden: WATCH:UNKNOWN when its wallet is not named as a watcher.
            InputError: WATCH:PLATFORM when it is about another platform; WATCH:SIGNATURE when the
                watcher has not signed it; WATCH:DAY when its day is neither today nor yesterday,
                or the block was not the newest on any moment of it; WATCH:BLOCK when the chain
                has no such block yet.
            TooMany: WATCH:MANY beyond twenty of a watcher for a day.
            TransportError: When the chain's node does not answer.
        """
        if signed.watcher not in self.names:
            raise Forbidden("WATCH:UNKNOWN", f"{signed.watcher} is not a watcher of this platform")
        if not signed.is_of(self.platform.deployment):
            raise InputError("WATCH:PLATFORM", "the verdict is about another platform")
        if not signed.is_signed():
            raise InputError("WATCH:SIGNATURE", f"{signed.watcher} has not signed this verdict")
        digest = "0x" + signed.digest.hex()
        with self.database.reading() as connection:
            known = self._find(connection, digest)
        if known is not None:
            return known
        same_block = self._check_day(signed)
        with self.database.writing() as connection:
            one_at_a_time(connection, f"verdicts of {signed.watcher}")
            count = connection.scalar(
                select(func.count()).where(_ROWS.watcher == signed.watcher, _ROWS.day == signed.day)
            )
            if (count or 0) >= DAY_VERDICTS_MAX:
                raise TooMany(
                    "WATCH:MANY", f"a watcher sends at most {DAY_VERDICTS_MAX} verdicts for a day"
                )
            row = {
                "digest": digest, "watcher": signed.watcher, "day": signed.day,
                "block": signed.block, "block_hash": "0x" + signed.block_hash.hex(),
                "same_block": same_block, "held": len(signed.checks) - signed.failed,
                "failed": signed.failed, "document": json.dumps(signed.document()),
                "received_at": self.clock(),
            }  # fmt: skip
            added = inserted(connection, watcher_verdicts, row)
            kept = self._find(connection, digest)
            assert kept is not None, "it was put there just now"
            if added:  # the same verdict may come twice at once
                self.audit_log.add(
                    connection, actor=signed.watcher, act="watcher.verdict",
                    subject=str(signed.day), details=_details(kept),
                )  # fmt: skip
        return kept

    def find(self, digest: str) -> KeptVerdict:
        """Return one verdict.

        Args:
            digest: What names it, in hex.

        Returns:
            The verdict, also one that another has superseded.

        Raises:
            InputError: WATCH:NONE when it is not here.
        """
        with self.database.reading() as connection:
            kept = self._find(connection, digest)
        if kept is None:
            raise InputError("WATCH:NONE", "no such verdict is here")
        return kept

    def newest(
        self, *, watcher: str | None = None, day: date | None = None, before: int | None = None,
        limit: int,
    ) -> list[KeptVerdict]:  # fmt: skip
        """Return verdicts, the superseded ones among them.

        Args:
            watcher: Of this wallet alone.
            day: For this day alone.
            before: The number of the last one seen; only earlier ones are returned.
            limit: How many at most.

        Returns:
            The verdicts, the newest first.
        """
        question = select(watcher_verdicts)
        if watcher is not None:
            question = question.where(_ROWS.watcher == watcher)
        if day is not None:
            question = question.where(_ROWS.day == day)
        if before is not None:
            question = question.where(_ROWS.number < before)
        with self.database.reading() as connection:
            rows = connection.execute(question.order_by(_ROWS.number.desc()).limit(limit)).all()
        return [self._kept(row) for row in rows]

    def of_days(self, days: Iterable[date]) -> dict[date, dict[str, KeptVerdict]]:
        """Return the verdicts that count.

        Args:
            days: The days.

        Returns:
            For each day that has any, the verdicts by the wallets of their watchers.
        """
        question = select(watcher_verdicts).where(_ROWS.day.in_(list(days)))
        with self.database.reading() as connection:
            rows = connection.execute(question.order_by(_ROWS.block, _ROWS.number)).all()
        counting: dict[date, dict[str, KeptVerdict]] = {}
        for row in rows:
            of_day = counting.setdefault(row.day, {})
            superseded = of_day[row.watcher].superseded + 1 if row.watcher in of_day else 0
            of_day[row.watcher] = self._kept(row, superseded)
        return counting

    def days(self, limit: int) -> list[date]:
        """Return the days for which there is a verdict.

        Args:
            limit: How many at most.

        Returns:
            The days, the newest first.
        """
        question = select(_ROWS.day).distinct().order_by(_ROWS.day.desc()).limit(limit)
        with self.database.reading() as connection:
            return list(connection.scalars(question))

    def heard(self) -> list[Heard]:
        """Return when each watcher was last heard.

        Returns:
            The watchers in the order of the settings, then those that it no longer names.
        """
        question = select(
            _ROWS.watcher, func.max(_ROWS.day).label("day"), func.count().label("verdicts"),
            func.max(_ROWS.received_at).label("received_at"),
        ).group_by(_ROWS.watcher)  # fmt: skip
        with self.database.reading() as connection:
            rows = {row.watcher: row for row in connection.execute(question)}
        former = {wallet: wallet for wallet in sorted(rows) if wallet not in self.names}
        return [
            Heard(wallet, name, wallet in self.names, row.day, row.received_at, row.verdicts)
            if (row := rows.get(wallet)) is not None
            else Heard(wallet, name, True, None, None, 0)  # noqa: FBT003
            for wallet, name in (dict(self.names) | former).items()
        ]

    def _check_day(self, signed: SignedVerdict) -> bool:
        """Whether this chain has the verdict's block; refuse what was not of its day."""
        today = self.business.today()
        if not today - timedelta(days=DAYS_BACK_MAX) <= signed.day <= today:
            raise InputError(
                "WATCH:DAY", f"a verdict is for {today} or the day before, not for {signed.day}"
            )
        header = self.platform.connection.block(signed.block)
        if header is None:
            raise InputError("WATCH:BLOCK", f"this node's chain has no block {signed.block} yet")
        offset = self.platform.deployment.roles.utc_offset_seconds
        if not was_newest_on(self.platform.connection, offset, signed.block, signed.day):
            raise InputError(
                "WATCH:DAY", f"block {signed.block} was never the newest one on {signed.day}"
            )
        return header.hash == signed.block_hash

    def _find(self, connection: Connection, digest: str) -> KeptVerdict | None:
        question = select(watcher_verdicts).where(_ROWS.digest == digest)
        row = connection.execute(question).one_or_none()
        return None if row is None else self._kept(row)

    def _kept(self, row: Any, superseded: int = 0) -> KeptVerdict:
        return KeptVerdict(
            row.number, row.digest, row.watcher, self.names.get(row.watcher, row.watcher), row.day,
            row.block, row.block_hash, row.same_block, row.held, row.failed,
            json.loads(row.document), row.received_at, superseded,
        )  # fmt: skip


def _details(kept: KeptVerdict) -> dict[str, Any]:
    return {
        "digest": kept.digest, "block": str(kept.block), "failed": kept.failed,
        "same_block": kept.same_block,
    }  # fmt: skip
