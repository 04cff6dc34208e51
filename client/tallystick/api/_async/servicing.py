"""Requests to the node about servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.servicing import DueResponse, PromiseResponse, StatementForm
from tallystick.api.shapes import amount_text, segment

__all__ = ["AsyncServicingApi"]


class AsyncServicingApi(AsyncCalls):
    """Calls about servicing."""

    async def read_statement(
        self,
        address: str,
        *,
        from_: date,
        to: date,
        format_: StatementForm = StatementForm.CSV,
        language: str = "en",
    ) -> bytes:
        """An account's statement.

        Opening balance, each movement with its transaction, closing balance.

        CSV and JSON are in minor units, the others in main ones. For the account's owner and for
        staff with their second factor. A PDF of days that are over is the same bytes whenever it
        is asked for; its SHA-256 is its entity tag.

        Args:
            address: The wallet's address.
            from_: A date.
            to: A date.
            format_: pdf, csv, xlsx, beancount or json.
            language: Of a PDF: en or zh-CN.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET",
            f"/v1/accounts/{segment(address)}/statement",
            query={"from": from_, "to": to, "format": format_, "language": language},
        )

    async def list_dues(self) -> tuple[DueResponse, ...]:
        """What the loans of the caller's wallet need, as the chain has it now.

        Returns:
            The items. Each: What one of the caller's loans needs: `due` today with charges, and the
            next instalment.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/dues", tuple[DueResponse, ...])

    async def promise_to_pay(self, number: int, *, amount: int, due: date) -> PromiseResponse:
        """Promise to pay, by a day, at least what is due now. Until then nobody calls or writes.

        The due date stays, and so does everything that follows from it.

        Args:
            number: The loan's number on chain.
            amount: In minor units.
            due: The day by which it is paid.

        Returns:
            The promise's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/loans/{segment(number)}/promise",
            PromiseResponse,
            body={"amount": amount_text("amount", amount), "due": due},
        )

    async def show_use(self, number: int, *, document: int) -> None:
        """Show with one of my documents what a loan was used for; staff look at it.

        Args:
            number: The loan's number on chain.
            document: The number of the caller's document.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST", f"/v1/loans/{segment(number)}/use-proof", body={"document": document}
        )
