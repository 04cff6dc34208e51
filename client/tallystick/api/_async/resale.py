"""Requests to the node about resale."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.resale import (
    AskRequest,
    AskResponse,
    AsksResponse,
    BidResponse,
    BidsResponse,
    BookResponse,
    BulkAskResponse,
    ExitResponse,
    LogResponse,
    NoteEstimatesResponse,
    OrderFact,
    OrderSide,
    OrderWithdrawalResponse,
    OwnOrdersResponse,
    PricesResponse,
    SalesResponse,
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

    async def put_asks(self, *, asks: tuple[AskRequest, ...]) -> BulkAskResponse:
        """Put several signed asks on the board, each by itself.

        One that is refused stops no other.

        Args:
            asks: The asks, each in the form of `SignedAsk.document`.

        Returns:
            An outcome for each ask, in their order.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/me/notes/asks", BulkAskResponse, body={"asks": asks})

    async def estimate_notes(
        self,
        *,
        loan: tuple[int, ...] | None = None,
        level: int | None = None,
        late: bool = False,
        price_ppm: int | None = None,
    ) -> NoteEstimatesResponse:
        """Estimate what my notes would bring: each by itself, and together.

        Args:
            loan: These loans alone; None leaves it out.
            level: Of this risk level alone; None leaves it out.
            late: Only loans that are past due.
            price_ppm: One price for all, of what is outstanding; None leaves it out.

        Returns:
            My notes, and what those that can be sold come to.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/me/notes/estimates",
            NoteEstimatesResponse,
            query={"loan": loan, "level": level, "late": late, "price_ppm": price_ppm},
        )

    async def plan_early_exit(self, *, price_ppm: int = 1000000, days: int = 14) -> ExitResponse:
        """Pair my notes with the bids that stand, and say what remains and why; nothing is sold.

        The same notes and bids give the same pairs whoever makes them again. Each pair is sold
        by my own wallet, and somebody else may be first.

        Args:
            price_ppm: The lowest price, of what is outstanding.
            days: Days within which I want to leave.

        Returns:
            What leaving comes to at this block, and everything that it was made from; no promise.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/me/notes/exit", ExitResponse, query={"price_ppm": price_ppm, "days": days}
        )

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

    async def read_book(self, loan: int) -> BookResponse:
        """Read the best ask and the best bid of a loan.

        Args:
            loan: The loan's number.

        Returns:
            The orders of one loan that can be filled now.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/resale/books/{segment(loan)}", BookResponse)

    async def list_order_log(
        self,
        *,
        limit: int = 50,
        after: int = 0,
        loan: int | None = None,
        fact: OrderFact | None = None,
    ) -> LogResponse:
        """List what became of orders, by number: placed, withdrawn, executed, expired, ended.

        Args:
            limit: Items of a page at most.
            after: Number of the last entry seen.
            loan: Of one loan; None leaves it out.
            fact: Of one kind; None leaves it out.

        Returns:
            Entries of the log.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/resale/log",
            LogResponse,
            query={"limit": limit, "after": after, "loan": loan, "fact": fact},
        )

    async def export_order_log(
        self,
        *,
        limit: int = 200,
        after: int = 0,
        loan: int | None = None,
        fact: OrderFact | None = None,
    ) -> bytes:
        """Export the log of orders as CSV; the last line's number is the next file's `after`.

        Args:
            limit: Items of a page at most.
            after: Number of the last entry seen.
            loan: Of one loan; None leaves it out.
            fact: Of one kind; None leaves it out.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET",
            "/v1/resale/log.csv",
            query={"limit": limit, "after": after, "loan": loan, "fact": fact},
        )

    async def read_prices(self) -> PricesResponse:
        """Read what notes were sold for, by days past due and risk level.

        Returns:
            What notes were sold for in the last 365 days.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/resale/prices", PricesResponse)

    async def list_sales(self, loan: int, *, limit: int = 50) -> SalesResponse:
        """List the sales of one loan's notes.

        Args:
            loan: The loan's number.
            limit: Items of a page at most.

        Returns:
            The sales of one loan's notes.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/resale/sales/{segment(loan)}", SalesResponse, query={"limit": limit}
        )
