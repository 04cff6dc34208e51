"""Requests to the node about staff aml papers."""


# Made by scripts/unasync.py from api/_async/staff_aml_papers.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.staff_aml_papers import AmlFileResponse
from tallystick.api.shapes import segment

__all__ = ["StaffAmlPapersApi"]


class StaffAmlPapersApi(Calls):
    """Calls about staff aml papers."""

    def list_aml_files(self, number: int) -> tuple[AmlFileResponse, ...]:
        """The files of a case, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What is known of a file of a case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/staff/aml/cases/{segment(number)}/files", tuple[AmlFileResponse, ...]
        )

    def add_aml_file(
        self, number: int, content: bytes, *, name: str
    ) -> tuple[AmlFileResponse, ...]:
        """Keep the bytes of the body with a case that the caller has: PDF, PNG or JPEG.

        Args:
            number: Its number, as the node returned it.
            content: The bytes of the file.
            name: What the file is called.

        Returns:
            The items. Each: What is known of a file of a case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/files",
            tuple[AmlFileResponse, ...],
            query={"name": name},
            content=content,
            media_type="application/octet-stream",
        )

    def open_aml_file(self, number: int, file: int) -> bytes:
        """A file of a case; that it was looked at is journalled.

        Args:
            number: Its number, as the node returned it.
            file: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "POST", f"/v1/staff/aml/cases/{segment(number)}/files/{segment(file)}/opening"
        )

    def list_aml_tags(self, number: int) -> tuple[str, ...]:
        """The tags of a case, sorted.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The JSON document.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/staff/aml/cases/{segment(number)}/tags", tuple[str, ...])

    def add_aml_tag(self, number: int, *, tag: str) -> tuple[str, ...]:
        """Tag a case that the caller has; returns all of its tags.

        Args:
            number: Its number, as the node returned it.
            tag: One word of letters, digits and hyphens.

        Returns:
            The JSON document.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/tags",
            tuple[str, ...],
            body={"tag": tag},
        )

    def remove_aml_tag(self, number: int, *, tag: str) -> tuple[str, ...]:
        """Take a tag off a case that the caller has; returns those that are left.

        Args:
            number: Its number, as the node returned it.
            tag: One word of letters, digits and hyphens.

        Returns:
            The JSON document.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/tags/removal",
            tuple[str, ...],
            body={"tag": tag},
        )
