"""Keys of supervisors: they read and ask, from their own networks, for a bounded time."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick_node.auth.refusals import Forbidden, NotSignedIn, TooMany
from tallystick_node.storage.tables import regulator_keys, regulator_requests
from tallystick_node.supervision.key_meter import count_request
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import (
    REQUESTS_A_MINUTE,
    RegulatorScope,
    expiry_of,
    is_inside,
    key_hash,
    named_scopes,
    networks_of,
    written_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick.errors import TallystickError
    from tallystick_node.supervision.desk import SupervisionDesk

__all__ = ["IssuedKey", "RegulatorKey", "RegulatorKeys", "RegulatorRequest", "RegulatorState"]

PREFIX = "tsr_"
_KEY_BYTES = 32
_PATH_CHARACTERS_MAX = 200


class RegulatorState(StrEnum):
    """Whether a key opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class RegulatorKey:
    """A key without what opens; `expires_at` is the end of its last day."""

    number: int
    name: str
    scopes: tuple[RegulatorScope, ...]
    networks: tuple[str, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def actor(self) -> str:
        """Who it is in the journal."""
        return f"regulator {self.number}"

    def state(self, now: datetime) -> RegulatorState:
        """Return whether it opens anything.

        Args:
            now: This moment.

        Returns:
            Revoked before expired, expired before active.
        """
        if self.revoked_at is not None:
            return RegulatorState.REVOKED
        return RegulatorState.EXPIRED if now >= self.expires_at else RegulatorState.ACTIVE


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key, which is shown this once and kept by nobody here."""

    secret: str
    entry: RegulatorKey


@dataclass(frozen=True, slots=True)
class RegulatorRequest:
    """What is asked with a key: from which address, by which method and path, for which scope."""

    address: str
    method: str
    path: str
    scope: RegulatorScope | None


@dataclass(frozen=True, slots=True)
class RegulatorKeys:
    """Issues, revokes and admits keys."""

    desk: SupervisionDesk

    def add(
        self, connection: Connection, *, name: str, scopes: Sequence[str],
        networks: Sequence[str], expires_on: date, by: str,
    ) -> IssuedKey:  # fmt: skip
        """Issue a key.

        Args:
            connection: An open database transaction.
            name: Whose it is, 1 to 80 characters.
            scopes: What it opens.
            networks: From where.
            expires_on: Its last day.
            by: Who issues it.

        Returns:
            The key with its secret.

        Raises:
            InputError: SUPERVISION:TEXT, REGULATOR:SCOPES, REGULATOR:NETWORKS, REGULATOR:EXPIRY.
        """
        named = written_line(name, "the name of a key's holder")
        opened, places = named_scopes(scopes), networks_of(networks)
        last = expiry_of(expires_on, self.desk.today)
        offset = timedelta(seconds=self.desk.business.utc_offset_seconds)
        secret = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
        row = {
            "key_hash": key_hash(secret), "name": named, "scopes": [str(each) for each in opened],
            "networks": list(places), "created_by": by, "created_at": self.desk.now,
            "expires_at": datetime.combine(last + timedelta(days=1), time(), UTC) - offset,
        }  # fmt: skip
        added = connection.execute(insert(regulator_keys).values(**row).returning(regulator_keys))
        entry = _entry(added.one())
        self.desk.note(
            connection, "regulator.key_added", f"regulator key {entry.number}", by,
            {"scopes": row["scopes"], "networks": row["networks"], "expires_on": str(last)},
        )  # fmt: skip
        return IssuedKey(secret, entry)

    def all(self, connection: Connection) -> list[RegulatorKey]:
        """Return every key, the newest first.

        Args:
            connection: An open database transaction.

        Returns:
            The keys without what opens.
        """
        rows = connection.execute(select(regulator_keys).order_by(regulator_keys.c.id.desc()))
        return [_entry(row) for row in rows]

    def revoke(self, connection: Connection, number: int, by: str) -> RegulatorKey:
        """End a key at once.

        Args:
            connection: An open database transaction.
            number: The key's number.
            by: Who ends it.

        Returns:
            The key.

        Raises:
            NoSupervision: REGULATOR:NO_KEY when there is none of that number.
            SupervisionRefused: REGULATOR:REVOKED when it has ended so already.
        """
        of_number = regulator_keys.c.id == number
        row = connection.execute(select(regulator_keys).where(of_number)).one_or_none()
        if row is None:
            raise NoSupervision("REGULATOR:NO_KEY", f"there is no key {number}")
        ended = connection.execute(
            update(regulator_keys)
            .where(of_number, regulator_keys.c.revoked_at.is_(None))
            .values(revoked_at=self.desk.now, revoked_by=by)
            .returning(regulator_keys)
        ).one_or_none()
        if ended is None:
            raise SupervisionRefused("REGULATOR:REVOKED", f"key {number} is revoked already")
        self.desk.note(connection, "regulator.key_revoked", f"regulator key {number}", by)
        return _entry(ended)

    def admit(self, secret: str, request: RegulatorRequest) -> RegulatorKey:
        """Let a request pass, or refuse it; either way the journal has it.

        A secret that opens nothing is not journalled: anybody could fill the journal with them. Nor
        is what comes beyond the limit of a minute.

        Args:
            secret: What the request came with.
            request: What is asked.

        Returns:
            The key.

        Raises:
            NotSignedIn: REGULATOR:KEY for a secret that opens nothing, REGULATOR:ENDED for a key
                that was revoked or has expired.
            Forbidden: REGULATOR:ADDRESS from another network, REGULATOR:SCOPE for another scope.
            TooMany: REGULATOR:RATE beyond 60 requests in a minute.
        """
        digest = key_hash(secret)
        with self.desk.database.reading() as connection:
            question = select(regulator_keys).where(regulator_keys.c.key_hash == digest)
            row = connection.execute(question).one_or_none()
        # What the index compares is a hash of 256 random bits, of which no part can be guessed.
        if row is None or not hmac.compare_digest(row.key_hash, digest):
            raise NotSignedIn("REGULATOR:KEY", "this is not a key of this platform")
        entry = _entry(row)
        with self.desk.database.writing() as connection:
            used = count_request(connection, regulator_requests, entry.number, self.desk.now)
            many = used > REQUESTS_A_MINUTE
            refusal = None if many else _refusal(entry, request, self.desk.now)
            if not many:
                details = {"address": request.address, "method": request.method}
                outcome = {} if refusal is None else {"refused": refusal.code}
                self.desk.note(
                    connection, "regulator.request", request.path[:_PATH_CHARACTERS_MAX],
                    entry.actor, details | outcome,
                )  # fmt: skip
        if many:
            raise TooMany(
                "REGULATOR:RATE", f"at most {REQUESTS_A_MINUTE} requests a minute with one key"
            )
        if refusal is not None:
            raise refusal
        return entry


def _refusal(
    entry: RegulatorKey, request: RegulatorRequest, now: datetime
) -> TallystickError | None:
    state = entry.state(now)
    if state is not RegulatorState.ACTIVE:
        return NotSignedIn("REGULATOR:ENDED", f"this key is {state.value}; ask for a new one")
    if not is_inside(request.address, entry.networks):
        return Forbidden("REGULATOR:ADDRESS", "this key is not for the address that asks")
    if request.scope is not None and request.scope not in entry.scopes:
        opened = ", ".join(entry.scopes)
        return Forbidden(
            "REGULATOR:SCOPE", f"this takes the scope {request.scope.value}; the key has {opened}"
        )
    return None


def _entry(row: Row[Any]) -> RegulatorKey:
    return RegulatorKey(
        row.id, row.name, tuple(RegulatorScope(name) for name in row.scopes), tuple(row.networks),
        row.created_by, row.created_at, row.expires_at, row.revoked_at,
    )  # fmt: skip
