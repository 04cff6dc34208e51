"""Sessions: opened by a signed message, held by an opaque token, ended at will or by time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from tallystick.errors import InputError
from tallystick_node.auth.refusals import NotSignedIn
from tallystick_node.auth.role_events import indexed_block, roles_lost
from tallystick_node.auth.sign_in_message import Expected, check, read, write
from tallystick_node.auth.wallet_signature import check_signature
from tallystick_node.storage.tables import sessions, sign_in_challenges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection as DatabaseConnection

    from tallystick.chain._sync.connection import Connection
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = [
    "SESSION_COOKIE",
    "SESSION_HOURS",
    "STAFF_IDLE_MINUTES",
    "Challenge",
    "Opened",
    "Session",
    "Sessions",
    "bearer_token",
    "open_development_session",
]

CHALLENGE_SECONDS = 600
SESSION_HOURS = 12
# Under which browsers keep the token.
SESSION_COOKIE = "session"
# Without a request for so long, a session of staff with its second factor given is over.
STAFF_IDLE_MINUTES = 15
# When a session was last used is kept to the minute: not every request writes.
_USED_SECONDS = 60
_TOKEN_BYTES = 32
_TOKEN_CHARACTERS_MAX = 128


def bearer_token(header: str) -> str:
    """Return the token of an Authorization header.

    Args:
        header: The header's value, empty without one.

    Returns:
        The token; empty when it is not a bearer's.
    """
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


_OF_TOKEN = select(sessions).where(sessions.c.token_hash == bindparam("of_hash"))


@dataclass(frozen=True, slots=True)
class Challenge:
    """A nonce that may be used once until `expires_at`, and the message that has it."""

    nonce: str
    expires_at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in. `key` names the session and opens nothing.

    opened: the roles for which the second factor was given, None before that is known. since: the
    block after which a role that is lost ends the session. method: how it was opened, by wallet,
    passkey or token of a node under development. used_at: within a minute.
    """

    key: str
    wallet: str
    expires_at: datetime
    second_factor_at: datetime | None
    opened: frozenset[str] | None = None
    since: int | None = None
    method: str = "wallet"
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session with its token, which is shown only once."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one node; `development` accepts tokens of `tallystick token`."""

    database: Database
    chain: Connection
    clock: Clock
    expected: Expected
    development: bool = False

    def challenge(self, wallet: str) -> Challenge:
        """Make a nonce for a wallet, to be signed within ten minutes.

        Args:
            wallet: The checksummed address.

        Returns:
            The nonce and the message to sign.
        """
        now = self.clock()
        nonce = secrets.token_hex(16)
        expires = now + timedelta(seconds=CHALLENGE_SECONDS)
        with self.database.writing() as connection:
            connection.execute(insert(sign_in_challenges).values(nonce=nonce, expires_at=expires))
        return Challenge(nonce, expires, write(wallet, nonce, now, self.expected))

    def open(self, message: str, signature: str) -> Opened:
        """Open a session for the wallet that signed a message with one of our nonces.

        The nonce is used up only by a message that is right in all else.

        Args:
            message: The message of EIP-4361 as it was signed.
            signature: In hex.

        Returns:
            The session with its token.

        Raises:
            InputError: SIGNIN:FORM, :ADDRESS, :DOMAIN, :URI, :VERSION, :CHAIN, :TIME, :SIGNATURE or
                :NONCE; SIGNATURE:FORM.
            TransportError: When the chain's node does not answer.
        """
        parsed = read(message)
        now = self.clock()
        check(parsed, self.expected, now)
        check_signature(self.chain, parsed.address, parsed.text, signature)
        with self.database.writing() as connection:
            used = connection.execute(
                update(sign_in_challenges)
                .where(
                    sign_in_challenges.c.nonce == parsed.nonce,
                    sign_in_challenges.c.used_at.is_(None),
                    sign_in_challenges.c.expires_at > now,
                )
                .values(used_at=now)
            )
            if used.rowcount != 1:
                raise InputError(
                    "SIGNIN:NONCE", "the nonce is not ours, was used or is too old; ask for another"
                )
            return _add(connection, parsed.address, now)

    def open_by_passkey(self, wallet: str) -> Opened:
        """Open a session for a wallet whose passkey was proved.

        Args:
            wallet: The checksummed address.

        Returns:
            The session with its token.
        """
        with self.database.writing() as connection:
            return _add(connection, wallet, self.clock(), method="passkey")

    def find(self, token: str) -> Session:
        """Return the session of a token.

        Args:
            token: The bearer token.

        Returns:
            The session.

        Raises:
            NotSignedIn: ACCESS:TOKEN when there is none, or it has ended.
        """
        if len(token) <= _TOKEN_CHARACTERS_MAX:
            with self.database.reading() as connection:
                row = connection.execute(_OF_TOKEN, {"of_hash": _hash(token)}).one_or_none()
            if (
                row is not None
                and row.ended_at is None
                and row.expires_at > self.clock()
                and (self.development or not row.development)
            ):
                opened = None if row.roles is None else frozenset(row.roles.split())
                return Session(
                    row.token_hash, row.wallet, row.expires_at, row.second_factor_at, opened,
                    row.roles_block, row.method, row.used_at or row.created_at,
                )  # fmt: skip
        raise NotSignedIn("ACCESS:TOKEN", "the token opens no session; sign in again")

    def end(self, key: str) -> None:
        """End a session now.

        Args:
            key: The session's key.
        """
        with self.database.writing() as connection:
            connection.execute(
                update(sessions).where(sessions.c.token_hash == key).values(ended_at=self.clock())
            )

    def end_all(
        self, connection: DatabaseConnection, wallets: Iterable[str], but: str | None = None
    ) -> None:
        """End every session of some wallets: what they rested on is gone.

        Args:
            connection: An open database transaction.
            wallets: The checksummed addresses.
            but: The key of a session that goes on.
        """
        connection.execute(
            update(sessions)
            .where(
                sessions.c.wallet.in_(list(wallets)),
                sessions.c.ended_at.is_(None),
                sessions.c.token_hash != (but or ""),
            )
            .values(ended_at=self.clock())
        )

    def confirm(self, key: str, roles: Iterable[str] = ()) -> None:
        """Record that the second factor was given in a session.

        Args:
            key: The session's key.
            roles: The roles that it opens.
        """
        with self.database.writing() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.token_hash == key)
                .values(
                    second_factor_at=self.clock(),
                    roles=_words(roles),
                    roles_block=indexed_block(connection),
                )
            )

    def keep_to(self, session: Session, roles: frozenset[str]) -> None:
        """End all sessions of a wallet that has lost a role for which its second factor was given.

        A role that is given back is taken up with a new session, however short it was away: the
        events of each block are looked at, and not only what the chain says now. A session of staff
        that nobody has used for a quarter of an hour ends as well.

        Args:
            session: The session that is used.
            roles: What the chain gives the wallet now.

        Raises:
            NotSignedIn: ACCESS:TOKEN when it has lost one; ACCESS:IDLE when it was left alone.
        """
        self._use(session, roles)
        if session.second_factor_at is None:
            return
        lost = session.opened is not None and not session.opened <= roles
        if not lost and session.opened is not None and session.since is not None:
            with self.database.reading() as connection:
                lost = bool(session.opened & roles_lost(connection, session.wallet, session.since))
        if not lost and session.opened == roles and session.since is not None:
            return
        with self.database.writing() as connection:
            if lost:
                self.end_all(connection, [session.wallet])
            else:
                connection.execute(
                    update(sessions)
                    .where(sessions.c.token_hash == session.key)
                    .values(roles=_words(roles), roles_block=indexed_block(connection))
                )
        if lost:  # raised out here, so that the end is kept
            raise NotSignedIn("ACCESS:TOKEN", "a role of this wallet has ended; sign in again")

    def _use(self, session: Session, roles: frozenset[str]) -> None:
        """Note that a session is used, or end it when staff had left it alone."""
        now = self.clock()
        if session.used_at is None or now - session.used_at < timedelta(seconds=_USED_SECONDS):
            return
        left = (
            session.second_factor_at is not None
            and bool(roles)
            and session.method != "token"
            and now - session.used_at > timedelta(minutes=STAFF_IDLE_MINUTES)
        )
        with self.database.writing() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.token_hash == session.key)
                .values({"ended_at" if left else "used_at": now})
            )
        if left:
            raise NotSignedIn(
                "ACCESS:IDLE",
                f"nobody has used this session for {STAFF_IDLE_MINUTES} minutes; sign in again",
            )


def open_development_session(database: Database, clock: Clock, wallet: str) -> Opened:
    """Open a session that counts on a development node alone, its second factor given.

    Args:
        database: The node's database.
        clock: The current time, in UTC.
        wallet: The checksummed address.

    Returns:
        The session with its token.
    """
    with database.writing() as connection:
        return _add(connection, wallet, clock(), method="token")


def _add(
    connection: DatabaseConnection, wallet: str, now: datetime, *, method: str = "wallet"
) -> Opened:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    development = method == "token"
    confirmed = now if development else None
    session = Session(
        _hash(token), wallet, now + timedelta(hours=SESSION_HOURS), confirmed, method=method
    )
    connection.execute(
        insert(sessions).values(
            token_hash=session.key, wallet=wallet, created_at=now, expires_at=session.expires_at,
            second_factor_at=confirmed, development=development, method=method, used_at=now,
        )
    )  # fmt: skip
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))
    connection.execute(delete(sign_in_challenges).where(sign_in_challenges.c.expires_at < now))
    return Opened(token, session)


def _words(roles: Iterable[str]) -> str:
    return " ".join(sorted(roles))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
