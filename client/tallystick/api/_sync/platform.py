"""Requests to the node about platform."""


# Made by scripts/unasync.py from api/_async/platform.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.platform import (
    CompanyResponse,
    PlatformResponse,
    StatedVersion,
    TermsOf,
    TermsResponse,
)
from tallystick.api.shapes import segment

__all__ = ["PlatformApi"]


class PlatformApi(Calls):
    """Calls about platform."""

    def read_company_facts(self) -> CompanyResponse:
        """What the operator states about the company, and own funds against what is required.

        Returns:
            What is stated now, and how own funds stand.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/company", CompanyResponse)

    def read_company_version(self, version: int) -> StatedVersion:
        """A version of what was stated, from which anybody computes the root.

        Args:
            version: The version's number.

        Returns:
            A version of what is stated; attested by the operator, proved by nobody.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/company/{segment(version)}", StatedVersion)

    def read_platform(self) -> PlatformResponse:
        """The chain, the contracts, the currency and the state of the platform.

        Returns:
            Where the platform is and by which rules it lives.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/platform", PlatformResponse)

    def list_terms(self) -> tuple[TermsResponse, ...]:
        """The texts in force, each in every language.

        Returns:
            The items. Each: A text in force.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/terms", tuple[TermsResponse, ...])

    def read_terms(self, of: TermsOf, *, language: str = "en") -> bytes:
        """A text's file: the bytes that its hash is of.

        Args:
            of: Whose relation it is about.
            language: en or zh-CN.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("GET", f"/v1/terms/{segment(of)}", query={"language": language})
