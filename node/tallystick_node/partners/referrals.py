"""What partners hand over for clients: the draft of an application, which the client confirms.

A referral applies for nothing. The client reads it with the code that the partner has passed on to
them, and takes it as the draft of their own application, or declines it.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.partners.refusals import NoPartner, PartnerRefused
from tallystick_node.partners.rules import REFERRAL_DAYS, REFERRALS_OPEN_MAX, ReferralState
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import partner_referrals
from tallystick_node.supervision.rules import key_hash, written_line
from tallystick_node.underwriting.drafts import DRAFT_FIELDS, FIELD_CHARACTERS_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.partners.desk import PartnersDesk
    from tallystick_node.partners.key_book import PartnerKey
    from tallystick_node.underwriting.drafts import Drafts

__all__ = ["Referral", "Referrals"]

REFERENCE_CHARACTERS_MAX = 40
_CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Referral:
    """What was handed over, without its words."""

    number: int
    partner: str
    reference: str
    state: ReferralState
    referred_at: datetime
    expires_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Referrals:
    """Takes them from partners, and lets clients answer. drafts: of clients' own applications."""

    desk: PartnersDesk
    drafts: Drafts

    def add(
        self, connection: Connection, key: PartnerKey, reference: str, fields: Mapping[str, str]
    ) -> tuple[str, Referral]:
        """Take a draft over.

        Args:
            connection: An open transaction that writes.
            key: The partner's.
            reference: The partner's own, 1 to 40 characters that name nobody.
            fields: The application's fields, as a draft has them.

        Returns:
            The code that the client needs, shown this once, and the referral.

        Raises:
            InputError: SUPERVISION:TEXT for a reference that is none; REFERRAL:FIELD for a field
                that an application does not have, or is too long; REFERRAL:EMPTY for no field.
            PartnerRefused: REFERRAL:MANY beyond 1,000 that are open.
        """
        named = written_line(reference, "a partner's reference", REFERENCE_CHARACTERS_MAX)
        for name, text in fields.items():
            if name not in DRAFT_FIELDS or len(text) > FIELD_CHARACTERS_MAX:
                raise InputError(
                    "REFERRAL:FIELD", f"{name[:32]!r} is not a field of an application, or too long"
                )
        if not any(fields.values()):
            raise InputError("REFERRAL:EMPTY", "a referral has at least one field")
        one_at_a_time(connection, f"referrals of {key.partner}")
        table = partner_referrals.c
        count = connection.scalar(
            select(func.count()).where(
                table.partner == key.partner, table.state == ReferralState.OPEN
            )
        )
        if (count or 0) >= REFERRALS_OPEN_MAX:
            raise PartnerRefused(
                "REFERRAL:MANY", f"at most {REFERRALS_OPEN_MAX:,} referrals wait for clients"
            )
        code, now = secrets.token_urlsafe(_CODE_BYTES), self.desk.now
        row = connection.execute(
            insert(partner_referrals)
            .values(
                partner=key.partner, reference=named, code_hash=key_hash(code),
                state=ReferralState.OPEN, referred_at=now,
                expires_at=now + timedelta(days=REFERRAL_DAYS),
            )
            .returning(partner_referrals)
        ).one()  # fmt: skip
        vault, words = self.desk.context.vault, json.dumps(dict(fields), ensure_ascii=False)
        vault.open_for(connection, _holder(row.id))
        vault.put(connection, _holder(row.id), _place(row.id), words.encode())
        self.desk.note(connection, "partner.referred", f"referral {row.id}", key.actor)
        return code, _referral(row)

    def find(self, connection: Connection, key: PartnerKey, number: int) -> Referral:
        """Return what became of a partner's referral.

        Args:
            connection: An open database transaction.
            key: The partner's.
            number: The referral.

        Returns:
            It, without words and without the client.

        Raises:
            NoPartner: REFERRAL:NONE when the partner has none of that number.
        """
        row = connection.execute(
            select(partner_referrals).where(
                partner_referrals.c.id == number, partner_referrals.c.partner == key.partner
            )
        ).one_or_none()
        if row is None:
            raise NoPartner("REFERRAL:NONE", f"there is no referral {number} of yours")
        return _referral(row)

    def look(self, connection: Connection, code: str) -> tuple[Referral, dict[str, str]]:
        """Return what waits for whoever has the code.

        Args:
            connection: An open database transaction.
            code: As the partner has passed it on.

        Returns:
            The referral and its fields.

        Raises:
            NoPartner: REFERRAL:CODE when nothing waits under it.
        """
        row = self._waiting(connection, code)
        text = self.desk.context.vault.get_text(connection, _holder(row.id), _place(row.id))
        return _referral(row), dict(json.loads(text))

    def confirm(self, connection: Connection, person: str, code: str) -> Referral:
        """Let a client take it as the draft of their own application; nothing is applied for.

        Args:
            connection: An open transaction that writes.
            person: The client.
            code: As the partner has passed it on.

        Returns:
            The referral.

        Raises:
            NoPartner: REFERRAL:CODE.
            InputError: DRAFT:FIELD; PersonRefused and VaultRefused as for a draft.
        """
        _, fields = self.look(connection, code)
        self.drafts.keep(connection, person, fields)
        return self._settle(connection, code, person, ReferralState.CONFIRMED)

    def decline(self, connection: Connection, person: str, code: str) -> Referral:
        """Let a client decline it; its words are gone.

        Args:
            connection: An open transaction that writes.
            person: The client.
            code: As the partner has passed it on.

        Returns:
            The referral.

        Raises:
            NoPartner: REFERRAL:CODE.
        """
        return self._settle(connection, code, person, ReferralState.DECLINED)

    def forget_old(self, connection: Connection) -> int:
        """End what nobody has answered in time, and destroy its words.

        Args:
            connection: An open transaction that writes.

        Returns:
            How many have ended.
        """
        table, now = partner_referrals, self.desk.now
        ended = connection.scalars(
            update(table)
            .where(table.c.state == ReferralState.OPEN, table.c.expires_at <= now)
            .values(state=ReferralState.EXPIRED, settled_at=now)
            .returning(table.c.id)
        ).all()
        for number in ended:
            self.desk.context.vault.forget(connection, _holder(number))
        return len(ended)

    def _settle(
        self, connection: Connection, code: str, person: str, state: ReferralState
    ) -> Referral:
        row = self._waiting(connection, code)
        table = partner_referrals
        settled = connection.execute(
            update(table)
            .where(table.c.id == row.id, table.c.state == ReferralState.OPEN)
            .values(state=state, person=person, settled_at=self.desk.now)
            .returning(table)
        ).one_or_none()
        if settled is None:
            raise _no_code()
        self.desk.context.vault.forget(connection, _holder(row.id))
        self.desk.note(connection, f"partner.referral_{state}", f"referral {row.id}", "client")
        return _referral(settled)

    def _waiting(self, connection: Connection, code: str) -> Row[Any]:
        table = partner_referrals.c
        row = connection.execute(
            select(partner_referrals).where(
                table.code_hash == key_hash(code), table.state == ReferralState.OPEN,
                table.expires_at > self.desk.now,
            )
        ).one_or_none()  # fmt: skip
        if row is None:
            raise _no_code()
        return row


def _no_code() -> NoPartner:
    return NoPartner("REFERRAL:CODE", "nothing waits under this code")


def _holder(number: int) -> str:
    return f"referral:{number}"


def _place(number: int) -> Place:
    return Place("partner_referrals", str(number), "words")


def _referral(row: Row[Any]) -> Referral:
    return Referral(
        row.id, row.partner, row.reference, ReferralState(row.state), row.referred_at,
        row.expires_at, row.settled_at,
    )  # fmt: skip
