"""What every part of the people service works with: database, vault, journal, time and policy."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.documents import file_text
from tallystick.errors import ConfigError
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import persons

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock, Clock
    from tallystick_node.infrastructure.notifications.messages import Outbox
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.infrastructure.vault.store import Vault
    from tallystick_node.storage import Database

__all__ = ["Context", "commitment_key"]

KEY_BYTES = 32
_GROUPS = 2**28 - 1


@dataclass(frozen=True, slots=True)
class Context:
    """The context, built once and shared by all parts.

    commitments: the key that all attestors of a platform share. clock: of this machine, for what
    happens here. business: the platform's calendar. followers: services above this one that act on
    what happens to people; each is called with what was done and to whom, in its transaction.
    """

    database: Database
    vault: Vault
    audit_log: AuditLog
    outbox: Outbox
    clock: Clock
    business: BusinessClock
    pack: Pack
    commitments: bytes = field(repr=False)
    followers: list[Callable[[Connection, str, str], None]] = field(
        default_factory=list, repr=False, compare=False
    )

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.clock()

    @property
    def today(self) -> date:
        """The business date."""
        return self.business.today()

    def number(self, key: str) -> int:
        """Return a figure of the policy for today.

        Args:
            key: The figure's name.

        Returns:
            The figure, in the unit that the policy states.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        return self.pack.number(key, self.today)

    def issuers(self) -> frozenset[str]:
        """Return whose identity numbers the policy takes today.

        Returns:
            ISO 3166 codes; `*` for all.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        return frozenset(self.pack.words("identity.issuers", self.today))

    def note(
        self,
        connection: Connection,
        act: str,
        person: str,
        *,
        actor: str = "client",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """AuditLog what happened to a person: identifiers alone; last in a transaction.

        Args:
            connection: An open database transaction.
            act: What was done, such as `person.registered`.
            person: The person's identifier.
            actor: Who does it, for the journal.
            details: Further identifiers and figures, never a value of the person.
        """
        for follow in self.followers:
            follow(connection, act, person)
        self.audit_log.add(connection, actor=actor, act=act, subject=person, details=details)

    def person(self, connection: Connection, person: str, *, lock: bool = False) -> Row[Any]:
        """Return the row of a registered person.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            lock: Whether others wait until the transaction ends.

        Returns:
            The row of the table of persons.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when there is none, or they were erased.
        """
        question = select(persons).where(persons.c.id == person)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None or row.state == "erased":
            raise PersonRefused("PEOPLE:UNKNOWN", "nobody is registered under this identifier")
        return row

    def commitment(self, kind: str, number: str) -> str:
        """Return what the chain knows of a number: keyed, so that no list of numbers undoes it.

        Args:
            kind: `natural` or `legal`.
            number: The identity number or social credit code.

        Returns:
            0x and 64 hex digits: HMAC-SHA-256 with the platform's commitment key.
        """
        text = f"tallystick person:{kind}:{number}".encode()
        return "0x" + hmac.new(self.commitments, text, hashlib.sha256).hexdigest()

    def remnant_mark(self, kind: str, value: str) -> str:
        """Return by what a value is known once its person was erased: keyed, and said nowhere else.

        Args:
            kind: What the value is.
            value: The value.

        Returns:
            64 hex digits: HMAC-SHA-256 with the platform's commitment key.
        """
        text = f"tallystick remnant:{kind}:{value}".encode()
        return hmac.new(self.commitments, text, hashlib.sha256).hexdigest()

    def group(self, commitment: str) -> int:
        """Return the group of a person who is related to nobody.

        Args:
            commitment: The person's commitment.

        Returns:
            A number from 1 to 2^28 - 1.
        """
        digest = hmac.new(self.commitments, f"group:{commitment}".encode(), hashlib.sha256).digest()
        return 1 + int.from_bytes(digest[:8], "big") % _GROUPS


def commitment_key(file: Path) -> bytes:
    """Read the platform's commitment key, or make it where there is none (mode 600).

    Every attestor's node has the same one.

    Args:
        file: The key's file.

    Returns:
        32 bytes.

    Raises:
        ConfigError: PEOPLE:KEY when the file holds something else.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(0o600, exist_ok=False)
        file.write_text(secrets.token_hex(KEY_BYTES), "utf-8")
    try:
        key = bytes.fromhex(file_text(file).strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(
            "PEOPLE:KEY", f"{file} must hold {2 * KEY_BYTES} hex digits; put its backup in place"
        )
    return key
