"""What can be asked of the node about servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.servicing import DueResponse, Form, PromiseResponse
from tallystick.api.shapes import amount_text, segment

__all__ = ["AsyncServicingApi"]


class AsyncServicingApi(AsyncCalls):
    """Calls about servicing."""

    async def read_statement(
        self, address: str, *, from_: date, to: date, format_: Form = Form.CSV
    ) -> bytes:
        """An account's statement.

        Opening balance, each movement with its transaction, closing balance.

        For the account's owner and for staff who give their second factor. CSV is in minor
        units.
        """
        return await self.fetch(
            "GET",
            f"/v1/accounts/{segment(address)}/statement",
            query={"from": from_, "to": to, "format": format_},
        )

    async def list_dues(self) -> tuple[DueResponse, ...]:
        """What one's own loans need, as the chain has it now; loans of the signed-in wallet."""
        return await self.ask("GET", "/v1/dues", tuple[DueResponse, ...])

    async def promise_to_pay(self, number: int, *, amount: int, due: date) -> PromiseResponse:
        """Promise by a day at least what is due now. Until then nobody calls or writes.

        The due date stays, and so does everything that follows from it.
        """
        return await self.ask(
            "POST",
            f"/v1/loans/{segment(number)}/promise",
            PromiseResponse,
            body={"amount": amount_text("amount", amount), "due": due},
        )

    async def show_use(self, number: int, *, document: int) -> None:
        """Show with one of one's documents what a loan was used for; staff look at it."""
        await self.tell(
            "POST", f"/v1/loans/{segment(number)}/use-proof", body={"document": document}
        )
