"""Passkeys (WebAuthn): keys that a device keeps, released by finger, face or its own code.

A passkey signs somebody in without their wallet, or is the second factor beside it; never both in
one session. The node keeps public keys alone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, func, insert, select, update
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.storage.tables import passkey_challenges, passkeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tallystick_node.auth.sessions import Sessions
    from tallystick_node.auth.sign_in_message import Expected
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["PASSKEYS_MAX", "Passkey", "Passkeys", "Purpose"]

PASSKEYS_MAX = 10
CHALLENGE_SECONDS = 300
PLATFORM_NAME = "Tallystick"
_CHALLENGE_BYTES = 32
_VERIFIED = UserVerificationRequirement.REQUIRED


class Purpose(StrEnum):
    """What a challenge was made for; an answer to one is none to another."""

    REGISTER = "register"
    SIGN_IN = "sign-in"
    FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it. id: Base64url; used_at: None before its first use."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Passkeys:
    """The passkeys of one node; `expected` names the host that browsers bind them to."""

    database: Database
    clock: Clock
    audit_log: AuditLog
    expected: Expected
    sessions: Sessions

    def of(self, wallet: str) -> list[Passkey]:
        """Return a wallet's passkeys.

        Args:
            wallet: The checksummed address.

        Returns:
            The passkeys, the oldest first.
        """
        with self.database.reading() as connection:
            rows = connection.execute(
                select(passkeys).where(passkeys.c.wallet == wallet).order_by(passkeys.c.created_at)
            ).all()
        return [Passkey(row.id, row.name, row.created_at, row.used_at) for row in rows]

    def registration(self, wallet: str) -> dict[str, Any]:
        """Return what a browser needs to make a passkey, good for five minutes.

        Args:
            wallet: The checksummed address.

        Returns:
            Options for `navigator.credentials.create`, as JSON.

        Raises:
            InputError: PASSKEY:MANY beyond ten.
        """
        have = self.of(wallet)
        if len(have) >= PASSKEYS_MAX:
            raise InputError("PASSKEY:MANY", f"a wallet has at most {PASSKEYS_MAX} passkeys")
        options = webauthn.generate_registration_options(
            rp_id=self._host,
            rp_name=PLATFORM_NAME,
            user_name=wallet,
            user_id=bytes.fromhex(wallet[2:]),
            challenge=self._challenge(Purpose.REGISTER, wallet),
            timeout=CHALLENGE_SECONDS * 1_000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=[_described(key.id) for key in have],
        )
        return options_to_json_dict(options)

    def register(self, wallet: str, name: str, credential: str) -> Passkey:
        """Keep a passkey that a browser has made.

        Args:
            wallet: The checksummed address.
            name: What its owner calls it, 1 to 64 characters.
            credential: The browser's answer, as JSON.

        Returns:
            The passkey.

        Raises:
            InputError: PASSKEY:FORM when it is no answer; PASSKEY:CHALLENGE when it answers none of
                ours, a used or an old one; PASSKEY:SIGNATURE when it is of another host or does not
                hold; PASSKEY:KNOWN when it is registered; PASSKEY:MANY beyond ten.
        """
        parsed = _parsed(parse_registration_credential_json, credential)
        challenge = self._use(parsed.response.client_data_json, Purpose.REGISTER, wallet)
        proved = _proved(
            lambda: webauthn.verify_registration_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        )
        key, now = bytes_to_base64url(proved.credential_id), self.clock()
        with self.database.writing() as connection:
            known = connection.scalar(select(passkeys.c.wallet).where(passkeys.c.id == key))
            if known is not None:
                raise InputError("PASSKEY:KNOWN", "this passkey is registered already")
            count = connection.scalar(
                select(func.count()).select_from(passkeys).where(passkeys.c.wallet == wallet)
            )
            if (count or 0) >= PASSKEYS_MAX:
                raise InputError("PASSKEY:MANY", f"a wallet has at most {PASSKEYS_MAX} passkeys")
            connection.execute(
                insert(passkeys).values(
                    id=key, wallet=wallet, name=name, public_key=proved.credential_public_key,
                    sign_count=proved.sign_count, created_at=now,
                )
            )  # fmt: skip
            self._journal(connection, wallet, "passkey.registered")
        return Passkey(key, name, now, None)

    def question(self, purpose: Purpose, wallet: str | None = None) -> dict[str, Any]:
        """Return what a browser needs to use a passkey, good for five minutes.

        Args:
            purpose: Signing in, or the second factor.
            wallet: Whose passkeys will do; None where nobody is known yet.

        Returns:
            Options for `navigator.credentials.get`, as JSON.

        Raises:
            Forbidden: ACCESS:FACTOR when the wallet has no passkey.
        """
        allowed = None
        if wallet is not None:
            allowed = [_described(key.id) for key in self.of(wallet)]
            if not allowed:
                raise Forbidden("ACCESS:FACTOR", "this wallet has no passkey; register one")
        options = webauthn.generate_authentication_options(
            rp_id=self._host,
            challenge=self._challenge(purpose, wallet),
            timeout=CHALLENGE_SECONDS * 1_000,
            allow_credentials=allowed,
            user_verification=_VERIFIED,
        )
        return options_to_json_dict(options)

    def prove(self, credential: str, purpose: Purpose, wallet: str | None = None) -> str:
        """Return whose passkey has answered one of our challenges.

        Args:
            credential: The browser's answer, as JSON.
            purpose: What the challenge was for.
            wallet: Whose it has to be; None where nobody is known yet.

        Returns:
            The checksummed address.

        Raises:
            InputError: PASSKEY:FORM, :CHALLENGE or :SIGNATURE as in `register`; PASSKEY:UNKNOWN
                when nobody has registered it.
        """
        parsed = _parsed(parse_authentication_credential_json, credential)
        challenge = self._use(parsed.response.client_data_json, purpose, wallet)
        key = bytes_to_base64url(parsed.raw_id)
        with self.database.writing() as connection:
            row = connection.execute(
                select(passkeys).where(passkeys.c.id == key).with_for_update()
            ).one_or_none()
            if row is None or wallet not in {None, row.wallet}:
                raise InputError("PASSKEY:UNKNOWN", "nobody has registered this passkey here")
            owner: str = row.wallet
            proved = _proved(
                lambda: webauthn.verify_authentication_response(
                    credential=parsed,
                    expected_challenge=challenge,
                    expected_rp_id=self._host,
                    expected_origin=self._origin,
                    credential_public_key=row.public_key,
                    credential_current_sign_count=row.sign_count,
                    require_user_verification=True,
                )
            )
            connection.execute(
                update(passkeys)
                .where(passkeys.c.id == key)
                .values(sign_count=proved.new_sign_count, used_at=self.clock())
            )
            self._journal(connection, owner, f"passkey.{purpose.value}")
        return owner

    def remove(self, wallet: str, key: str, session: str) -> None:
        """Forget a passkey; the wallet's other sessions end.

        Args:
            wallet: Whose it is.
            key: The passkey's `id`.
            session: The key of the session that asks, which goes on.

        Raises:
            InputError: PASSKEY:UNKNOWN when the wallet has no such passkey.
        """
        with self.database.writing() as connection:
            gone = connection.execute(
                delete(passkeys).where(passkeys.c.id == key, passkeys.c.wallet == wallet)
            )
            if gone.rowcount != 1:
                raise InputError("PASSKEY:UNKNOWN", "this wallet has no such passkey")
            # Whoever has a lost one may have a session that it opened.
            self.sessions.end_all(connection, [wallet], but=session)
            self._journal(connection, wallet, "passkey.removed")

    @property
    def _host(self) -> str:
        return urlsplit(self.expected.uri).hostname or ""

    @property
    def _origin(self) -> str:
        return self.expected.uri.rstrip("/")

    def _challenge(self, purpose: Purpose, wallet: str | None) -> bytes:
        challenge, now = secrets.token_bytes(_CHALLENGE_BYTES), self.clock()
        with self.database.writing() as connection:
            connection.execute(
                delete(passkey_challenges).where(passkey_challenges.c.expires_at < now)
            )
            connection.execute(
                insert(passkey_challenges).values(
                    challenge=challenge.hex(), purpose=purpose.value, wallet=wallet,
                    expires_at=now + timedelta(seconds=CHALLENGE_SECONDS),
                )
            )  # fmt: skip
        return challenge

    def _use(self, client_data: bytes, purpose: Purpose, wallet: str | None) -> bytes:
        """Use up the challenge that an answer names; whatever comes of it, it counts once."""
        challenge: bytes = _parsed(parse_client_data_json, client_data).challenge
        mine = passkey_challenges.c
        with self.database.writing() as connection:
            used = connection.execute(
                update(passkey_challenges)
                .where(
                    mine.challenge == challenge.hex(),
                    mine.purpose == purpose.value,
                    mine.wallet.is_(None) if wallet is None else mine.wallet == wallet,
                    mine.used_at.is_(None),
                    mine.expires_at > self.clock(),
                )
                .values(used_at=self.clock())
            )
        if used.rowcount != 1:
            raise InputError(
                "PASSKEY:CHALLENGE", "this answers no question of ours, or an old one; ask again"
            )
        return challenge

    def _journal(self, connection: Connection, wallet: str, act: str) -> None:
        self.audit_log.add(connection, actor=wallet, act=act, subject=wallet, details={})


def _described(key: str) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key))


def _parsed(parse: Callable[[Any], Any], text: str | bytes) -> Any:
    try:
        return parse(text)
    except Exception as wrong:  # the library names no bound to what its readers raise
        raise InputError("PASSKEY:FORM", "this is no answer of a browser's passkey") from wrong


def _proved(prove: Callable[[], Any]) -> Any:
    try:
        return prove()
    except Exception as wrong:  # as above: a stranger's CBOR, keys and signatures
        raise InputError(
            "PASSKEY:SIGNATURE",
            "the passkey's answer does not hold: another host, no verified user, or another key",
        ) from wrong
