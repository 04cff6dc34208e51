"""Requests to the node about payments."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.payments import Failure, OrderResponse, OrdersResponse
from tallystick.api.shapes import amount_text, segment

__all__ = ["AsyncPaymentsApi"]


class AsyncPaymentsApi(AsyncCalls):
    """Calls about payments."""

    async def order_deposit(
        self, *, amount: int, sandbox: Failure | None = None, idempotency_key: str | None = None
    ) -> OrderResponse:
        """Bring money in. Tokens are minted to the wallet once the bank has booked it.

        The same key again returns the same order as it stands by then.

        Args:
            amount: In minor units.
            sandbox: How the sandbox bank of a development node is to fail; None leaves it out.
            idempotency_key: 8 to 64 visible ASCII characters; the same again returns the first
                answer. None makes a new one.

        Returns:
            Where an order stands; `authorise_at` is where the client authorises it at the bank.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/deposits",
            OrderResponse,
            body={"amount": amount_text("amount", amount), "sandbox": sandbox},
            key=idempotency_key or self.new_key(),
        )

    async def list_orders(self, *, limit: int = 50) -> OrdersResponse:
        """List my orders, the newest first.

        Args:
            limit: Items of a page at most.

        Returns:
            A wallet's orders.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/orders", OrdersResponse, query={"limit": limit})

    async def read_order(self, key: str) -> OrderResponse:
        """Read one of my orders, by the `key` of its first answer.

        Args:
            key: The order's `key`.

        Returns:
            Where an order stands; `authorise_at` is where the client authorises it at the bank.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/orders/{segment(key)}", OrderResponse)

    async def order_withdrawal(
        self, *, amount: int, sandbox: Failure | None = None, idempotency_key: str | None = None
    ) -> OrderResponse:
        """Take money out: the bank pays once the wallet has sent the tokens to `send_to`.

        It takes two factors. Nothing else stops a withdrawal but a case under review. The same
        key again returns the same order as it stands by then.

        Args:
            amount: In minor units.
            sandbox: How the sandbox bank of a development node is to fail; None leaves it out.
            idempotency_key: 8 to 64 visible ASCII characters; the same again returns the first
                answer. None makes a new one.

        Returns:
            Where an order stands; `authorise_at` is where the client authorises it at the bank.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/withdrawals",
            OrderResponse,
            body={"amount": amount_text("amount", amount), "sandbox": sandbox},
            key=idempotency_key or self.new_key(),
        )
