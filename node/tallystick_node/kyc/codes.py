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
from tallystick_node.storage.tables import codes

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.context import Context

__all__ = ["CODE_HOLDER", "Codes", "code_place"]

CODE_DIGITS = 6
TRIES_MAX = 5
VALID = timedelta(minutes=10)
CODES_AN_HOUR = 5
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

    def send(self, number: str) -> None:
        """Send a one-time code of six digits to a mobile number.

        Args:
            number: The number in E.164 form.

        Raises:
            PersonRefused: CODE:LIMIT after five codes within an hour.
            VaultRefused: When the vault cannot seal.
        """
        context = self.context
        now = context.now
        mark = context.vault.mark("code_number", number)
        name = secrets.token_hex(16)
        code = f"{self.draw(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        with context.database.writing() as connection:
            sent = connection.scalar(
                select(func.count()).where(
                    codes.c.number_mark == mark, codes.c.sent_at > now - _HOUR
                )
            )
            if (sent or 0) >= CODES_AN_HOUR:
                raise PersonRefused(
                    "CODE:LIMIT", f"{CODES_AN_HOUR} codes an hour may be sent to a number; wait"
                )
            context.vault.open_for(connection, CODE_HOLDER + name)
            for field, value in (("number", number), ("code", code)):
                context.vault.put(
                    connection, CODE_HOLDER + name, code_place(name, field), value.encode()
                )
            connection.execute(
                insert(codes).values(
                    id=name, number_mark=mark, code_mark=self._mark(name, code), sent_at=now,
                    expires_at=now + VALID, tries=0,
                )
            )  # fmt: skip
            context.outbox.put(
                connection,
                key=f"code:{name}",
                channel="notice",
                recipient=CODE_HOLDER + name,
                content={"template": "one-time code", "minutes": int(VALID.total_seconds() // 60)},
            )

    def check(self, number: str, code: str) -> None:
        """Use up the newest code of a number.

        A wrong code counts as a try, whatever the caller does next.

        Args:
            number: The number in E.164 form.
            code: The digits that came back.

        Raises:
            PersonRefused: CODE:SPENT when no code is open for the number; CODE:WRONG when it is
                another.
        """
        with self.context.database.writing() as connection:
            right = self._try(connection, number, code)
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

    def _try(self, connection: Connection, number: str, code: str) -> bool | None:
        row = self._newest(connection, self.context.vault.mark("code_number", number))
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

    def _newest(self, connection: Connection, mark: str) -> Row[tuple[object, ...]] | None:
        return connection.execute(
            select(codes)
            .where(codes.c.number_mark == mark)
            .order_by(codes.c.sent_at.desc(), codes.c.id)
            .limit(1)
            .with_for_update()
        ).one_or_none()

    def _mark(self, name: str, code: str) -> str:
        return self.context.vault.mark("code", f"{name}:{code}")
