"""Papers of a loan and of a year: receipt, schedule, certificate, tax year; as PDF or JSON."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response

from tallystick.chain.codec import address_of
from tallystick.loans.dates import local_day
from tallystick.papers.loan_papers import PAPER_EVENTS, PaperEvent, certificate, receipt
from tallystick.papers.paper_pdf import paper_pdf
from tallystick.papers.papers_on_chain import place_of, schedule_of
from tallystick.papers.sheets import paper_data
from tallystick.papers.tax_years import tax_year
from tallystick.replay.source import time_of
from tallystick.statements.statement_on_chain import last_block_of
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import Conflict, NotHere
from tallystick_node.api.routes.investor_figures import note_events
from tallystick_node.api.routes.loans import Number
from tallystick_node.api.routes.servicing import Wallet, require_account_reader
from tallystick_node.api.routes.statement_file import StatementLanguage
from tallystick_node.api.services import IndexDep, KycDep, PlatformDep

if TYPE_CHECKING:
    from tallystick.papers.sheets import Paper, TaxYear
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.queries import ChainIndex

__all__ = ["PaperForm", "paper_file", "router", "year_of"]

router = APIRouter(prefix="/v1", tags=["papers"], responses=problem_responses(404, 409, 422, 503))


class PaperForm(StrEnum):
    """What a paper can be had as; the value is how the file's name ends."""

    PDF = "pdf"
    JSON = "json"


_KINDS = {PaperForm.PDF: "application/pdf", PaperForm.JSON: "application/json"}
_FILE: dict[int | str, dict[str, object]] = {
    200: {"content": {kind: {} for kind in _KINDS.values()}, "description": "The file."}
}
_Form = Annotated[PaperForm, Query(alias="format", description="pdf or json.")]
_Language = Annotated[StatementLanguage, Query(description="Of a PDF: en or zh-CN.")]
Year = Annotated[int, Path(ge=1970, le=9998, description="A year of the platform's calendar.")]
Transaction = Annotated[
    str, Path(pattern="^0x[0-9a-f]{64}$", description="The hash of the payment's transaction.")
]


@router.get("/loans/{number}/papers/schedule", response_class=Response, responses=_FILE)
def read_schedule_paper(
    number: Number, platform: PlatformDep, index: IndexDep,
    *, form: _Form = PaperForm.PDF, language: _Language = "en",
) -> Response:  # fmt: skip
    """What is still to be paid of a loan, as the chain has it now."""
    _require_loan(index, number)
    return paper_file(schedule_of(platform, number), form, language)


@router.get("/loans/{number}/papers/certificate", response_class=Response, responses=_FILE)
def read_certificate(
    number: Number, platform: PlatformDep, index: IndexDep,
    *, form: _Form = PaperForm.PDF, language: _Language = "en",
) -> Response:  # fmt: skip
    """The certificate that nothing is owed of a loan any more."""
    events = _events(platform, index, number)
    if not any(event.name == "Issued" for event in events):
        raise Conflict("PAPER:OWED", f"loan {number} was never drawn down")
    return paper_file(certificate(place_of(platform), number, events), form, language)


@router.get("/loans/{number}/papers/receipts/{tx_hash}", response_class=Response, responses=_FILE)
def read_receipt(
    number: Number, tx_hash: Transaction, platform: PlatformDep, index: IndexDep,
    *, form: _Form = PaperForm.PDF, language: _Language = "en",
) -> Response:  # fmt: skip
    """The receipt of what a transaction has paid on a loan, whoever sent it."""
    events = _events(platform, index, number, tx_hash)
    return paper_file(receipt(place_of(platform), number, tx_hash, events), form, language)


@router.get("/accounts/{address}/years/{year}", response_class=Response, responses=_FILE)
def read_tax_year(
    address: Wallet, year: Year, caller: SignedIn, kyc: KycDep, platform: PlatformDep,
    index: IndexDep, *, form: _Form = PaperForm.PDF, language: _Language = "en",
) -> Response:  # fmt: skip
    """A wallet's year by loan: received, lost, paid. For its owner, and staff as for a statement.

    It works no tax out. A PDF of a year that is over is the same bytes whenever it is asked for.
    """
    wallet = address_of("address", address)
    require_account_reader(kyc, caller, wallet)
    return paper_file(year_of(platform, index, wallet, year), form, language)


def year_of(platform: Platform, index: ChainIndex, wallet: str, year: int) -> TaxYear:
    """Return a wallet's year, from the index.

    Args:
        platform: The platform.
        index: The events.
        wallet: The checksummed address.
        year: 1970 to 9998.

    Returns:
        The year, as `tax_year_of` has it from the chain alone.
    """
    read = index.freshness().block
    ends = last_block_of(platform, date(year, 12, 31), read)
    known = note_events(wallet, platform, index, ends)
    return tax_year(
        place_of(platform), wallet, year, known, min(read, ends + 1), complete=ends < read
    )


def paper_file(paper: Paper, form: PaperForm, language: str) -> Response:
    """Return a paper's file as an answer.

    Args:
        paper: The paper.
        form: What file.
        language: Of a PDF.

    Returns:
        The answer, with the file's name and its SHA-256 as the entity tag.
    """
    data = paper_data(paper) if form is PaperForm.JSON else paper_pdf(paper, language)
    about = f"{paper.year}" if paper.paper == "tax-year" else f"loan-{paper.loan}"
    headers = {
        "content-disposition": f'attachment; filename="{paper.paper}-{about}.{form.value}"',
        "etag": f'"{hashlib.sha256(data).hexdigest()}"',
    }
    return Response(data, media_type=_KINDS[form], headers=headers)


def _require_loan(index: ChainIndex, number: int) -> None:
    if index.loan(number).answer is None:
        raise NotHere("API:LOAN", f"there is no loan {number}")


def _events(
    platform: Platform, index: ChainIndex, number: int, tx_hash: str | None = None
) -> list[PaperEvent]:
    """A loan's events, or those of one transaction: each costs a look at its block."""
    _require_loan(index, number)
    offset = platform.deployment.roles.utc_offset_seconds
    return [
        PaperEvent(
            local_day(time_of(platform.connection, event.block), offset), event.block,
            event.tx_hash, event.name, event.fields,
        )
        for event in index.events_of_loans([number], PAPER_EVENTS)
        if tx_hash in {None, event.tx_hash}
    ]  # fmt: skip
