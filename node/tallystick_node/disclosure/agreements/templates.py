"""The texts that were approved, and no others: a text that was changed since then is not used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.documents import read_json
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.disclosure.agreements.wording import offences

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["APPROVALS", "Template", "Templates"]

APPROVALS = "approved.json"
TEMPLATE_BYTES_MAX = 500_000


@dataclass(frozen=True, slots=True)
class Template:
    """A text with its version, who approved it and when."""

    version: str
    source: str
    approved_by: str
    approved_on: date


class Templates:
    """A directory of texts with the record of their approvals; the packaged one by default.

    The record, `approved.json`, names for each version the file's SHA-256, who approved and when.
    """

    def __init__(self, directory: Path | None = None) -> None:
        packaged = resources.files("tallystick_node.disclosure.agreements") / "templates"
        self._directory: Traversable = packaged if directory is None else directory

    def versions(self) -> list[str]:
        """Return the approved versions.

        Returns:
            Versions, sorted.

        Raises:
            InputError: AGREEMENT:APPROVALS when the record of approvals cannot be read.
        """
        return sorted(self._approvals())

    def load(self, version: str) -> Template:
        """Return an approved text.

        Args:
            version: Its version.

        Returns:
            The text, and who approved it when.

        Raises:
            InputError: AGREEMENT:UNKNOWN; AGREEMENT:UNAPPROVED when the text is not the one that
                was approved; AGREEMENT:WORDING when it promises what nobody can;
                AGREEMENT:APPROVALS.
        """
        approvals = self._approvals()
        if version not in approvals:
            raise InputError(
                "AGREEMENT:UNKNOWN",
                f"no template {version!r} is approved; there are {', '.join(sorted(approvals))}",
            )
        approval = approvals[version]
        try:
            data = (self._directory / f"{version}.html").read_bytes()
            source = data.decode("utf-8")
            template = Template(version, source, str(approval["by"]), iso_day(approval["on"]))
            approved = str(approval["sha256"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                "AGREEMENT:UNAPPROVED", f"the approval of {version} is not whole ({error})"
            ) from error
        if hashlib.sha256(data).hexdigest() != approved or len(data) > TEMPLATE_BYTES_MAX:
            raise InputError(
                "AGREEMENT:UNAPPROVED", f"the template {version} is not the text that was approved"
            )
        passages = offences(source)
        if passages:
            raise InputError(
                "AGREEMENT:WORDING", f"{version} promises what nobody can: {passages[0]}"
            )
        return template

    def _approvals(self) -> dict[str, Any]:
        try:
            approvals = read_json((self._directory / APPROVALS).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(
                "AGREEMENT:APPROVALS", f"the record of approvals cannot be read ({error})"
            ) from error
        if not isinstance(approvals, dict):
            raise InputError("AGREEMENT:APPROVALS", "the record of approvals is not an object")
        return approvals
