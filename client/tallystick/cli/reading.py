"""What the reading commands share: a platform from a URL and a file, records as JSON documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.listing import Listing

__all__ = ["AsJson", "DeploymentFile", "RpcUrl", "listing_document", "reading"]

RpcUrl = Annotated[
    str, typer.Option("--rpc", help="The chain's URL, such as a node's with /rpc.", metavar="URL")
]
DeploymentFile = Annotated[
    Path, typer.Option("--deployment", help="The platform's deployment file.", metavar="FILE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@contextmanager
def reading(rpc: str, deployment: Path) -> Iterator[Platform]:
    """Yield the platform of a command; whatever it refuses ends the command with one sentence.

    Args:
        rpc: The node's http(s) URL.
        deployment: The path of the deployment file.

    Yields:
        The platform.

    Raises:
        CannotRunError: For every error of the SDK, with its code and sentence.
    """
    # The chain's libraries take a second to import, which --help does not owe anyone.
    from tallystick.errors import TallystickError  # noqa: PLC0415
    from tallystick.platform._sync.platform import Platform  # noqa: PLC0415

    try:
        yield Platform.connect(rpc, deployment)
    except TallystickError as refused:
        raise CannotRunError(refused.code, refused.sentence) from refused


def listing_document(listed: Listing) -> dict[str, Any]:
    """Return a loan as JSON.

    Args:
        listed: The loan.

    Returns:
        Its fields: amounts in minor units as decimal strings, rates in ppm, times as ISO 8601 UTC.
    """
    from datetime import UTC, datetime  # noqa: PLC0415

    def moment(second: int) -> str:
        return datetime.fromtimestamp(second, UTC).isoformat().replace("+00:00", "Z")

    terms = listed.terms
    return {
        "loan": listed.loan,
        "status": listed.status.name.lower(),
        "borrower": listed.borrower,
        "risk_level": listed.level,
        "principal": str(terms.principal),
        "funded": str(listed.funded),
        "open": str(listed.open_units),
        "ticket_min": str(listed.ticket_min),
        "rate_ppm": terms.rate_ppm,
        "instalments": terms.n,
        "period": terms.period,
        "unit": terms.unit.name.lower(),
        "method": terms.method.name.lower(),
        "lead": terms.lead,
        "deadline": moment(listed.deadline),
        "open_until": moment(listed.last_second),
        "reflection_seconds": listed.reflection_seconds,
        "reflection_class": listed.reflection_class,
        "disclosure_hash": "0x" + listed.disclosure_hash.hex(),
    }
