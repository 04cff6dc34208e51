"""A sample's content from the chain alone; published texts come from wherever they are kept."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tallystick.audit.evidence import SampleSources
from tallystick.audit.public_events import ChainEvent, loan_of, public_events
from tallystick.audit.reports import load_reports
from tallystick.audit.texts import text_source
from tallystick.disclosure.opinion import stands_beside
from tallystick.disclosure.report import Report, read_report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment

__all__ = ["chain_sources"]


def chain_sources(
    connection: Connection,
    deployment: Deployment,
    block: int,
    *,
    reports: Mapping[str, bytes] | str | None = None,
    texts: Mapping[str, bytes] | str | None = None,
) -> SampleSources:
    """Return what a sample is made from.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        block: The last block to read.
        reports: Published reports: their bytes by file name, or a directory or URL.
        texts: Risk statements: likewise.

    Returns:
        The sources; without reports no proofs, without texts no statements.

    Raises:
        InputError: For places that are none.
        TransportError: When the node does not answer.
    """
    of_loan: dict[int, list[ChainEvent]] = defaultdict(list)
    published: list[ChainEvent] = []
    population = 0
    for event in public_events(connection, deployment, deployment.block, block):
        loan = loan_of(event)
        if loan is not None:
            of_loan[loan].append(event)
            population += event.name == "Listed"
        elif event.name == "Published":
            published.append(event)
    read = text_source({} if texts is None else texts)
    return SampleSources(
        population=population, events=lambda loan: of_loan[loan], published=published,
        statement=lambda digest: read(f"{digest}.json"), reports=_reports(reports),
    )  # fmt: skip


def _reports(place: Mapping[str, bytes] | str | None) -> list[Report]:
    if place is None:
        return []
    files = load_reports(place) if isinstance(place, str) else place
    return [read_report(files[name]) for name in sorted(files) if not stands_beside(name)]
