"""Requests to the node about auditing."""


# Made by scripts/unasync.py from api/_async/auditing.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.auditing import (
    DatasetDayResponse,
    DatasetForm,
    DatasetPage,
    DatasetResponse,
    LedgerForm,
)
from tallystick.api.shapes import segment

__all__ = ["AuditingApi"]


class AuditingApi(Calls):
    """Calls about auditing."""

    def list_datasets(self, *, limit: int = 50, after: str | None = None) -> DatasetPage:
        """The days of which there is a dataset, the newest first.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Days, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/datasets", DatasetPage, query={"limit": limit, "after": after})

    def read_dataset(self, day: date) -> DatasetResponse:
        """A day's dataset: its root, where that is anchored, and every file with its hash.

        Args:
            day: A date.

        Returns:
            A day's dataset with its files and its dictionary.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/datasets/{segment(day)}", DatasetResponse)

    def read_dataset_part(self, day: date, table: str, name: str) -> bytes:
        """A partition of a table of a day's dataset, as Parquet.

        Args:
            day: A date.
            table: The table.
            name: The file's name.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "GET", f"/v1/datasets/{segment(day)}/files/parquet/{segment(table)}/{segment(name)}"
        )

    def read_dataset_file(self, day: date, form: DatasetForm, name: str) -> bytes:
        """A file of a day's dataset: manifest, dictionary, or a table as CSV.

        Args:
            day: A date.
            form: Of which format.
            name: The file's name.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "GET", f"/v1/datasets/{segment(day)}/files/{segment(form)}/{segment(name)}"
        )

    def read_evidence(self, *, count: int, seed: str, block: int | None = None) -> bytes:
        """The evidence for a sample of loans: a ZIP file, the same bytes for the same question.

        Events with transactions, risk statements, proofs to anchored roots, and a manifest.

        Args:
            count: How many loans.
            seed: Chooses them.
            block: As of this block, not the newest; None leaves it out.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "GET", "/v1/evidence", query={"count": count, "seed": seed, "block": block}
        )

    def read_ledger(
        self,
        *,
        first: int | None = None,
        last: int | None = None,
        format_: LedgerForm = LedgerForm.CSV,
    ) -> bytes:
        """The public ledger of some blocks.

        Every movement of money as an entry between two accounts.

        Amounts are in minor units of the token that each entry names.

        Args:
            first: The first block, not the deployment's; None leaves it out.
            last: The last block, not the newest; None leaves it out.
            format_: csv or json.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "GET", "/v1/ledger", query={"first": first, "last": last, "format": format_}
        )

    def all_datasets(self) -> Iterator[DatasetDayResponse]:
        """Every item of `list_datasets`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_datasets(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
