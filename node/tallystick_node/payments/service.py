"""The desk: takes orders, follows them at the custodian, and mints or burns by its word alone.

A deposit: the custodian is instructed, the client authorises, money settles, tokens are minted to
the client's wallet. A withdrawal: the client sends tokens to the custodian's address, the custodian
is instructed, the client authorises, money settles, the tokens are burned; when the custodian
refuses they go back. Settling an order and asking for its mint or burn are one transaction, and a
key is sent once, so an order that settled is minted or burned exactly once, whatever dies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import structlog

from tallystick.chain.artifacts import TOKEN
from tallystick.errors import InputError, TallystickError, TransportError
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.payments.books import newest_orders
from tallystick_node.payments.custodian import (
    Custodian,
    CustodianOrder,
    CustodianRefused,
    CustodianUnavailable,
    Instruction,
    PaymentKind,
    Status,
)
from tallystick_node.payments.finality import Finality
from tallystick_node.payments.jobs import open_days
from tallystick_node.payments.order_states import OPEN, PaymentState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.payments.order import PaymentOrder, TokensDue
    from tallystick_node.payments.orders import OrderBook
    from tallystick_node.payments.token import TokenReader
    from tallystick_node.storage import Database

__all__ = ["PaymentsDesk"]

# A settled order is looked for in the statements of so many days.
_STATEMENTS = 6
_STATE_OF = {
    Status.INSTRUCTED: PaymentState.INSTRUCTED,
    Status.AUTHORISED: PaymentState.AUTHORISED,
    Status.SETTLED: PaymentState.SETTLED,
    Status.REFUSED: PaymentState.REFUSED,
    Status.EXPIRED: PaymentState.EXPIRED,
}
# As on a chain that is never reorganised.
_FINAL_AT_ONCE = Finality()
_log = structlog.get_logger("tallystick.payments")


def _is_held(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class PaymentsDesk:
    """Payments of one platform through one custodian; any number of processes may work at it.

    held: whether the owner of a wallet is held; an order of theirs that the custodian does not have
    yet waits until they are not.
    """

    database: Database
    custodian: Custodian
    orders: OrderBook
    sends: SendBook
    token: TokenReader
    business: BusinessClock
    currency: str
    finality: Finality = _FINAL_AT_ONCE
    stop_on_difference: bool = True
    held: Callable[[str], bool] = _is_held

    def deposit(self, key: str, *, account: str, wallet: str, amount: int) -> PaymentOrder:
        """Take an order to bring money in; the same key again is the same order.

        Args:
            key: The order's key.
            account: The client's account at the custodian.
            wallet: The wallet for which tokens are minted.
            amount: In minor units, 1 to 10^15.

        Returns:
            The order.

        Raises:
            InputError: PAYMENT:STOPPED while chain, ledger and bank differ on any day; PAYMENT:KEY
                when the key belongs to another order; PAYMENT:AMOUNT; PAYMENT:ACCOUNT; PAYMENT:MANY
                beyond twenty deposits of the account that have not ended; INPUT:ADDRESS.
        """
        instruction = Instruction(key, PaymentKind.DEPOSIT, account, amount, self.currency)
        with self.database.writing() as connection:
            days = open_days(connection) if self.stop_on_difference else []
            if days and self.orders.find(connection, key) is None:
                raise InputError(
                    "PAYMENT:STOPPED",
                    f"chain, ledger and bank differ since {days[0]}; deposits wait for that",
                )
            return self.orders.put(connection, instruction, wallet)

    def withdraw(self, key: str, *, account: str, wallet: str, amount: int) -> PaymentOrder:
        """Take an order to pay money out; it waits until the wallet has sent the tokens back.

        The same key again is the same order. No difference of the books stops a withdrawal.

        Args:
            key: The order's key.
            account: The client's account at the custodian.
            wallet: The wallet that sends the tokens.
            amount: In minor units, 1 to 10^15.

        Returns:
            The order.

        Raises:
            InputError: PAYMENT:KEY when the key belongs to another order; PAYMENT:AMOUNT;
                PAYMENT:ACCOUNT; PAYMENT:MANY beyond twenty withdrawals of the account that have not
                ended; INPUT:ADDRESS.
        """
        instruction = Instruction(key, PaymentKind.WITHDRAWAL, account, amount, self.currency)
        with self.database.writing() as connection:
            return self.orders.put(connection, instruction, wallet)

    def find(self, key: str) -> PaymentOrder | None:
        """Return an order.

        Args:
            key: The order's key.

        Returns:
            The order, None when there is none of that key.
        """
        with self.database.reading() as connection:
            return self.orders.find(connection, key)

    def of(self, wallet: str, limit: int) -> list[PaymentOrder]:
        """Return a wallet's orders.

        Args:
            wallet: The checksummed address.
            limit: How many at most.

        Returns:
            The orders, the newest first.
        """
        with self.database.reading() as connection:
            return newest_orders(connection, wallet, limit)

    @property
    def send_to(self) -> str:
        """The custodian's address, to which clients send tokens that they withdraw."""
        return self.token.custodian

    def due(self, order: PaymentOrder) -> TokensDue | None:
        """Return which tokens an order waits for.

        Args:
            order: The order.

        Returns:
            What is due, None for an order that waits for no tokens.
        """
        with self.database.reading() as connection:
            return self.orders.due(connection, order)

    def tick(self) -> int:
        """Do what can be done now; a custodian that does not answer is asked again next time.

        Returns:
            How many orders have moved.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        moved = self._match()
        with self.database.writing() as connection:
            moved += self.orders.expire_awaiting(connection)
        moved += self._each(OPEN, self._follow)
        return moved + self._each((PaymentState.SETTLED,), self._finish)

    def _match(self) -> int:
        with self.database.reading() as connection:
            orders = self.orders.covered(connection, self.finality)
        moved = 0
        for order in orders:
            with self.database.writing() as connection:
                moved += self.orders.match(connection, order, self.finality)
        return moved

    def _each(self, states: tuple[PaymentState, ...], step: Callable[[PaymentOrder], bool]) -> int:
        with self.database.reading() as connection:
            orders = self.orders.in_states(connection, states)
        moved = 0
        for order in orders:
            try:
                moved += step(order)
            except (CustodianUnavailable, CustodianRefused) as silent:
                _log.warning("the custodian does not answer", key=order.key, code=silent.code)
            except TransportError:
                raise
            except Exception as broken:  # noqa: BLE001 - one order stops nobody else's
                _log.error("an order cannot be followed", key=order.key, code=_code(broken))
        if orders:
            with self.database.writing() as connection:
                self.orders.looked(connection, orders)
        return moved

    def _follow(self, order: PaymentOrder) -> bool:
        reported: CustodianOrder | None
        if order.state is PaymentState.ASKED and self.held(order.wallet):
            return False
        if order.state is not PaymentState.ASKED:
            reported = self.custodian.order(order.key)
        else:
            try:
                reported = self.custodian.instruct(order.instruction)
            except CustodianRefused as refused:
                # Only an order that it does not have is refused: one that it has may still move.
                reported = self.custodian.order(order.key)
                if reported is None:
                    return self._move(order, PaymentState.REFUSED, reason=refused.code)
        if reported is None:
            return self._move(
                order, PaymentState.ASKED
            )  # it never arrived: it is handed over again
        if reported.instruction != order.instruction:
            raise CustodianUnavailable(
                "BANK:ANSWER", f"the bank has another order under the key {order.key}"
            )
        state = _STATE_OF[reported.status]
        if state is order.state:
            return False
        return self._move(
            order, state, reference=reported.reference, authorise_at=reported.authorise_at,
            reason=reported.reason,
        )  # fmt: skip

    def _move(self, order: PaymentOrder, state: PaymentState, **values: str | None) -> bool:
        booked_on = self._booked_on(order.key) if state is PaymentState.SETTLED else None
        with self.database.writing() as connection:
            if not self.orders.move(connection, order, state, booked_on=booked_on, **values):
                return False
            if state is PaymentState.SETTLED:
                self._change_supply(connection, order)
            elif state in {PaymentState.REFUSED, PaymentState.EXPIRED}:
                self._give_back(connection, order)
        return True

    def _booked_on(self, key: str) -> date:
        """The custodian's own day of a movement; today when no statement has it yet."""
        today = self.business.today()
        for back in range(_STATEMENTS):
            day = today - timedelta(back)
            try:
                lines = self.custodian.statement(day)
            except CustodianUnavailable as senseless:
                if senseless.code != "BANK:ANSWER":
                    raise
                # Somebody else's line: the comparison tells of it, and this order goes on.
                _log.warning("a statement makes no sense", key=key, day=day.isoformat())
                continue
            if any(line.key == key for line in lines):
                return day
        return today

    def _change_supply(self, connection: Connection, order: PaymentOrder) -> None:
        amount = order.instruction.amount
        deposit = order.instruction.kind is PaymentKind.DEPOSIT
        self.sends.put(
            connection, key=order.send_key, account=self.token.custodian, contract=TOKEN,
            function="mint" if deposit else "burn",
            arguments=(order.wallet, amount) if deposit else (amount,),
        )  # fmt: skip

    def _give_back(self, connection: Connection, order: PaymentOrder) -> None:
        """Send tokens back whose money was not paid out."""
        if order.instruction.kind is PaymentKind.WITHDRAWAL:
            self.sends.put(
                connection, key=f"return {order.key}", account=self.token.custodian,
                contract=TOKEN, function="transfer",
                arguments=(order.wallet, order.instruction.amount),
            )  # fmt: skip

    def _finish(self, order: PaymentOrder) -> bool:
        send = self.sends.find(self.database, order.send_key)
        assert send is not None, "it was asked for with the settlement"
        if send.state is not SendState.DONE:
            return False
        with self.database.writing() as connection:
            return self.orders.move(connection, order, PaymentState.DONE)


def _code(broken: Exception) -> str:
    return broken.code if isinstance(broken, TallystickError) else type(broken).__name__
