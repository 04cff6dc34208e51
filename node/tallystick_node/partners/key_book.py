"""Keys of partners: proposed by one of staff, confirmed by another, bounded in scope and time."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden, NotSignedIn, TooMany
from tallystick_node.partners.refusals import NoPartner, PartnerRefused
from tallystick_node.partners.rules import (
    OVERLAP_HOURS,
    RATE_MAX,
    PartnerKeyState,
    PartnerScope,
    partner_code,
    partner_scopes,
)
from tallystick_node.storage.tables import partner_keys, partner_requests
from tallystick_node.supervision.key_meter import count_request
from tallystick_node.supervision.rules import (
    expiry_of,
    is_inside,
    key_hash,
    networks_of,
    written_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Row

    from tallystick.errors import TallystickError
    from tallystick_node.partners.desk import PartnersDesk

__all__ = ["IssuedPartnerKey", "PartnerCall", "PartnerKey", "PartnerKeys"]

PREFIX = "tsp_"
_KEY_BYTES, _PATH_CHARACTERS_MAX = 32, 200


@dataclass(frozen=True, slots=True)
class PartnerKey:
    """A key without what opens. rate: requests a minute at most."""

    number: int
    partner: str
    name: str
    scopes: tuple[PartnerScope, ...]
    networks: tuple[str, ...]
    rate: int
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def actor(self) -> str:
        """Who it is in the journal."""
        return f"partner {self.partner} key {self.number}"

    def state(self, now: datetime) -> PartnerKeyState:
        """Return whether it opens anything.

        Args:
            now: This moment.

        Returns:
            Revoked before expired, expired before proposed.
        """
        if self.revoked_at is not None:
            return PartnerKeyState.REVOKED
        if now >= self.expires_at:
            return PartnerKeyState.EXPIRED
        if self.confirmed_by is None:
            return PartnerKeyState.PROPOSED
        return PartnerKeyState.ACTIVE


@dataclass(frozen=True, slots=True)
class IssuedPartnerKey:
    """A key with its secret, which is shown this once and kept by nobody here."""

    secret: str
    entry: PartnerKey


@dataclass(frozen=True, slots=True)
class PartnerCall:
    """What is asked with a key: from which address, by which method and path, for which scope.

    newest: whether it takes the key's newest secret, so that whoever has the one before cannot.
    """

    address: str
    method: str
    path: str
    scope: PartnerScope | None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class PartnerKeys:
    """Proposes, confirms, rotates, revokes and admits keys.

    same_person: whether two wallets are of one person, so that nobody confirms their own.
    """

    desk: PartnersDesk
    same_person: Callable[[str, str], bool]

    def propose(
        self, connection: Connection, *, partner: str, name: str, scopes: Sequence[str],
        networks: Sequence[str], rate: int, expires_on: date, by: str,
    ) -> PartnerKey:  # fmt: skip
        """Propose a key, which opens nothing before another person has confirmed it.

        Args:
            connection: An open transaction that writes.
            partner: The partner's code; several keys may have it.
            name: The partner's name.
            scopes: What it opens.
            networks: From where.
            rate: Requests a minute at most.
            expires_on: Its last day.
            by: Who proposes it.

        Returns:
            The key.

        Raises:
            InputError: PARTNER:CODE, PARTNER:SCOPES, PARTNER:RATE; SUPERVISION:TEXT,
                REGULATOR:NETWORKS, REGULATOR:EXPIRY, which are the bounds of supervisors' keys too.
        """
        code, opened = partner_code(partner), partner_scopes(scopes)
        named, places = written_line(name, "the name of a key's holder"), networks_of(networks)
        if not 1 <= rate <= RATE_MAX:
            raise InputError("PARTNER:RATE", f"a key is used 1 to {RATE_MAX} times a minute")
        last = expiry_of(expires_on, self.desk.today)
        offset = timedelta(seconds=self.desk.business.utc_offset_seconds)
        row = {
            "partner": code, "name": named, "scopes": [str(each) for each in opened],
            "networks": list(places), "rate": rate, "proposed_by": by,
            "proposed_at": self.desk.now,
            "expires_at": datetime.combine(last + timedelta(days=1), time(), UTC) - offset,
        }  # fmt: skip
        added = connection.execute(insert(partner_keys).values(**row).returning(partner_keys)).one()
        self.desk.note(
            connection, "partner.key_proposed", f"partner key {added.id}", by,
            {"partner": code, "scopes": row["scopes"], "networks": row["networks"],
             "expires_on": str(last)},
        )  # fmt: skip
        return _entry(added)

    def confirm(self, connection: Connection, number: int, by: str) -> IssuedPartnerKey:
        """Confirm a key that another person has proposed; from now on it opens.

        Args:
            connection: An open transaction that writes.
            number: The key.
            by: Who confirms it.

        Returns:
            The key with its secret.

        Raises:
            NoPartner: PARTNER:NO_KEY when there is none of that number.
            Forbidden: PARTNER:FOUR_EYES for whoever has proposed it, by any of their wallets.
            PartnerRefused: PARTNER:SETTLED when it is confirmed, revoked or past its last day.
        """
        row = self._row(connection, number)
        if by == row.proposed_by or self.same_person(by, row.proposed_by):
            raise Forbidden("PARTNER:FOUR_EYES", "another person than who proposed it confirms it")
        if _entry(row).state(self.desk.now) is not PartnerKeyState.PROPOSED:
            raise PartnerRefused("PARTNER:SETTLED", f"key {number} does not wait any more")
        secret = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
        values = {"confirmed_by": by, "confirmed_at": self.desk.now, "key_hash": key_hash(secret)}
        entry = self._set(connection, number, values)
        self.desk.note(connection, "partner.key_confirmed", f"partner key {number}", by)
        return IssuedPartnerKey(secret, entry)

    def rotate(self, connection: Connection, number: int, by: str) -> IssuedPartnerKey:
        """Give a key that opens a new secret; the one before opens for another day.

        Args:
            connection: An open transaction that writes.
            number: The key.
            by: Who asks.

        Returns:
            The key with its new secret.

        Raises:
            NoPartner: PARTNER:NO_KEY.
            PartnerRefused: PARTNER:SETTLED when it opens nothing.
        """
        row = self._row(connection, number)
        if _entry(row).state(self.desk.now) is not PartnerKeyState.ACTIVE:
            raise PartnerRefused("PARTNER:SETTLED", f"key {number} opens nothing")
        secret = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
        until = self.desk.now + timedelta(hours=OVERLAP_HOURS)
        values = {"key_hash": key_hash(secret), "old_hash": row.key_hash, "old_until": until}
        entry = self._set(connection, number, values)
        self.desk.note(connection, "partner.key_rotated", f"partner key {number}", by)
        return IssuedPartnerKey(secret, entry)

    def revoke(self, connection: Connection, number: int, by: str) -> PartnerKey:
        """End a key at once, or refuse one that was proposed.

        Args:
            connection: An open transaction that writes.
            number: The key.
            by: Who ends it.

        Returns:
            The key.

        Raises:
            NoPartner: PARTNER:NO_KEY.
            PartnerRefused: PARTNER:REVOKED when it has ended so already.
        """
        if self._row(connection, number).revoked_at is not None:
            raise PartnerRefused("PARTNER:REVOKED", f"key {number} is revoked already")
        entry = self._set(connection, number, {"revoked_by": by, "revoked_at": self.desk.now})
        self.desk.note(connection, "partner.key_revoked", f"partner key {number}", by)
        return entry

    def all(self, connection: Connection) -> list[PartnerKey]:
        """Return every key, the newest first.

        Args:
            connection: An open database transaction.

        Returns:
            The keys without what opens.
        """
        rows = connection.execute(select(partner_keys).order_by(partner_keys.c.id.desc()))
        return [_entry(row) for row in rows]

    def names(self, connection: Connection, scope: PartnerScope) -> dict[str, str]:
        """Return the partners that have a key which opens now.

        Args:
            connection: An open database transaction.
            scope: What the key opens.

        Returns:
            Names by codes, that of the newest key for each.
        """
        return {
            key.partner: key.name
            for key in reversed(self.all(connection))
            if key.state(self.desk.now) is PartnerKeyState.ACTIVE and scope in key.scopes
        }

    def admit(self, secret: str, call: PartnerCall) -> PartnerKey:
        """Let a request pass, or refuse it; either way the journal has it.

        As with supervisors' keys, a secret that opens nothing is not journalled, nor what comes
        beyond the limit of a minute.

        Args:
            secret: What the request came with.
            call: What is asked.

        Returns:
            The key.

        Raises:
            NotSignedIn: PARTNER:KEY for a secret that opens nothing, PARTNER:ENDED for a key that
                was revoked or has expired.
            Forbidden: PARTNER:ADDRESS from another network, PARTNER:SCOPE for another scope,
                PARTNER:ROTATED for what takes the newest secret.
            TooMany: PARTNER:LIMIT beyond the key's requests in a minute.
        """
        digest, now = key_hash(secret), self.desk.now
        known = partner_keys.c
        with self.desk.database.reading() as connection:
            row = connection.execute(
                select(partner_keys).where(
                    or_(known.key_hash == digest, known.old_hash == digest)
                )
            ).one_or_none()  # fmt: skip
        rotated = row is not None and not hmac.compare_digest(row.key_hash, digest)
        if row is None or (rotated and now >= row.old_until):
            raise NotSignedIn("PARTNER:KEY", "this is not a partner's key of this platform")
        entry = _entry(row)
        with self.desk.database.writing() as connection:
            many = count_request(connection, partner_requests, entry.number, now) > entry.rate
            refusal = None if many else _refusal(entry, call, now, rotated=rotated)
            if not many:
                details = {"address": call.address, "method": call.method}
                outcome = {} if refusal is None else {"refused": refusal.code}
                self.desk.note(
                    connection, "partner.request", call.path[:_PATH_CHARACTERS_MAX], entry.actor,
                    details | outcome,
                )  # fmt: skip
        if many:
            raise TooMany("PARTNER:LIMIT", f"at most {entry.rate} requests a minute with this key")
        if refusal is not None:
            raise refusal
        return entry

    def _row(self, connection: Connection, number: int) -> Row[Any]:
        row = connection.execute(
            select(partner_keys).where(partner_keys.c.id == number).with_for_update()
        ).one_or_none()
        if row is None:
            raise NoPartner("PARTNER:NO_KEY", f"there is no partner's key {number}")
        return row

    def _set(self, connection: Connection, number: int, values: dict[str, Any]) -> PartnerKey:
        changed = (
            update(partner_keys)
            .where(partner_keys.c.id == number)
            .values(**values)
            .returning(partner_keys)
        )
        return _entry(connection.execute(changed).one())


def _refusal(
    entry: PartnerKey, call: PartnerCall, now: datetime, *, rotated: bool
) -> TallystickError | None:
    state = entry.state(now)
    if state is not PartnerKeyState.ACTIVE:
        return NotSignedIn("PARTNER:ENDED", f"this key is {state.value}; ask for a new one")
    if not is_inside(call.address, entry.networks):
        return Forbidden("PARTNER:ADDRESS", "this key is not for the address that asks")
    if call.scope is not None and call.scope not in entry.scopes:
        opened = ", ".join(entry.scopes)
        return Forbidden(
            "PARTNER:SCOPE", f"this takes the scope {call.scope.value}; the key has {opened}"
        )
    # Who has found the secret that was replaced must not replace the one that came after it.
    if call.newest and rotated:
        return Forbidden("PARTNER:ROTATED", "this takes the newest secret of the key")
    return None


def _entry(row: Row[Any]) -> PartnerKey:
    return PartnerKey(
        row.id, row.partner, row.name, tuple(PartnerScope(name) for name in row.scopes),
        tuple(row.networks), row.rate, row.proposed_by, row.proposed_at, row.confirmed_by,
        row.expires_at, row.revoked_at,
    )  # fmt: skip
