"""One-time codes: sent to a mobile number, good for ten minutes, five tries, and one use.

Number and code wait sealed under a key of their own, which is destroyed with the code. The outbox
holds neither: its message names the code's row, and `kyc.notices` opens it when it is delivered.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import codes

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.context import Context

__all__ = ["CODE_HOLDER", "Codes", "code_place"]

CODE_DIGITS = 6
TRIES_MAX = 5
VALID = timedelta(minutes=10)
CODES_AN_HOUR = 5
# By one who asks, for any numbers, and to one number, whoever asks.
CODES_ASKED_AN_HOUR = 10
CODES_A_NUMBER_AN_HOUR = 20
_HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
CODE_HOLDER = "code:"


def code_place(code: str, field: str) -> Place:
    """Return where a code's number or the code itself is sealed.

    Args:
        code: The code's identifier, not its digits.
        field: `number` or `code`.

    Returns:
        The place in the vault.
    """
    return Place("codes", code, field)


@dataclass(frozen=True, slots=True)
class Codes:
    """Sends codes and checks them. draw: a number below its argument, from a sound source."""

    context: Context
    draw: Callable[[int], int] = secrets.randbelow

    def send(self, number: str, asker: str = "") -> None:
        """Send a one-time code of six digits to a mobile number.

        Args:
            number: The number in E.164 form.
            asker: Who asks, by wallet or person; nobody else can use the code or use up its tries.
                Empty where the node itself asks.

        Raises:
            PersonRefused: CODE:LIMIT after five codes to the number or ten to any numbers within an
                hour, or twenty to the number by all who ask.
            VaultRefused: When the vault cannot seal.
        """
        context = self.context
        now = context.now
        mark = context.vault.mark("code_number", number)
        name = secrets.token_hex(16)
        code = f"{self.draw(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        asked_by = self._asker(asker)
        with context.database.writing() as connection:
            one_at_a_time(connection, f"codes of {asked_by}", f"codes to {mark}")
            self._check_limits(connection, mark, asked_by if asker else None)
            context.vault.open_for(connection, CODE_HOLDER + name)
            for field, value in (("number", number), ("code", code)):
                context.vault.put(
                    connection, CODE_HOLDER + name, code_place(name, field), value.encode()
                )
            connection.execute(
                insert(codes).values(
                    id=name, number_mark=mark, code_mark=self._mark(name, code), sent_at=now,
                    expires_at=now + VALID, tries=0, asker=asked_by,
                )
            )  # fmt: skip
            context.outbox.put(
                connection,
                key=f"code:{name}",
                channel="notice",
                recipient=CODE_HOLDER + name,
                content={"template": "one-time code", "minutes": int(VALID.total_seconds() // 60)},
            )

    def check(self, number: str, code: str, asker: str = "") -> None:
        """Use up the newest code that somebody has asked to be sent to a number.

        A wrong code counts as a try, whatever the caller does next; a stranger's tries count
        against the code that they asked for, and against no other.

        Args:
            number: The number in E.164 form.
            code: The digits that came back.
            asker: Who asked for it, as in `send`.

        Raises:
            PersonRefused: CODE:SPENT when no code is open for the number; CODE:WRONG when it is
                another.
        """
        with self.context.database.writing() as connection:
            right = self._try(connection, number, code, self._asker(asker))
        if right is None:
            raise PersonRefused(
                "CODE:SPENT",
                f"no code is open for this number: each holds {int(VALID.total_seconds() // 60)}"
                f" minutes and {TRIES_MAX} tries; ask for a new one",
            )
        if not right:
            raise PersonRefused("CODE:WRONG", "this is not the code that was sent")

    def forget_old(self, connection: Connection) -> None:
        """Destroy the codes that expired more than a day ago.

        Args:
            connection: An open database transaction.
        """
        before = self.context.now - KEPT
        for name in connection.scalars(select(codes.c.id).where(codes.c.expires_at < before)).all():
            self.context.vault.forget(connection, CODE_HOLDER + name)
        connection.execute(delete(codes).where(codes.c.expires_at < before))

    def _check_limits(self, connection: Connection, mark: str, asker: str | None) -> None:
        to_number = codes.c.number_mark == mark
        by_asker = codes.c.asker == asker
        limits = (
            (to_number & by_asker, CODES_AN_HOUR, "may be sent to a number"),
            (by_asker, CODES_ASKED_AN_HOUR, "may be asked for"),
            (to_number, CODES_A_NUMBER_AN_HOUR, "may be sent to a number, whoever asks"),
        )
        alone = ((to_number, CODES_AN_HOUR, "may be sent to a number"),)
        for which, most, what in alone if asker is None else limits:
            sent = connection.scalar(
                select(func.count()).where(codes.c.sent_at > self.context.now - _HOUR, which)
            )
            if (sent or 0) >= most:
                raise PersonRefused("CODE:LIMIT", f"{most} codes an hour {what}; wait")

    def _try(self, connection: Connection, number: str, code: str, asker: str) -> bool | None:
        row = self._newest(connection, self.context.vault.mark("code_number", number), asker)
        now = self.context.now
        if row is None or row.used_at or row.expires_at <= now or row.tries >= TRIES_MAX:
            return None
        right = hmac.compare_digest(self._mark(row.id, code.strip()), row.code_mark)
        connection.execute(
            update(codes)
            .where(codes.c.id == row.id)
            .values(tries=row.tries + 1, used_at=now if right else None)
        )
        if right:
            self.context.vault.forget(connection, CODE_HOLDER + row.id)
        return right

    def _newest(
        self, connection: Connection, mark: str, asker: str
    ) -> Row[tuple[object, ...]] | None:
        return connection.execute(
            select(codes)
            .where(codes.c.number_mark == mark, codes.c.asker == asker)
            .order_by(codes.c.sent_at.desc(), codes.c.id)
            .limit(1)
            .with_for_update()
        ).one_or_none()

    def _asker(self, asker: str) -> str:
        return self.context.vault.mark("code_asker", asker)

    def _mark(self, name: str, code: str) -> str:
        return self.context.vault.mark("code", f"{name}:{code}")
