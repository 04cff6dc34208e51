"""Requests to the node about resale."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.resale import (
    AskResponse,
    AsksResponse,
    BidResponse,
    BidsResponse,
    OrderSide,
    OrderWithdrawalResponse,
    OwnOrdersResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncResaleApi"]


class AsyncResaleApi(AsyncCalls):
    """Calls about resale."""

    async def list_asks(self, *, limit: int = 50, loan: int | None = None) -> AsksResponse:
        """List the asks that are neither over nor withdrawn.

        Args:
            limit: Items of a page at most.
            loan: Of one loan; None leaves it out.

        Returns:
            Asks.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/asks", AsksResponse, query={"limit": limit, "loan": loan})

    async def put_ask(self, *, ask: dict[str, str], signature: str) -> AskResponse:
        """Put my signed ask on the board.

        Args:
            ask: The fields of the EIP-712 message: numbers in decimal digits.
            signature: The seller's signature in hex.

        Returns:
            An ask, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/asks", AskResponse, body={"ask": ask, "signature": signature}
        )

    async def withdraw_ask(self, digest: str) -> None:
        """Take my ask off the board.

        Whoever has kept it can fill it until it is cancelled on chain.

        Args:
            digest: The ask's digest.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/asks/{segment(digest)}")

    async def read_ask(self, digest: str) -> AskResponse:
        """Read one ask.

        Args:
            digest: The ask's digest.

        Returns:
            An ask, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/asks/{segment(digest)}", AskResponse)

    async def list_bids(self, *, limit: int = 50, loan: int | None = None) -> BidsResponse:
        """List the bids that are neither over nor withdrawn.

        Args:
            limit: Items of a page at most.
            loan: Of one loan; None leaves it out.

        Returns:
            Bids.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/bids", BidsResponse, query={"limit": limit, "loan": loan})

    async def put_bid(self, *, bid: dict[str, str], signature: str) -> BidResponse:
        """Put my signed bid on the board.

        It is refused as the contract would refuse the purchase.

        Args:
            bid: The fields of the EIP-712 message: numbers in decimal digits.
            signature: The buyer's signature in hex.

        Returns:
            A bid, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/bids", BidResponse, body={"bid": bid, "signature": signature}
        )

    async def withdraw_bid(self, digest: str) -> None:
        """Take my bid off the board; whoever has kept it can sell to it until it is cancelled.

        Args:
            digest: The bid's digest.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/bids/{segment(digest)}")

    async def read_bid(self, digest: str) -> BidResponse:
        """Read one bid.

        Args:
            digest: The bid's digest.

        Returns:
            A bid, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/bids/{segment(digest)}", BidResponse)

    async def list_own_orders(self) -> OwnOrdersResponse:
        """List my asks and bids, also those that are over or off the board.

        Returns:
            My orders, the newest fifty of each side.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/me/orders", OwnOrdersResponse)

    async def withdraw_orders(
        self,
        *,
        all_open: bool = False,
        digests: tuple[str, ...] | None = None,
        side: OrderSide | None = None,
    ) -> OrderWithdrawalResponse:
        """Take several of my orders off the board, and say what the chain still has to end.

        Each is taken off by itself, and nothing is sent to the chain. What was signed and shown
        can be filled until it expires or its maker ends it there: `still_valid` names such
        orders with the call for each, and `at_once` the one call that ends all of them together.

        Args:
            all_open: Whether all my open orders are meant.
            digests: The orders; null together with `all_open`; None leaves it out.
            side: With `all_open`, asks or bids alone; None leaves it out.

        Returns:
            An outcome for each order, and what only the chain can still end.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/me/orders/withdrawals",
            OrderWithdrawalResponse,
            body={"all_open": all_open, "digests": digests, "side": side},
        )
