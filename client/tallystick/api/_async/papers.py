"""Requests to the node about papers."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.papers import PaperForm
from tallystick.api.shapes import segment

__all__ = ["AsyncPapersApi"]


class AsyncPapersApi(AsyncCalls):
    """Calls about papers."""

    async def read_tax_year(
        self, address: str, year: int, *, format_: PaperForm = PaperForm.PDF, language: str = "en"
    ) -> bytes:
        """A wallet's year by loan.

        Received, lost, paid. For its owner, and staff as for a statement.

        It works no tax out. A PDF of a year that is over is the same bytes whenever it is asked
        for.

        Args:
            address: The wallet's address.
            year: A year of the platform's calendar.
            format_: pdf or json.
            language: Of a PDF: en or zh-CN.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET",
            f"/v1/accounts/{segment(address)}/years/{segment(year)}",
            query={"format": format_, "language": language},
        )

    async def read_certificate(
        self, number: int, *, format_: PaperForm = PaperForm.PDF, language: str = "en"
    ) -> bytes:
        """The certificate that nothing is owed of a loan any more.

        Args:
            number: The loan's number on chain.
            format_: pdf or json.
            language: Of a PDF: en or zh-CN.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET",
            f"/v1/loans/{segment(number)}/papers/certificate",
            query={"format": format_, "language": language},
        )

    async def read_receipt(
        self, number: int, tx_hash: str, *, format_: PaperForm = PaperForm.PDF, language: str = "en"
    ) -> bytes:
        """The receipt of what a transaction has paid on a loan, whoever sent it.

        Args:
            number: The loan's number on chain.
            tx_hash: The hash of the payment's transaction.
            format_: pdf or json.
            language: Of a PDF: en or zh-CN.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET",
            f"/v1/loans/{segment(number)}/papers/receipts/{segment(tx_hash)}",
            query={"format": format_, "language": language},
        )

    async def read_schedule_paper(
        self, number: int, *, format_: PaperForm = PaperForm.PDF, language: str = "en"
    ) -> bytes:
        """What is still to be paid of a loan, as the chain has it now.

        Args:
            number: The loan's number on chain.
            format_: pdf or json.
            language: Of a PDF: en or zh-CN.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET",
            f"/v1/loans/{segment(number)}/papers/schedule",
            query={"format": format_, "language": language},
        )
