"""Requests to the node about partner."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from collections.abc import AsyncIterator

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.loans import LoanPage, LoanResponse
from tallystick.api.records.partner import (
    NewPartnerKeyResponse,
    NewReferralResponse,
    PartnerClientPage,
    PartnerClientResponse,
    PartnerKeyResponse,
    PartnerPortfolioResponse,
    ReferralResponse,
)
from tallystick.api.records.quotes import QuoteResponse
from tallystick.api.shapes import segment

__all__ = ["AsyncPartnerApi"]


class AsyncPartnerApi(AsyncCalls):
    """Calls about partner."""

    async def list_partner_clients(
        self, *, limit: int = 50, after: str | None = None
    ) -> PartnerClientPage:
        """The clients who let me read what they hold.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Clients, the longest standing first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/partner/clients", PartnerClientPage, query={"limit": limit, "after": after}
        )

    async def read_client_portfolio(self, client: str) -> PartnerPortfolioResponse:
        """What a client's wallet holds now, for as long as their consent stands.

        Args:
            client: As I name the client.

        Returns:
            What the client's wallet holds; amounts in minor units.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/partner/clients/{segment(client)}/portfolio", PartnerPortfolioResponse
        )

    async def read_partner_key(self) -> PartnerKeyResponse:
        """The key that asks: what it opens, from where, how often, until when.

        Returns:
            A partner's key without what opens.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/partner/key", PartnerKeyResponse)

    async def rotate_partner_key(self) -> NewPartnerKeyResponse:
        """Get a new secret for the newest of the key; that one opens for another 24 hours.

        Returns:
            A key with its secret.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/partner/key/rotation", NewPartnerKeyResponse)

    async def list_partner_market(self, *, limit: int = 50, after: str | None = None) -> LoanPage:
        """Loans that seek money now, by their numbers.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Loans by their numbers.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/partner/market", LoanPage, query={"limit": limit, "after": after}
        )

    async def read_partner_quote(
        self, *, amount: int, months: int, method: str = "annuity"
    ) -> QuoteResponse:
        """What a loan would cost, by grade: an example, and no offer.

        Args:
            amount: What is lent, in minor units, fees included.
            months: Over how many months.
            method: How it is repaid.

        Returns:
            What a loan would cost, by grade; an example, and no offer.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/partner/quote",
            QuoteResponse,
            query={"amount": amount, "months": months, "method": method},
        )

    async def add_referral(self, *, fields: dict[str, str], reference: str) -> NewReferralResponse:
        """Hand over the draft of an application.

        Nothing is applied for before the client does so.

        Args:
            fields: The application's fields, as texts of at most 2,000 characters.
            reference: The partner's own reference, which names nobody.

        Returns:
            A referral, with the code that the client needs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/partner/referrals",
            NewReferralResponse,
            body={"fields": fields, "reference": reference},
        )

    async def read_referral(self, number: int) -> ReferralResponse:
        """What became of a referral of mine; who the client is stays theirs.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What a partner has handed over, without its words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/partner/referrals/{segment(number)}", ReferralResponse)

    async def all_partner_clients(self) -> AsyncIterator[PartnerClientResponse]:
        """Every item of `list_partner_clients`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_partner_clients(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    async def all_partner_market(self) -> AsyncIterator[LoanResponse]:
        """Every item of `list_partner_market`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_partner_market(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
