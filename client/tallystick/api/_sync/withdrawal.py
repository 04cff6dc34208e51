"""A withdrawal in one call: the order at the node, and its tokens to the custodian, once."""

# Made by scripts/unasync.py from api/_async/withdrawal.py; do not edit.

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from tallystick.api.records.payments import OrderResponse, PaymentState, TokensDueResponse
from tallystick.chain._sync.ranges import logs_in_ranges
from tallystick.chain.artifacts import TOKEN, interface
from tallystick.chain.codec import address_of
from tallystick.chain.contracts import Token
from tallystick.errors import (
    InputError,
    NodeRefused,
    TransactionPending,
    TransactionRefused,
    TransactionReplaced,
)

if TYPE_CHECKING:
    from tallystick.api._sync.payments import PaymentsApi
    from tallystick.api._sync.platform import PlatformApi
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform

__all__ = ["Withdrawal"]

AMOUNT_MAX = 10**15
_POLL_SECONDS = 1
_NOT_FOUND = 404
_TRANSFER = next(
    topic for topic, shape in interface(TOKEN).events.items() if shape.name == "Transfer"
)


class Withdrawal:
    """One withdrawal under a key; whatever stops it, the same call again goes on with it."""

    def __init__(
        self,
        node: tuple[PlatformApi, PaymentsApi],
        platform: Platform,
        signer: Signer,
        timeout_seconds: int,
    ) -> None:
        self._info, self._payments = node
        self._platform = platform
        self._signer = signer
        self._timeout_seconds = timeout_seconds

    def carry_out(self, amount: int, key: str) -> OrderResponse:
        """Order it unless that was done, and send its tokens unless they are on their way.

        Args:
            amount: In minor units, 1 to 10^15.
            key: The order's key, 8 to 64 visible ASCII characters.

        Returns:
            The order as it stands after the transfer was mined.

        Raises:
            TallystickError: As `NodeClient.withdraw` says.
            TransactionPending: TX:PENDING when another transaction of the wallet came in between.
        """
        _check_amount(amount)
        custodian = self._custodian()
        order = self._ordered(key)
        if order is None:
            self._afford(amount, "nothing was ordered")
            order = self._payments.order_withdrawal(amount=amount, idempotency_key=key)
        self._check(order, amount, custodian)
        if order.state is not PaymentState.AWAITING or order.due is None:
            return order
        nonce, head = self._settled()
        if self._covered(order, order.due, custodian, head):
            return order
        self._afford(amount, "the order waits; call again with its key")
        plan = self._platform.plan(Token.transfer(custodian, amount), self._signer)
        # With the nonce of that moment: whatever was sent since, through whichever node,
        # at most one of the transfers can be mined.
        try:
            plan.send(timeout_seconds=self._timeout_seconds, nonce=nonce)
        except (TransactionRefused, TransactionReplaced) as taken:
            if taken.code not in {"TX:NONCE", "TX:REPLACED"}:
                raise
            raise TransactionPending(
                "TX:PENDING",
                "another transaction of this wallet came in between; it may be the transfer: call"
                " again with the same key",
            ) from taken
        return self._payments.read_order(order.key)

    def _custodian(self) -> str:
        info = self._info.read_platform()
        here = (self._platform.chain_id, self._platform.address(TOKEN))
        if (info.chain_id, info.currency.token) != here:
            raise InputError(
                "WITHDRAWAL:TOKEN",
                f"the node pays out the token {info.currency.token} of chain {info.chain_id}, this"
                f" platform has {here[1]} of chain {here[0]}",
            )
        if info.custodian is None:
            raise InputError("PAYMENT:CUSTODIAN", "this node has no custodian")
        return address_of("custodian", info.custodian)

    def _ordered(self, key: str) -> OrderResponse | None:
        # The node's own name for the order, so that looking for it makes none.
        name = hashlib.sha256(f"{self._signer.address} {key}".encode()).hexdigest()
        try:
            return self._payments.read_order(name)
        except NodeRefused as refused:
            if refused.status != _NOT_FOUND:
                raise
            return None

    def _afford(self, amount: int, state: str) -> None:
        present = self._platform.read(Token.balanceOf(self._signer.address))
        if present < amount:
            raise InputError(
                "WITHDRAWAL:BALANCE",
                f"the wallet has {present} of the {amount} minor units that are to be paid out;"
                f" {state}",
            )

    def _check(self, order: OrderResponse, amount: int, custodian: str) -> None:
        if order.wallet != self._signer.address:
            raise InputError(
                "WITHDRAWAL:WALLET",
                f"the node knows this client as {order.wallet}, the tokens are to come from"
                f" {self._signer.address}",
            )
        if order.amount != amount:
            raise InputError(
                "PAYMENT:KEY",
                f"the key stands for a withdrawal of {order.amount}, not {amount} minor units",
            )
        if order.send_to != custodian:
            raise InputError(
                "WITHDRAWAL:CUSTODIAN",
                f"the order names the custodian {order.send_to}, the platform {custodian}",
            )

    def _covered(
        self, order: OrderResponse, due: TokensDueResponse, custodian: str, head: int
    ) -> bool:
        """Whether a transfer for it was mined: as many of this amount as there are such orders."""
        count = due.arrived
        if head > due.block:
            sender, receiver = (
                bytes(12) + bytes.fromhex(address[2:])
                for address in (self._signer.address, custodian)
            )
            logs = logs_in_ranges(
                self._platform.connection, [self._platform.address(TOKEN)], due.block + 1, head,
                (_TRANSFER, sender, receiver),
            )  # fmt: skip
            count += sum(int.from_bytes(log.data) == order.amount for log in logs)
        return count >= due.number

    def _settled(self) -> tuple[int, int]:
        """Return the wallet's next nonce, and a block that has everything sent before it."""
        connection, wallet = self._platform.connection, self._signer.address
        deadline = time.monotonic() + self._timeout_seconds
        while True:
            sent = connection.nonce(wallet)
            head = connection.block_number()
            mined = connection.nonce(wallet, block=head)
            if mined >= sent:
                return mined, head
            if time.monotonic() >= deadline:
                raise TransactionPending(
                    "TX:PENDING",
                    "a transaction of this wallet is not mined yet; it may be the transfer: call"
                    " again with the same key",
                )
            time.sleep(_POLL_SECONDS)


def _check_amount(amount: int) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError("an amount is an int of minor units")
    if not 1 <= amount <= AMOUNT_MAX:
        raise InputError(
            "PAYMENT:AMOUNT", f"the amount {amount} is not 1 to {AMOUNT_MAX} minor units"
        )
