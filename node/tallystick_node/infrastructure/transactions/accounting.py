"""The sender's own table work: nonces, signed versions, what was spent. No chain is asked here.

Whatever is sent was written here before, signed: a nonce, a raw transaction and its reserved cost
are one transaction of the database. So a nonce belongs to one send for ever, and a process that
dies leaves behind what the next one needs to send the very same bytes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, insert, select, update

from tallystick_node.infrastructure.transactions.account import AccountState, OpenWork, Version
from tallystick_node.infrastructure.transactions.outgoing import COIN, Send, SendState, send_of
from tallystick_node.infrastructure.transactions.rules import cost_max, may_spend
from tallystick_node.infrastructure.transactions.velocity import is_halted
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import send_accounts, send_versions, sends, spending

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.account import SendOutcome
    from tallystick_node.storage import Database

__all__ = ["RESUME", "SendLedger"]

# Signs a body and returns the raw transaction and its hash.
Sign = Callable[[Mapping[str, Any]], tuple[bytes, str]]
_REASON_MAX = 512
# Stands in place of the reason when someone has looked and the sender may go on.
RESUME = "to be resumed"
_FLYING = (sends.c.nonce,)
# Calls as they were asked for, then gifts of coin: one that waits for coin holds up no calls.
_PLANNED = (sends.c.contract == COIN, sends.c.id)
_ANY_OPEN = select(
    exists().where(
        sends.c.account == bindparam("account"),
        sends.c.state.in_((SendState.SENT, SendState.PLANNED)),
    )
)


@dataclass(frozen=True, slots=True)
class SendLedger:
    """The tables of one account."""

    database: Database
    clock: Clock
    audit_log: AuditLog
    address: str
    cap_wei_per_day: int

    def account(self, chain_nonce: Callable[[], int]) -> AccountState:
        """Return the account's state; the chain's nonce counts only when it was never seen.

        Args:
            chain_nonce: Asks the chain for the account's next nonce.

        Returns:
            The state.
        """
        with self.database.reading() as connection:
            row = self._account(connection)
        if row is None:
            first = {"address": self.address, "next_nonce": chain_nonce()}
            with self.database.writing() as connection:
                connection.execute(insert_absent(connection, send_accounts), first)
                row = self._account(connection)
        assert row is not None, "it was just put there"
        return row

    def open_work(self, chain_nonce: Callable[[], int]) -> OpenWork:
        """Return the account's state and all that is not settled, as of one moment.

        Args:
            chain_nonce: Asks the chain for the account's next nonce, when it was never seen.

        Returns:
            The work: at most 100 sends in flight, and at most 100 planned ones.
        """
        with self.database.reading() as connection:
            account = self._account(connection)
            open_ones = connection.scalar(_ANY_OPEN, {"account": self.address})
            flying = planned = []
            if open_ones:
                flying = self._of_state(connection, SendState.SENT, *_FLYING)
                planned = self._of_state(connection, SendState.PLANNED, *_PLANNED)
        return OpenWork(account or self.account(chain_nonce), flying, planned)

    def in_flight(self) -> list[Send]:
        """Return what was sent and is not settled, at most 100.

        Returns:
            The sends, in the order of nonces.
        """
        with self.database.reading() as connection:
            return self._of_state(connection, SendState.SENT, *_FLYING)

    def versions(self, send: Send) -> list[Version]:
        """Return every signed version of a send.

        Args:
            send: The send.

        Returns:
            The versions, the newest first.
        """
        question = (
            select(send_versions)
            .where(send_versions.c.send == send.number)
            .order_by(send_versions.c.number.desc())
        )
        with self.database.reading() as connection:
            rows = connection.execute(question).all()
        return [
            Version(row.number, row.tx_hash, bytes.fromhex(row.raw[2:]), row.body, row.signed_at)
            for row in rows
        ]

    def spent(self, connection: Connection, day: date) -> int:
        """Return what a day costs: what settled transactions cost, and what others may cost.

        Args:
            connection: An open database transaction.
            day: A day of UTC.

        Returns:
            Wei.
        """
        here = (spending.c.account == self.address, spending.c.day == day)
        return int(connection.scalar(select(spending.c.wei).where(*here)) or 0)

    def sign_first(self, send: Send, body: Mapping[str, Any], sign: Sign) -> Version | None:
        """Give a planned send its nonce, its reserved cost and its first signature, at once.

        Args:
            send: The send.
            body: The transaction without its nonce.
            sign: Signs a body.

        Returns:
            The version; None when the account or the action was halted, another process was
            faster, or the day's cap forbids it, with the code `SEND:CAP`.
        """
        with self.database.writing() as connection:
            account = self._account(connection, lock=True)
            if account is None or account.halted is not None:
                return None
            full = {**body, "nonce": account.next_nonce}
            cost = cost_max(full)
            row = self._locked(connection, send)
            halted = connection.scalar(select(is_halted(send.contract, send.function)))
            if row.state != SendState.PLANNED or halted:
                return None
            if not self._reserve(connection, send, cost):
                return None
            version = self._sign(connection, send, full, sign)
            connection.execute(
                update(sends)
                .where(sends.c.id == send.number)
                .values(
                    state=SendState.SENT, nonce=account.next_nonce, reserved=cost,
                    reserved_on=self._today(), code=None, reason=None, attempts=1,
                    tx_hash=version.tx_hash,
                )
            )  # fmt: skip
            own = update(send_accounts).where(send_accounts.c.address == self.address)
            connection.execute(own.values(next_nonce=account.next_nonce + 1))
            return version

    def sign_again(self, send: Send, body: Mapping[str, Any], sign: Sign) -> Version | None:
        """Sign a dearer version of a send in flight.

        Args:
            send: The send.
            body: The whole transaction.
            sign: Signs a body.

        Returns:
            The version; None when the cap forbids, it is settled, or the account was halted.
        """
        with self.database.writing() as connection:
            account = self._account(connection, lock=True)
            row = self._locked(connection, send)
            if account is None or account.halted is not None or row.state != SendState.SENT:
                return None
            more = cost_max(body) - (row.reserved if row.reserved_on == self._today() else 0)
            if not self._reserve(connection, send, max(more, 0)):
                return None
            version = self._sign(connection, send, body, sign)
            connection.execute(
                update(sends)
                .where(sends.c.id == send.number)
                .values(
                    reserved=cost_max(body), reserved_on=self._today(), code=None, reason=None,
                    attempts=row.attempts + 1, tx_hash=version.tx_hash,
                )
            )  # fmt: skip
            return version

    def settle(self, send: Send, outcome: SendOutcome) -> bool:
        """Write down how a send ended, give back what it did not cost, and journal it.

        Args:
            send: The send.
            outcome: How it ended.

        Returns:
            False when it was settled before.
        """
        with self.database.writing() as connection:
            row = self._locked(connection, send)
            if row.state != SendState.SENT:
                return False
            connection.execute(
                update(sends)
                .where(sends.c.id == send.number)
                .values(
                    state=outcome.state, tx_hash=outcome.tx_hash, block=outcome.block,
                    block_hash=outcome.block_hash, code=outcome.code,
                    reason=_short(outcome.reason), settled_at=self.clock(),
                )
            )  # fmt: skip
            self._add(connection, row.reserved_on, outcome.cost - row.reserved)
            self._tell(connection, send, outcome.state, outcome.tx_hash)
        return True

    def refuse(self, send: Send, code: str, reason: str) -> None:
        """Write down that a planned send is refused for good; nothing was sent.

        Args:
            send: The send.
            code: Why, as a code.
            reason: Why, as a sentence; cut to 512 characters.
        """
        with self.database.writing() as connection:
            ended = {"code": code, "reason": _short(reason), "settled_at": self.clock()}
            refused = connection.execute(
                update(sends)
                .where(sends.c.id == send.number, sends.c.state == SendState.PLANNED)
                .values(state=SendState.REFUSED, **ended)
            )
            if refused.rowcount == 1:
                self._tell(connection, send, SendState.REFUSED, code)

    def note(self, send: Send, code: str) -> None:
        """Write down why a planned send waits.

        Args:
            send: The send.
            code: Why, as a code.
        """
        with self.database.writing() as connection:
            connection.execute(update(sends).where(sends.c.id == send.number).values(code=code))

    def halt(self, reason: str) -> None:
        """Send nothing more from this account until `resume`.

        Args:
            reason: Why, as a sentence.
        """
        with self.database.writing() as connection:
            halted = connection.execute(
                update(send_accounts)
                .where(send_accounts.c.address == self.address, send_accounts.c.halted.is_(None))
                .values(halted=reason)
            )
            if halted.rowcount == 1:
                self.audit_log.add(
                    connection, actor="node", act="account.halted", subject=self.address,
                    details={"reason": reason},
                )  # fmt: skip

    def ask_resume(self) -> bool:
        """Let the sender go on at its next look.

        Returns:
            False when the account is not halted.
        """
        with self.database.writing() as connection:
            asked = connection.execute(
                update(send_accounts)
                .where(send_accounts.c.address == self.address, send_accounts.c.halted.is_not(None))
                .values(halted=RESUME)
            )
            return asked.rowcount == 1

    def resume(self, chain_nonce: int, displaced: list[Send]) -> None:
        """Go on from the chain's nonce; sends whose nonce others took are sent anew.

        Args:
            chain_nonce: The account's next nonce on the chain.
            displaced: Those sends.
        """
        with self.database.writing() as connection:
            account = self._account(connection, lock=True)
            assert account is not None, "it was halted"
            for send in displaced:
                row = self._locked(connection, send)
                self._add(connection, row.reserved_on, -row.reserved)
                connection.execute(
                    update(sends)
                    .where(sends.c.id == send.number)
                    .values(state=SendState.PLANNED, nonce=None, reserved=None, reserved_on=None)
                )
            connection.execute(
                update(send_accounts)
                .where(send_accounts.c.address == self.address)
                .values(halted=None, next_nonce=max(chain_nonce, account.next_nonce))
            )
            details = {"displaced": [send.key for send in displaced]}
            self.audit_log.add(
                connection, actor="operator", act="account.resumed", subject=self.address,
                details=details,
            )  # fmt: skip

    def _of_state(self, connection: Connection, state: SendState, *order: Any) -> list[Send]:
        question = select(sends).where(sends.c.account == self.address, sends.c.state == state)
        if state is SendState.PLANNED:
            question = question.where(~is_halted(sends.c.contract, sends.c.function))
        return [send_of(row) for row in connection.execute(question.order_by(*order).limit(100))]

    def _account(self, connection: Connection, *, lock: bool = False) -> AccountState | None:
        question = select(send_accounts).where(send_accounts.c.address == self.address)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        return None if row is None else AccountState(row.next_nonce, row.halted)

    def _reserve(self, connection: Connection, send: Send, more: int) -> bool:
        """Take from the day's cap in the caller's transaction, or note that too little is left."""
        day = self._today()
        spent = self._spent_locked(connection, day)
        if not may_spend(spent, more, self.cap_wei_per_day):
            change = update(sends).where(sends.c.id == send.number)
            connection.execute(change.values(code="SEND:CAP"))
            return False
        self._spend(connection, day, spent + more)
        return True

    def _add(self, connection: Connection, day: date, wei: int) -> None:
        if wei:
            self._spend(connection, day, self._spent_locked(connection, day) + wei)

    def _spend(self, connection: Connection, day: date, wei: int) -> None:
        connection.execute(
            update(spending)
            .where(spending.c.account == self.address, spending.c.day == day)
            .values(wei=max(wei, 0))
        )

    def _spent_locked(self, connection: Connection, day: date) -> int:
        """Return the wei of a day, which stays as it is until the transaction ends."""
        here = (spending.c.account == self.address, spending.c.day == day)
        question = select(spending.c.wei).where(*here).with_for_update()
        spent = connection.scalar(question)
        if spent is None:
            row = {"account": self.address, "day": day, "wei": 0}
            connection.execute(insert_absent(connection, spending), row)
            spent = connection.scalar(question)
        return int(spent or 0)

    def _locked(self, connection: Connection, send: Send) -> Any:
        """Return a send's row. Rows are locked in one order: account, send, spending, journal."""
        question = select(sends).where(sends.c.id == send.number)
        return connection.execute(question.with_for_update()).one()

    def _sign(
        self, connection: Connection, send: Send, body: Mapping[str, Any], sign: Sign
    ) -> Version:
        raw, tx_hash = sign(body)
        last = connection.scalar(
            select(func.max(send_versions.c.number)).where(send_versions.c.send == send.number)
        )
        version = Version((last or 0) + 1, tx_hash, raw, dict(body), self.clock())
        connection.execute(
            insert(send_versions).values(
                tx_hash=tx_hash, send=send.number, number=version.number, raw="0x" + raw.hex(),
                body=version.body, signed_at=version.signed_at,
            )
        )  # fmt: skip
        return version

    def _tell(self, connection: Connection, send: Send, state: str, what: str) -> None:
        self.audit_log.add(
            connection, actor=send.account, act=f"send.{state}", subject=send.key,
            details={"call": f"{send.contract}.{send.function}", "what": what},
        )  # fmt: skip

    def _today(self) -> date:
        return self.clock().date()


def _short(reason: str | None) -> str | None:
    return None if reason is None else reason[:_REASON_MAX]
