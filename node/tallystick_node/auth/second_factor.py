"""The second factor: codes of an authenticator app (TOTP, RFC 6238), each good once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyotp
from sqlalchemy import insert, select, update

from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.infrastructure.vault.key_ring import Wrapped
from tallystick_node.infrastructure.vault.sealing import Place, open_sealed, seal
from tallystick_node.storage.tables import passkeys, second_factors

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.auth.sessions import Sessions
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.vault.key_ring import KeyRing
    from tallystick_node.storage import Database

__all__ = ["Enrolment", "SecondFactor", "rewrap_all", "wallets_with_factor"]

STEP_SECONDS = 30
FAILURES_MAX = 5
LOCK_MINUTES = 15
ISSUER = "Tallystick"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What goes into the authenticator app; shown only once."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The second factors of one node; their secrets are sealed at rest."""

    database: Database
    ring: KeyRing
    clock: Clock
    audit_log: AuditLog
    sessions: Sessions

    def state(self, wallet: str) -> str:
        """Return how far a wallet's second factor is set up.

        Args:
            wallet: The wallet's address.

        Returns:
            `none`, `begun` (no code was given yet) or `confirmed`.
        """
        with self.database.reading() as connection:
            row = _row(connection, wallet)
        if row is None:
            return "none"
        return "begun" if row.confirmed_at is None else "confirmed"

    def enrol(self, wallet: str) -> Enrolment:
        """Make a wallet's secret, anew until its first code was given.

        A stolen wallet key must not bring its own second factor. Another member of staff removes a
        lost
        one with `reset`.

        Args:
            wallet: The wallet's address.

        Returns:
            The secret, and the URI for the authenticator app.

        Raises:
            Forbidden: ACCESS:ENROLLED once a code was given.
            VaultRefused: When the key ring cannot seal.
        """
        with self.database.writing() as connection:
            row = _row(connection, wallet)
            if row is not None and row.confirmed_at is not None:
                raise Forbidden(
                    "ACCESS:ENROLLED", "this wallet has a second factor; a colleague can reset it"
                )
            secret = pyotp.random_base32()
            wrapped = self.ring.new_data_key(_owner(wallet))
            values = {
                "ring_key": wrapped.ring_key,
                "wrapped_key": wrapped.sealed,
                "sealed_secret": seal(
                    self.ring.unwrap(wrapped, _owner(wallet)), _place(wallet), secret.encode()
                ),
                "confirmed_at": None,
                "step": 0,
                "failures": 0,
                "locked_until": None,
            }
            if row is None:
                connection.execute(insert(second_factors).values(wallet=wallet, **values))
            else:
                _change(connection, wallet, **values)
            self.audit_log.add(
                connection, actor=wallet, act="second_factor.enrolled", subject=wallet, details={}
            )
        uri = pyotp.TOTP(secret).provisioning_uri(name=wallet, issuer_name=ISSUER)
        return Enrolment(secret, uri)

    def check(self, wallet: str, code: str) -> None:
        """Accept a code of now, or of the half minute before or after it, once.

        Args:
            wallet: The wallet's address.
            code: Six digits.

        Raises:
            Forbidden: ACCESS:FACTOR without a second factor; ACCESS:CODE for a wrong or used code;
                ACCESS:LOCKED for 15 minutes after five wrong ones.
            VaultRefused: When the key ring cannot open the secret.
        """
        refused = False
        with self.database.writing() as connection:
            row = _row(connection, wallet)
            if row is None:
                raise Forbidden("ACCESS:FACTOR", "this wallet has no second factor; enrol one")
            now = self.clock()
            if row.locked_until is not None and now < row.locked_until:
                raise Forbidden(
                    "ACCESS:LOCKED", f"too many wrong codes; wait {LOCK_MINUTES} minutes"
                )
            step = self._step(row, code, now)
            if step is None:
                refused = True
                failures = row.failures + 1
                locked = failures >= FAILURES_MAX
                _change(
                    connection, wallet, failures=0 if locked else failures,
                    locked_until=now + timedelta(minutes=LOCK_MINUTES) if locked else None,
                )  # fmt: skip
            else:
                _change(
                    connection, wallet, step=step, failures=0, locked_until=None,
                    confirmed_at=row.confirmed_at or now,
                )  # fmt: skip
            self.audit_log.add(
                connection, actor=wallet, subject=wallet, details={},
                act="second_factor.refused" if refused else "second_factor.given",
            )  # fmt: skip
        if refused:  # raised out here, so that the failure is counted
            raise Forbidden("ACCESS:CODE", "the code is not right, or was used before")

    def reset(self, wallet: str, by: str) -> None:
        """Remove a wallet's second factor, passkeys too, so that it can enrol another.

        Its sessions end.

        Args:
            wallet: The wallet's address.
            by: The wallet of the member of staff who does it.

        Raises:
            Forbidden: ACCESS:OWN when it is their own.
            InputError: ACCESS:FACTOR when the wallet has none.
        """
        if wallet == by:
            raise Forbidden("ACCESS:OWN", "nobody resets their own second factor; ask a colleague")
        with self.database.writing() as connection:
            gone = connection.execute(
                second_factors.delete().where(second_factors.c.wallet == wallet)
            )
            keys = connection.execute(passkeys.delete().where(passkeys.c.wallet == wallet))
            if gone.rowcount + keys.rowcount == 0:
                raise InputError("ACCESS:FACTOR", f"{wallet} has no second factor")
            # Whoever has the lost one may have a session that it opened.
            self.sessions.end_all(connection, [wallet])
            self.audit_log.add(
                connection, actor=by, act="second_factor.reset", subject=wallet, details={}
            )

    def _step(self, row: Row[Any], code: str, now: datetime) -> int | None:
        """Return the half minute that a code is of, None when it is of none that may count."""
        wrapped = Wrapped(row.ring_key, row.wrapped_key)
        data_key = self.ring.unwrap(wrapped, _owner(row.wallet))
        secret = open_sealed(data_key, _place(row.wallet), row.sealed_secret).decode()
        generator = pyotp.TOTP(secret)
        current = int(now.timestamp()) // STEP_SECONDS
        for step in (current - 1, current, current + 1):
            right = generator.generate_otp(step)
            if step > row.step and hmac.compare_digest(right.encode(), code.encode()):
                return step
        return None


def rewrap_all(database: Database, ring: KeyRing) -> int:
    """Wrap every secret's key by the newest ring key.

    Args:
        database: The node's database.
        ring: The key ring.

    Returns:
        How many were wrapped anew.

    Raises:
        VaultRefused: When a key cannot be unwrapped.
    """
    with database.writing() as connection:
        rows = connection.execute(
            select(second_factors).where(second_factors.c.ring_key < ring.newest)
        ).all()
        for row in rows:
            again = ring.rewrap(Wrapped(row.ring_key, row.wrapped_key), _owner(row.wallet))
            connection.execute(
                update(second_factors)
                .where(second_factors.c.wallet == row.wallet)
                .values(ring_key=again.ring_key, wrapped_key=again.sealed)
            )
    return len(rows)


def wallets_with_factor(connection: Connection) -> frozenset[str]:
    """Return the wallets that have a second factor which can be given.

    Args:
        connection: An open database transaction.

    Returns:
        Checksummed addresses, with an app whose first code was given or a passkey.
    """
    apps = select(second_factors.c.wallet).where(second_factors.c.confirmed_at.is_not(None))
    return frozenset(connection.scalars(apps)) | frozenset(
        connection.scalars(select(passkeys.c.wallet))
    )


def _owner(wallet: str) -> str:
    return f"staff {wallet}"


def _place(wallet: str) -> Place:
    return Place("second_factors", wallet, "secret")


def _row(connection: Connection, wallet: str) -> Row[Any] | None:
    question = select(second_factors).where(second_factors.c.wallet == wallet).with_for_update()
    return connection.execute(question).one_or_none()


def _change(connection: Connection, wallet: str, **values: object) -> None:
    connection.execute(
        update(second_factors).where(second_factors.c.wallet == wallet).values(**values)
    )
